import { expect, it } from "vitest";
import type { Store } from "#core/ports/store.ts";
import { MOST_KEPT_EVENTS, type ClaimedRun } from "#core/ports/workflow-store.ts";
import type { StepRecord, ToldEvent } from "#core/workflow/run.ts";
import { must } from "#lib/must.ts";
import { T0 } from "./contract-world.ts";
import { aRun, aSettlement, aStep, aWorkflow, claimAll, over, startedRun, workflowHome, type WorkflowHome } from "./workflow-samples.ts";

const parked = { kind: "end", outcome: { state: "parked", because: "HW_VENDOR_VALIDATION", at: "a", reason: null } } as const;
const again = { kind: "again", forget: [], journal: [] } as const;
const aWait = (path: string, kind: StepRecord["kind"]): StepRecord => aStep(path, { kind, state: "waiting", output: null });

export function signalContract(open: () => Store): void {
  const held = async ({ workspaceId }: WorkflowHome, id: string, now: number): Promise<ClaimedRun> =>
    must(
      (await claimAll(open(), workspaceId, now)).find((run) => run.id === id),
      "the run",
    );

  it("keeps what a run that was set aside is told until it is taken up, and makes it no sooner due", async () => {
    const home = await workflowHome(open());
    const { workspaceId, workflow } = home;
    const { workflows } = open();
    const parent = await startedRun(open(), home);
    const child = aRun(workflow, { cause: `run ${parent.id} r`, parent: { runId: parent.id, path: "r" } });
    const waits = [{ path: "w", source: "highlevel", types: ["ContactUpdate"], about: "c7" }] as const;
    const steps = [aWait("r", "run-workflow"), aWait("w", "wait"), aWait("q", "approve")];
    await workflows.settleRuns(workspaceId, [aSettlement(parent, parked, { steps, waits, start: [child] })], T0);
    const event = { kind: "event", source: "highlevel", type: "ContactUpdate", data: { n: 1 } } as const;
    await workflows.tellWaiting(workspaceId, [{ id: "e1", names: ["c7"], signal: event }], T0 + 1);
    const answer = { kind: "answer", path: "q", approved: true, who: "ada", note: "" } as const;
    expect(await workflows.signalRun(workspaceId, parent.id, answer, T0 + 2)).toBe(true);
    await workflows.settleRuns(workspaceId, [aSettlement(await held(home, child.id, T0 + 3), over)], T0 + 3);
    expect(await workflows.run(workspaceId, parent.id)).toMatchObject({ state: "parked", dueAt: null });
    expect(await claimAll(open(), workspaceId, T0 + 4)).toEqual([]);
    expect(await workflows.changeRun(workspaceId, parent.id, again, T0 + 5)).toBe(true);
    const ended = { kind: "ended", path: "r", runId: child.id, state: "done" };
    const taken = await held(home, parent.id, T0 + 5);
    const told = taken.signals.map(({ signal }) => signal);
    expect(told).toHaveLength(3);
    expect(told).toEqual(expect.arrayContaining([event, answer, ended]));
    // Set aside once more: what was heard goes, the rest stays.
    const seen = taken.signals.flatMap(({ id, signal }) => (signal.kind === "event" ? [] : [id]));
    await workflows.settleRuns(workspaceId, [aSettlement(taken, parked, { seen })], T0 + 6);
    expect(await workflows.changeRun(workspaceId, parent.id, again, T0 + 7)).toBe(true);
    const once = await held(home, parent.id, T0 + 7);
    expect(once.signals.map(({ signal }) => signal)).toEqual([event]);
    await workflows.settleRuns(workspaceId, [aSettlement(once, over)], T0 + 8);
    expect(await workflows.signalRun(workspaceId, parent.id, answer, T0 + 9)).toBe(false);
  });

  it("keeps so many events for a run that was set aside, and beyond them only what tells of one thing", async () => {
    const home = await workflowHome(open());
    const { workspaceId } = home;
    const { workflows } = open();
    const run = await startedRun(open(), home);
    const waits = [{ path: "w", source: "highlevel", types: ["ContactUpdate"], about: "c7" }] as const;
    await workflows.settleRuns(workspaceId, [aSettlement(run, parked, { steps: [aWait("w", "wait")], waits })], T0);
    const event = (n: number): ToldEvent => ({
      id: `e${String(n)}`,
      names: ["c7"],
      signal: { kind: "event", source: "highlevel", type: "ContactUpdate", data: { n } },
    });
    await workflows.tellWaiting(
      workspaceId,
      Array.from({ length: MOST_KEPT_EVENTS }, (_, n) => event(n)),
      T0 + 1,
    );
    await workflows.tellWaiting(workspaceId, [event(MOST_KEPT_EVENTS)], T0 + 2);
    const answer = { kind: "answer", path: "q", approved: true, who: "ada", note: "" } as const;
    expect(await workflows.signalRun(workspaceId, run.id, answer, T0 + 3)).toBe(true);
    await workflows.changeRun(workspaceId, run.id, again, T0 + 4);
    const { signals } = await held(home, run.id, T0 + 4);
    const events = signals.flatMap(({ signal }) => (signal.kind === "event" ? [(signal.data as { n: number }).n] : []));
    expect([signals.length, Math.max(...events)]).toEqual([MOST_KEPT_EVENTS + 1, MOST_KEPT_EVENTS - 1]);
  });

  it("tells those that wait for runs of a workflow that it is gone, and nobody of those that had ended", async () => {
    const home = await workflowHome(open());
    const { workspaceId } = home;
    const { workflows } = open();
    const other = aWorkflow(workspaceId);
    await workflows.saveWorkflow(other);
    const parent = await startedRun(open(), home);
    const children = ["r", "s", "t"].map((path) => aRun(other, { cause: `run ${parent.id} ${path}`, parent: { runId: parent.id, path } }));
    const steps = ["r", "s", "t"].map((path) => aWait(path, "run-workflow"));
    await workflows.settleRuns(workspaceId, [aSettlement(parent, { kind: "rest", until: null }, { steps, start: children })], T0);
    const [done, aside, going] = children.map(({ id }) => id);
    const claimed = new Map((await claimAll(open(), workspaceId, T0 + 1)).map((run) => [run.id as string, run]));
    const settlement = (id: string | undefined, next: typeof over) => aSettlement(must(claimed.get(id ?? ""), "the run"), next);
    await workflows.settleRuns(workspaceId, [settlement(done, over), settlement(aside, parked)], T0 + 2);
    const before = await held(home, parent.id, T0 + 2);
    expect(before.signals).toHaveLength(1);
    const seen = before.signals.map(({ id }) => id);
    await workflows.settleRuns(workspaceId, [aSettlement(before, { kind: "rest", until: null }, { seen })], T0 + 3);
    expect(await workflows.removeWorkflow(workspaceId, other.id, T0 + 4)).toBe(true);
    const { signals } = await held(home, parent.id, T0 + 4);
    const told = signals.map(({ signal }) => signal);
    expect(told).toHaveLength(2);
    expect(told).toEqual(expect.arrayContaining([aside, going].map((runId, at) => ({ kind: "ended", path: "st"[at], runId, state: "cancelled" }))));
    // A run that waits for one of its own workflow goes with it.
    expect(await workflows.removeWorkflow(workspaceId, home.workflow.id, T0 + 5)).toBe(true);
    expect(await workflows.run(workspaceId, parent.id)).toBeNull();
  });
}
