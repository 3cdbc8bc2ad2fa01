import type { CallOptions, Candidate, RecordsPort, CreateDraft, FieldChange, MatchValues, RecordPage } from "#core/ports/records-port.ts";
import { writeThrough } from "#core/mapping/tell-value.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import { isObject } from "#lib/json.ts";
import { canonicalContact, namePartsOf, shownFields, writeBody, type ContactMapping, type NameParts } from "./canonical-contact.ts";
import { afterWrite, partlyDone } from "#core/ports/partly-done.ts";
import { anyContact, type ContactJson, type ContactsResource } from "./resources/contacts.ts";
import { orMissing, succeeds } from "#core/ports/read-outcome.ts";
import type { Instant } from "#core/ids.ts";
import { mergeCandidates } from "#core/sync/merge-candidates.ts";

/** Rows of one search page; the documented most is 500, careful clients stay at 100. */
const PAGE = 100;
const noParts: NameParts = { first: "", last: "" };

/** Events whose body shows the contact as it is now (facts, section 8); a delete shows the last state, not the truth. */
const showsAll = new Set(["ContactCreate", "ContactUpdate", "ContactTagUpdate", "ContactDndUpdate"]);

/** HighLevel's contacts of one location, as the engine sees them. */
export function createHighLevelContacts(contacts: ContactsResource, mapping: ContactMapping): RecordsPort {
  // How a record's name was split when it was read; not part of what is synced, so it stays here.
  const names = new WeakMap<SideRecord, NameParts>();
  const reduce = (contact: ContactJson): SideRecord => {
    const record = canonicalContact(mapping, contact);
    names.set(record, namePartsOf(contact));
    return record;
  };
  const readBack = async (contact: ContactJson, call: CallOptions): Promise<SideRecord> =>
    reduce(typeof contact.dateUpdated === "string" ? contact : await contacts.read(contact.id, call));
  const look = async (by: { email: string } | { number: string }, matchedBy: "email" | "phone", call: CallOptions): Promise<readonly Candidate[]> => {
    const found = await contacts.findDuplicate(by, call);
    return found === null ? [] : [{ record: reduce(found), matchedBy: [matchedBy] }];
  };

  return {
    side: "highlevel",
    upserts: true,
    read: (id, call) => orMissing(async () => reduce(await contacts.read(id, call))),
    async list({ after, since }, call): Promise<RecordPage> {
      const searchAfter = after === null ? null : (JSON.parse(after) as readonly unknown[]);
      const answer = await contacts.search(
        { pageLimit: PAGE, sort: { field: "dateUpdated", direction: "asc" }, updatedSince: since, searchAfter },
        call,
      );
      // Every row carries a cursor, the last page's too: a short page is the end.
      const cursor = answer.contacts.length < PAGE ? null : (answer.contacts.at(-1)?.searchAfter ?? null);
      return { records: answer.contacts.map(reduce), next: cursor === null ? null : JSON.stringify(cursor), total: answer.total ?? null };
    },
    async candidates(values: MatchValues, call) {
      const found = await Promise.all([
        values.email === null ? [] : look({ email: values.email }, "email", call),
        values.phone === null ? [] : look({ number: values.phone }, "phone", call),
      ]);
      return mergeCandidates(found.flat());
    },
    // HighLevel keeps no id of ours on a contact.
    madeSince: (at, call) => madeSince(contacts, reduce, at, call),
    async create(draft: CreateDraft, call) {
      const stands = mapping.fields.filter((map) => writeThrough(map, "highlevel", draft.fields[map.field] ?? null) !== null);
      const values = new Map(stands.flatMap(({ field }) => (field in draft.fields ? [[field, draft.fields[field] ?? null] as const] : [])));
      const tags = tagsIn(mapping, draft.fields);
      const body = { ...writeBody(mapping, values, noParts, ""), ...(tags.length > 0 && { tags }) };
      const made = await contacts.upsert(body, call);
      return afterWrite(() => readBack(made, call));
    },
    update: (record, changes, call) => update({ contacts, mapping, names, reduce }, record, changes, call),
    remove: (id, call) => contacts.remove(id, call),
    canary: (call) => succeeds(() => contacts.search(anyContact, call)),
    hint(body) {
      if (!isObject(body) || !showsAll.has(String(body["type"])) || typeof body["id"] !== "string") return null;
      const atMs = Date.parse(String(body["timestamp"]));
      return { recordId: body["id"], fields: shownFields(mapping, body), atMs: Number.isNaN(atMs) ? null : atMs };
    },
  };
}

