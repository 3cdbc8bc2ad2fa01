import type { ListedRecord as ShownRecord } from "#contract/dashboards.ts";
import type { FieldMap } from "#core/mapping/field-map.ts";
import type { LinkRow } from "#core/ports/store.ts";
import { nameIn } from "#core/record/title.ts";
import type { ListedRecord } from "#engine/dashboards/dashboards.ts";
import { asText, shownAs } from "./values.ts";

/** A record of a list with every personal value masked: whoever may see them opens the contact (P5). */
export function shownRecord({ link, at, label, contact }: ListedRecord, maps: readonly FieldMap[]): ShownRecord {
  const value = (field: string): string | null => {
    const map = maps.find((one) => one.field === field);
    return map === undefined ? null : asText(shownAs(map, link.left?.fields[field] ?? link.right?.fields[field] ?? null, "masked"));
  };
  return {
    id: link.id,
    title: value("title"),
    at,
    status: label,
    contact: contact === null ? null : { id: contact.id, name: nameOf(contact) },
  };
}

const nameOf = ({ left, right }: LinkRow): string | null => nameIn(left?.fields ?? {}) ?? nameIn(right?.fields ?? {});
