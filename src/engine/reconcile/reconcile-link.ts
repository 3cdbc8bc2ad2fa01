import { HighwireError } from "#core/errors.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { ClaimedLink, Settlement } from "#core/ports/claims.ts";
import type { NewConflict } from "#core/ports/store.ts";
import { planLink } from "#core/sync/plan-link.ts";
import type { ActPlan, LinkPlan, LinkPlanInput, SideState } from "#core/sync/link-plan.ts";
import { planUndo } from "#core/sync/plan-undo.ts";
import { sameOperations } from "#core/sync/same-operations.ts";
import { isPaused } from "../pause-link.ts";
import { carryOut, LinkLost } from "./carry-out.ts";
import { passCanary, watchCanary } from "./canary.ts";
import { isEcho } from "./echo.ts";
import { isErased } from "./is-erased.ts";
import { settleFailure } from "./settle-failure.ts";
import { findCandidates } from "./find-candidates.ts";
import { LinkRun } from "./link-run.ts";
import { awaitsAccount, hasToLook, owesAccount } from "./made-unseen.ts";
import { mayStand } from "./page-reads.ts";
import { keepsRecord, MAX_READ_AGE_MS, readAgain, readById, readSides, portOf } from "./read-sides.ts";
import type { ReconcileContext, UndoRequest } from "./reconcile-context.ts";
import { NotShownYet, settleUnfinished } from "./settle-unfinished.ts";
import { sideNamingMany, spread } from "./spread.ts";
import { tellOthers } from "./tell-others.ts";

/** A plan needs at most: look for candidates, adopt, act, stamp. More means that two rules chase each other. */
const MAX_ROUNDS = 6;

/** Five seconds, in milliseconds: when what a careful first run holds back is looked at again. */
const HELD_BACK_MS = 5_000;

/** Two seconds, in milliseconds: when a record is looked at again that may be what an unanswered create has made. */
const UNACCOUNTED_MS = 2_000;

export type ReconcileOutcome = "settled" | "drifted" | "needs-person" | "failed" | "held-back" | "lost";

/**
 * Converges one link: read both sides, plan, write, read back, settle (S3). Never throws for what a vendor does; the settlement says what
 * happens next.
 */
export async function reconcileLink(context: ReconcileContext, link: ClaimedLink): Promise<ReconcileOutcome> {
  const run = new LinkRun(context, link);
  const outcome = await carryThrough(context, run);
  await watchCanary(context, run, outcome);
  if (outcome !== "lost") await tellOthers(context, run);
  return outcome;
}

async function carryThrough(context: ReconcileContext, run: LinkRun): Promise<ReconcileOutcome> {
  const { link } = run;
  const about = { workspaceId: link.workspaceId, linkId: link.id };
  const { claimedMs } = context;
  const call: CallOptions = { priority: link.priority, about, claimedMs, mayWrite: () => context.mayWrite(link.id) };
  try {
    if (link.because === "HW_LINK_ERASED") return await finishErased(context, run);
    if (isPaused(link)) return await finishPaused(context, run);
    const many = sideNamingMany(link);
    if (many !== null) return await finishSpread(context, run, await spread(context, run, many, call));
    if (isEcho(context, link)) return await finishEcho(context, run);
    return await converge(context, run, call);
  } catch (error) {
    if (error instanceof LinkLost) return "lost";
    if (error instanceof NotShownYet) return await finishUnshown(context, run, error.untilAt);
    return settleFailure(context, run, error);
  }
}

async function finishEcho(context: ReconcileContext, run: LinkRun): Promise<ReconcileOutcome> {
  run.note({ kind: "no-write", detail: { reason: "echo" } });
  return settled(await context.writes.settle(run.settlement({ decision: "echo" })), "settled");
}

/** Neither read nor written; what happened meanwhile is looked at when it is resumed. */
async function finishPaused(context: ReconcileContext, run: LinkRun): Promise<ReconcileOutcome> {
  run.note({ kind: "no-write", detail: { reason: "paused" } });
  return settled(await context.writes.settle(run.settlement({ decision: "paused" })), "settled");
}

async function finishSpread(context: ReconcileContext, run: LinkRun, marked: number): Promise<ReconcileOutcome> {
  run.note({ kind: "no-write", detail: { reason: "spread", marked } });
  return settled(await context.writes.settle(run.settlement({ decision: "spread", patch: { state: "tombstone", because: null } })), "settled");
}

