import type { Instant, WorkspaceId } from "#core/ids.ts";
import type { JournalEntry, Store } from "#core/ports/store.ts";
import type { JournalQuery } from "#core/ports/store-queries.ts";
import type { Announcer } from "./announcer.ts";
import { statement, type Database, type Transaction } from "./database.ts";
import { chainHash, entryId, plain, sealValues, seqOf, valuesFit } from "./journal-chain.ts";
import { JOURNAL_COLUMNS, toJournalRow, type StoredEntry } from "./journal-rows.ts";
import type { Keyring, WorkspaceKeys } from "./keyring.ts";

/** Entries checked in one look. */
const VERIFY_PAGE = 2_000;

const lockHead = statement("lock-journal-head", "SELECT seq, hash FROM journal_heads WHERE workspace_id = $1 FOR UPDATE");
const readHead = statement("read-journal-head", "SELECT seq, hash FROM journal_heads WHERE workspace_id = $1");
const makeHead = statement("make-journal-head", "INSERT INTO journal_heads (workspace_id, seq, hash) VALUES ($1, 0, '') ON CONFLICT DO NOTHING");
const moveHead = statement("move-journal-head", "UPDATE journal_heads SET seq = $2, hash = $3 WHERE workspace_id = $1");
const append = statement(
  "append-journal",
  `
  INSERT INTO journal (workspace_id, at, seq, kind, link_id, bridge_id, intent_id, side, cause, detail, sealed_values, values_hash, prev_hash, hash, code)
  SELECT $1, $2, e.seq, e.kind, e.link_id, e.bridge_id, e.intent_id, e.side, e.cause::json, e.detail::json, e.sealed_values, e.values_hash, e.prev_hash, e.hash, e.code
  FROM unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[])
    AS e (seq, kind, link_id, bridge_id, intent_id, side, cause, detail, sealed_values, values_hash, prev_hash, hash, code)`,
);
const page = (name: string, where: string, order: "ASC" | "DESC"): ReturnType<typeof statement> =>
  statement(
    name,
    `SELECT ${JOURNAL_COLUMNS} FROM journal WHERE workspace_id = $1 AND ${where} AND ($4::text[] IS NULL OR kind = ANY($4)) ORDER BY seq ${order} LIMIT $2`,
  );
const newest = page("journal-newest", "seq < $3", "DESC");
const following = page("journal-after", "seq > $3", "ASC");
const newestOfLink = page("journal-newest-of-link", "seq < $3 AND link_id = $5", "DESC");
const followingOfLink = page("journal-after-of-link", "seq > $3 AND link_id = $5", "ASC");

/** The kind stands in the text, so that the index of runs alone serves it. */
export const newestRuns = statement(
  "journal-newest-runs",
  `SELECT ${JOURNAL_COLUMNS} FROM journal WHERE workspace_id = $1 AND kind = 'run' AND ($3::text IS NULL OR detail ->> 'plan' = $3) ORDER BY seq DESC LIMIT $2`,
);

/** Activity and audit. */
export function createJournal(
  database: Database,
  announcer: Announcer,
  keyring: Keyring,
): Pick<Store, "journal" | "runs" | "appendJournal" | "verifyJournal"> {
  return {
    async journal(workspaceId, query) {
      const keys = await keyring.of(workspaceId);
      const rows = await database.inWorkspace(workspaceId, (transaction) => readPage(transaction, workspaceId, query));
      return rows.map((row) => toJournalRow(keys, workspaceId, row));
    },
    async runs(workspaceId, { plan, limit }) {
      const keys = await keyring.of(workspaceId);
      const rows = await database.inWorkspace(workspaceId, (transaction) =>
        transaction.rows<StoredEntry>(newestRuns, [workspaceId, limit, plan ?? null]),
      );
      return rows.map((row) => toJournalRow(keys, workspaceId, row));
    },
    async appendJournal(workspaceId, entries, now) {
      if (entries.length === 0) return;
      const keys = await keyring.of(workspaceId);
      await database.inWorkspace(workspaceId, (transaction) => appendEntries(transaction, keys, workspaceId, entries, now));
      announcer.announce("activity", workspaceId);
    },
    async verifyJournal(workspaceId) {
      const keys = await keyring.of(workspaceId);
      return database.inWorkspace(workspaceId, (transaction) => verifyChain(transaction, keys, workspaceId));
    },
  };
}

