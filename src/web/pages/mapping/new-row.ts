import type { MappingPlace, MappingRow } from "#contract/mapping.ts";
import { mayWritePlace, type Place } from "#core/mapping/places.ts";
import type { DraftRow } from "./draft-history.ts";

/** A key that no row has. */
function freeKey(rows: readonly DraftRow[]): string {
  let count = rows.length;
  while (rows.some(({ key }) => key === `new ${String(count)}`)) count += 1;
  return `new ${String(count)}`;
}

const empty: MappingRow = {
  field: null,
  label: "",
  left: "",
  right: "",
  creates: "to-incident",
  direction: "to-incident",
  policy: "ask",
  personal: true,
  transforms: [],
};

export const newRow = (rows: readonly DraftRow[], more: Partial<MappingRow> = {}): DraftRow => ({ ...empty, ...more, key: freeKey(rows) });

/** What a row becomes when this field of HighLevel is chosen: named and guarded as the field asks for, and never written where that is not allowed. */
export function choosing(row: MappingRow, place: MappingPlace): Partial<MappingRow> {
  const allowed = (when: "create" | "update", direction: MappingRow["direction"]): MappingRow["direction"] =>
    mayWritePlace(place as Pick<Place, "writable">, when) || direction === "off" ? direction : "to-incident";
  return {
    left: place.place,
    label: row.label === "" ? place.label : row.label,
    personal: row.left === "" ? place.personal === true : row.personal || place.personal === true,
    creates: allowed("create", row.creates),
    direction: allowed("update", row.direction),
  };
}
