import type { BridgeId, Instant, WorkspaceId } from "#core/ids.ts";
import { eventKey, eventOf, type EventKey } from "#core/ports/activity-log.ts";
import {
  inEveryStep,
  keptUntil,
  mergeCounts,
  stepStart,
  STEPS,
  type CountBatch,
  type CountedBatch,
  type CountRow,
  type DashboardRows,
  type DatedCount,
  type DatedQuery,
  type DatedRecord,
  type Step,
  type Waiting,
} from "#core/ports/dashboard-rows.ts";
import { clean, cleanId, statement, type Database, type Transaction } from "./database.ts";
import { JOURNAL_COLUMNS, toJournalRow, type StoredEntry } from "./journal-rows.ts";
import type { Keyring, WorkspaceKeys } from "./keyring.ts";
import { LINK_COLUMNS, toLinkRow, type StoredLink } from "./link-rows.ts";

const makePlace = statement(
  "make-count-place",
  "INSERT INTO dashboard_places (workspace_id, seq, events_until) VALUES ($1, 0, 0) ON CONFLICT DO NOTHING",
);
const lockPlace = statement("lock-count-place", "SELECT seq, events_until FROM dashboard_places WHERE workspace_id = $1 FOR UPDATE");
const movePlace = statement("move-count-place", "UPDATE dashboard_places SET seq = $2, events_until = $3 WHERE workspace_id = $1");
const uncounted = statement("uncounted-entries", `SELECT ${JOURNAL_COLUMNS} FROM journal WHERE workspace_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`);
const namedLinks = statement("links-of-entries", `SELECT ${LINK_COLUMNS} FROM links l WHERE l.workspace_id = $1 AND l.id = ANY($2::text[])`);
const namedEvents = statement(
  "events-of-entries",
  `
  SELECT k.source, k.event_id AS "eventId", k.received_at AS at FROM unnest($2::text[], $3::text[]) AS w (source, event_id)
  CROSS JOIN LATERAL (SELECT source, event_id, received_at FROM inbox_keys WHERE workspace_id = $1 AND source = w.source AND event_id = w.event_id) k`,
);
const firstEvent = statement(
  "first-event",
  "SELECT received_at AS at FROM inbox_keys WHERE workspace_id = $1 AND received_at >= $2 ORDER BY received_at LIMIT 1",
);
const events = statement(
  "count-received-events",
  `
  SELECT connection_id AS subject, received_at / $4 * $4 AS at, count(*) AS received, count(quarantine) AS set_aside
  FROM inbox_keys WHERE workspace_id = $1 AND received_at >= $2 AND received_at < $3 GROUP BY 1, 2 ORDER BY 2`,
);
const knownCounts = statement(
  "known-counts",
  `
  SELECT c.step_ms, c.at, c.subject, c.counts FROM unnest($2::bigint[], $3::bigint[], $4::text[]) AS w (step_ms, at, subject)
  JOIN dashboard_counts c ON c.workspace_id = $1 AND c.step_ms = w.step_ms AND c.at = w.at AND c.subject = w.subject`,
);
const putCounts = statement(
  "put-counts",
  `
  INSERT INTO dashboard_counts (workspace_id, step_ms, at, subject, counts, kept_until)
  SELECT $1, c.step_ms, c.at, c.subject, c.counts::json, c.kept_until
  FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bigint[]) AS c (step_ms, at, subject, counts, kept_until)
  ON CONFLICT (workspace_id, step_ms, at, subject) DO UPDATE SET counts = excluded.counts`,
);
export const readCounts = statement(
  "read-counts",
  "SELECT at, subject, counts FROM dashboard_counts WHERE workspace_id = $1 AND step_ms = $2 AND at >= $3 AND at < $4 ORDER BY at, subject",
);
const closeRecords = statement(
  "close-dated",
  "DELETE FROM dashboard_records d USING unnest($2::text[], $3::text[]) AS g (kind, record_id) WHERE d.workspace_id = $1 AND d.kind = g.kind AND d.record_id = g.record_id",
);
/** What these links told last is kept no longer. */
export const endRecords = statement("end-dated", "DELETE FROM dashboard_records WHERE workspace_id = $1 AND link_id = ANY($2::text[])");
const putRecords = statement(
  "put-dated",
  `
  INSERT INTO dashboard_records (workspace_id, kind, record_id, link_id, bridge_id, at, label, contact_id, kept_until)
  SELECT $1, r.* FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::bigint[])
    AS r (kind, record_id, link_id, bridge_id, at, label, contact_id, kept_until)
  ON CONFLICT (workspace_id, kind, record_id) DO UPDATE SET link_id = excluded.link_id, bridge_id = excluded.bridge_id, at = excluded.at,
    label = excluded.label, contact_id = excluded.contact_id, kept_until = excluded.kept_until`,
);
const fitting =
  "workspace_id = $1 AND kind = $2 AND bridge_id = ANY($3::text[]) AND ($4::bigint IS NULL OR at >= $4) AND ($5::bigint IS NULL OR at < $5)";
