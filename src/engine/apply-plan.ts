import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { LinkId, PlanId } from "#core/ids.ts";
import type { DirtyMark, LinkRow } from "#core/ports/store.ts";
import type { Fingerprint } from "#core/sync/merge-field.ts";
import type { ApplyResult, PlanItem, SyncPlan } from "#core/sync/sync-plan.ts";
import type { ProgressListener } from "./application.ts";
import type { EnginePorts } from "./engine-ports.ts";
import type { FreshReads } from "./fresh-reads.ts";
import { matchKeyHashes } from "./match-keys.ts";
import { checksumOf } from "./preview.ts";
import { reconcileBatch } from "./reconcile/reconcile-batch.ts";
import { planCause } from "./run-entries.ts";
import { noteRun } from "./undo-run.ts";
import type { ReconcileOutcome } from "./reconcile/reconcile-link.ts";

/** Plan items carried out side by side. */
const CHUNK = 100;

/**
 * Carries out exactly the plan's operations: every record is read again, planned again by the same planner, and written only when that gives
 * the promised operations (S4). Throws `HW_PLAN_EXPIRED`.
 */
export async function applyPlan(
  ports: EnginePorts,
  bridge: Bridge,
  plan: SyncPlan,
  fresh: FreshReads,
  owner: string,
  options: { onProgress?: ProgressListener; signal?: AbortSignal } = {},
): Promise<ApplyResult> {
  checkPlan(ports, bridge, plan);
  const work = plan.items.filter((item) => item.operations.length > 0);
  await noteRun(
    ports,
    bridge,
    plan.id,
    work.reduce((sum, item) => sum + item.operations.length, 0),
  );
  const result = { applied: 0, unchanged: plan.items.length - work.length, drifted: 0, failed: 0, needsPerson: 0 };
  for (let from = 0; from < work.length; from += CHUNK) {
    options.signal?.throwIfAborted();
    const outcomes = await applyChunk(ports, bridge, plan.id, work.slice(from, from + CHUNK), fresh, owner);
    for (const outcome of outcomes) result[counterOf(outcome)] += 1;
    options.onProgress?.({ stage: "applying", done: Math.min(from + CHUNK, work.length), total: work.length });
  }
  return result;
}

function checkPlan(ports: EnginePorts, bridge: Bridge, plan: SyncPlan): void {
  const { checksum, ...content } = plan;
  if (checksumOf(content) !== checksum) throw new HighwireError("HW_PLAN_EXPIRED", { detail: "the plan was altered after it was made" });
  if (plan.expiresAt < ports.clock.now()) throw new HighwireError("HW_PLAN_EXPIRED", { detail: "the plan is older than 30 minutes" });
  if (plan.bridgeVersion !== bridge.version) throw new HighwireError("HW_PLAN_EXPIRED", { detail: "the bridge's settings changed since" });
}

const counterOf = (outcome: ReconcileOutcome): keyof Omit<ApplyResult, "unchanged"> => {
  if (outcome === "settled") return "applied";
  if (outcome === "needs-person") return "needsPerson";
  return outcome === "drifted" ? "drifted" : "failed";
};

async function applyChunk(
  ports: EnginePorts,
  bridge: Bridge,
  planId: PlanId,
  items: readonly PlanItem[],
  fresh: FreshReads,
  owner: string,
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
  const request = {
    ports,
    bridge,
    fresh,
    owner,
    limit: items.length,
    only: [...promised.keys()],
    promised,
    mode: "run",
    causes: [planCause(planId)],
  } as const;
  const outcomes = await reconcileBatch(request);
  // A link that another worker holds right now was not ours to write.
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
