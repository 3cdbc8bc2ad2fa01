import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { FieldMap } from "#core/mapping/field-map.ts";
import type { BridgeId, PlanId, WorkspaceId } from "#core/ids.ts";
import type { KeptItem, KeptPlan, PlanItemFilter, PlanOutcome, PlanTally } from "#core/ports/plan-store.ts";
import type { JournalRow } from "#core/ports/store.ts";
import { deletesIn, writtenFields } from "#core/sync/plan-groups.ts";
import type { ApplyResult, PlanItem } from "#core/sync/sync-plan.ts";
import { canonicalJson } from "#lib/json.ts";
import { must } from "#lib/must.ts";
import { applyItems, checkLife, checkPlan, counterOf, operationsIn } from "../apply-plan.ts";
import type { EnginePorts } from "../engine-ports.ts";
import type { FreshReads } from "../fresh-reads.ts";
import { goAhead } from "../go-ahead.ts";
import { previewBridge } from "../preview.ts";
import { PLAN_LIFE_MS } from "../seal-plan.ts";
import { noteRun, runOf, undoRun } from "../undo-run.ts";
import { facetsOf } from "./plan-facets.ts";
import { isAbandoned, PlanJobs, type JobHandle } from "./plan-jobs.ts";

/** Items read at a time. */
const PAGE = 2_000;
/** Records of a first, careful run. */
const FIRST = 10;
/** More writes than these want to be confirmed by typing how many records they are. */
const TYPED_FROM = 1_000;

export interface ApplyWish {
  /** `first`: the first ten that are left; `rest`: all that are left. */
  readonly scope: "first" | "rest";
  /** Number of records, as a person typed it; needed where `needsTyping` says so. */
  readonly confirm?: number;
}

/**
 * Plans kept for people: made, narrowed, carried out and taken back in the background, one thing at a time each. Where it stands shows in the
 * kept plan.
 */
export interface PlanDesk {
  /**
   * Begins to make a plan, or names the one that is just being made for this bridge; with `fields`, as if they were its mapping. Throws
   * `HW_REQUEST_NOT_FOUND`.
   */
  make(bridgeId: BridgeId, who: string, fields?: readonly FieldMap[]): Promise<KeptPlan>;
  /** Picks items, or leaves them out. Throws `HW_REQUEST_NOT_FOUND` and `HW_REQUEST_CONFLICT`. */
  pick(id: PlanId, which: PlanItemFilter, picked: boolean): Promise<KeptPlan>;
  /** Begins to carry out what is picked and left. Throws `HW_PLAN_EXPIRED`, `HW_REQUEST_CONFLICT`, `HW_REQUEST_INVALID` for a missing or wrong number. */
  apply(id: PlanId, wish: ApplyWish, who: string): Promise<KeptPlan>;
  /** Begins to take the run back, or to find out what that would do. Throws `HW_REQUEST_NOT_FOUND` and `HW_REQUEST_CONFLICT`. */
  undo(id: PlanId, wish: { readonly rehearse: boolean }, who: string): Promise<KeptPlan>;
  /** Stops what is under way, between two chunks, and waits for it. */
  close(): Promise<void>;
}

/** Whether so much asks for typing the number of records (D5 brakes besides). */
export const needsTyping = ({ writes, deletes }: PlanTally): boolean => deletes > 0 || writes > TYPED_FROM;

export interface PlanDeskParts {
  readonly ports: EnginePorts;
  readonly workspaceId: WorkspaceId;
  readonly fresh: FreshReads;
  readonly owner: string;
}

