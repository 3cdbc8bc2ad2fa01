import type { FieldValue } from "#contract/contacts.ts";
import type { CanonicalValue } from "#core/record/canonical.ts";

/** A value as the API tells it. */
export const asValue = (value: CanonicalValue | undefined): FieldValue =>
  Array.isArray(value) ? [...(value as readonly string[])] : ((value ?? null) as FieldValue);

/** A value as text; null when empty. */
export const asText = (value: CanonicalValue | undefined): string | null => (value === null || value === undefined ? null : String(value));
