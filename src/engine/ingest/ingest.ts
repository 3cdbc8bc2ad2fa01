import { createHash } from "node:crypto";
import type { ErrorCode } from "#core/error-registry.ts";
import type { ConnectionId, Instant, WorkspaceId } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Log } from "#core/ports/log.ts";
import type { Random } from "#core/ports/random.ts";
import type { DirtyMark, IncomingEvent, Store } from "#core/ports/store.ts";
import type { Delivery, Ingest, IngestAnswer } from "../application.ts";
import { coalesce } from "#lib/coalesce.ts";
import { remember } from "../remember.ts";
import { eventForWorkflows } from "./event-for-workflows.ts";
import { createRouteCache, type Route, type RouteCache } from "./route-cache.ts";
import { createTimeLimit } from "./time-limit.ts";
import type { Verified, WebhookVerifier } from "./webhook-verifier.ts";
import type { WatchedSource, WebhookWatch } from "./webhook-watch.ts";

/** 1 MB: the largest body that is taken (X2). */
export const MAX_BODY_BYTES = 1_048_576;
/** Events of one commit at most. */
const MAX_BATCH = 200;
/** 64 KB: an ordinary event has a few. Those beyond it are committed apart, so that others do not wait while they are written. */
const LARGE_BODY_BYTES = 65_536;
/** 5 seconds, in milliseconds: the longest that a vendor waits for an answer. HighLevel never comes again to a server that does not answer. */
const ANSWER_MS = 5_000;
/** 64 MB of bodies that wait for their commit at once; what comes beyond them while the store hangs is told to come again. */
const MAX_UNDERWAY_BYTES = 64 * 1_048_576;
/** Seconds after which a vendor should come again when the store cannot take the event. */
const RETRY_AFTER_SECONDS = 60;
/** HighLevel is only sure to re-send after a 429, so that is the answer whenever an event could not be stored (X2). */
export const busyAnswer: IngestAnswer = { status: 429, code: "HW_STORAGE_UNAVAILABLE", retryAfterSeconds: RETRY_AFTER_SECONDS };

export interface IngestOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** By which a vendor's patience with an unanswered call passes. Default: `clock`. */
  readonly patience?: Clock;
  readonly log: Log;
  /** Makes the ids of the runs that events begin. */
  readonly random: Random;
  readonly verifiers: Readonly<Record<Delivery["vendor"], WebhookVerifier>>;
  /** Active signing secrets of one incident.io connection; HighLevel's keys are public and live in its verifier. */
  readonly secretsOf: (workspaceId: WorkspaceId, connectionId: ConnectionId) => Promise<readonly string[]>;
  /** Told of what was accepted and refused. Default: nobody. */
  readonly watch?: WebhookWatch;
}

/** The webhook door: type and size, signature, replay window, holder, one commit, then the answer (X1–X4). */
export function createIngest(options: IngestOptions): Ingest {
  const { store, clock, log } = options;
  const routes = createRouteCache(store, clock);
  const secretsOf = remember(clock, (id: ConnectionId, { workspaceId }: Route) => options.secretsOf(workspaceId, id));
  const commit = createCommit(store, clock);
  const inTime = createTimeLimit(options.patience ?? clock, ANSWER_MS);
  let underway = 0;
  let underwayBytes = 0;
  let closed = false;

  const receive = async (delivery: Delivery): Promise<IngestAnswer> => {
    const unfit = checkEnvelope(delivery);
    if (unfit !== null) return unfit;
    const bytes = delivery.body.byteLength;
    if (closed || underwayBytes + bytes > MAX_UNDERWAY_BYTES) return busyAnswer;
    underway += 1;
    underwayBytes += bytes;
    // Held until its commit has ended, also when the answer was sooner.
    const accepted = accept(delivery).finally(() => {
      underwayBytes -= bytes;
    });
    try {
      // Whether the event is stored after all is no matter: it is known when it comes again (X3).
      return await inTime(accepted, () => {
        log.warn("ingest.store-slow", { vendor: delivery.vendor });
        return busyAnswer;
      });
    } catch (error) {
      log.error("ingest.store-unavailable", { vendor: delivery.vendor, name: (error as Error | null)?.name ?? "unknown" });
      return busyAnswer;
    } finally {
      underway -= 1;
    }
  };

  const accept = async (delivery: Delivery): Promise<IngestAnswer> => {
    const now = clock.now();
    const named = delivery.vendor === "incident" ? await routes.find("incident", delivery.connectionId ?? "") : null;
    if (named?.length === 0) return { status: 404, code: "HW_WEBHOOK_UNKNOWN_SOURCE" };
    const secrets = named?.[0] === undefined ? [] : await secretsOf(named[0].connectionId, named[0]);
    const verifier = options.verifiers[delivery.vendor];
    const verified = verifier.verify(delivery, { secrets, now });
    const refuse = (code: ErrorCode): IngestAnswer => refused(options.watch, named?.[0]?.connectionId ?? "highlevel", code, now, delivery);
    if (verified.kind === "rejected") return refuse(verified.code);
    if (verified.signedAt !== null && Math.abs(now - verified.signedAt) > verifier.windowMs) return refuse("HW_WEBHOOK_STALE");
    const holders = named ?? (await holdersOf(routes, verified));
    // Signed by the vendor but for somebody else's account: acknowledged, so that it is not sent again, and otherwise ignored (X4).
    if (holders.length === 0) return { status: 200, code: "HW_WEBHOOK_UNKNOWN_SOURCE" };
    await Promise.all(holders.map((route) => commit(toEvent(delivery, verified, route, options.random))));
    noteAccepted(options.watch, holders, verified, now);
    return { status: 200, code: verified.unusable === null ? null : "HW_WEBHOOK_UNUSABLE" };
  };

  return {
    receive,
    marksOf: async ({ id, vendor, account, workspaceId }, body) => {
      const route = (await routes.find(vendor, account)).find((one) => one.workspaceId === workspaceId && one.connectionId === id);
      return route === undefined ? [] : marksOfRecords(route, options.verifiers[vendor].records(body));
    },
    forgetRoutes: () => routes.forget(),
    async close() {
      closed = true;
      while (underway > 0) await clock.sleep(5);
    },
  };
}