async function converge(context: ReconcileContext, run: LinkRun, options: CallOptions): Promise<ReconcileOutcome> {
  const call = { ...options, writeBeforeMs: context.ports.clock.monotonicMs() + MAX_READ_AGE_MS };
  await readSides(context, run, call);
  if (await isErased(context, run)) return await finishErased(context, run);
  await settleUnfinished(context, run, call);
  if (context.undo !== undefined) return await takeBack(context, run, context.undo, call);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const plan = decide(context, run);
    if (run.paged.size > 0 && !mayStand(plan, run.paged)) {
      await readAgain(context, run, call);
      continue;
    }
    if (plan.kind === "look-for-candidates") {
      const source = run.state(plan.side === "highlevel" ? "incident" : "highlevel");
      run.candidates = source.kind === "found" ? await findCandidates(context, run.link, source.record, plan.side, call) : [];
      continue;
    }
    if (plan.kind === "adopt") {
      const taken = await adopt(context, run, plan, call);
      if (taken === "held") return await finishTaken(context, run, plan.recordId);
      if (taken === "awaited") return await finishUnaccounted(context, run);
      continue;
    }
    if (hasDrifted(context, run, plan, round)) return await finishDrifted(context, run);
    if (context.mode === "shadow" && plan.operations.length > 0) return await finishShadow(context, run, plan);
    if (!(await passCanary(context, run, plan))) return await finishHeldBack(context, run);
    const create = plan.operations.find((operation) => operation.kind === "create");
    if (create !== undefined && (await awaitsAccount(context, run, create.side))) return await finishUnaccounted(context, run);
    for (const operation of plan.operations) await carryOut(context, run, operation, call);
    // A fresh record may still need its marker stamped on the other side; the same planner says so.
    if (create === undefined) return await finish(context, run, plan);
  }
  throw new HighwireError("HW_INVARIANT", { operation: "reconcile", recordId: run.link.id, detail: "the plan did not settle" });
}

/** Whatever came in with the look at an erased person goes out again (P4). */
async function finishErased(context: ReconcileContext, run: LinkRun): Promise<ReconcileOutcome> {
  const { ports, bridge } = context;
  await ports.store.erase(bridge.workspaceId, [run.link.id], "waiting", ports.clock.now());
  return "settled";
}

/** Takes a run's writes on the link back (A3); what else waits for it is looked at in an ordinary turn. */
async function takeBack(context: ReconcileContext, run: LinkRun, undo: UndoRequest, call: CallOptions): Promise<ReconcileOutcome> {
  const taken = planUndo(planInput(context, run), undo.writes.get(run.link.id) ?? []);
  undo.told(taken);
  for (const operation of taken.plan.operations) await carryOut(context, run, operation, call);
  return await finish(context, run, taken.plan, { again: { at: context.ports.clock.now(), failed: false } });
}

const decide = (context: ReconcileContext, run: LinkRun): LinkPlan => planLink(planInput(context, run));

function planInput(context: ReconcileContext, run: LinkRun): LinkPlanInput {
  const { ports, bridge, fingerprint } = context;
  return {
    bridge,
    fingerprint,
    state: run.link.state,
    base: run.base,
    wasLinked: run.link.linkedAt !== null,
    left: run.left,
    right: run.right,
    candidates: run.candidates,
    conflicts: run.link.conflicts,
    flips: run.link.flips,
    now: ports.clock.now(),
  };
}

/** Takes a found record into the link, unless another link holds it for good or is looked at first. */
async function adopt(
  context: ReconcileContext,
  run: LinkRun,
  plan: Extract<LinkPlan, { kind: "adopt" }>,
  call: CallOptions,
): Promise<"adopted" | "held" | "awaited"> {
  const { store } = context.ports;
  const owner = await store.linkOf(context.bridge.workspaceId, context.bridge.id, plan.side, plan.recordId);
  if (owner !== null && owner.id !== run.link.id) {
    if (keepsRecord(owner, plan.side)) return "held";
    if (hasToLook(context, owner, plan.side) || (await owesAccount(context, run, owner, plan.side))) return "awaited";
  }
  const candidate = run.candidates?.find((other) => other.record.id === plan.recordId);
  run.matchedBy = plan.matchedBy;
  const state: SideState =
    candidate === undefined ? await readById(portOf(context, plan.side), plan.recordId, call) : { kind: "found", record: candidate.record };
  // Whoever named it may know it from a list.
  if (candidate !== undefined) run.paged.set(plan.side, "first-look");
  run.adopted(plan.side, plan.recordId, state);
  // Only now: had that read failed, the record would be nobody's, and what its own link was to look at forgotten (X1).
  if (owner !== null && owner.id !== run.link.id) run.absorb = owner.id;
  return "adopted";
}

function hasDrifted(context: ReconcileContext, run: LinkRun, plan: ActPlan, round: number): boolean {
  const promised = context.promised?.get(run.link.id);
  // After a create the marker follows; it belongs to the promise.
  const afterCreate = run.outcomes.some((outcome) => outcome.state === "confirmed") && round > 0;
  return promised !== undefined && !afterCreate && !sameOperations(promised.operations, plan.operations);
}

