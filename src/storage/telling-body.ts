import { tellsOf } from "#core/record/tells-of.ts";
import { parseJson } from "#lib/json.ts";

/** True when the body of an event holds one of these texts as a whole, in any case; one that is no JSON is looked through as it is. */
export function bodyTellsOf(body: Uint8Array, known: readonly string[]): boolean {
  const parsed = parseJson(body);
  return tellsOf(parsed.kind === "parsed" ? parsed.value : Buffer.from(body).toString("utf8"), known);
}
