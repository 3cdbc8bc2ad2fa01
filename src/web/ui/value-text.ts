import type { FieldValue } from "#contract/contacts.ts";

/** A field's value in one line; a dash for nothing. */
export function valueText(value: FieldValue): string {
  if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) return "–";
  return Array.isArray(value) ? value.join(", ") : String(value);
}
