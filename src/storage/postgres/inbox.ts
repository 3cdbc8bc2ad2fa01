import type { Instant, WorkspaceId } from "#core/ids.ts";
import { MOST_EVENTS, type PendingEvent, type Settlement } from "#core/ports/claims.ts";
import type { IncomingEvent, Store } from "#core/ports/store.ts";
import type { Announcer } from "./announcer.ts";
import { clean, cleanId, statement, type Database, type Transaction } from "./database.ts";
import { lockBridges } from "./bridge-lock.ts";
import { leaveMarks } from "./waiting-marks.ts";
import { groupByWorkspace } from "./mark-dirty.ts";
import { beginFromEvents } from "./start-runs.ts";

// IS TRUE keeps the planner from making a join of it, which without hash joins compares each event with each.
const putEvents = statement(
  "put-events",
  `
  WITH fresh AS (
    INSERT INTO inbox_keys (workspace_id, received_at, source, event_id, connection_id, type, record_id, quarantine, signed_by)
    SELECT $1, $2, k.* FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[]) AS k ON CONFLICT DO NOTHING
    RETURNING source, event_id
  ), stored AS (
    INSERT INTO inbox (workspace_id, received_at, source, event_id, body)
    SELECT $1, $2, b.source, b.event_id, substr($10::bytea, b.at, b.bytes)
    FROM unnest($3::text[], $4::text[], $11::int[], $12::int[]) AS b (source, event_id, at, bytes)
    WHERE ((b.source, b.event_id) IN (SELECT source, event_id FROM fresh)) IS TRUE
  )
  SELECT source, event_id FROM fresh`,
);
// Each body is looked up by itself, for the same reason as links in `mark-dirty.ts`: no plan may rest on statistics of a moment ago.
const findPending = statement(
  "find-pending-events",
  `
  SELECT p.link_id, e.source, e.event_id, e.type, e.record_id, e.received_at, b.body
  FROM unnest($2::text[], $3::text[], $4::text[]) AS p (link_id, connection_id, record_id)
  CROSS JOIN LATERAL (
    SELECT k.source, k.event_id, k.type, k.record_id, k.received_at FROM inbox_keys k
    WHERE k.workspace_id = $1 AND k.connection_id = p.connection_id AND k.record_id = p.record_id AND k.decision IS NULL AND k.quarantine IS NULL
    ORDER BY k.received_at LIMIT ${String(MOST_EVENTS)}
  ) AS e
  LEFT JOIN LATERAL (
    SELECT i.body FROM inbox i WHERE i.workspace_id = $1 AND i.source = e.source AND i.event_id = e.event_id AND i.received_at = e.received_at LIMIT 1
  ) AS b ON true`,
);
const decide = statement(
  "decide-events",
  `
  UPDATE inbox_keys k SET decision = d.decision FROM unnest($2::text[], $3::text[], $4::text[]) AS d (source, event_id, decision)
  WHERE k.workspace_id = $1 AND k.source = d.source AND k.event_id = d.event_id
    AND k.source = ANY($2) AND k.event_id = ANY($3) AND k.decision IS NULL`,
);

/** The door for received events: keys, bodies and dirty marks in one commit (X1). */
export function createInbox(database: Database, announcer: Announcer): Pick<Store, "commitEvents"> {
  return {
    async commitEvents(events, now) {
      if (events.length === 0) return [];
      const byWorkspace = groupByWorkspace(events.map((event, index) => ({ workspaceId: event.workspaceId, index, event })));
      const [first] = byWorkspace.keys();
      const begun = new Set<WorkspaceId>();
      const results = await database.inWorkspace(first as string, async (transaction) => {
        const answers: ("new" | "duplicate")[] = events.map(() => "duplicate");
        for (const [workspaceId, own] of byWorkspace) {
          if (workspaceId !== first) await transaction.enter(workspaceId);
          const bridges = own.flatMap(({ event }) => event.marks.map(({ bridgeId }) => bridgeId));
          // The lock is asked for behind the bodies, so that nobody waits for it while large ones are written.
          const [fresh] = await Promise.all([putNew(transaction, own, now), lockBridges(transaction, workspaceId, bridges)]);
          for (const { index } of fresh) answers[index] = "new";
          const [, began] = await Promise.all([
            leaveMarks(
              transaction,
              workspaceId,
              fresh.flatMap(({ event }) => event.marks),
              now,
            ),
            beginFromEvents(
              transaction,
              workspaceId,
              fresh.map(({ event }) => event),
              now,
            ),
          ]);
          if (began) begun.add(workspaceId);
        }
        return answers;
      });
      for (const workspaceId of byWorkspace.keys()) announcer.announce("work", workspaceId);
      for (const workspaceId of begun) announcer.announce("run", workspaceId);
      return results;
    },
  };
}

