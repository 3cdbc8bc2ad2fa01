import type { FieldValues } from "./canonical.ts";
import { mask } from "./mask.ts";

/** Canonical fields that name a record for people, the best first. */
const titleFields = ["fullName", "title"] as const;
/** Canonical fields that people search a record by. */
export const searchedFields = [...titleFields, "email", "phone"] as const;

/** What a record is called; null when it has no name. */
export function nameIn(fields: FieldValues): string | null {
  return firstOf(titleFields, fields);
}

/** What people know a record by: its name, else its e-mail or phone; null when it has none of them. */
export function titleIn(fields: FieldValues): string | null {
  return firstOf(searchedFields, fields);
}

/** The same as everybody may see it: an e-mail or phone in a name's place is masked (P5). */
export function shownTitleIn({ email = null, phone = null, ...fields }: FieldValues): string | null {
  return titleIn({ ...fields, email: mask("email", email), phone: mask("phone", phone) });
}

function firstOf(names: readonly string[], fields: FieldValues): string | null {
  const found = names.map((name) => fields[name] ?? null).find((value) => value !== null);
  return found === undefined ? null : String(found);
}
