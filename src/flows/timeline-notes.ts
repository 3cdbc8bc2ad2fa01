import type { Bridge } from "#core/bridge.ts";
import { mappedFields } from "#core/mapping/mapped-fields.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { CallOptions, RecordsPort } from "#core/ports/records-port.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import { contentVersion } from "#vendors/highlevel/content-version.ts";
import type { CanonicalTimelineItem } from "#vendors/incidentio/canonical-timeline-item.ts";
import { caseId, caseIdParts, type Case, type Cases } from "./cases.ts";
import { KeptBriefly } from "./kept-briefly.ts";
import type { Timelines } from "./timelines.ts";
import { toldByIncidents } from "./told-by-incidents.ts";

export interface TimelineNoteParts {
  readonly cases: Cases;
  readonly timelines: Timelines;
  readonly clock: Clock;
  readonly mapping: Pick<Bridge, "fields" | "defaultCountry">;
}

/**
 * What people write on the timelines of ongoing incidents, for each affected contact: `<incident>/<contact>/<item>`. Only items that a person has
 * certainly written: nothing that a key or a workflow made, or that was taken from the activity log. No event tells of items, so they are met when
 * something else of their incident changes, and by sweeps.
 */
export function createTimelineNoteSource(parts: TimelineNoteParts): RecordsPort {
  const { cases, timelines, clock, mapping } = parts;
  const known = new KeptBriefly<Case | null>(clock);
  const ofIncident = async (found: readonly Case[], call: CallOptions): Promise<readonly SideRecord[]> => {
    const [first] = found;
    if (first === undefined) return [];
    const items = (await timelines.items(first.incident.id, call)).filter(({ byPerson }) => byPerson);
    for (const one of found) void known.fresh(caseId(one), () => Promise.resolve(one));
    return found.flatMap((one) => items.map((item) => recordOf(mapping, one, item)));
  };
  return toldByIncidents({
    entity: "note of a timeline",
    async read(id, call) {
      const { incidentId, contactId, rest: itemId } = caseIdParts(id);
      const found = await known.get(`${incidentId}/${contactId}`, () => cases.one(incidentId, contactId, call));
      const item = found === null ? null : await timelines.item(incidentId, itemId, call);
      return found === null || item?.byPerson !== true ? null : recordOf(mapping, found, item);
    },
    async list({ after }, call) {
      const page = await cases.page(after, call);
      const incidentIds = [...new Set(page.cases.map(({ incident }) => incident.id))];
      const records = incidentIds.map((one) => {
        const found = page.cases.filter(({ incident }) => incident.id === one);
        return ofIncident(found, call);
      });
      return { records: (await Promise.all(records)).flat(), next: page.next, total: null };
    },
    async members(id, call) {
      const found = await cases.ofIncident(caseIdParts(id).incidentId, call);
      return ofIncident(
        found.filter(({ isOngoing }) => isOngoing),
        call,
      );
    },
    look: (call) => cases.look(call),
  });
}

/** A timeline loses nothing, so nothing is missing where a sweep does not meet it: it rests until it says something else. */
function recordOf(mapping: TimelineNoteParts["mapping"], found: Case, { id, fields: said }: CanonicalTimelineItem): SideRecord {
  const { reference, permalink } = found.incident;
  const values: Readonly<Record<string, unknown>> = {
    title: `${reference ?? "Incident"}: ${said.title ?? "without a title"}`,
    body: [said.description, permalink].filter((part) => part !== null).join("\n\n"),
  };
  const fields = mappedFields(mapping, ({ right }) => values[right]);
  return { side: "incident", id: `${caseId(found)}/${id}`, version: contentVersion(fields), fields, counterpartId: null, rests: true };
}