interface Numbered {
  readonly index: number;
  readonly event: IncomingEvent;
}

const keyOf = (source: string, eventId: string): string => `${source} ${eventId}`;

/** Stores those of the events that were not seen before, and returns them. */
async function putNew(transaction: Transaction, events: readonly Numbered[], now: Instant): Promise<readonly Numbered[]> {
  const first = new Map<string, Numbered>();
  for (const one of events) {
    const key = keyOf(one.event.source, cleanId(one.event.eventId));
    if (!first.has(key)) first.set(key, one);
  }
  // In key order: two transactions with the same events then wait for each other at the first one, not in a circle.
  const distinct = [...first].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, one]) => one);
  const workspaceId = distinct[0]?.event.workspaceId;
  const column = (pick: (event: IncomingEvent) => string | null): readonly (string | null)[] => distinct.map(({ event }) => pick(event));
  const bodies = distinct.map(({ event }) => event.body);
  const inserted = await transaction.rows<{ source: string; event_id: string }>(putEvents, [
    workspaceId,
    now,
    column(({ source }) => source),
    column(({ eventId }) => cleanId(eventId)),
    column(({ connectionId }) => connectionId),
    column(({ type }) => clean(type).slice(0, 200)),
    column(({ recordId }) => (recordId === null ? null : cleanId(recordId))),
    column(({ quarantine }) => quarantine),
    column(({ signedBy = null }) => signedBy),
    // All of them as one value: only that goes to PostgreSQL as it is. An array of them would be written out as text and read again.
    Buffer.concat(bodies),
    startsOf(bodies),
    bodies.map(({ byteLength }) => byteLength),
  ]);
  return inserted.map((row) => first.get(keyOf(row.source, row.event_id))).filter((one) => one !== undefined);
}

/** Where each begins when they stand behind each other, counted from 1 as SQL does. */
function startsOf(bodies: readonly Uint8Array[]): readonly number[] {
  let at = 1;
  return bodies.map(({ byteLength }) => (at += byteLength) - byteLength);
}

/** A record of a link, with the connection that its events come through. */
export interface EventSource {
  readonly linkId: string;
  readonly connectionId: string;
  readonly recordId: string;
}

interface StoredEvent {
  readonly link_id: string;
  readonly source: PendingEvent["source"];
  readonly event_id: string;
  readonly type: string;
  readonly record_id: string;
  readonly received_at: number;
  readonly body: Buffer | null;
}

/** Events that no decision was taken on, by link: oldest first, at most `MOST_EVENTS` each. */
export async function pendingEvents(
  transaction: Transaction,
  workspaceId: string,
  sources: readonly EventSource[],
): Promise<ReadonlyMap<string, readonly PendingEvent[]>> {
  if (sources.length === 0) return new Map();
  const rows = await transaction.rows<StoredEvent>(findPending, [
    workspaceId,
    sources.map(({ linkId }) => linkId),
    sources.map(({ connectionId }) => connectionId),
    sources.map(({ recordId }) => recordId),
  ]);
  const grouped = Map.groupBy(
    rows.toSorted((one, other) => one.received_at - other.received_at),
    (row) => row.link_id,
  );
  return new Map([...grouped].map(([linkId, own]) => [linkId, own.slice(0, MOST_EVENTS).map(toPending)]));
}

const toPending = (row: StoredEvent): PendingEvent => ({
  source: row.source,
  eventId: row.event_id,
  type: row.type,
  recordId: row.record_id,
  body: new Uint8Array(row.body ?? []),
  receivedAt: row.received_at,
});

/** Notes the decisions taken on events (A2). */
export async function noteDecisions(
  transaction: Transaction,
  workspaceId: string,
  processed: readonly Settlement["processed"][number][],
): Promise<void> {
  if (processed.length === 0) return;
  await transaction.rows(decide, [
    workspaceId,
    processed.map(({ source }) => source),
    processed.map(({ eventId }) => cleanId(eventId)),
    processed.map(({ decision }) => clean(decision)),
  ]);
}
