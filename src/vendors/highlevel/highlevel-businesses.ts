import type { Bridge } from "#core/bridge.ts";
import type { RecordsPort } from "#core/ports/records-port.ts";
import { toldFields } from "#core/mapping/mapped-fields.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import { contentVersion } from "./content-version.ts";
import type { BusinessesResource, BusinessJson } from "./resources/businesses.ts";
import { toldRecords } from "./told-records.ts";

export type BusinessMapping = Pick<Bridge, "fields" | "defaultCountry">;

/** Rows of one page; the most that is taken. */
const PAGE = 100;

/** HighLevel's businesses of one location, as the engine sees them: told to incident.io, never written. No event speaks of them. */
export function createHighLevelBusinesses(businesses: BusinessesResource, mapping: BusinessMapping): RecordsPort {
  const reduce = (business: BusinessJson): SideRecord => recordOf(mapping, business);
  return toldRecords({
    entity: "business",
    read: async (id, call) => reduce(await businesses.read(id, call)),
    async list({ after }, call) {
      const skip = after === null ? 0 : Number(after);
      const rows = await businesses.list({ limit: PAGE, skip }, call);
      return { records: rows.map(reduce), next: rows.length < PAGE ? null : String(skip + rows.length), total: null };
    },
    remove: (id, call) => businesses.remove(id, call),
    look: (call) => businesses.list({ limit: 1, skip: 0 }, call),
  });
}

/** Whether every shape tells a time of change is stated nowhere, so the version goes by what the business says. */
function recordOf(mapping: BusinessMapping, business: BusinessJson): SideRecord {
  const fields = toldFields("highlevel", mapping, (map) => business[map.left]);
  return { side: "highlevel", id: business.id, version: contentVersion(fields), fields, counterpartId: null };
}
