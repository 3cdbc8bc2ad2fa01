import { expect, it } from "vitest";
import type { Store } from "#core/ports/store.ts";
import type { ClaimedRun, RunSettlement, StartRun } from "#core/ports/workflow-store.ts";
import { must } from "#lib/must.ts";
import { linked, makeWorld, T0 } from "./contract-world.ts";
import {
  aRun,
  aSettlement,
  aStep,
  aVersion,
  aWorkflow,
  claimAll,
  fillWorkflows,
  startedRun,
  workflowHome,
  type WorkflowHome,
} from "./workflow-samples.ts";

/** What is told of runs, and what is taken from them when somebody is erased. */
export function workflowReadsContract(open: () => Store): void {
  const fresh = (): Promise<WorkflowHome> => workflowHome(open());
  const started = (home: WorkflowHome, more?: Partial<StartRun>): Promise<ClaimedRun> => startedRun(open(), home, more);

  it("lists runs newest first, page by page, by workflow and state, without what began them", async () => {
    const { workspaceId, workflow } = await fresh();
    const other = aWorkflow(workspaceId);
    await open().workflows.saveWorkflow(other);
    const runs = [aRun(workflow), aRun(other), aRun(workflow), aRun(workflow)];
    for (const [index, run] of runs.entries()) await open().workflows.startRuns(workspaceId, [run], T0 + index);
    const first = await open().workflows.listRuns(workspaceId, { workflowId: workflow.id, limit: 2 });
    expect(first.runs.map(({ id }) => id)).toEqual([runs[3]?.id, runs[2]?.id]);
    expect(first.runs[0]?.trigger).toBeNull();
    const second = await open().workflows.listRuns(workspaceId, { workflowId: workflow.id, limit: 2, before: must(first.next, "a place") });
    expect([second.runs.map(({ id }) => id), second.next]).toEqual([[runs[0]?.id], null]);
    expect((await open().workflows.listRuns(workspaceId, { states: ["parked"], limit: 9 })).runs).toEqual([]);
    expect((await open().workflows.listRuns(workspaceId, { states: ["going"], limit: 9 })).runs).toHaveLength(4);
    expect((await open().workflows.listRuns((await makeWorld(open())).workspaceId, { limit: 9 })).runs).toEqual([]);
  });

  it("tells of each workflow the version that new runs take and the run that began last, and nothing of another workspace", async () => {
    const world = await fresh();
    const { workspaceId, workflow } = world;
    const { workflows } = open();
    const never = aWorkflow(workspaceId, { version: null });
    await workflows.saveWorkflow(never);
    for (const version of [1, 2])
      await workflows.changeWorkflow(workspaceId, workflow.id, (current) => ({
        workflow: { ...current, version: 1 },
        publish: aVersion(workflow, version),
      }));
    const runs = [aRun(workflow), aRun(workflow)];
    for (const [index, run] of runs.entries()) await workflows.startRuns(workspaceId, [run], T0 + index);
    const all = await workflows.workflows(workspaceId);
    expect((await workflows.publishedVersions(workspaceId, all)).map(({ workflowId, version }) => [workflowId, version])).toEqual([[workflow.id, 1]]);
    expect(await workflows.latestRuns(workspaceId)).toMatchObject([{ id: runs[1]?.id, workflowId: workflow.id, startedAt: T0 + 1, trigger: null }]);
    const other = (await makeWorld(open())).workspaceId;
    expect([await workflows.publishedVersions(other, all), await workflows.latestRuns(other)]).toEqual([[], []]);
  });

  it("tells which runs wait for people, by workflow and reason, the one that began first of each", async () => {
    const world = await fresh();
    const { workspaceId, workflow } = world;
    const { workflows } = open();
    expect(await workflows.waitingRuns(workspaceId)).toEqual([]);
    const runs = [aRun(workflow), aRun(workflow), aRun(workflow), aRun(workflow)];
    for (const [index, run] of runs.entries()) await workflows.startRuns(workspaceId, [run], T0 + index);
    await workflows.startRuns(workspaceId, [aRun(aWorkflow(workspaceId), { chain: ["a", "b", "c", "d"] })], T0);
    const held = await claimAll(open(), workspaceId, T0 + 9);
    const parked: RunSettlement["next"] = { kind: "end", outcome: { state: "parked", because: "HW_STEP_VALUE", at: "a", reason: null } };
    const asks = { steps: [aStep("q", { kind: "approve", state: "waiting", output: null, endedAt: null })] };
    const [first, second, asking, quiet] = held;
    const settled = [
      aSettlement(must(first, "a run"), parked),
      aSettlement(must(second, "a run"), parked),
      aSettlement(must(asking, "a run"), { kind: "rest", until: null }, asks),
      aSettlement(must(quiet, "a run"), { kind: "rest", until: null }, { steps: [aStep("w", { kind: "wait", state: "waiting" })] }),
    ];
    await workflows.settleRuns(workspaceId, settled, T0 + 9);
    expect(await workflows.waitingRuns(workspaceId)).toEqual([
      { workflowId: workflow.id, kind: "parked", because: "HW_STEP_VALUE", runs: 2, since: T0, runId: first?.id },
      { workflowId: workflow.id, kind: "asking", because: null, runs: 1, since: T0 + 2, runId: asking?.id },
    ]);
    expect(await workflows.waitingRuns((await makeWorld(open())).workspaceId)).toEqual([]);
    await workflows.changeRun(workspaceId, must(asking, "a run").id, { kind: "cancel", journal: [] }, T0 + 10);
    expect((await workflows.waitingRuns(workspaceId)).map(({ kind }) => kind)).toEqual(["parked"]);
  });

  it("P4 erases what runs keep of a person, and ends those that go on", async () => {
    const world = await makeWorld(open());
    const { runId, workflow } = await fillWorkflows(open(), world.workspaceId);
    const bystander = aRun(workflow, { trigger: { id: "somebody else" } });
    await open().workflows.startRuns(world.workspaceId, [bystander], T0);
    await open().markDirty(
      [{ workspaceId: world.workspaceId, bridgeId: world.bridge.id, side: "highlevel", recordId: "c1", reason: "person", priority: "person" }],
      T0,
    );
    const link = must(await open().linkOf(world.workspaceId, world.bridge.id, "highlevel", "c1"), "the link");
    await open().erase(world.workspaceId, [link.id], "everywhere", T0 + 1);
    expect(await open().workflows.run(world.workspaceId, runId)).toMatchObject({
      state: "cancelled",
      because: "HW_LINK_ERASED",
      trigger: null,
      names: [],
      steps: [],
    });
    expect(await open().workflows.run(world.workspaceId, bystander.id)).toMatchObject({ state: "going", trigger: { id: "somebody else" } });
  });

  it("P4 erases what runs hold of a person who is known there by an address or a name alone, and nothing of others", async () => {
    const world = await fresh();
    const { workspaceId, workflow } = world;
    const byTrigger = aRun(workflow, { trigger: { text: "From:\nADA@example.com", of: "i1" } });
    const byStep = aRun(workflow, { trigger: { id: "i2" } });
    const bySignal = aRun(workflow, { trigger: { id: "i3" } });
    const byName = aRun(workflow, { trigger: { about: ['Ada "Countess" Lovelace'] } });
    const others = [{ text: "grada@example.com" }, { text: "Ada" }].map((trigger) => aRun(workflow, { trigger }));
    await open().workflows.startRuns(workspaceId, [byTrigger, byStep, bySignal, byName, ...others], T0);
    const held = must(
      (await claimAll(open(), workspaceId)).find(({ id }) => id === byStep.id),
      "the run",
    );
    const step = aStep("a", { output: { found: "ada@example.com" } });
    await open().workflows.settleRuns(workspaceId, [aSettlement(held, { kind: "rest", until: null }, { steps: [step] })], T0);
    const data = { email: "ada@example.com" };
    await open().workflows.signalRun(workspaceId, bySignal.id, { kind: "event", source: "incident", type: "t", data }, T0);
    const id = await linked(world, "c1", "e1");
    await open().erase(workspaceId, [id], "everywhere", T0 + 1, ["ada@example.com", 'Ada "Countess" Lovelace']);
    for (const run of [byTrigger, byStep, bySignal, byName])
      expect(await open().workflows.run(workspaceId, run.id)).toMatchObject({
        state: "cancelled",
        because: "HW_LINK_ERASED",
        trigger: null,
        steps: [],
      });
    for (const run of others) expect(await open().workflows.run(workspaceId, run.id)).toMatchObject({ state: "going", trigger: run.trigger });
  });

  it("P4 tells a run that waits for one which is erased, and lets the next of a queue begin", async () => {
    const world = await fresh();
    const { workspaceId, workflow } = world;
    const parent = await started(world, { trigger: { id: "i1" } });
    await open().workflows.settleRuns(workspaceId, [aSettlement(parent, { kind: "rest", until: null })], T0);
    const child = aRun(workflow, { trigger: { email: "ada@example.com" }, queue: "q", parent: { runId: parent.id, path: "sub" } });
    await open().workflows.startRuns(workspaceId, [child], T0);
    const next = aRun(workflow, { trigger: { id: "i2" }, queue: "q" });
    await open().workflows.startRuns(workspaceId, [next], T0 + 1);
    expect((await claimAll(open(), workspaceId, T0 + 1)).map(({ id }) => id)).toEqual([child.id]);
    const id = await linked(world, "c1", "e1");
    await open().erase(workspaceId, [id], "everywhere", T0 + 2, ["ada@example.com"]);
    const told = await claimAll(open(), workspaceId, T0 + 2);
    expect(told.map((run) => run.id).toSorted()).toEqual([parent.id, next.id].toSorted());
    expect(told.find((run) => run.id === parent.id)?.signals).toEqual([
      { id: `ended ${child.id}`, signal: { kind: "ended", path: "sub", runId: child.id, state: "cancelled" } },
    ]);
  });
}
