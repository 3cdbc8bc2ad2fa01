import { canonicalise } from "#core/record/canonicalise.ts";
import type { FieldKind } from "#core/record/canonical.ts";
import { isObject } from "#lib/json.ts";

/** Region is without meaning for what is read here. */
const anywhere = { defaultCountry: "US" };

function readAs(kind: FieldKind, raw: unknown): string | null {
  const value = canonicalise(kind, typeof raw === "string" ? raw : null, anywhere);
  return typeof value === "string" ? value : null;
}

/** Text, cleaned as all text is (M5); null for an empty one and for anything else. Markdown stays Markdown. */
export const textIn = (raw: unknown): string | null => readAs("text", raw);

/** A moment as ISO in UTC with milliseconds; the vendor writes zero to three fraction digits (facts, section 1). */
export const instantIn = (raw: unknown): string | null => readAs("date", raw);

/** An e-mail address in the form in which addresses are compared. */
export const emailIn = (raw: unknown): string | null => readAs("email", raw);

/** A text inside an object inside another, such as `creator.api_key.id`. */
export function textBelow(raw: unknown, ...keys: readonly string[]): string | null {
  return textIn(keys.reduce<unknown>((place, key) => (isObject(place) ? place[key] : undefined), raw));
}
