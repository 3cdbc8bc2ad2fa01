import type { Instant, WorkspaceId } from "#core/ids.ts";
import type { ActivityLog, ActivityPage, ActivityQuery } from "#core/ports/activity-log.ts";
import type { JournalEntry } from "#core/ports/store.ts";
import { clean, statement, type Database, type Statement, type Transaction } from "./database.ts";
import { entryId, seqOf } from "./journal-chain.ts";
import { JOURNAL_COLUMNS, toJournalRow, type StoredEntry } from "./journal-rows.ts";
import type { Keyring } from "./keyring.ts";

/** Entries looked through at once, and how often, before a page is handed over as full as it got. */
const [LOOK, MAX_LOOKS] = [500, 6] as const;
/** One minute, in milliseconds: how far the times of entries that stand beside each other may differ. */
const SKEW_MS = 60_000;

const columnsOf = JOURNAL_COLUMNS.split(", ")
  .map((column) => `j.${column}`)
  .join(", ");
/** Newest first between two places; each filter has an index that is read backwards. */
const look = (name: string, where: string): Statement =>
  statement(
    `activity-${name}`,
    `SELECT ${columnsOf} FROM journal j WHERE j.workspace_id = $1 AND j.seq < $2 AND j.seq >= $3 AND ${where} ORDER BY j.seq DESC LIMIT $4`,
  );
// One look into the index for each kind: together they give the newest of all, without reading past any of them.
const lookByKind = (name: string, where: string): Statement =>
  statement(
    `activity-${name}`,
    `
  SELECT ${columnsOf} FROM unnest($5::text[]) AS k (kind) CROSS JOIN LATERAL (
    SELECT * FROM journal WHERE workspace_id = $1 AND seq < $2 AND seq >= $3 AND kind = k.kind AND ${where} ORDER BY seq DESC LIMIT $4) j
  ORDER BY j.seq DESC LIMIT $4`,
  );
const everything = look("all", "true");
const ofLink = look("link", "j.link_id = $5");
const ofCode = look("code", "j.code = $5");
const ofKinds = lookByKind("kinds", "true");
const ofBridge = lookByKind("bridge", "bridge_id = $6");
const one = statement("journal-entry", `SELECT ${columnsOf} FROM journal j WHERE j.workspace_id = $1 AND j.seq = $2`);
const firstFrom = statement("journal-first-from", "SELECT seq, at FROM journal WHERE workspace_id = $1 AND seq >= $2 ORDER BY seq LIMIT 1");
const ends = statement(
  "journal-ends",
  `
  SELECT (SELECT seq FROM journal WHERE workspace_id = $1 ORDER BY seq LIMIT 1) AS first,
         (SELECT seq FROM journal WHERE workspace_id = $1 ORDER BY seq DESC LIMIT 1) AS last`,
);

/** Every kind of entry, for filters by flow alone; a kind that is missing here does not compile. */
const allKinds = Object.keys({
  write: true,
  "no-write": true,
  linked: true,
  unlinked: true,
  conflict: true,
  resolved: true,
  parked: true,
  deleted: true,
  brake: true,
  config: true,
  failed: true,
  sweep: true,
  backfill: true,
  run: true,
  asked: true,
  viewed: true,
} satisfies Readonly<Record<JournalEntry["kind"], true>>);

/** The journal as people look through it. */
export function createActivity(database: Database, keyring: Keyring): Pick<ActivityLog, "activity" | "entry"> {
  return {
    async activity(workspaceId, query) {
      const keys = await keyring.of(workspaceId);
      const { rows, next } = await database.inWorkspace(workspaceId, (transaction) => pageOf(transaction, workspaceId, query));
      return { rows: rows.map((row) => toJournalRow(keys, workspaceId, row)), next };
    },
    async entry(workspaceId, id) {
      const keys = await keyring.of(workspaceId);
      const [row] = await database.read<StoredEntry>(workspaceId, one, [workspaceId, seqOf(id)]);
      return row === undefined ? null : toJournalRow(keys, workspaceId, row);
    },
  };
}

interface StoredPage extends Pick<ActivityPage, "next"> {
  readonly rows: readonly StoredEntry[];
}

async function pageOf(transaction: Transaction, workspaceId: WorkspaceId, query: ActivityQuery): Promise<StoredPage> {
  const from = query.from === undefined ? 0 : await placeOf(transaction, workspaceId, query.from - SKEW_MS);
  const until = query.until === undefined ? Number.MAX_SAFE_INTEGER : await placeOf(transaction, workspaceId, query.until + SKEW_MS);
  let before = Math.min(until, query.before === undefined ? Number.MAX_SAFE_INTEGER : seqOf(query.before));
  const rows: StoredEntry[] = [];
  const size = isExact(query) ? query.limit + 1 : LOOK;
  for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
    const seen = await lookOnce(transaction, workspaceId, query, { before, from, size });
    for (const row of seen) {
      if (rows.length === query.limit) return { rows, next: entryId(before) };
      before = row.seq;
      if (fits(row, query)) rows.push(row);
    }
    if (seen.length < size) return { rows, next: null };
  }
  return { rows, next: entryId(before) };
}

/** True when the index answers all of the question, so that nothing has to be looked through. */
const isExact = ({ side, code, linkId, bridgeId, kinds, from, until }: ActivityQuery): boolean =>
  side === undefined &&
  from === undefined &&
  until === undefined &&
  (linkId === undefined
    ? code === undefined || (bridgeId === undefined && kinds === undefined)
    : code === undefined && bridgeId === undefined && kinds === undefined);

function lookOnce(
  transaction: Transaction,
  workspaceId: string,
  { linkId, code, kinds, bridgeId }: ActivityQuery,
  { before, from, size }: { readonly before: number; readonly from: number; readonly size: number },
): Promise<readonly StoredEntry[]> {
  const values = [workspaceId, before, from, size];
  if (linkId !== undefined) return transaction.rows(ofLink, [...values, clean(linkId)]);
  if (code !== undefined) return transaction.rows(ofCode, [...values, code]);
  if (bridgeId !== undefined) return transaction.rows(ofBridge, [...values, kinds ?? allKinds, bridgeId]);
  return kinds === undefined ? transaction.rows(everything, values) : transaction.rows(ofKinds, [...values, kinds]);
}

/** What the chosen index did not answer. */
function fits(row: StoredEntry, { side, code, kinds, bridgeId, from, until }: ActivityQuery): boolean {
  return (
    (side === undefined || row.side === side) &&
    (code === undefined || row.detail["code"] === code) &&
    (kinds === undefined || kinds.includes(row.kind)) &&
    (bridgeId === undefined || row.bridge_id === bridgeId) &&
    (from === undefined || row.at >= from) &&
    (until === undefined || row.at < until)
  );
}

/** The first entry of a time, found by halving: entries stand in the order of their times, but for the little that machines' clocks differ. */
async function placeOf(transaction: Transaction, workspaceId: string, at: Instant): Promise<number> {
  const [range] = await transaction.rows<{ first: number | null; last: number | null }>(ends, [workspaceId]);
  let [low, high] = [range?.first ?? 0, (range?.last ?? 0) + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [row] = await transaction.rows<{ seq: number; at: Instant }>(firstFrom, [workspaceId, middle]);
    if (row === undefined || row.at >= at) high = middle;
    else low = row.seq + 1;
  }
  return low;
}