/** Commits events in batches, those with large bodies apart from the others. */
function createCommit(store: Store, clock: Clock): (event: IncomingEvent) => Promise<"new" | "duplicate"> {
  const inBatches = (): ((event: IncomingEvent) => Promise<"new" | "duplicate">) =>
    coalesce((events) => store.commitEvents(events, clock.now()), MAX_BATCH);
  const [usual, large] = [inBatches(), inBatches()];
  return (event) => (event.body.byteLength > LARGE_BODY_BYTES ? large : usual)(event);
}

function refused(watch: WebhookWatch | undefined, source: WatchedSource, code: ErrorCode, now: Instant, delivery: Delivery): IngestAnswer {
  watch?.refuse(source, code, now, delivery);
  return { status: 401, code };
}

function noteAccepted(
  watch: WebhookWatch | undefined,
  holders: readonly Route[],
  { type, signedAt }: Extract<Verified, { kind: "verified" }>,
  now: Instant,
): void {
  const skewMs = signedAt === null ? null : now - signedAt;
  for (const { connectionId } of holders) watch?.accept(connectionId, { at: now, type, skewMs });
}

/** Who holds the account that a HighLevel event names. A body that cannot be read may name none: then the only account held is meant. */
async function holdersOf(routes: RouteCache, { account, unusable }: Extract<Verified, { kind: "verified" }>): Promise<readonly Route[]> {
  if (account !== null) return routes.find("highlevel", account);
  return unusable === null ? [] : routes.only("highlevel");
}

function checkEnvelope(delivery: Delivery): IngestAnswer | null {
  const type = (delivery.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") return { status: 415, code: "HW_WEBHOOK_UNSUPPORTED_TYPE" };
  if (delivery.body.byteLength > MAX_BODY_BYTES) return { status: 413, code: "HW_WEBHOOK_TOO_LARGE" };
  return null;
}

function toEvent(delivery: Delivery, verified: Extract<Verified, { kind: "verified" }>, route: Route, random: Random): IncomingEvent {
  const marks = verified.unusable === null ? marksOfRecords(route, verified.records) : [];
  const event = {
    workspaceId: route.workspaceId,
    connectionId: route.connectionId,
    source: delivery.vendor,
    eventId: verified.eventId ?? `sha256:${createHash("sha256").update(delivery.body).digest("hex")}`,
    type: verified.type,
    // One event may name records of several bridges: it has been looked at once a link that it marked has been.
    recordId: marks.find(({ side }) => side === delivery.vendor)?.recordId ?? null,
    body: delivery.body,
    quarantine: verified.unusable,
    signedBy: verified.signedBy,
    marks,
  };
  const workflows = verified.unusable === null ? eventForWorkflows(route, event, verified.value, random) : undefined;
  return { ...event, ...(workflows !== undefined && { workflows }) };
}

function marksOfRecords(route: Route, records: Extract<Verified, { kind: "verified" }>["records"]): readonly DirtyMark[] {
  return route.bridges.flatMap((bridge) =>
    records
      .filter(({ entity }) => entity === bridge.entity)
      .map((record) => ({
        workspaceId: route.workspaceId,
        bridgeId: bridge.id,
        side: record.side,
        recordId: record.id,
        reason: "webhook",
        priority: "webhook",
      })),
  );
}
