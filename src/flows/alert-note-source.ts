import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import { mappedFields } from "#core/mapping/mapped-fields.ts";
import type { CallOptions, RecordsPort } from "#core/ports/records-port.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import { escapeMarkdown } from "#core/text/escape-markdown.ts";
import { isMarked } from "#core/text/marker-line.ts";
import { canonicalNote } from "#vendors/highlevel/canonical-note.ts";
import type { HighLevelClient } from "#vendors/highlevel/client.ts";
import { contentVersion } from "#vendors/highlevel/content-version.ts";
import { toldRecords } from "#vendors/highlevel/told-records.ts";
import type { AlertCase, AlertCases } from "./alert-cases.ts";
import type { AlertNotes } from "./alert-notes.ts";
import { caseIdParts } from "./cases.ts";
import type { ContactNotes } from "./contact-notes.ts";
import { noteText, plainName } from "./timeline-values.ts";

export interface AlertNoteSourceParts {
  readonly client: Pick<HighLevelClient, "calendars">;
  readonly alerts: AlertCases;
  readonly written: AlertNotes;
  readonly notes: ContactNotes;
  readonly mapping: Pick<Bridge, "fields" | "defaultCountry" | "locationId">;
}

/**
 * What HighLevel's notes make on the alerts that name their contacts, while those alerts fire: `<alert>/<contact>/note:<id>`. Only notes that came after
 * the alert, and none that Highwire itself wrote (E4). A note that is deleted is missing here, and so goes there (D1).
 */
export function createAlertNoteSource(parts: AlertNoteSourceParts): RecordsPort {
  const { client, alerts, notes } = parts;
  const ofCase = async (found: AlertCase, call: CallOptions): Promise<readonly SideRecord[]> => {
    const all = await notes.fresh(found.contactId, call);
    return present(await Promise.all(all.map(({ id }) => recordOf(parts, found, id, call))));
  };
  const port = toldRecords({
    entity: "alert note",
    async read(id, call) {
      const { incidentId: alertId, contactId } = caseIdParts(id);
      const found = await alerts.one(alertId, contactId, call);
      // That an alert cannot be seen says nothing of the note: it is taken away only when the note itself is gone (D1).
      return found === null ? asItStands(parts, id, call) : recordOf(parts, found, noteIdIn(id), call);
    },
    async list({ after }, call) {
      const page = await alerts.page(after, call);
      return { records: (await Promise.all(page.cases.map((found) => ofCase(found, call)))).flat(), next: page.next, total: null };
    },
    remove: () => Promise.reject(new HighwireError("HW_INVARIANT", { operation: "remove alert note", detail: "records of this kind flow one way" })),
    look: (call) => client.calendars.list(call),
  });
  return {
    ...port,
    partial: true,
    /** One note, on each alert that names its contact. */
    async members(id, call) {
      const { contactId } = caseIdParts(id);
      const found = await alerts.ofContact(contactId, call);
      if (found.length === 0) return [];
      await notes.fresh(contactId, call);
      return present(await Promise.all(found.map((one) => recordOf(parts, one, noteIdIn(id), call))));
    },
  };
}

const present = (records: readonly (SideRecord | null)[]): readonly SideRecord[] => records.filter((record) => record !== null);

function noteIdIn(id: string): string {
  const [, noteId] = /^note:(.+)$/u.exec(caseIdParts(id).rest) ?? [];
  if (noteId === undefined) throw new HighwireError("HW_VENDOR_NOT_FOUND", { operation: "alert note", recordId: id });
  return noteId;
}

/** The record of a note on one alert; null when nothing of it stands, or ought to stand, there. */
async function recordOf(parts: AlertNoteSourceParts, found: AlertCase, noteId: string, call: CallOptions): Promise<SideRecord | null> {
  const id = `${found.alert.id}/${found.contactId}/note:${noteId}`;
  // Whom an alert no longer names has nothing to do with it any more: what stands there stays.
  if (!found.isNamed) return asItStands(parts, id, call);
  const content = contentOf(found, await parts.notes.one(found.contactId, noteId, found.isOngoing, call));
  return content === null ? null : recordSaying(parts, id, content, !found.isOngoing);
}

async function asItStands(parts: AlertNoteSourceParts, id: string, call: CallOptions): Promise<SideRecord | null> {
  const content = await parts.written.standing(id, call);
  return content === null ? null : recordSaying(parts, id, content, true);
}

function recordSaying({ mapping }: AlertNoteSourceParts, id: string, content: string, isOver: boolean): SideRecord {
  const fields = mappedFields(mapping, () => content);
  return { side: "highlevel", id, version: contentVersion(fields), fields, counterpartId: null, ...(isOver && { rests: true as const }) };
}

function contentOf({ alert, contactName }: AlertCase, note: Parameters<typeof canonicalNote>[0] | null): string | null {
  if (note === null) return null;
  const { addedAt, fields } = canonicalNote(note);
  const isSince = addedAt !== null && Date.parse(addedAt) >= Date.parse(alert.createdAt ?? "1970-01-01T00:00:00Z");
  if (!isSince || isMarked(fields.body)) return null;
  const text = noteText(fields);
  return `Note on ${escapeMarkdown(plainName(contactName))}${text === null ? "" : `\n\n${text}`}`;
}