/** Adds entries to the end of the workspace's chain, inside a transaction that has entered the workspace. */
export async function appendEntries(
  transaction: Transaction,
  keys: WorkspaceKeys,
  workspaceId: WorkspaceId,
  entries: readonly JournalEntry[],
  now: Instant,
): Promise<void> {
  if (entries.length === 0) return;
  let head = await currentHead(transaction, workspaceId);
  const rows = entries.map((entry) => {
    const row = chained(keys, workspaceId, head, entry, now);
    head = { seq: row.seq, hash: row.hash };
    return row;
  });
  const column = <Value>(pick: (row: (typeof rows)[number]) => Value): readonly Value[] => rows.map(pick);
  const added = transaction.rows(append, [
    workspaceId,
    now,
    column(({ seq }) => seq),
    column(({ kind }) => kind),
    column(({ linkId }) => linkId),
    column(({ bridgeId }) => bridgeId),
    column(({ intentId }) => intentId),
    column(({ side }) => side),
    column(({ cause }) => JSON.stringify(cause)),
    column(({ detail }) => JSON.stringify(detail)),
    column(({ sealed }) => sealed),
    column(({ valuesHash }) => valuesHash),
    column(({ previous }) => previous),
    column(({ hash }) => hash),
    column(({ detail }) => (typeof detail["code"] === "string" ? detail["code"] : null)),
  ]);
  await Promise.all([added, transaction.rows(moveHead, [workspaceId, head.seq, head.hash])]);
}

interface Head {
  readonly seq: number;
  readonly hash: string;
}

async function currentHead(transaction: Transaction, workspaceId: string): Promise<Head> {
  const [head] = await transaction.rows<Head>(lockHead, [workspaceId]);
  if (head !== undefined) return head;
  await transaction.rows(makeHead, [workspaceId]);
  const [made] = await transaction.rows<Head>(lockHead, [workspaceId]);
  return made ?? { seq: 0, hash: "" };
}

function chained(keys: WorkspaceKeys, workspaceId: WorkspaceId, head: Head, entry: JournalEntry, at: Instant) {
  const seq = head.seq + 1;
  const { sealed, hash: valuesHash } = sealValues(keys, workspaceId, seq, entry.values);
  const { kind, linkId, bridgeId, intentId, side } = entry;
  const content = {
    workspaceId,
    seq,
    at,
    kind,
    linkId,
    bridgeId,
    intentId,
    side,
    cause: plain(entry.cause),
    detail: plain(entry.detail),
    valuesHash,
  };
  return { ...content, sealed, previous: head.hash, hash: chainHash(head.hash, content) };
}

function readPage(transaction: Transaction, workspaceId: string, query: JournalQuery): Promise<readonly StoredEntry[]> {
  const forward = query.after !== undefined;
  const from = query.after !== undefined ? seqOf(query.after) : query.before !== undefined ? seqOf(query.before) : Number.MAX_SAFE_INTEGER;
  const values = [workspaceId, query.limit, from, query.kinds ?? null];
  if (query.linkId === undefined) return transaction.rows(forward ? following : newest, values);
  return transaction.rows(forward ? followingOfLink : newestOfLink, [...values, query.linkId]);
}

async function verifyChain(
  transaction: Transaction,
  keys: WorkspaceKeys,
  workspaceId: WorkspaceId,
): Promise<{ checked: number; brokenAt: string | null }> {
  let checked = 0;
  let last: Head | null = null;
  for (;;) {
    const rows: readonly StoredEntry[] = await transaction.rows<StoredEntry>(following, [workspaceId, VERIFY_PAGE, last?.seq ?? 0, null]);
    for (const row of rows) {
      // Retention drops the oldest entries; what the first one left follows on cannot be known any more.
      const expected: Head = last ?? { seq: row.seq - 1, hash: row.prev_hash };
      if (row.seq !== expected.seq + 1) return { checked, brokenAt: entryId(expected.seq + 1) };
      if (row.prev_hash !== expected.hash || !fits(keys, workspaceId, row)) return { checked, brokenAt: entryId(row.seq) };
      last = { seq: row.seq, hash: row.hash };
      checked += 1;
    }
    if (rows.length < VERIFY_PAGE) break;
  }
  return { checked, brokenAt: await brokenEnd(transaction, workspaceId, last) };
}

/** Entries cut off at the end leave no gap; the head tells. Read last, it may only be ahead of what was walked, never behind. */
async function brokenEnd(transaction: Transaction, workspaceId: string, last: Head | null): Promise<string | null> {
  const [head] = await transaction.rows<Head>(readHead, [workspaceId]);
  if (head === undefined || head.seq === 0) return last === null ? null : entryId(last.seq);
  if (last !== null && head.seq === last.seq) return head.hash === last.hash ? null : entryId(last.seq);
  const [next] = await transaction.rows<StoredEntry>(following, [workspaceId, 1, last?.seq ?? 0, null]);
  return next === undefined ? entryId((last?.seq ?? head.seq - 1) + 1) : null;
}

function fits(keys: WorkspaceKeys, workspaceId: WorkspaceId, row: StoredEntry): boolean {
  const content = {
    workspaceId,
    seq: row.seq,
    at: row.at,
    kind: row.kind,
    linkId: row.link_id,
    bridgeId: row.bridge_id,
    intentId: row.intent_id,
    side: row.side,
    cause: row.cause,
    detail: row.detail,
    valuesHash: row.values_hash,
  };
  return (
    chainHash(row.prev_hash, content) === row.hash && valuesFit(keys, workspaceId, row.seq, { sealed: row.sealed_values, hash: row.values_hash })
  );
}
