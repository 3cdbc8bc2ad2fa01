import type { ConflictRow, JournalRow, LinkRow } from "#core/ports/store.ts";
import { compareSides, shownText, type Shown } from "#main/demo/compare-sides.ts";
import { brokenOf, compareWeek } from "#main/demo/compare-week.ts";
import { truthOf } from "#main/demo/run-week.ts";
import { accountForEdits } from "./edit-accounts.ts";
import { needlessQuestions } from "./needless-questions.ts";
import { withStandIns } from "./line-cutters.ts";
import type { History } from "./people.ts";
import type { Call, Universe } from "./universe.ts";
import type { Weather } from "./weather.ts";

/** A broken promise: the rule and what happened, with ids only. */
export type Violation = string;

/** What the judge looks at: both vendors' truth and the store's; without `calls`, the gap between a read and a write is reckoned by the journal. */
export type Scene = Pick<Universe, "store" | "workspaceId" | "highlevel" | "incident" | "bridge"> & Partial<Pick<Universe, "calls" | "claims">>;

type Truth = Parameters<typeof compareSides>[0];

/** Everything that the store can tell once a run is over. */
export interface Evidence {
  readonly links: readonly LinkRow[];
  readonly conflicts: readonly ConflictRow[];
  readonly journal: readonly JournalRow[];
}

/** What a run was like, for its judge. */
interface Circumstances extends Pick<Weather, "quirks" | "flows"> {
  /** The history knows of each edit, whatever its field. Default false. */
  readonly isAllNoted?: boolean;
  /** Somebody else judges what has no counterpart. Default false. */
  readonly withoutPairs?: boolean;
}

/** What is true once everything has come to rest. */
export async function judge(
  universe: Scene,
  history: History,
  weather: Circumstances = { quirks: "plain", flows: false },
): Promise<{ readonly violations: readonly Violation[]; readonly inWindow: number }> {
  const evidence = await gather(universe);
  const { id } = await universe.bridge();
  const contacts = { ...evidence, links: evidence.links.filter(({ bridgeId }) => bridgeId === id) };
  const { unaccounted, inWindow } = accountForEdits(universe, history, contacts, weather);
  return {
    violations: [
      ...(await sidesAgree(universe, history, contacts, weather)),
      ...unaccounted,
      ...(weather.isAllNoted === true && weather.quirks === "plain" ? needlessQuestions(history, contacts) : []),
      ...(await auditHolds(universe, evidence)),
      ...atRest(evidence),
      ...(await connected(universe)),
      ...strangersIgnored(universe, history, evidence),
      ...(weather.flows ? await flowsHold(universe, history, evidence) : []),
    ],
    inWindow,
  };
}

async function gather({ store, workspaceId }: Scene): Promise<Evidence> {
  const page = { limit: 100_000 } as const;
  const [{ links }, journal, ...conflicts] = await Promise.all([
    store.listLinks({ workspaceId, sort: "name", ...page }),
    store.journal(workspaceId, page),
    ...(["open", "decided", "closed"] as const).map(async (state) => store.conflicts(workspaceId, { state, ...page })),
  ]);
  return { links, journal, conflicts: conflicts.flat() };
}

/** M1, I4, S5: every pair is equal but for what waits for a person; nothing exists twice. */
async function sidesAgree(
  universe: Scene,
  history: History,
  { links: all, conflicts, journal }: Evidence,
  { quirks, withoutPairs, isAllNoted }: Pick<Circumstances, "quirks" | "withoutPairs" | "isAllNoted">,
): Promise<readonly Violation[]> {
  const bridge = await universe.bridge();
  const links = all.filter(({ bridgeId }) => bridgeId === bridge.id);
  const byLink = new Map(links.map((link) => [link.id, link]));
  const waiting = new Set(
    conflicts
      .filter((conflict) => conflict.state === "open" && conflict.closedAt === null)
      .flatMap(({ linkId, field, candidates }) => {
        const link = byLink.get(linkId);
        return [link?.leftId, link?.rightId, ...candidates].flatMap((id) => (typeof id === "string" ? [`${id}:${field}`] : []));
      }),
  );
  // A link that has ended, or a contact that cannot be found again, owes nothing.
  for (const link of links) {
    if (link.state === "active" || link.state === "parked") continue;
    for (const id of [link.leftId, link.rightId]) if (id !== null) waiting.add(`${id}:*`);
  }
  const typeId = universe.incident.control.types().find(({ type_name: name }) => name.includes("HighLevelContact"))?.id ?? "";
  const { control, locationId } = universe.highlevel;
  const truth = { contacts: control.contacts(locationId), entries: universe.incident.control.entries(typeId) };
  // A vendor that keeps names or long addresses in another form than it is given never gets equal again; what is equal is what was last agreed.
  const reshaped: readonly string[] = { shouting: ["fullName"], truncating: ["fullName", "email"] }[quirks as string] ?? [];
  const fields = bridge.fields.filter(({ field }) => !reshaped.includes(field));
  const comparison = compareSides(truth, { ...bridge, fields }, waiting);
  const owed = withoutGone(truth, history, links);
  const { unpaired } = compareSides(owed, { ...bridge, fields: [] }, waiting);
  return [
    ...comparison.unequal.map(({ contactId, field }) => `M1 ${field} of ${contactId} differs and nobody was asked`),
    ...(comparison.duplicates > 0 ? [`I4 ${String(comparison.duplicates)} records exist twice`] : []),
    ...(isAllNoted === true ? sharedAddresses(owed, history, journal, waiting) : []),
    ...(unpaired > 0 && withoutPairs !== true ? [`S3 ${String(unpaired)} records have no counterpart`] : []),
    ...linkedOnce(all),
    ...madeAgain(journal, truth, history),
  ];
}

