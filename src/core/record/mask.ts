import type { FieldMap } from "../mapping/field-map.ts";
import type { CanonicalValue, FieldKind } from "./canonical.ts";

const HIDDEN = "•••";

/** True for fields whose values people see only after they asked to: personal ones, except the name by which a record is known. */
export const isMasked = ({ field, personal, kind }: Pick<FieldMap, "field" | "personal" | "kind">): boolean =>
  personal && kind !== "name" && field !== "fullName";

/** A personal value as everybody may see it: enough to tell two apart, not enough to use. Empty stays empty. */
export function mask(kind: FieldKind, value: CanonicalValue): CanonicalValue {
  if (value === null || value === "") return value;
  if (Array.isArray(value)) return (value as readonly string[]).map(() => HIDDEN);
  const text = String(value);
  if (kind === "email") return maskedEmail(text);
  if (kind === "phone") return `${HIDDEN} ${text.slice(-2)}`;
  return HIDDEN;
}

function maskedEmail(email: string): string {
  const at = email.lastIndexOf("@");
  const [first = ""] = email;
  return at <= 0 ? HIDDEN : `${first}${HIDDEN}${email.slice(at)}`;
}
