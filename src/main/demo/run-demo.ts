import type { Bridge } from "#core/bridge.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { ProgressListener } from "#engine/application.ts";
import { readBackfill } from "#engine/backfill/backfill.ts";
import { sweepSide } from "#engine/sweep/sweep-side.ts";
import { Prng } from "#sandbox/kit/prng.ts";
import { RandomEdits, type EditMix } from "../random-edits.ts";
import type { Sandboxes } from "../sandbox-bridge.ts";
import type { Session } from "../session.ts";
import { compareSides } from "./compare-sides.ts";

/** What the demo proved; the keys are public. */
export interface DemoResult {
  readonly linked: number;
  readonly edits: number;
  readonly conflicts_open: number;
  /** Fields that differ although no conflict waits for them. */
  readonly unequal_fields: number;
  /** Which they are, the first twenty. */
  readonly unequal: readonly { readonly contact: string; readonly field: string }[];
  readonly duplicates: number;
  /** Records without a counterpart although no conflict waits for them. */
  readonly unpaired: number;
  /** Calls that changed something at a vendor after both sides had come to rest. */
  readonly writes_after_quiet: number;
  /** Calls that a vendor counted as over its limit. */
  readonly limit_violations: number;
  readonly calls: number;
  /** Vendor calls after the first load, for each edit. */
  readonly calls_per_change: number;
  readonly webhooks: { readonly sent: number; readonly dropped: number; readonly duplicated: number };
  readonly seconds: number;
}

export interface DemoParts {
  readonly session: Session;
  readonly sandboxes: Sandboxes;
  readonly bridge: Bridge;
  readonly edits: number;
  readonly seed: number;
  /** Longest delay of a late event, in milliseconds. Default 20 seconds. */
  readonly lateMs?: number;
  readonly onProgress: ProgressListener;
  readonly signal: AbortSignal;
}

const mix: EditMix = { highlevelEdit: 48, highlevelCreate: 4, incidentCreate: 3, conflict: 2 };
/** Events are lost, repeated and overtaken. */
const deliveryFaults = { drop: 0.1, duplicate: 0.1, reorder: 0.2 };
const LATE_MS = 20_000;
/** Mean pause between two edits, in milliseconds. */
const PAUSE_MS = 100;
/** Rounds of sweeps after which the two sides count as never coming to rest. */
const MAX_ROUNDS = 20;
const LOOK_MS = 200;
/** Differences that are named one by one, at most. */
const MAX_NAMED = 20;

/** First load, edits under lost and repeated events, sweeps until nothing moves, then the comparison of both sides. */
export async function runDemo(parts: DemoParts): Promise<DemoResult> {
  const { session, sandboxes, onProgress, signal } = parts;
  const { clock } = session.app;
  const startedAt = clock.monotonicMs();
  session.startWork();
  await firstLoad(parts);
  const callsToLoad = callsOf(sandboxes);
  const edits = await editBothSides(parts);
  onProgress({ stage: "waiting for late events", done: edits, total: edits });
  await until(clock, signal, () => Promise.resolve(sandboxes.highlevel.control.webhooksUnderway() === 0));
  await settle(parts);
  const writesBefore = writesOf(sandboxes);
  await sweepOnce(parts);
  await drain(parts);
  const comparison = await compare(parts);
  const calls = callsOf(sandboxes);
  const { sent = 0, dropped = 0, duplicated = 0 } = sandboxes.highlevel.control.deliveries();
  return {
    linked: comparison.pairs,
    edits,
    conflicts_open: comparison.conflicts,
    unequal_fields: comparison.unequal.length,
    unequal: comparison.unequal.slice(0, MAX_NAMED).map(({ contactId, field }) => ({ contact: contactId, field })),
    duplicates: comparison.duplicates,
    unpaired: comparison.unpaired,
    writes_after_quiet: writesOf(sandboxes) - writesBefore,
    limit_violations: violationsOf(sandboxes),
    calls,
    calls_per_change: edits === 0 ? 0 : Math.round(((calls - callsToLoad) / edits) * 100) / 100,
    webhooks: { sent, dropped, duplicated },
    seconds: Math.round((clock.monotonicMs() - startedAt) / 100) / 10,
  };
}

/** True when every promise held. */
export function demoHeld(result: DemoResult): boolean {
  return (
    result.linked > 0 &&
    [result.unequal_fields, result.duplicates, result.unpaired, result.writes_after_quiet, result.limit_violations].every((count) => count === 0)
  );
}