const listRecords = statement(
  "list-dated",
  `
  SELECT kind, record_id AS "recordId", link_id AS "linkId", bridge_id AS "bridgeId", at, label, contact_id AS "contactId"
  FROM dashboard_records WHERE ${fitting} ORDER BY at NULLS LAST, record_id LIMIT $6`,
);
const countRecords = statement(
  "count-dated",
  `
  SELECT bridge_id AS "bridgeId", label, count(*) AS records, count(DISTINCT contact_id) AS contacts, count(DISTINCT split_part(record_id, '/', 1)) AS groups
  FROM dashboard_records WHERE ${fitting} GROUP BY 1, 2 ORDER BY 1, 2`,
);
const waitingLinks = statement(
  "waiting-links",
  `SELECT bridge_id AS "bridgeId", count(*) AS links, min(dirty_since) AS since FROM links WHERE workspace_id = $1 AND dirty GROUP BY 1 ORDER BY 1`,
);

/** Days after an appointment during which it is kept. */
const PAST_DAYS = 35;

/** What dashboards are read from. */
export function createDashboardRows(database: Database, keyring: Keyring): DashboardRows {
  return {
    async countJournal(workspaceId, most, count) {
      const keys = await keyring.of(workspaceId);
      return database.inWorkspace(workspaceId, async (transaction) => {
        const place = await holdPlace(transaction, workspaceId);
        const entries = await transaction.rows<StoredEntry>(uncounted, [workspaceId, place.seq, most]);
        const last = entries.at(-1);
        if (last === undefined) return 0;
        await keepCounted(transaction, workspaceId, count(await batchOf(transaction, keys, workspaceId, entries)));
        await transaction.rows(movePlace, [workspaceId, last.seq, place.events_until]);
        return entries.length;
      });
    },
    countEvents: (workspaceId, until) => database.inWorkspace(workspaceId, (transaction) => countReceived(transaction, workspaceId, until)),
    async addCounts(workspaceId, rows) {
      await database.inWorkspace(workspaceId, async (transaction) => {
        await holdPlace(transaction, workspaceId);
        await addRows(transaction, workspaceId, rows);
      });
    },
    counts: (workspaceId, step, from, until) => database.read<CountRow>(workspaceId, readCounts, [workspaceId, step, from, until]),
    waiting: (workspaceId) => database.read<Waiting>(workspaceId, waitingLinks, [workspaceId]),
    datedRecords: (workspaceId, query, limit) => database.read<DatedRecord>(workspaceId, listRecords, [...valuesOf(workspaceId, query), limit]),
    countDated: (workspaceId, query) => database.read<DatedCount>(workspaceId, countRecords, valuesOf(workspaceId, query)),
  };
}

interface Place {
  readonly seq: number;
  readonly events_until: Instant;
}

async function holdPlace(transaction: Transaction, workspaceId: string): Promise<Place> {
  const [place] = await transaction.rows<Place>(lockPlace, [workspaceId]);
  if (place !== undefined) return place;
  await transaction.rows(makePlace, [workspaceId]);
  const [made] = await transaction.rows<Place>(lockPlace, [workspaceId]);
  return made ?? { seq: 0, events_until: 0 };
}

