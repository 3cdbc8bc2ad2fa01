import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { LinkId, PlanId } from "#core/ids.ts";
import type { DirtyMark, LinkRow } from "#core/ports/store.ts";
import type { Fingerprint } from "#core/sync/merge-field.ts";
import type { ApplyResult, PlanItem, SyncPlan } from "#core/sync/sync-plan.ts";
import { chunksOf } from "#lib/chunks-of.ts";
import type { ProgressListener } from "./application.ts";
import type { EnginePorts } from "./engine-ports.ts";
import type { FreshReads } from "./fresh-reads.ts";
import { goAhead } from "./go-ahead.ts";
import { matchKeyHashes } from "./match-keys.ts";
import { checksumOf } from "./seal-plan.ts";
import { reconcileNamed } from "./reconcile/reconcile-named.ts";
import { planCause } from "./run-entries.ts";
import { noteRun } from "./undo-run.ts";
import type { ReconcileOutcome } from "./reconcile/reconcile-link.ts";

/** Plan items carried out side by side. */
const CHUNK = 100;

/**
 * Carries out exactly the plan's operations: every record is read again, planned again by the same planner, and written only when that gives
 * the promised operations (S4). Throws `HW_PLAN_EXPIRED`, and `HW_REQUEST_CONFLICT` when somebody pauses it.
 */
export async function applyPlan(
  ports: EnginePorts,
  bridge: Bridge,
  plan: SyncPlan,
  fresh: FreshReads,
  owner: string,
  options: { onProgress?: ProgressListener; signal?: AbortSignal } = {},
): Promise<ApplyResult> {
  await checkPlan(ports, bridge, plan);
  await goAhead(ports, bridge);
  const work = plan.items.filter((item) => item.operations.length > 0);
  await noteRun(ports, bridge, plan.id, operationsIn(work));
  const result = { applied: 0, unchanged: plan.items.length - work.length, drifted: 0, failed: 0, needsPerson: 0 };
  await applyItems({ ports, bridge, planId: plan.id, fresh, owner }, work, {
    ...options,
    told: async (_items, outcomes) => {
      for (const outcome of outcomes) result[counterOf(outcome)] += 1;
    },
  });
  return result;
}

export const operationsIn = (items: readonly PlanItem[]): number => items.reduce((sum, item) => sum + item.operations.length, 0);

export interface ApplyRequest {
  readonly ports: EnginePorts;
  readonly bridge: Bridge;
  readonly planId: PlanId;
  readonly fresh: FreshReads;
  readonly owner: string;
}

/**
 * Carries out items of a checked plan, and tells after each chunk what became of them. Before each it asks whether it still may: throws
 * `HW_REQUEST_CONFLICT` when somebody has paused it, and `HW_PLAN_EXPIRED` when the mapping is another one now; what was carried out by then was told.
 */
export async function applyItems(
  request: ApplyRequest,
  work: readonly PlanItem[],
  options: {
    readonly told: (items: readonly PlanItem[], outcomes: readonly ReconcileOutcome[]) => Promise<void>;
    readonly onProgress?: ProgressListener;
    readonly signal?: AbortSignal;
  },
): Promise<void> {
  let done = 0;
  for (const chunk of chunksOf(work, CHUNK)) {
    options.signal?.throwIfAborted();
    const bridge = await goAhead(request.ports, request.bridge);
    if (bridge.version !== request.bridge.version) throw changedSince();
    await options.told(chunk, await applyChunk({ ...request, bridge }, chunk, options.signal));
    done += chunk.length;
    options.onProgress?.({ stage: "applying", done, total: work.length });
  }
}

/** Throws `HW_PLAN_EXPIRED` unless the plan is as it was made, and may still be carried out. */
export async function checkPlan(ports: EnginePorts, bridge: Bridge, plan: SyncPlan): Promise<void> {
  const { checksum, ...content } = plan;
  if ((await checksumOf(content)) !== checksum) throw new HighwireError("HW_PLAN_EXPIRED", { detail: "the plan was altered after it was made" });
  checkLife(ports, bridge, plan);
}

/** Throws `HW_PLAN_EXPIRED` when the plan is too old or made for another configuration. */
export function checkLife(ports: EnginePorts, bridge: Bridge, plan: Pick<SyncPlan, "expiresAt" | "bridgeVersion">): void {
  if (plan.expiresAt < ports.clock.now()) throw new HighwireError("HW_PLAN_EXPIRED", { detail: "the plan is older than 30 minutes" });
  if (plan.bridgeVersion !== bridge.version) throw changedSince();
}

const changedSince = (): HighwireError => new HighwireError("HW_PLAN_EXPIRED", { detail: "the bridge's settings changed since" });

/** Which count an outcome belongs to. */
export const counterOf = (outcome: ReconcileOutcome): keyof Omit<ApplyResult, "unchanged"> => {
  if (outcome === "settled") return "applied";
  if (outcome === "needs-person") return "needsPerson";
  return outcome === "drifted" ? "drifted" : "failed";
};

async function applyChunk(
  { ports, bridge, planId, fresh, owner }: ApplyRequest,
  items: readonly PlanItem[],
  signal?: AbortSignal,
): Promise<readonly ReconcileOutcome[]> {
  const fingerprint = await ports.store.fingerprinter(bridge.workspaceId);
  await ports.store.markDirty(
    items.map((item) => ({ ...markOf(bridge, item), ...keysOf(item, fingerprint) })),
    ports.clock.now(),
  );
  const links = await Promise.all(items.map((item) => linkOf(ports, bridge, item)));
  const promised = new Map<LinkId, PlanItem>(
    items.flatMap((item, index) => {
      const link = links[index];
      return link === null || link === undefined ? [] : [[link.id, item] as const];
    }),
  );
  const request = { ports, bridge, fresh, owner, promised, mode: "run", causes: [planCause(planId)] } as const;
  const outcomes = await reconcileNamed(request, [...promised.keys()], signal);
  // A link that another worker holds all the time was not ours to write.
  return links.map((link) => (link === null ? "failed" : (outcomes.get(link.id) ?? "failed")));
}

function linkOf(ports: EnginePorts, bridge: Bridge, item: PlanItem): Promise<LinkRow | null> {
  const { side, recordId } = markOf(bridge, item);
  return ports.store.linkOf(bridge.workspaceId, bridge.id, side, recordId);
}

function markOf(bridge: Bridge, item: PlanItem): DirtyMark {
  return {
    workspaceId: bridge.workspaceId,
    bridgeId: bridge.id,
    side: item.leftId === null ? "incident" : "highlevel",
    recordId: item.leftId ?? item.rightId ?? "",
    reason: "person",
    priority: "person",
  };
}

/** The plan may be the first to tell of a record: with its keys, whoever else comes across its counterpart finds it (I1). */
function keysOf({ operations }: PlanItem, fingerprint: Fingerprint): Pick<DirtyMark, "keyHashes"> {
  const create = operations.find((operation) => operation.kind === "create");
  return create === undefined ? {} : { keyHashes: matchKeyHashes({ fields: create.fields, counterpartId: null }, fingerprint) };
}
