import type { FieldMap } from "../mapping/field-map.ts";
import { MASK } from "../text/masked-json.ts";
import type { CanonicalValue, FieldKind } from "./canonical.ts";

/** True for fields whose values people see only after they asked to: personal ones, except the name by which a record is known. */
export const isMasked = ({ field, personal, kind }: Pick<FieldMap, "field" | "personal" | "kind">): boolean =>
  personal && kind !== "name" && field !== "fullName";

/** A personal value as everybody may see it: enough to tell two apart, not enough to use. Empty stays empty. */
export function mask(kind: FieldKind, value: CanonicalValue): CanonicalValue {
  if (value === null || value === "") return value;
  if (Array.isArray(value)) return (value as readonly string[]).map(() => MASK);
  const text = String(value);
  if (kind === "email") return maskedEmail(text);
  if (kind === "phone") return `${MASK} ${text.slice(-2)}`;
  return MASK;
}

/** The same for guests of an incident's page, who may be anybody with a link: where an address is at stays hidden as well. */
export function maskForGuests(kind: FieldKind, text: string): string {
  const shown = String(mask(kind, text));
  return kind === "email" ? shown.replace(/@.*?(\.[^.]*)?$/u, `@${MASK}$1`) : shown;
}

function maskedEmail(email: string): string {
  const at = email.lastIndexOf("@");
  const [first = ""] = email;
  return at <= 0 ? MASK : `${first}${MASK}${email.slice(at)}`;
}
