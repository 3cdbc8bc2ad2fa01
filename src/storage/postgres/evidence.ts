import type { Instant, LinkId } from "#core/ids.ts";
import {
  eventKey,
  RECENT_EVENTS,
  type ActivityLog,
  type KeptEvent,
  type KeptIntent,
  type RecentEvent,
  type RecordedCall,
} from "#core/ports/activity-log.ts";
import type { Announcer } from "./announcer.ts";
import { lockBridgesOf, refreshBridgeWork } from "./bridge-lock.ts";
import { clean, cleanId, statement, type Database } from "./database.ts";
import { entryId, seqOf } from "./journal-chain.ts";

const putCalls = statement(
  "put-vendor-calls",
  `
  INSERT INTO vendor_calls (workspace_id, link_id, at, duration_ms, vendor, operation, method, path, mutating, status, request_id, headers, body)
  SELECT $1, c.link_id, c.at, c.duration_ms, c.vendor, c.operation, c.method, c.path, c.mutating, c.status, c.request_id, c.headers::json, c.body
  FROM unnest($2::text[], $3::bigint[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[], $9::boolean[], $10::smallint[], $11::text[], $12::text[], $13::text[])
    AS c (link_id, at, duration_ms, vendor, operation, method, path, mutating, status, request_id, headers, body)`,
);
const findCalls = statement(
  "vendor-calls-of-link",
  `
  SELECT link_id AS "linkId", at, duration_ms AS "durationMs", vendor, operation, method, path, mutating, status, request_id AS "requestId", headers, body
  FROM vendor_calls WHERE workspace_id = $1 AND link_id = $2 AND at >= $3 AND at <= $4 ORDER BY at LIMIT 200`,
);
const countCalls = statement(
  "count-vendor-calls",
  `
  SELECT w.seq, n.calls FROM unnest($2::bigint[], $3::text[], $4::bigint[]) AS w (seq, link_id, at) CROSS JOIN LATERAL (
    SELECT count(*)::int AS calls FROM vendor_calls c WHERE c.workspace_id = $1 AND c.link_id = w.link_id AND c.at <= w.at AND c.at > COALESCE((
      SELECT j.at FROM journal j WHERE j.workspace_id = $1 AND j.link_id = w.link_id AND j.seq < w.seq AND j.at < w.at ORDER BY j.seq DESC LIMIT 1), 0)) n`,
);
const times = statement(
  "event-times",
  `
  SELECT k.source, k.event_id AS "eventId", k.received_at AS at FROM unnest($2::text[], $3::text[]) AS w (source, event_id)
  CROSS JOIN LATERAL (SELECT source, event_id, received_at FROM inbox_keys WHERE workspace_id = $1 AND source = w.source AND event_id = w.event_id) k`,
);
const findEvent = statement(
  "find-event",
  `
  SELECT k.source, k.event_id AS "eventId", k.type, k.record_id AS "recordId", k.connection_id AS "connectionId", k.received_at AS "receivedAt",
    k.quarantine, k.decision, k.signed_by AS "signedBy", b.body
  FROM inbox_keys k
  LEFT JOIN inbox b ON b.workspace_id = $1 AND b.source = k.source AND b.event_id = k.event_id AND b.received_at = k.received_at
  WHERE k.workspace_id = $1 AND k.source = $2 AND k.event_id = $3`,
);
const recent = statement(
  "recent-events",
  `
  SELECT k.event_id AS "eventId", k.type, k.received_at AS "receivedAt", b.body FROM (
    SELECT * FROM (
      SELECT source, event_id, type, received_at, quarantine FROM inbox_keys WHERE workspace_id = $1 ORDER BY received_at DESC LIMIT ${String(RECENT_EVENTS)}
    ) AS l WHERE l.source = $2 AND l.type = ANY ($3::text[]) AND l.quarantine IS NULL ORDER BY l.received_at DESC, l.event_id DESC LIMIT $4
  ) AS k
  LEFT JOIN inbox b ON b.workspace_id = $1 AND b.source = k.source AND b.event_id = k.event_id AND b.received_at = k.received_at
  ORDER BY k.received_at DESC, k.event_id DESC`,
);
const undecide = statement(
  "undecide-event",
  "UPDATE inbox_keys SET decision = NULL WHERE workspace_id = $1 AND source = $2 AND event_id = $3 AND quarantine IS NULL",
);
const findIntent = statement(
  "find-intent",
  `
  SELECT id, side, action, state, created_at AS "createdAt" FROM intents WHERE workspace_id = $1 AND id = $2`,
);
const ignore = statement(
  "ignore-links",
  `
  UPDATE links l SET state = 'excluded', because = $3, dirty = false, dirty_since = NULL, dirty_reasons = 0, due_at = NULL, attempts = 0,
    first_failed_at = NULL, changed_at = $4
  WHERE l.workspace_id = $1 AND l.id = ANY($2::text[]) AND l.state = 'parked' AND (l.lease_owner IS NULL OR l.lease_until <= $4)
  RETURNING l.id, l.bridge_id`,
);

