import type { Bridge, CaseRules } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import { mappedFields } from "#core/mapping/mapped-fields.ts";
import type { CallOptions, FieldChange, RecordsPort } from "#core/ports/records-port.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import { contentVersion } from "#vendors/highlevel/content-version.ts";
import { afterWrite } from "#core/ports/partly-done.ts";
import type { ContactsResource } from "#vendors/highlevel/resources/contacts.ts";
import { orMissing, succeeds } from "#core/ports/read-outcome.ts";
import { allOf, caseIdParts, type Case, type Cases } from "./cases.ts";
import { toldByIncidents } from "./told-by-incidents.ts";

type HoldTags = Pick<CaseRules, "holdTag" | "formerHoldTags">;
type TagMapping = Pick<Bridge, "fields" | "defaultCountry">;

/** Carried by every contact on an ongoing incident. */
const ACTIVE = "incident-active";
/** Begins the tag that names an incident. Its reference alone will not do: people have such tags of their own, as `inc-5000` for the list of firms. */
const NAMING = "incident-inc-";
const naming = /^incident-inc-\d+$/u;
/** Rows of one search page. */
const PAGE = 100;

/** Tells the tags that cases put on contacts, with these as hold tags, from all others. Tags have no case. */
export function ownTags(holdTags: readonly string[]): (tag: string) => boolean {
  const exactly = new Set([ACTIVE, ...holdTags.map(lowered)]);
  return (tag) => exactly.has(lowered(tag)) || naming.test(lowered(tag));
}

const lowered = (tag: string): string => tag.trim().toLowerCase();

/** A bridge's hold tag and those that it had before. */
export const holdTagsOf = ({ holdTag, formerHoldTags = [] }: HoldTags): readonly string[] => [
  ...(holdTag === null ? [] : [holdTag]),
  ...formerHoldTags,
];

export interface CaseTagSourceParts {
  readonly cases: Cases;
  readonly mapping: TagMapping;
  readonly holdTag: string | null;
  /** Versions of the contacts' records that hang on this incident, as they were last seen. */
  readonly under: (incidentId: string) => Promise<ReadonlyMap<string, string>>;
}

/**
 * The tags that contacts ought to carry because of their ongoing cases, as incident.io's side tells them. A record is a contact, by its id in
 * HighLevel; one that is on no incident ought to carry none, and rests. `holdTag` is one more that each of them carries.
 */
export function createCaseTagSource({ cases, mapping, holdTag, under }: CaseTagSourceParts): RecordsPort {
  const recordsOf = (contactIds: readonly string[], ongoing: readonly Case[]): readonly SideRecord[] => {
    const byContact = Map.groupBy(ongoing, ({ contactId }) => contactId);
    return [...new Set(contactIds)].map((contactId) => {
      const own = byContact.get(contactId) ?? [];
      return { ...recordOf(mapping, "incident", contactId, tagsFor(own, holdTag)), hangsOn: own.map(({ incident }) => allOf(incident.id)) };
    });
  };
  return toldByIncidents({
    entity: "tags of cases",
    read: async (contactId, call) => recordsOf([contactId], await cases.ongoing(call))[0] ?? null,
    // All at once: what a contact carries depends on all its incidents.
    async list(_place, call) {
      const ongoing = await cases.ongoing(call);
      const records = recordsOf(idsOf(ongoing), ongoing);
      return { records, next: null, total: null };
    },
    async members(id, call) {
      const { incidentId } = caseIdParts(id);
      const [named, known] = await Promise.all([cases.ofIncident(incidentId, call), under(incidentId)]);
      // An incident is told of often: while it goes on, it is nothing new to whom it has tagged already.
      const same = named.flatMap(({ contactId, isOngoing }) => {
        const version = known.get(contactId);
        return isOngoing && version !== undefined ? [{ id: contactId, version }] : [];
      });
      return same.length === named.length ? same : recordsOf(idsOf(named), await cases.ongoing(call));
    },
    look: (call) => cases.look(call),
  });
}

