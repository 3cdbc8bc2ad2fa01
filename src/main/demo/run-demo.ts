import { Prng } from "#sandbox/kit/prng.ts";
import { RandomEdits, type EditMix } from "../random-edits.ts";
import { callsOf, drain, eventsArrived, firstLoad, settle, sweepOnce, violationsOf, writesOf } from "./coming-to-rest.ts";
import type { Sandboxes } from "../sandbox-bridge.ts";
import { compareSides } from "./compare-sides.ts";
import { brokenOf, type WeekCounts } from "./compare-week.ts";
import { lossless, lossy, type DemoParts } from "./demo-parts.ts";
import { runWeek } from "./run-week.ts";
import { waitingRecords } from "./waiting-records.ts";

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
  /** Vendor calls after the first load, for each edit and each event of the week. */
  readonly calls_per_change: number;
  readonly webhooks: { readonly sent: number; readonly dropped: number; readonly duplicated: number };
  /** What hangs on incidents, and what is wrong with it; only of a demo of all flows. */
  readonly week?: WeekCounts & { readonly incidents: number; readonly events: number };
  /** How many times as fast as real time the clock ran by which everything waited and limits were counted. */
  readonly clock_speed: number;
  /** Of real time. */
  readonly seconds: number;
}

const mix: EditMix = { highlevelEdit: 48, highlevelCreate: 4, incidentCreate: 3, conflict: 2 };
/** Mean pause between two edits, in milliseconds. */
const PAUSE_MS = 100;
/** Differences that are named one by one, at most. */
const MAX_NAMED = 20;

/** First load, edits under lost and repeated events, sweeps until nothing moves, then the comparison of both sides. */
export async function runDemo(parts: DemoParts): Promise<DemoResult> {
  const { session, sandboxes, onProgress, speed = 1 } = parts;
  const { clock } = session.app;
  const startedAt = clock.monotonicMs();
  session.startWork();
  await firstLoad(parts);
  const callsToLoad = callsOf(sandboxes);
  const edits = await editBothSides(parts);
  const week = parts.week === undefined || parts.week === null ? null : await runWeek(parts, parts.week);
  onProgress({ stage: "waiting for late events", done: edits, total: edits });
  await eventsArrived(parts);
  await settle(parts);
  const writesBefore = writesOf(sandboxes);
  await sweepOnce(parts);
  await drain(parts);
  const comparison = await compare(parts);
  const calls = callsOf(sandboxes);
  const changes = edits + (week?.events ?? 0);
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
    calls_per_change: changes === 0 ? 0 : Math.round(((calls - callsToLoad) / changes) * 100) / 100,
    webhooks: webhooksOf(sandboxes),
    ...(week !== null && { week: { ...(await week.compare()), incidents: week.incidents, events: week.events } }),
    clock_speed: speed,
    seconds: Math.round((clock.monotonicMs() - startedAt) / speed / 100) / 10,
  };
}

function webhooksOf({ highlevel, incident }: Sandboxes): DemoResult["webhooks"] {
  const both = [highlevel.control.deliveries(), incident.control.deliveries()];
  const sum = (what: string): number => both.reduce((total, counts) => total + (counts[what] ?? 0), 0);
  return { sent: sum("sent"), dropped: sum("dropped"), duplicated: sum("duplicated") };
}

/** True when every promise held. */
export function demoHeld(result: DemoResult): boolean {
  return (
    result.linked > 0 &&
    [result.unequal_fields, result.duplicates, result.unpaired, result.writes_after_quiet, result.limit_violations].every((count) => count === 0) &&
    (result.week === undefined || brokenOf(result.week).length === 0)
  );
}

async function editBothSides(parts: DemoParts): Promise<number> {
  const { session, sandboxes, bridge, onProgress, signal } = parts;
  const prng = new Prng(parts.seed + 7);
  const typeId = (await session.ports.store.bridge(bridge.workspaceId, bridge.id))?.catalogTypeId ?? null;
  const edits = new RandomEdits(sandboxes, prng, () => typeId);
  sandboxes.highlevel.control.setDeliveryFaults(lossy(parts.lateMs));
  let done = 0;
  while (done < parts.edits) {
    signal.throwIfAborted();
    if (edits.next(mix) !== null) done += 1;
    onProgress({ stage: "editing both sides", done, total: parts.edits });
    await session.app.clock.sleep(prng.below(2 * PAUSE_MS), signal);
  }
  sandboxes.highlevel.control.setDeliveryFaults(lossless);
  return done;
}

async function compare({ session, sandboxes, bridge }: DemoParts): Promise<ReturnType<typeof compareSides> & { readonly conflicts: number }> {
  const { store } = session.ports;
  const current = (await store.bridge(bridge.workspaceId, bridge.id)) ?? bridge;
  const { open, waiting } = await waitingRecords(store, current);
  const truth = { contacts: sandboxes.highlevel.control.contacts(), entries: sandboxes.incident.control.entries(current.catalogTypeId ?? undefined) };
  return { ...compareSides(truth, current, waiting), conflicts: open };
}