/**
 * I4: where the history knows of each edit nobody types an address twice, so entries that share one are twins, also those that nothing ties to a contact
 * any more. Excused is one case only, in which no look can find what was made: before we had noted that an unanswered create of ours had made the entry,
 * a person took its external id and all of its aliases away. Then the create is tried again, and a person must have been asked about the first entry (I2).
 */
function sharedAddresses(
  { entries }: Truth,
  { lostMarkers }: History,
  journal: readonly JournalRow[],
  waiting: ReadonlySet<string>,
): readonly Violation[] {
  const isExcused = (id: string): boolean =>
    waiting.has(`${id}:*`) && lostMarkers.some(({ at, recordId, keepsAliases }) => recordId === id && !keepsAliases && !wasKnown(journal, id, at));
  const known = entries.filter(({ id }) => !isExcused(String(id)));
  const addresses = known.map((entry) => entry["attribute_values"] as Readonly<Record<string, { readonly value?: Shown }>>);
  const given = addresses.map((values) => shownText(values["hw_email"]?.value ?? {}).toLowerCase()).filter((address) => address !== "");
  const twins = given.length - new Set(given).size;
  return twins > 0 ? [`I4 ${String(twins)} entries have the address of another`] : [];
}

/** An entry of the journal told of the record by then. */
const wasKnown = (journal: readonly JournalRow[], id: string, before: number): boolean =>
  journal.some(({ at, detail }) => at <= before && [detail["recordId"], detail["leftId"], detail["rightId"]].includes(id));

/** What is owed a counterpart: neither record of a pair is of which people deleted, archived or merged away the other. */
function withoutGone({ contacts, entries }: Truth, { gone }: History, links: readonly LinkRow[]): Truth {
  const bereft = new Set(gone);
  for (const { leftId, rightId } of links) {
    if (leftId !== null && gone.has(leftId) && rightId !== null) bereft.add(rightId);
    if (rightId !== null && gone.has(rightId) && leftId !== null) bereft.add(leftId);
  }
  const isOwed = (record: Readonly<Record<string, unknown>>): boolean => !bereft.has(String(record["id"]));
  return { contacts: contacts.filter(isOwed), entries: entries.filter(isOwed) };
}

/**
 * D2: what people deleted or archived is not made again. A record that a dead process made and that nobody had noted yet is another case: that a look
 * finds nothing does not tell whether it is gone or was never made.
 */
function madeAgain(journal: readonly JournalRow[], { contacts, entries }: Truth, { archived, deletedEmails }: History): readonly Violation[] {
  const remade = contacts.filter(({ email, dateAdded, createdBy }) => {
    const deleted = deletedEmails.get(String(email));
    const isOurs = (createdBy as { readonly source?: string } | undefined)?.source === "INTEGRATION";
    return isOurs && deleted !== undefined && Date.parse(String(dateAdded)) > deleted.at && wasKnown(journal, deleted.id, deleted.at);
  });
  const revived = entries.filter(({ id }) => wasKnown(journal, String(id), archived.get(String(id)) ?? Number.NEGATIVE_INFINITY));
  return [
    ...remade.map(({ id }) => `D2 ${String(id)} was made again after a person had deleted it`),
    ...revived.map(({ id }) => `D2 ${String(id)} is live again after a person had archived it`),
  ];
}

/** I4: no record stands in two links. */
function linkedOnce(links: readonly LinkRow[]): readonly Violation[] {
  const held = new Map<string, number>();
  for (const { bridgeId, state, leftId, rightId } of links) {
    // A record of tags has one id on both sides.
    const ids = state === "active" ? [...new Set([leftId, rightId])].filter((id) => id !== null) : [];
    for (const key of ids.map((id) => `${id} of bridge ${bridgeId}`)) held.set(key, (held.get(key) ?? 0) + 1);
  }
  return [...held].filter(([, count]) => count > 1).map(([id]) => `I4 ${id} stands in two links`);
}

