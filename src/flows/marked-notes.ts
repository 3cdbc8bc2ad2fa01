import { textOrNull } from "#core/record/text-or-null.ts";
import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import { mappedFields } from "#core/mapping/mapped-fields.ts";
import type { RecordsPort } from "#core/ports/records-port.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import { textToHtml } from "#core/text/text-to-html.ts";
import { must } from "#lib/must.ts";
import { canonicalNote } from "#vendors/highlevel/canonical-note.ts";
import type { HighLevelClient } from "#vendors/highlevel/client.ts";
import { contentVersion } from "#vendors/highlevel/content-version.ts";
import { anyContact } from "#vendors/highlevel/resources/contacts.ts";
import type { NoteJson } from "#vendors/highlevel/resources/notes.ts";
import { orMissing, succeeds } from "#core/ports/read-outcome.ts";
import { caseIdParts } from "./cases.ts";
import { HELD_MS } from "./held-calls.ts";
import { markedFor, markerIn, type MarkerKind, withMarker } from "./marker.ts";

type NoteMapping = Pick<Bridge, "fields" | "defaultCountry">;

/**
 * The notes in HighLevel that things of incidents have made; each names in its last line what it tells. A record is known by its contact's id and
 * its own.
 */
export function createMarkedNotes(
  { notes, contacts }: Pick<HighLevelClient, "notes" | "contacts">,
  mapping: NoteMapping,
  kind: MarkerKind,
): RecordsPort {
  const reduce = (note: NoteJson, contactId: string): SideRecord | null => noteRecord(mapping, note, contactId, kind);
  return {
    side: "highlevel",
    partial: true,
    lateMs: HELD_MS,
    read: (id, call) =>
      orMissing(async () => {
        const { contactId, noteId } = noteIdParts(id);
        return reduce(await notes.read(contactId, noteId, call), contactId);
      }),
    list: () => Promise.resolve({ records: [], next: null, total: null }),
    async candidates({ counterpartId }, call) {
      if (counterpartId === null) return [];
      const { contactId } = caseIdParts(counterpartId);
      const records = (await notes.list(contactId, call)).flatMap((note) => reduce(note, contactId) ?? []);
      return markedFor(records, counterpartId);
    },
    async create({ fields, counterpartId }, call) {
      const { contactId } = caseIdParts(counterpartId);
      const body = textToHtml(withMarker(textOrNull(fields["body"]), kind, counterpartId));
      return must(reduce(await notes.create(contactId, { title: String(fields["title"]), body }, call), contactId), "the marker just written");
    },
    async update(record, changes, call) {
      const { contactId, noteId } = noteIdParts(record.id);
      const after = { ...record.fields, ...Object.fromEntries(changes.map(({ field, value }) => [field, value])) };
      const body = textToHtml(withMarker(textOrNull(after["body"]), kind, record.counterpartId ?? ""));
      return must(reduce(await notes.update(contactId, noteId, { title: String(after["title"]), body }, call), contactId), "the marker just written");
    },
    async remove(id, call) {
      const { contactId, noteId } = noteIdParts(id);
      await notes.remove(contactId, noteId, call);
    },
    canary: (call) => succeeds(() => contacts.search(anyContact, call)),
  };
}

function noteIdParts(id: string): { readonly contactId: string; readonly noteId: string } {
  const [contactId = "", noteId = ""] = id.split("/");
  if (contactId === "" || noteId === "") throw new HighwireError("HW_VENDOR_NOT_FOUND", { vendor: "highlevel", operation: "note", recordId: id });
  return { contactId, noteId };
}

/** Sweeps need not meet it: what becomes of it in HighLevel is for people there. */
function noteRecord(mapping: NoteMapping, note: NoteJson, contactId: string, kind: MarkerKind): SideRecord | null {
  const { fields: shown, id } = canonicalNote(note);
  const marker = markerIn(shown.body, kind);
  if (marker === null) return null;
  const values: Readonly<Record<string, unknown>> = { title: shown.title, body: marker.body };
  const fields = mappedFields(mapping, ({ left }) => values[left]);
  return { side: "highlevel", id: `${contactId}/${id}`, version: contentVersion(fields), fields, counterpartId: marker.id, rests: true };
}
