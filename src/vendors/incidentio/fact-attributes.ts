import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { FieldChange, RecordsPort } from "#core/ports/records-port.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import { attributeOf, attributeValues } from "./canonical-entry.ts";
import type { AttributeWrite, IncidentClient } from "./client.ts";
import { ensureAttributes, findEntryType, typeOfKind } from "./entry-type.ts";
import { createIncidentEntries } from "./incident-entries.ts";

type FactMapping = Pick<Bridge, "fields" | "defaultCountry" | "locationId">;

/** Attributes that hold more than a line. */
const richTexts: ReadonlySet<string> = new Set(["hw_recent_notes"]);

/** Adds the attributes of facts to the type of a location's contacts, and returns the type's id. Throws `HW_CASES_NEED_CONTACTS` and vendor errors. */
export async function ensureFactAttributes(client: IncidentClient, mapping: FactMapping): Promise<string> {
  const type = await findEntryType(client, { entity: "contact", locationId: mapping.locationId });
  if (type === null) throw new HighwireError("HW_CASES_NEED_CONTACTS", { vendor: "incident", operation: "facts of contacts" });
  const wanted = mapping.fields.flatMap((map): readonly AttributeWrite[] => {
    const id = attributeOf(map);
    if (id === null) return [];
    return [{ id, name: map.label, type: richTexts.has(id) ? "Text" : typeOfKind[map.kind], array: false, mode: "api" }];
  });
  await ensureAttributes(client, type, wanted);
  return type.id;
}

/**
 * Some attributes of contacts' entries, which another bridge keeps: entries are found by their external id and never made here, and nothing but
 * those attributes is written.
 */
export function createFactAttributes(client: IncidentClient, mapping: FactMapping, typeId: string): RecordsPort {
  const entries = createIncidentEntries(client, { ...mapping, entity: "contact" }, typeId);
  const refuse = (operation: string): Promise<never> =>
    Promise.reject(
      new HighwireError("HW_INVARIANT", { operation: `${operation} facts`, detail: "entries of contacts are kept by the contact bridge" }),
    );
  return {
    side: "incident",
    partial: true,
    madeByOthers: true,
    async read(id, call) {
      const read = await entries.read(id, call);
      return read.kind === "missing" ? read : { kind: "found", record: resting(read.record) };
    },
    list: () => Promise.resolve({ records: [], next: null, total: null }),
    candidates: async (values, call) => (await entries.candidates(values, call)).map((found) => ({ ...found, record: resting(found.record) })),
    create: () => refuse("create"),
    /** The update of many keeps an entry's name, aliases and external id; that of one asks for the name, which somebody may be changing. */
    async update(record, changes, call) {
      await client.bulkUpdate({ catalog_type_id: typeId, ...bulkBody(mapping, record, changes) }, call);
      const read = await entries.read(record.id, call);
      if (read.kind === "missing") throw new HighwireError("HW_VENDOR_NOT_FOUND", { vendor: "incident", operation: "update facts" });
      return resting(read.record);
    },
    remove: () => refuse("remove"),
    canary: (call) => entries.canary(call),
  };
}

/** Sweeps need not meet it: nobody else writes those attributes. What names its contact is for the contact bridge to keep. */
const resting = ({ markerStale: _kept, ...record }: SideRecord): SideRecord => ({ ...record, rests: true });

function bulkBody(mapping: FactMapping, record: SideRecord, changes: readonly FieldChange[]): Readonly<Record<string, unknown>> {
  const changed = changes.map(({ field }) => field);
  const values = Object.fromEntries(changes.map(({ field, value }) => [field, value]));
  return {
    update_attributes: mapping.fields.filter(({ field }) => changed.includes(field)).flatMap((map) => attributeOf(map) ?? []),
    entries: [{ entry_id: record.id, attribute_values: attributeValues(mapping, values, changed) }],
  };
}