/** Waits for the first load of a bridge, telling its progress. */
export async function firstLoad(parts: Pick<DemoParts, "session" | "bridge" | "onProgress" | "signal">): Promise<void> {
  const { session, bridge, onProgress, signal } = parts;
  await until(session.app.clock, signal, async () => {
    const [state, counts] = await Promise.all([readBackfill(session.ports.store, bridge), session.ports.store.counts(bridge.workspaceId, bridge.id)]);
    onProgress({
      stage: "linking",
      done: counts["in-sync"] + counts.conflict + counts.excluded,
      total: state.stage === "highlevel" ? state.total : null,
    });
    return state.state === "done";
  });
}

async function editBothSides(parts: DemoParts): Promise<number> {
  const { session, sandboxes, bridge, onProgress, signal } = parts;
  const prng = new Prng(parts.seed + 7);
  const typeId = (await session.ports.store.bridge(bridge.workspaceId, bridge.id))?.catalogTypeId ?? null;
  const edits = new RandomEdits(sandboxes, prng, () => typeId);
  sandboxes.highlevel.control.setDeliveryFaults({ ...deliveryFaults, maxDelayMs: parts.lateMs ?? LATE_MS });
  let done = 0;
  while (done < parts.edits) {
    signal.throwIfAborted();
    if (edits.next(mix) !== null) done += 1;
    onProgress({ stage: "editing both sides", done, total: parts.edits });
    await session.app.clock.sleep(prng.below(2 * PAUSE_MS), signal);
  }
  sandboxes.highlevel.control.setDeliveryFaults({ drop: 0, duplicate: 0, reorder: 0, maxDelayMs: 0 });
  return done;
}

/** Sweeps both sides until a whole round finds nothing and nothing waits. */
async function settle(parts: DemoParts): Promise<void> {
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    await drain(parts);
    const before = writesOf(parts.sandboxes);
    const marked = await sweepOnce(parts);
    await drain(parts);
    if (marked === 0 && writesOf(parts.sandboxes) === before) return;
  }
}

async function sweepOnce({ session, bridge, onProgress }: DemoParts): Promise<number> {
  onProgress({ stage: "sweeping", done: 0, total: null });
  const current = (await session.ports.store.bridge(bridge.workspaceId, bridge.id)) ?? bridge;
  const sides = await session.ports.sides(current);
  let marked = 0;
  for (const port of [sides.right, sides.left]) {
    const found = await sweepSide({ ports: session.ports, bridge: current, port, reach: "full" });
    marked += found.marked + found.missing;
  }
  return marked;
}

async function drain({ session, bridge, onProgress, signal }: DemoParts): Promise<void> {
  let most = 0;
  await until(session.app.clock, signal, async () => {
    const { dirty } = await session.ports.store.counts(bridge.workspaceId, bridge.id);
    most = Math.max(most, dirty);
    onProgress({ stage: "coming to rest", done: most - dirty, total: most });
    return dirty === 0;
  });
}

async function compare({ session, sandboxes, bridge }: DemoParts): Promise<ReturnType<typeof compareSides> & { readonly conflicts: number }> {
  const { store } = session.ports;
  const current = (await store.bridge(bridge.workspaceId, bridge.id)) ?? bridge;
  const open = await store.conflicts(bridge.workspaceId, { state: "open", bridgeId: bridge.id, limit: 10_000 });
  const waiting = new Set<string>();
  for (const conflict of open) {
    const link = await store.link(bridge.workspaceId, conflict.linkId);
    for (const id of [link?.leftId, link?.rightId]) if (id !== null && id !== undefined) waiting.add(`${id}:${conflict.field}`);
  }
  const truth = { contacts: sandboxes.highlevel.control.contacts(), entries: sandboxes.incident.control.entries(current.catalogTypeId ?? undefined) };
  return { ...compareSides(truth, current, waiting), conflicts: open.length };
}

async function until(clock: Clock, signal: AbortSignal, reached: () => Promise<boolean>): Promise<void> {
  while (!(await reached())) await clock.sleep(LOOK_MS, signal);
}

type Counted = "calls" | "writes" | "limitViolations";
const sumOf = (sandboxes: Sandboxes, what: Counted): number =>
  sandboxes.highlevel.control.counters()[what] + sandboxes.incident.control.counters()[what];
/** Calls at both vendors so far. */
export const callsOf = (sandboxes: Sandboxes): number => sumOf(sandboxes, "calls");
const writesOf = (sandboxes: Sandboxes): number => sumOf(sandboxes, "writes");
/** Calls over a vendor's limit so far. */
export const violationsOf = (sandboxes: Sandboxes): number => sumOf(sandboxes, "limitViolations");