/** The desk over one workspace. */
export function createPlanDesk(parts: PlanDeskParts): PlanDesk {
  const { ports, workspaceId } = parts;
  const { store, clock, random } = ports;
  const jobs = new PlanJobs(ports);

  const planOf = async (id: PlanId): Promise<KeptPlan> => {
    const plan = await store.keptPlan(workspaceId, id);
    if (plan === null) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "plan" });
    return plan;
  };
  const bridgeOf = (id: BridgeId): Promise<Bridge> => bridgeIn(store, workspaceId, id);
  /** Takes the plan for one stage, unless something else is under way with it. */
  const take = async (id: PlanId, stage: KeptPlan["stage"]): Promise<KeptPlan> => {
    const plan = await store.changePlan(workspaceId, id, (current) => {
      if (current.stage !== "ready" && !isAbandoned(current, clock.now())) return null;
      return current.summary === null ? null : { ...current, stage, progress: null, failure: null, touchedAt: clock.now() };
    });
    if (plan === null)
      throw new HighwireError("HW_REQUEST_CONFLICT", { detail: "something else is under way with this plan; wait until it has ended" });
    return plan;
  };

  return {
    async make(bridgeId, who, fields) {
      const stored = await bridgeOf(bridgeId);
      // The version that it has once this mapping is saved, so that the plan can be carried out then.
      const bridge = fields === undefined ? stored : { ...stored, fields, version: stored.version + 1 };
      const [newest] = await store.keptPlans(workspaceId, { bridgeId, limit: 1 });
      const isSame = canonicalJson(newest?.fields ?? null) === canonicalJson(fields ?? null);
      if (newest?.stage === "making" && isSame && !isAbandoned(newest, clock.now())) return newest;
      const plan = { ...begunPlan(bridge, random.uuid() as PlanId, clock.now(), who), ...(fields !== undefined && { fields }) };
      await store.savePlan(plan);
      jobs.start(plan, (job) => makePlan(parts, bridge, plan, job));
      return plan;
    },
    async pick(id, which, picked) {
      const plan = await planOf(id);
      if (plan.stage !== "ready") throw new HighwireError("HW_REQUEST_CONFLICT", { detail: "the plan is not ready, so nothing can be picked" });
      await store.pickPlanItems(workspaceId, id, which, picked);
      return plan;
    },
    async apply(id, wish, who) {
      const plan = await planOf(id);
      const bridge = await goAhead(ports, await bridgeOf(plan.bridgeId));
      checkLife(ports, bridge, plan);
      await checkWish(parts, id, wish);
      const taken = await take(id, "applying");
      jobs.start(taken, (job) => carryOutPlan(parts, bridge, taken, wish, who, job));
      return taken;
    },
    async undo(id, { rehearse }, who) {
      const { bridgeId, appliedAt } = await planOf(id);
      const stored = await bridgeOf(bridgeId);
      const bridge = rehearse ? stored : await goAhead(ports, stored);
      if (appliedAt === null)
        throw new HighwireError("HW_REQUEST_CONFLICT", { detail: "this plan was not carried out, so there is nothing to take back" });
      const run = await runOf(ports, workspaceId, id);
      const taken = await take(id, rehearse ? "rehearsing" : "undoing");
      jobs.start(taken, (job) => takeBack(parts, { bridge, run, rehearse, who }, job));
      return taken;
    },
    close: () => jobs.close(),
  };
}

async function bridgeIn(store: Store, workspaceId: WorkspaceId, id: BridgeId): Promise<Bridge> {
  const bridge = await store.bridge(workspaceId, id);
  if (bridge === null) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "bridge", recordId: id });
  return bridge;
}

function begunPlan(bridge: Bridge, id: PlanId, now: number, who: string): KeptPlan {
  return {
    id,
    workspaceId: bridge.workspaceId,
    bridgeId: bridge.id,
    bridgeVersion: bridge.version,
    stage: "making",
    progress: null,
    touchedAt: now,
    madeBy: who,
    madeAt: now,
    expiresAt: now + PLAN_LIFE_MS,
    summary: null,
    facets: { fields: [], reasons: [] },
    appliedAt: null,
    applied: null,
    rehearsal: null,
    undone: null,
    failure: null,
  };
}

async function makePlan(
  { ports }: PlanDeskParts,
  bridge: Bridge,
  { id }: KeptPlan,
  { report, signal }: JobHandle,
): Promise<(plan: KeptPlan) => KeptPlan> {
  const keep = async (decided: readonly PlanItem[]): Promise<void> => ports.store.addPlanItems(bridge.workspaceId, id, decided.map(keptItem));
  const { items, ...summary } = await previewBridge(ports, bridge, { id, onProgress: report, signal, keep });
  const { expiresAt, bridgeVersion } = summary;
  return (plan) => ({ ...plan, summary, expiresAt, bridgeVersion, facets: facetsOf(items) });
}

async function takeBack(
  parts: PlanDeskParts,
  asked: { readonly bridge: Bridge; readonly run: JournalRow; readonly rehearse: boolean; readonly who: string },
  { report, signal }: JobHandle,
): Promise<(plan: KeptPlan) => KeptPlan> {
  const counts = await undoRun({ ...parts, ...asked }, { onProgress: report, signal });
  return (plan) => ({ ...plan, ...(asked.rehearse ? { rehearsal: counts } : { undone: counts, rehearsal: null }) });
}

/** Deletes are locked at first: a person has to pick them. */
function keptItem(item: PlanItem, position: number): KeptItem {
  return { position, item, fields: writtenFields(item), picked: item.operations.length > 0 && item.symbol !== "-", outcome: null };
}

