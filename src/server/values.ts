import type { FieldValue } from "#contract/contacts.ts";
import type { FieldMap } from "#core/mapping/field-map.ts";
import type { CanonicalValue } from "#core/record/canonical.ts";
import { isMasked, mask } from "#core/record/mask.ts";

/** Whether personal values are shown as they are, to somebody who may see them, or masked (P5). */
export type Sight = "masked" | "revealed";

/** Whether that field's values are masked for whoever has that sight. One that no flow maps any more counts as personal. */
export const isHidden = (map: FieldMap | undefined, sight: Sight): boolean => sight === "masked" && (map === undefined || isMasked(map));

/** A field's value as it is shown. */
export const shownAs = (map: FieldMap | undefined, value: CanonicalValue, sight: Sight): CanonicalValue =>
  isHidden(map, sight) ? mask(map?.kind ?? "text", value) : value;

/** A value as the API tells it. */
export const asValue = (value: CanonicalValue | undefined): FieldValue =>
  Array.isArray(value) ? [...(value as readonly string[])] : ((value ?? null) as FieldValue);

/** A value as text; null when empty. */
export const asText = (value: CanonicalValue | undefined): string | null => (value === null || value === undefined ? null : String(value));