async function finish(context: ReconcileContext, run: LinkRun, plan: ActPlan, more: Pick<Settlement, "again"> = {}): Promise<ReconcileOutcome> {
  run.settleBase(plan);
  const linkedNow = isLinkedNow(run, plan);
  if (linkedNow) run.note({ kind: "linked", detail: { leftId: run.leftId, rightId: run.rightId, matchedBy: run.matchedBy } });
  notePlan(run, plan);
  const { state, because, flips } = plan;
  const patch: Settlement["patch"] = { ...run.patch(), state, because, flips, ...(linkedNow && { linkedAt: context.ports.clock.now() }) };
  const again = run.sawEdit ? { again: { at: context.ports.clock.now(), failed: false } } : more;
  const result = await context.writes.settle(run.settlement({ decision: plan.reason, patch, open: plan.open, close: plan.close, ...again }));
  const waits = plan.open.some((conflict) => conflict.state === "open") || plan.state === "parked";
  return settled(result, waits ? "needs-person" : "settled");
}

function isLinkedNow(run: LinkRun, plan: ActPlan): boolean {
  return run.leftId !== null && run.rightId !== null && run.link.linkedAt === null && run.base !== null && plan.state === "active";
}

function notePlan(run: LinkRun, plan: ActPlan): void {
  const opened = [...run.overruled, ...plan.open];
  if (opened.length > 0)
    run.note({ kind: "conflict", detail: { conflicts: opened.map(({ kind, field, state, winner }) => ({ kind, field, state, winner })) } });
  if (plan.close.some(({ how }) => how === "resolved")) run.note({ kind: "resolved", detail: { count: plan.close.length } });
  if (plan.state !== run.link.state && (plan.state === "tombstone" || plan.state === "unlinked"))
    run.note({ kind: "unlinked", detail: { reason: plan.reason } });
  if (plan.state !== run.link.state && (plan.state === "parked" || plan.state === "excluded"))
    run.note({ kind: "parked", detail: { reason: plan.reason, code: plan.because } });
  const code = plan.reason === "stays-alone" ? { code: plan.because } : {};
  if (plan.operations.length === 0 && run.outcomes.length === 0)
    run.note({ kind: "no-write", detail: { reason: plan.reason, ...code, ...run.remarks() } });
}

/** The record named by a marker belongs to another link: two records claim the same one, so a person decides (I2). */
async function finishTaken(context: ReconcileContext, run: LinkRun, recordId: string): Promise<ReconcileOutcome> {
  const conflict: NewConflict = { kind: "ambiguous", field: "*", left: null, right: null, state: "open", winner: null, candidates: [recordId] };
  run.note({ kind: "conflict", detail: { conflicts: [{ kind: "ambiguous", field: "*" }], taken: recordId } });
  const patch = { ...run.patch(), state: "parked" as const, because: "HW_LINK_AMBIGUOUS" };
  return settled(await context.writes.settle(run.settlement({ decision: "ambiguous", patch, open: [conflict] })), "needs-person");
}

/** The record changed since the plan was made: this run writes nothing, and the link stays due for the next ordinary one (S4). */
async function finishDrifted(context: ReconcileContext, run: LinkRun): Promise<ReconcileOutcome> {
  run.note({ kind: "no-write", detail: { reason: "drifted" } });
  const again = { at: context.ports.clock.now(), failed: false };
  return settled(await context.writes.settle(run.settlement({ decision: "drifted", again, processed: [] })), "drifted");
}

/** The careful first run has ended: the link stays due for when the bridge goes on. */
async function finishHeldBack(context: ReconcileContext, run: LinkRun): Promise<ReconcileOutcome> {
  run.note({ kind: "no-write", detail: { reason: "canary" } });
  const again = { at: context.ports.clock.now() + HELD_BACK_MS, failed: false };
  return settled(await context.writes.settle(run.settlement({ decision: "canary", again, processed: [] })), "held-back");
}

/** Another link is looked at first, which may have made what this one has, or has to look at what it would lose to this one; the link stays due (I4, X1). */
async function finishUnaccounted(context: ReconcileContext, run: LinkRun): Promise<ReconcileOutcome> {
  const again = { at: context.ports.clock.now() + UNACCOUNTED_MS, failed: false };
  return settled(await context.writes.settle(run.settlement({ decision: "unaccounted", again, processed: [] })), "held-back");
}

/** What became of an earlier create cannot be told yet: the look is repeated then, and counts as no failure (I4). */
async function finishUnshown(context: ReconcileContext, run: LinkRun, untilAt: number): Promise<ReconcileOutcome> {
  return settled(
    await context.writes.settle(run.settlement({ decision: "unshown", again: { at: untilAt, failed: false }, processed: [] })),
    "failed",
  );
}

async function finishShadow(context: ReconcileContext, run: LinkRun, plan: ActPlan): Promise<ReconcileOutcome> {
  run.note({ kind: "no-write", detail: { reason: "shadow", operations: plan.operations.map(({ kind, side }) => `${kind} ${side}`) } });
  return settled(await context.writes.settle(run.settlement({ decision: "shadow", patch: {} })), "settled");
}

function settled(result: "settled" | "lost", outcome: ReconcileOutcome): ReconcileOutcome {
  return result === "lost" ? "lost" : outcome;
}