/** Throws when nothing is left, or when the number of records was needed and is not the one that was typed. */
async function checkWish({ ports: { store }, workspaceId }: PlanDeskParts, id: PlanId, { scope, confirm }: ApplyWish): Promise<void> {
  const tally =
    scope === "rest" ? await store.planTally(workspaceId, id) : tallyOf((await dueItems(store, workspaceId, id, FIRST)).map(({ item }) => item));
  if (tally.records === 0) throw new HighwireError("HW_REQUEST_CONFLICT", { detail: "nothing that is picked is left to carry out" });
  if (!needsTyping(tally) || confirm === tally.records) return;
  throw new HighwireError("HW_REQUEST_INVALID", {
    field: "confirm",
    detail: `confirm: type the number of records, ${String(tally.records)}, because ${tally.deletes > 0 ? "some are deleted" : "there are so many"}`,
  });
}

function tallyOf(items: readonly PlanItem[]): PlanTally {
  return {
    records: items.length,
    writes: operationsIn(items),
    deletes: items.reduce((sum, item) => sum + deletesIn(item), 0),
  };
}

async function carryOutPlan(
  { ports, workspaceId, fresh, owner }: PlanDeskParts,
  bridge: Bridge,
  plan: KeptPlan,
  { scope }: ApplyWish,
  who: string,
  { report, signal }: JobHandle,
): Promise<(plan: KeptPlan) => KeptPlan> {
  const { store, clock } = ports;
  const { id } = plan;
  const all = await allItems(store, workspaceId, id);
  await checkPlan(ports, bridge, { ...must(plan.summary, "a plan that is made"), items: all.map(({ item }) => item) });
  const due = await dueItems(store, workspaceId, id, scope === "first" ? FIRST : Number.MAX_SAFE_INTEGER);
  if (plan.appliedAt === null) {
    const picked = all.filter((one) => one.picked);
    await noteRun(ports, bridge, id, operationsIn(picked.map(({ item }) => item)), who);
    await store.changePlan(workspaceId, id, (current) => ({ ...current, appliedAt: clock.now() }));
  }
  const positions = new Map(due.map(({ item, position }) => [item, position]));
  await applyItems(
    { ports, bridge, planId: id, fresh, owner },
    due.map(({ item }) => item),
    {
      onProgress: report,
      signal,
      told: async (items, outcomes) => {
        const named = items.map((item, index) => ({
          position: must(positions.get(item), "its place"),
          outcome: must(outcomes[index], "an outcome"),
        }));
        await store.notePlanOutcomes(
          workspaceId,
          id,
          named.map(({ position, outcome }) => ({ position, outcome: outcomeWords[counterOf(outcome)] })),
        );
        const counters = named.map(({ outcome }) => counterOf(outcome));
        await store.changePlan(workspaceId, id, (current) => ({ ...current, applied: adding(current.applied, counters) }));
      },
    },
  );
  return (current) => current;
}

const outcomeWords: Readonly<Record<ReturnType<typeof counterOf>, PlanOutcome>> = {
  applied: "applied",
  drifted: "drifted",
  failed: "failed",
  needsPerson: "needs-person",
};

function adding(before: ApplyResult | null, counters: readonly ReturnType<typeof counterOf>[]): ApplyResult {
  const next = { ...(before ?? { applied: 0, unchanged: 0, drifted: 0, failed: 0, needsPerson: 0 }) };
  for (const counter of counters) next[counter] += 1;
  return next;
}

type Store = EnginePorts["store"];

async function dueItems(store: Store, workspaceId: WorkspaceId, id: PlanId, most: number): Promise<readonly KeptItem[]> {
  return pagesOf((from) => store.planItems(workspaceId, id, { due: true, from, limit: Math.min(PAGE, most - from) }), most);
}

/** In the order of the plan, which its checksum goes by. */
async function allItems(store: Store, workspaceId: WorkspaceId, id: PlanId): Promise<readonly KeptItem[]> {
  const found = await pagesOf((from) => store.planItems(workspaceId, id, { from, limit: PAGE }), Number.MAX_SAFE_INTEGER);
  return found.toSorted((one, other) => one.position - other.position);
}

async function pagesOf(
  ask: (from: number) => Promise<{ readonly items: readonly KeptItem[]; readonly total: number }>,
  most: number,
): Promise<readonly KeptItem[]> {
  const found: KeptItem[] = [];
  for (;;) {
    const { items, total } = await ask(found.length);
    found.push(...items);
    if (items.length === 0 || found.length >= Math.min(total, most)) return found;
  }
}
