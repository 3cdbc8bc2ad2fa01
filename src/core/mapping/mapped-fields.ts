import type { Bridge } from "../bridge.ts";
import { canonicalise } from "../record/canonicalise.ts";
import type { FieldValues } from "../record/canonical.ts";
import type { FieldMap } from "./field-map.ts";

/** The canonical values of a bridge's mapped fields (M5); `rawValue` says what the vendor holds for one of them. */
export function mappedFields(mapping: Pick<Bridge, "fields" | "defaultCountry">, rawValue: (map: FieldMap) => unknown): FieldValues {
  return Object.fromEntries(mapping.fields.map((map) => [map.field, canonicalise(map.kind, rawValue(map), mapping)]));
}