/** What stands behind entries of the journal: calls, events, intents. */
export function createEvidence(database: Database, announcer: Announcer): Omit<ActivityLog, "activity" | "entry"> {
  return {
    async noteCalls(workspaceId, calls) {
      if (calls.length > 0) await database.inWorkspace(workspaceId, (transaction) => transaction.rows(putCalls, [workspaceId, ...columnsOf(calls)]));
    },
    callsOf: (workspaceId, linkId, from, until) => database.read<RecordedCall>(workspaceId, findCalls, [workspaceId, clean(linkId), from, until]),
    async callCounts(workspaceId, entries) {
      const asked = entries.filter(({ linkId }) => linkId !== null);
      if (asked.length === 0) return new Map();
      const values = [workspaceId, asked.map(({ id }) => seqOf(id)), asked.map(({ linkId }) => linkId), asked.map(({ at }) => at)];
      const rows = await database.read<{ seq: number; calls: number }>(workspaceId, countCalls, values);
      return new Map(rows.map(({ seq, calls }) => [entryId(seq), calls]));
    },
    async eventTimes(workspaceId, keys) {
      if (keys.length === 0) return new Map();
      const values = [workspaceId, keys.map(({ source }) => source), keys.map(({ eventId }) => cleanId(eventId))];
      const rows = await database.read<Pick<KeptEvent, "source" | "eventId"> & { at: Instant }>(workspaceId, times, values);
      return new Map(rows.map((row) => [eventKey(row), row.at]));
    },
    async event(workspaceId, { source, eventId }) {
      const [row] = await database.read<KeptEvent>(workspaceId, findEvent, [workspaceId, source, cleanId(eventId)]);
      return row === undefined ? null : { ...row, body: row.body === null ? null : new Uint8Array(row.body) };
    },
    async recentEvents(workspaceId, { source, types, limit }) {
      const rows = await database.read<RecentEvent>(workspaceId, recent, [workspaceId, source, types.map(cleanId), limit]);
      return rows.map((row) => ({ ...row, body: row.body === null ? null : new Uint8Array(row.body) }));
    },
    async undecide(workspaceId, { source, eventId }) {
      await database.inWorkspace(workspaceId, (transaction) => transaction.rows(undecide, [workspaceId, source, cleanId(eventId)]));
    },
    async intent(workspaceId, id) {
      const [row] = await database.read<KeptIntent>(workspaceId, findIntent, [workspaceId, clean(id)]);
      return row ?? null;
    },
    async ignoreLinks(workspaceId, linkIds, because, now) {
      if (linkIds.length === 0) return [];
      const left = await database.inWorkspace(workspaceId, async (transaction) => {
        await lockBridgesOf(transaction, workspaceId, linkIds);
        const rows = await transaction.rows<{ id: LinkId; bridge_id: string }>(ignore, [workspaceId, linkIds.map(clean), because, now]);
        await refreshBridgeWork(
          transaction,
          workspaceId,
          rows.map((row) => row.bridge_id),
        );
        return rows.map(({ id }) => id);
      });
      if (left.length > 0) announcer.announce("activity", workspaceId);
      return left;
    },
  };
}

function columnsOf(calls: readonly RecordedCall[]): readonly unknown[] {
  const column = <Value>(pick: (call: RecordedCall) => Value): readonly Value[] => calls.map(pick);
  return [
    column(({ linkId }) => linkId),
    column(({ at }) => at),
    column(({ durationMs }) => Math.round(durationMs)),
    column(({ vendor }) => vendor),
    column(({ operation }) => operation),
    column(({ method }) => method),
    column(({ path }) => clean(path)),
    column(({ mutating }) => mutating),
    column(({ status }) => status),
    column(({ requestId }) => (requestId === null ? null : clean(requestId))),
    column(({ headers }) => JSON.stringify(headers)),
    column(({ body }) => (body === null ? null : clean(body))),
  ];
}
