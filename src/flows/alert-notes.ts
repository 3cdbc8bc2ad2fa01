import type { Bridge } from "#core/bridge.ts";
import { mappedFields } from "#core/mapping/mapped-fields.ts";
import { orMissing, succeeds } from "#core/ports/read-outcome.ts";
import type { CallOptions, RecordsPort } from "#core/ports/records-port.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import { textOrNull } from "#core/record/text-or-null.ts";
import { must } from "#lib/must.ts";
import { canonicalAlertNote } from "#vendors/incidentio/canonical-alert.ts";
import type { IncidentClient } from "#vendors/incidentio/client.ts";
import type { AlertNoteJson } from "#vendors/incidentio/resources/alert-notes.ts";
import { caseIdParts } from "./cases.ts";
import { HELD_MS } from "./held-calls.ts";
import { itemMarker, itemMarkerIn, markedRecord, withItemMarker } from "./item-marker.ts";

/** Notes of one page, at most. */
const PAGE = 250;

export interface AlertNoteParts {
  readonly client: Pick<IncidentClient, "alertNotes">;
  readonly mapping: Pick<Bridge, "fields" | "defaultCountry" | "locationId">;
  /** A cheap read that shows whether the connection works. */
  readonly look: (call: CallOptions) => Promise<unknown>;
}

/** The notes on alerts that notes in HighLevel have made. */
export interface AlertNotes {
  readonly port: RecordsPort;
  /** What a record's note says on its alert, without the last line; null when there is none. Throws vendor errors. */
  standing(recordId: string, call: CallOptions): Promise<string | null>;
}

/** Each such note names its record in its last line; any other note of an alert is none of them. A record is known by its alert's id and its own. */
export function createAlertNotes(parts: AlertNoteParts): AlertNotes {
  const { client, mapping, look } = parts;
  const { alertNotes } = client;
  const madeFor = async (recordId: string, call: CallOptions): Promise<readonly MadeNote[]> => {
    const { incidentId: alertId } = caseIdParts(recordId);
    const notes = (await allNotes(parts, alertId, call)).flatMap((note) => madeIn(mapping, alertId, note) ?? []);
    return notes.filter((note) => note.record.counterpartId === recordId);
  };
  const written = (alertId: string, note: AlertNoteJson): SideRecord => must(madeIn(mapping, alertId, note), "the marker just written").record;
  const port: RecordsPort = {
    side: "incident",
    partial: true,
    lateMs: HELD_MS,
    read: (id, call) =>
      orMissing(async () => {
        const { incidentId: alertId, contactId: noteId } = caseIdParts(id);
        return madeIn(mapping, alertId, await alertNotes.show(noteId, call))?.record ?? null;
      }),
    list: () => Promise.resolve({ records: [], next: null, total: null }),
    async candidates({ counterpartId }, call) {
      if (counterpartId === null) return [];
      return (await madeFor(counterpartId, call)).map(({ record }) => ({ record, matchedBy: ["marker"] }));
    },
    async create({ fields, counterpartId }, call) {
      const { incidentId: alertId } = caseIdParts(counterpartId);
      const content = withItemMarker(textOrNull(fields["content"]), itemMarker(mapping, counterpartId));
      return written(alertId, await alertNotes.create(alertId, content, call));
    },
    async update(record, changes, call) {
      const { incidentId: alertId, contactId: noteId } = caseIdParts(record.id);
      const after = { ...record.fields, ...Object.fromEntries(changes.map(({ field, value }) => [field, value])) };
      const content = withItemMarker(textOrNull(after["content"]), itemMarker(mapping, record.counterpartId ?? ""));
      return written(alertId, await alertNotes.update(noteId, content, call));
    },
    remove: (id, call) => alertNotes.remove(caseIdParts(id).contactId, call),
    canary: (call) => succeeds(() => look(call)),
  };
  return { port, standing: async (recordId, call) => (await madeFor(recordId, call))[0]?.markdown ?? null };
}

interface MadeNote {
  readonly record: SideRecord;
  readonly markdown: string | null;
}

/** Sweeps need not meet it: what becomes of it in incident.io is for people there. Null for a note that a person wrote, or that names no record here. */
function madeIn(mapping: AlertNoteParts["mapping"], alertId: string, note: AlertNoteJson): MadeNote | null {
  const { id, version, creatorKeyId, fields: said } = canonicalAlertNote(note);
  const marked = creatorKeyId === null ? null : itemMarkerIn(said.content);
  const counterpartId = marked === null ? null : markedRecord(mapping, alertId, marked.marker);
  if (marked === null || counterpartId === null) return null;
  const fields = mappedFields(mapping, () => marked.markdown);
  const record: SideRecord = { side: "incident", id: `${alertId}/${id}`, version, fields, counterpartId, rests: true };
  return { record, markdown: marked.markdown };
}

async function allNotes({ client }: AlertNoteParts, alertId: string, call: CallOptions): Promise<readonly AlertNoteJson[]> {
  const notes: AlertNoteJson[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof client.alertNotes.list>> = await client.alertNotes.list({ alertId, pageSize: PAGE, after }, call);
    notes.push(...page.rows);
    after = page.next;
  } while (after !== null);
  return notes;
}
