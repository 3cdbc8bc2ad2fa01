import { textOrNull } from "#core/record/text-or-null.ts";
import type { Bridge } from "#core/bridge.ts";
import { mappedFields } from "#core/mapping/mapped-fields.ts";
import type { CallOptions, FieldChange, RecordsPort } from "#core/ports/records-port.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import { orMissing, succeeds } from "#core/ports/read-outcome.ts";
import type { CanonicalTimelineItem } from "#vendors/incidentio/canonical-timeline-item.ts";
import type { TimelineWrite } from "#vendors/incidentio/resources/timeline.ts";
import { titleBehind, titleOver } from "./appointment-words.ts";
import { caseIdParts } from "./cases.ts";
import { itemMarker, markedRecord, withItemMarker } from "./item-marker.ts";
import { markedItem, type Timelines } from "./timelines.ts";

type ItemMapping = Pick<Bridge, "fields" | "defaultCountry" | "locationId">;

/** What an item says when what it told of is gone: a timeline takes nothing back. */
export const REMOVED_TITLE = "Removed in HighLevel";

/** What an item says that a person has taken back with the run that made it. */
export const TAKEN_BACK_TITLE = "Taken back by Highwire";

/** The items of timelines that records of HighLevel have made; each names its record in its last line. Any other item is none of them. */
export function createTimelineItems(timelines: Timelines, mapping: ItemMapping, look: (call: CallOptions) => Promise<unknown>): RecordsPort {
  return {
    side: "incident",
    partial: true,
    read: (id, call) =>
      orMissing(async () => {
        const { incidentId, contactId: itemId } = caseIdParts(id);
        const item = await timelines.item(incidentId, itemId, call);
        const marked = item === null ? null : markedItem(item);
        const counterpartId = marked === null ? null : markedRecord(mapping, incidentId, marked.marker);
        return marked === null || counterpartId === null ? null : recordOf(mapping, incidentId, marked.item, marked.markdown, counterpartId);
      }),
    list: () => Promise.resolve({ records: [], next: null, total: null }),
    async candidates({ counterpartId }, call) {
      if (counterpartId === null) return [];
      const { incidentId } = caseIdParts(counterpartId);
      const found = await timelines.marked(incidentId, itemMarker(mapping, counterpartId), call);
      return found.map(({ item, markdown }) => ({ record: recordOf(mapping, incidentId, item, markdown, counterpartId), matchedBy: ["marker"] }));
    },
    async create({ fields, counterpartId }, call) {
      const { incidentId } = caseIdParts(counterpartId);
      const draft = {
        idempotency_key: `hw:${mapping.locationId}:${counterpartId}`,
        incident_id: incidentId,
        timestamp: String(fields["at"]),
        title: String(fields["title"]),
        description: withItemMarker(textOrNull(fields["description"]), itemMarker(mapping, counterpartId)),
      };
      return writtenRecord(mapping, incidentId, await timelines.create(draft, call), counterpartId);
    },
    async update(record, changes, call) {
      const { incidentId, contactId: itemId } = caseIdParts(record.id);
      const item = await timelines.update(incidentId, itemId, itemWrite(mapping, record, changes), call);
      return writtenRecord(mapping, incidentId, item, record.counterpartId);
    },
    /** A timeline takes nothing back, so the item is emptied. */
    async remove(id, call) {
      const { incidentId, contactId: itemId } = caseIdParts(id);
      await timelines.update(incidentId, itemId, { title: TAKEN_BACK_TITLE, description: "" }, call);
    },
    canary: (call) => succeeds(() => look(call)),
  };
}

/** A repeat of a create may answer with an item that a person has edited since, and a removed one has lost its last line: it is ours all the same. */
function writtenRecord(mapping: ItemMapping, incidentId: string, item: CanonicalTimelineItem, counterpartId: string | null): SideRecord {
  return recordOf(mapping, incidentId, item, markedItem(item)?.markdown ?? item.fields.description, counterpartId);
}

/** Sweeps need not meet it: what becomes of it in incident.io is for people there. */
function recordOf(
  mapping: ItemMapping,
  incidentId: string,
  { id, version, fields: { title, at } }: CanonicalTimelineItem,
  markdown: string | null,
  counterpartId: string | null,
): SideRecord {
  const values: Readonly<Record<string, unknown>> = { title: titleBehind(title), description: markdown, at };
  const fields = mappedFields(mapping, ({ right }) => values[right]);
  return { side: "incident", id: `${incidentId}/${id}`, version, fields, counterpartId, rests: true };
}

/** What is removed keeps nothing, not even its last line: whoever it was about is not to be found by it any more. */
function itemWrite(mapping: ItemMapping, record: SideRecord, changes: readonly FieldChange[]): TimelineWrite {
  const after = { ...record.fields, ...Object.fromEntries(changes.map(({ field, value }) => [field, value])) };
  const changed = new Set(changes.map(({ field }) => field));
  const isRemoved = after["title"] === REMOVED_TITLE;
  const description = isRemoved ? "" : withItemMarker(textOrNull(after["description"]), itemMarker(mapping, record.counterpartId ?? ""));
  return {
    ...(changed.has("title") && { title: titleOver(String(record.fields["title"]), String(after["title"])) }),
    ...((changed.has("description") || isRemoved) && { description }),
    ...(changed.has("at") && { timestamp: String(after["at"]) }),
  };
}