const idsOf = (found: readonly Case[]): readonly string[] => found.map(({ contactId }) => contactId);

function tagsFor(ongoing: readonly Case[], holdTag: string | null): readonly string[] {
  if (ongoing.length === 0) return [];
  const numbers = ongoing.flatMap(({ incident }) => /\d+$/u.exec(incident.reference ?? "")?.[0] ?? []);
  return [ACTIVE, ...(holdTag === null ? [] : [holdTag]), ...numbers.map((number) => `${NAMING}${number}`)];
}

/** Tags have no case: HighLevel keeps them in lower case. The contact's id is the marker on both sides. */
function recordOf(mapping: TagMapping, side: SideRecord["side"], contactId: string, tags: readonly string[]): SideRecord {
  const fields = mappedFields(mapping, () => tags.map(lowered));
  const rests = tags.length === 0 && ({ rests: true } as const);
  return { side, id: contactId, version: contentVersion(fields), fields, counterpartId: contactId, ...rests };
}

/** Those tags on the contacts in HighLevel. Every other tag is none of ours; these are, so a contact that carries one is listed (I3). */
export function createCaseTags(contacts: ContactsResource, mapping: TagMapping, rules: HoldTags): RecordsPort {
  const holdTags = holdTagsOf(rules);
  const exactly = [ACTIVE, ...holdTags.map(lowered)];
  const isOurs = ownTags(holdTags);
  const reduce = (contactId: string, tags: readonly string[] | null | undefined): SideRecord =>
    recordOf(mapping, "highlevel", contactId, (tags ?? []).filter(isOurs));
  const search = { sort: { field: "dateUpdated", direction: "asc" }, updatedSince: null, tagged: { exactly, containing: [NAMING] } } as const;
  const refuse = (operation: string): Promise<never> =>
    Promise.reject(new HighwireError("HW_INVARIANT", { operation, detail: "tags of cases are put on contacts that are there" }));
  return {
    side: "highlevel",
    partial: true,
    madeByOthers: true,
    read: (id, call) => orMissing(async () => reduce(id, (await contacts.read(id, call)).tags)),
    async list({ after }, call) {
      const searchAfter = after === null ? null : (JSON.parse(after) as readonly unknown[]);
      const { contacts: rows } = await contacts.search({ ...search, pageLimit: PAGE, searchAfter }, call);
      // Every row carries a cursor, the last page's too: a short page is the end.
      const cursor = rows.length < PAGE ? null : (rows.at(-1)?.searchAfter ?? null);
      return { records: rows.map(({ id, tags }) => reduce(id, tags)), next: cursor === null ? null : JSON.stringify(cursor), total: null };
    },
    candidates: () => Promise.resolve([]),
    create: () => refuse("create tags"),
    async update(record, changes, call) {
      const tags = await writeTags(contacts, record.id, changes, call);
      return reduce(record.id, tags ?? (await afterWrite(() => contacts.read(record.id, call))).tags);
    },
    remove: () => refuse("delete tags"),
    canary: (call) => succeeds(() => contacts.search({ ...search, pageLimit: 1, searchAfter: null }, call)),
  };
}

/** By element, because a list would replace everybody's. Resolves with all tags that the contact has then, when the vendor tells them. */
async function writeTags(
  contacts: ContactsResource,
  contactId: string,
  changes: readonly FieldChange[],
  call: CallOptions,
): Promise<readonly string[] | null> {
  const add = changes.flatMap((change) => change.add ?? []);
  const remove = changes.flatMap((change) => change.remove ?? []);
  const after = add.length === 0 ? null : await contacts.addTags(contactId, add, call);
  if (remove.length === 0) return after;
  const removeAll = (): Promise<readonly string[] | null> => contacts.removeTags(contactId, remove, call);
  return add.length === 0 ? removeAll() : afterWrite(removeAll);
}