/** Pages that are looked through at most for what was made since a moment, and the milliseconds by which clocks may differ. */
const [MADE_PAGES, CLOCKS_MS] = [5, 10_000] as const;

async function madeSince(
  contacts: ContactsResource,
  reduce: (contact: ContactJson) => SideRecord,
  at: Instant,
  call: CallOptions,
): Promise<readonly SideRecord[]> {
  const sinceMs = at - CLOCKS_MS;
  const made: SideRecord[] = [];
  let searchAfter: readonly unknown[] | null = null;
  for (let pages = 0; pages < MADE_PAGES; pages += 1) {
    const sort = { field: "dateUpdated", direction: "desc" } as const;
    const answer = await contacts.search({ pageLimit: PAGE, sort, updatedSince: new Date(sinceMs).toISOString(), searchAfter }, call);
    made.push(...answer.contacts.filter(({ dateAdded }) => typeof dateAdded === "string" && Date.parse(dateAdded) >= sinceMs).map(reduce));
    searchAfter = answer.contacts.length < PAGE ? null : (answer.contacts.at(-1)?.searchAfter ?? null);
    if (searchAfter === null) break;
  }
  return made;
}

interface UpdateParts {
  readonly contacts: ContactsResource;
  readonly mapping: ContactMapping;
  readonly names: WeakMap<SideRecord, NameParts>;
  readonly reduce: (contact: ContactJson) => SideRecord;
}

async function update(parts: UpdateParts, record: SideRecord, changes: readonly FieldChange[], call: CallOptions): Promise<SideRecord> {
  const progress = { wrote: false };
  try {
    return await updateStepwise(parts, record, changes, call, progress);
  } catch (error) {
    throw progress.wrote ? partlyDone(error) : error;
  }
}

/** Tags go first, by element, so that the answer of the field write shows the whole record. */
async function updateStepwise(
  parts: UpdateParts,
  record: SideRecord,
  changes: readonly FieldChange[],
  call: CallOptions,
  progress: { wrote: boolean },
): Promise<SideRecord> {
  const { contacts } = parts;
  for (const change of changes.filter(({ kind }) => kind === "set")) {
    if ((change.add ?? []).length > 0) await contacts.addTags(record.id, change.add ?? [], call);
    progress.wrote ||= (change.add ?? []).length > 0;
    if ((change.remove ?? []).length > 0) await contacts.removeTags(record.id, change.remove ?? [], call);
    progress.wrote = true;
  }
  const scalars = changes.filter(({ kind }) => kind !== "set");
  if (scalars.length === 0) return parts.reduce(await contacts.read(record.id, call));
  const written = await writeScalars(parts, record, scalars, null, call);
  progress.wrote = true;
  // Whether null clears is stated nowhere; what still stands is cleared by the empty text.
  const uncleared = scalars.filter(({ field, value }) => value === null && written.fields[field] !== null);
  return uncleared.length === 0 ? written : writeScalars(parts, written, uncleared, "", call);
}

async function writeScalars(
  parts: UpdateParts,
  record: SideRecord,
  changes: readonly FieldChange[],
  empty: null | "",
  call: CallOptions,
): Promise<SideRecord> {
  const values = new Map(changes.map(({ field, value }) => [field, value] as const));
  const body = writeBody(parts.mapping, values, parts.names.get(record) ?? noParts, empty);
  const answer = await parts.contacts.update(record.id, body, call);
  return parts.reduce(typeof answer.dateUpdated === "string" ? answer : await parts.contacts.read(record.id, call));
}

function tagsIn(mapping: ContactMapping, fields: CreateDraft["fields"]): readonly string[] {
  const map = mapping.fields.find(({ left }) => left === "tags");
  const value = map === undefined ? null : (fields[map.field] ?? null);
  return Array.isArray(value) ? (value as readonly string[]) : [];
}