async function batchOf(transaction: Transaction, keys: WorkspaceKeys, workspaceId: WorkspaceId, stored: readonly StoredEntry[]): Promise<CountBatch> {
  const entries = stored.map((row) => toJournalRow(keys, workspaceId, row));
  const named = entries.flatMap((entry) => eventOf(entry) ?? []);
  const [links, times] = await Promise.all([
    transaction.rows<StoredLink>(namedLinks, [workspaceId, [...new Set(entries.flatMap(({ linkId }) => linkId ?? []))]]),
    transaction.rows<EventKey & { readonly at: Instant }>(namedEvents, [
      workspaceId,
      named.map(({ source }) => source),
      named.map(({ eventId }) => cleanId(eventId)),
    ]),
  ]);
  return {
    entries,
    links: new Map(links.map((row) => [row.id, toLinkRow(row)])),
    eventTimes: new Map(times.map((row) => [eventKey(row), row.at])),
  };
}

async function keepCounted(transaction: Transaction, workspaceId: string, { rows, open, closed, ended }: CountedBatch): Promise<void> {
  await addRows(transaction, workspaceId, rows);
  if (ended.length > 0) await transaction.rows(endRecords, [workspaceId, ended]);
  if (closed.length > 0)
    await transaction.rows(closeRecords, [workspaceId, closed.map(({ kind }) => kind), closed.map(({ recordId }) => cleanId(recordId))]);
  // One statement may touch a row once: of several links that tell of one record, the last one counts.
  const records = [...new Map(open.map((record) => [`${record.kind} ${cleanId(record.recordId)}`, record])).values()];
  if (records.length > 0) await transaction.rows(putRecords, [workspaceId, ...columnsOf(records)]);
}

function columnsOf(records: readonly DatedRecord[]): readonly unknown[] {
  const column = <Value>(pick: (record: DatedRecord) => Value): readonly Value[] => records.map(pick);
  return [
    column(({ kind }) => kind),
    column(({ recordId }) => cleanId(recordId)),
    column(({ linkId }) => linkId),
    column(({ bridgeId }) => bridgeId),
    column(({ at }) => at),
    column(({ label }) => (label === null ? null : clean(label))),
    column(({ contactId }) => (contactId === null ? null : cleanId(contactId))),
    column(({ kind, at }) => (kind === "appointment" && at !== null ? at + PAST_DAYS * STEPS.day : null)),
  ];
}

async function countReceived(transaction: Transaction, workspaceId: string, until: Instant): Promise<boolean> {
  const place = await holdPlace(transaction, workspaceId);
  const [first] = await transaction.rows<{ at: Instant }>(firstEvent, [workspaceId, place.events_until]);
  const from = Math.max(place.events_until, Math.min(first?.at ?? until, until));
  const end = Math.min(until, from + STEPS.day);
  if (end <= place.events_until) return true;
  const rows = await transaction.rows<{ subject: CountRow["subject"]; at: Instant; received: number; set_aside: number }>(events, [
    workspaceId,
    from,
    end,
    STEPS.minutes,
  ]);
  await addRows(
    transaction,
    workspaceId,
    rows.map(({ subject, at, received, set_aside: setAside }) => ({
      subject,
      at,
      counts: { received, ...(setAside > 0 && { "set-aside": setAside }) },
    })),
  );
  await transaction.rows(movePlace, [workspaceId, place.seq, end]);
  return end >= until;
}

/** Adds figures to every step, while the place is held. */
async function addRows(transaction: Transaction, workspaceId: string, added: readonly CountRow[]): Promise<void> {
  const rows = inEveryStep(added);
  if (rows.length === 0) return;
  const keyOf = (step: number, at: Instant, subject: string): string => `${String(step)} ${String(at)} ${subject}`;
  const known = await transaction.rows<CountRow & { readonly step_ms: Step }>(knownCounts, [
    workspaceId,
    rows.map(({ step }) => step),
    rows.map(({ at }) => at),
    rows.map(({ subject }) => subject),
  ]);
  const before = new Map(known.map((row) => [keyOf(row.step_ms, row.at, row.subject), row.counts]));
  await transaction.rows(putCounts, [
    workspaceId,
    rows.map(({ step }) => step),
    rows.map(({ at }) => at),
    rows.map(({ subject }) => subject),
    rows.map(({ step, at, subject, counts }) => JSON.stringify(mergeCounts(before.get(keyOf(step, at, subject)) ?? {}, counts))),
    rows.map(({ step, at }) => keptUntil(step, stepStart(step, at))),
  ]);
}

const valuesOf = (workspaceId: string, { kind, bridgeIds, from, until }: DatedQuery): readonly unknown[] => [
  workspaceId,
  kind,
  bridgeIds satisfies readonly BridgeId[],
  from ?? null,
  until ?? null,
];