/** P1, S3, I4: what hangs on incidents stands once where it ought to and nowhere else, but for what waits for a person. */
async function flowsHold(
  { highlevel, incident, store, workspaceId }: Scene,
  history: History,
  { conflicts, links, journal }: Evidence,
): Promise<readonly Violation[]> {
  const type = (await store.bridges(workspaceId)).find(({ entity }) => entity === "appointment")?.catalogTypeId ?? null;
  const open = new Set(conflicts.filter(({ state, closedAt }) => state === "open" && closedAt === null).map(({ linkId }) => linkId));
  const waiting = links.filter(({ id }) => open.has(id)).flatMap(({ leftId, rightId }) => [leftId, rightId].filter((id) => id !== null));
  const counts = compareWeek(withStandIns(truthOf({ highlevel, incident }, type), history.cutLines, journal), new Set(waiting), history.tagsRemoved);
  return brokenOf(counts).map((name) => `flows: ${name} is ${String(counts[name as keyof typeof counts])}`);
}

/** A1: the chain fits, no intent has two entries of one kind, and no vendor was written to without an entry. */
async function auditHolds({ store, workspaceId, calls = [] }: Scene, { journal, links }: Evidence): Promise<readonly Violation[]> {
  const { brokenAt } = await store.verifyJournal(workspaceId);
  const written = journal.filter(({ kind }) => kind === "write" || kind === "deleted").flatMap(({ intentId }) => intentId ?? []);
  const entries = journal.filter(({ kind }) => kind === "write" || kind === "deleted" || kind === "failed");
  const byId = new Map(links.map((link) => [link.id, link]));
  // Of a write that failed the entry names no record, but its link does.
  const told = new Set(
    entries.flatMap(({ linkId, side, detail }) => {
      const link = linkId === null ? undefined : byId.get(linkId);
      return [detail["recordId"], side === "highlevel" ? link?.leftId : link?.rightId];
    }),
  );
  const silent = calls.filter(
    ({ method, path, body, status }) => status < 300 && status >= 200 && method !== "GET" && isRecordWrite(path) && !isProbe(body),
  );
  // A bridge of new contacts calls what it makes by incident and address, so its entries do not name the contact.
  const namesNoContacts = (await store.bridges(workspaceId)).some(({ entity }) => entity === "new-contact");
  const named = silent.filter(({ recordId }) => recordId === null || !namesNoContacts);
  const untold = new Set(named.flatMap(recordsWritten).filter((id) => !told.has(id)));
  return [
    ...(brokenAt === null ? [] : [`A1 the journal's chain breaks at ${brokenAt}`]),
    ...(new Set(written).size === written.length ? [] : ["A1 a write has two entries"]),
    ...[...untold].map((id) => `A1 ${id} was written to and the journal has no entry of it`),
  ];
}

/** Records that a call names which exist already, or the contact that it made or met. */
function recordsWritten({ path, body, recordId }: Call): readonly string[] {
  if (recordId !== null) return [recordId];
  if (path === "/v3/catalog_entries/actions/bulk_update")
    return (JSON.parse(body) as { readonly entries: readonly { readonly entry_id: string }[] }).entries.map(({ entry_id: id }) => id);
  const id = /^\/(?:contacts|v3\/catalog_entries)\/([^/?]+)$/u.exec(path)?.[1];
  return id === undefined || id === "upsert" ? [] : [id];
}

const isRecordWrite = (path: string): boolean =>
  (path.startsWith("/contacts/") && path !== "/contacts/search") || path.startsWith("/v3/catalog_entries");

/** The one entry of a scratch type, which is removed at once, is nobody's record. */
const isProbe = (body: string): boolean => body.includes('"external_id":"probe"');

/** X6, S2: nothing is left due or failing once every fault is gone. */
function atRest({ links }: Evidence): readonly Violation[] {
  return links
    .filter((link) => link.dirty || (link.state === "parked" && link.openConflicts === 0))
    .map((link) => `S2 link ${link.id} did not come to rest (${link.state} ${link.because ?? ""})`);
}

/** X8: no connection is given up although a person signed in again. */
async function connected({ store, workspaceId }: Scene): Promise<readonly Violation[]> {
  const connections = await store.connections(workspaceId);
  return connections.flatMap(({ vendor, state, pausedBecause }) =>
    state === "paused" ? [`X8 the connection to ${vendor} is paused (${pausedBecause ?? ""})`] : [],
  );
}

/** X4: events of somebody else's location changed nothing and cost no call. */
function strangersIgnored({ calls = [] }: Scene, { foreign }: History, { links }: Evidence): readonly Violation[] {
  return [...foreign].flatMap((id) => [
    ...(links.some(({ leftId }) => leftId === id) ? [`X4 ${id} is not ours and has a link`] : []),
    ...(calls.some(({ path }) => path.includes(id)) ? [`X4 ${id} is not ours and cost a call`] : []),
  ]);
}
