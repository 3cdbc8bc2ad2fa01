import type { Bridge } from "../bridge.ts";
import { canonicalise, elementsOf } from "../record/canonicalise.ts";
import type { CanonicalValue, FieldValues, Side } from "../record/canonical.ts";
import type { FieldMap } from "./field-map.ts";
import { readThrough } from "./tell-value.ts";

/** What values are reduced by. */
export interface Reduction extends Pick<Bridge, "fields" | "defaultCountry"> {
  /** True for a tag that another bridge of ours puts on contacts: it is none of the contact's own, and does not cross (E4). Default: none. */
  readonly isOwnTag?: (tag: string) => boolean;
}

/** The canonical values of a bridge's mapped fields (M5); `rawValue` says what the vendor holds for one of them. */
export function mappedFields(mapping: Reduction, rawValue: (map: FieldMap) => unknown): FieldValues {
  return Object.fromEntries(mapping.fields.map((map) => [map.field, peoplesOwn(mapping, map, canonicalise(map.kind, rawValue(map), mapping))]));
}

/** The same for a side whose mapping people choose: in the form that both sides are compared in (M9). */
export function toldFields(side: Side, mapping: Reduction, rawValue: (map: FieldMap) => unknown): FieldValues {
  const fields = mappedFields(mapping, rawValue);
  return Object.fromEntries(mapping.fields.map((map) => [map.field, readThrough(map, side, fields[map.field] ?? null, mapping)]));
}

function peoplesOwn({ isOwnTag }: Reduction, { kind, left }: FieldMap, value: CanonicalValue): CanonicalValue {
  return isOwnTag === undefined || kind !== "set" || left !== "tags" ? value : elementsOf(value).filter((tag) => !isOwnTag(tag));
}
