import { expect, it } from "vitest";
import type { Store } from "#core/ports/store.ts";
import type { ClaimedRun, RunSettlement, StartRun } from "#core/ports/workflow-store.ts";
import type { OwnEvent } from "#core/workflow/own-events.ts";
import type { ToldEvent, Workflow } from "#core/workflow/run.ts";
import { must } from "#lib/must.ts";
import { entry, event, linked, makeWorld, MINUTE, T0, type World } from "./contract-world.ts";
import { aDefinition, aRun, aSettlement, aStep, aVersion, aWorkflow, claimAll, fillWorkflows, over } from "./workflow-samples.ts";

export function workflowContract(open: () => Store): void {
  const fresh = async (): Promise<World & { readonly workflow: Workflow }> => {
    const world = await makeWorld(open());
    const workflow = aWorkflow(world.workspaceId);
    await open().workflows.saveWorkflow(workflow);
    return { ...world, workflow };
  };
  const started = async (world: World & { readonly workflow: Workflow }, more: Partial<StartRun> = {}): Promise<ClaimedRun> => {
    const run = aRun(world.workflow, more);
    await open().workflows.startRuns(world.workspaceId, [run], T0);
    return must(
      (await claimAll(open(), world.workspaceId)).find(({ id }) => id === run.id),
      "the run",
    );
  };

  it("keeps workflows and their versions, changes one as it is then, and forgets it with its runs", async () => {
    const { workspaceId, workflow } = await fresh();
    const { workflows } = open();
    expect(await workflows.workflow(workspaceId, workflow.id)).toEqual(workflow);
    expect((await workflows.workflows(workspaceId)).map(({ id }) => id)).toEqual([workflow.id]);
    const changes = Array.from({ length: 5 }, () =>
      workflows.changeWorkflow(workspaceId, workflow.id, (current) => {
        const version = (current.version ?? 0) + 1;
        return { workflow: { ...current, version }, publish: aVersion(workflow, version) };
      }),
    );
    await Promise.all(changes);
    expect((await workflows.versions(workspaceId, workflow.id)).map(({ version }) => version)).toEqual([6, 5, 4, 3, 2]);
    expect(await workflows.version(workspaceId, workflow.id, 3)).toMatchObject({ version: 3, note: "Note 3", definition: aDefinition });
    expect(await workflows.changeWorkflow(workspaceId, workflow.id, () => null)).toBeNull();
    const run = aRun(workflow);
    await workflows.startRuns(workspaceId, [run], T0);
    const other = (await makeWorld(open())).workspaceId;
    expect(await workflows.workflow(other, workflow.id)).toBeNull();
    expect(await workflows.removeWorkflow(other, workflow.id)).toBe(false);
    expect(await workflows.removeWorkflow(workspaceId, workflow.id)).toBe(true);
    expect([await workflows.version(workspaceId, workflow.id, 3), await workflows.run(workspaceId, run.id)]).toEqual([null, null]);
  });

  it("starts a run once for each cause, also when asked twice at once", async () => {
    const { workspaceId, workflow } = await fresh();
    const cause = "event highlevel e1";
    const asked = [aRun(workflow, { cause }), aRun(workflow, { cause })];
    const answers = await Promise.all(asked.map((run) => open().workflows.startRuns(workspaceId, [run], T0)));
    expect(answers.flat().toSorted()).toEqual(["duplicate", "started"]);
    expect(await open().workflows.startRuns(workspaceId, [aRun(workflow, { cause }), aRun(workflow)], T0)).toEqual(["duplicate", "started"]);
    expect(await claimAll(open(), workspaceId)).toHaveLength(2);
  });

  it("X1 begins runs in the commit of their event, and not again when it comes again", async () => {
    const world = await fresh();
    const { workspaceId, workflow } = world;
    const signal = { kind: "event", source: "highlevel", type: "ContactUpdate", data: { id: "c1" } } as const;
    const coming = (): Parameters<Store["commitEvents"]>[0][number] => ({
      ...event(world, "e1", "c1"),
      workflows: { start: [aRun(workflow, { cause: "event highlevel e1" })], names: ["c1"], signal },
    });
    expect(await open().commitEvents([coming()], T0)).toEqual(["new"]);
    expect(await open().commitEvents([coming()], T0 + 1)).toEqual(["duplicate"]);
    expect(await claimAll(open(), workspaceId, T0 + 2)).toMatchObject([{ cause: "event highlevel e1", trigger: { id: "c1" }, state: "going" }]);
  });

  it("gives a run to one worker at a time, and to another once the lease is over", async () => {
    const { workspaceId, workflow } = await fresh();
    await open().workflows.startRuns(workspaceId, [aRun(workflow)], T0);
    const [first] = await claimAll(open(), workspaceId);
    expect(await claimAll(open(), workspaceId, T0 + 1, "two")).toEqual([]);
    const held = must(first, "the run");
    expect(await open().workflows.renewRuns(workspaceId, [held], T0 + 2 * MINUTE)).toEqual([held.id]);
    expect(await claimAll(open(), workspaceId, T0 + MINUTE + 1, "two")).toEqual([]);
    const [second] = await claimAll(open(), workspaceId, T0 + 2 * MINUTE + 1, "two");
    expect(second).toMatchObject({ id: held.id, fence: held.fence + 1 });
    expect(await open().workflows.renewRuns(workspaceId, [held], T0 + 9 * MINUTE)).toEqual([]);
    const late = await open().workflows.settleRuns(workspaceId, [aSettlement(held, over, { steps: [aStep("late")] })], T0 + 3 * MINUTE);
    expect(late.get(held.id)).toBe("lost");
    expect((await open().workflows.run(workspaceId, held.id))?.steps).toEqual([]);
  });

  it("S5 keeps what is about to be called only under a lease that runs, and what was done also after it", async () => {
    const world = await fresh();
    const run = await started(world);
    const calling = aSettlement(run, { kind: "hold" }, { steps: [aStep("a", { state: "calling", output: null })], calls: 1 });
    expect((await open().workflows.settleRuns(world.workspaceId, [calling], T0 + MINUTE)).get(run.id)).toBe("lost");
    expect((await open().workflows.settleRuns(world.workspaceId, [calling], T0 + 1)).get(run.id)).toBe("kept");
    expect(await open().workflows.run(world.workspaceId, run.id)).toMatchObject({ calls: 1, steps: [{ path: "a", state: "calling" }] });
    const done = aSettlement(run, over, { steps: [aStep("a")], journal: [entry({ kind: "write", detail: { run: run.id } })] });
    expect((await open().workflows.settleRuns(world.workspaceId, [done], T0 + 2 * MINUTE)).get(run.id)).toBe("kept");
    expect(await open().workflows.run(world.workspaceId, run.id)).toMatchObject({
      state: "done",
      endedAt: T0 + 2 * MINUTE,
      dueAt: null,
      steps: [{ path: "a", state: "done", output: { b: 2 } }],
    });
    expect(await open().journal(world.workspaceId, { limit: 1 })).toMatchObject([{ kind: "write", detail: { run: run.id } }]);
    expect((await open().workflows.settleRuns(world.workspaceId, [done], T0 + 3 * MINUTE)).get(run.id)).toBe("lost");
  });

  it("lets a run rest until its time, or until it is told something", async () => {
    const world = await fresh();
    const { workspaceId } = world;
    const run = await started(world);
    await open().workflows.settleRuns(workspaceId, [aSettlement(run, { kind: "rest", until: T0 + 5_000 })], T0);
    expect(await open().workflows.nextRunDueAt(workspaceId)).toBe(T0 + 5_000);
    expect(await claimAll(open(), workspaceId, T0 + 4_999)).toEqual([]);
    const answer = { kind: "answer", path: "q", approved: true, who: "ada", note: "so" } as const;
    expect(await open().workflows.signalRun(workspaceId, run.id, answer, T0 + 10)).toBe(true);
    const again = must((await claimAll(open(), workspaceId, T0 + 10))[0], "the run");
    expect(again.signals.map(({ signal }) => signal)).toEqual([answer]);
    // Told while it is held: it is looked at again at once, whatever its holder thought.
    await open().workflows.signalRun(workspaceId, run.id, { ...answer, path: "other" }, T0 + 20);
    const seen = again.signals.map(({ id }) => id);
    await open().workflows.settleRuns(workspaceId, [aSettlement(again, { kind: "rest", until: null }, { seen })], T0 + 30);
    const third = must((await claimAll(open(), workspaceId, T0 + 30))[0], "the run");
    expect(third.signals.map(({ signal }) => signal)).toEqual([{ ...answer, path: "other" }]);
    await open().workflows.settleRuns(workspaceId, [aSettlement(third, over)], T0 + 40);
    expect(await open().workflows.signalRun(workspaceId, run.id, answer, T0 + 50)).toBe(false);
    expect(await open().workflows.nextRunDueAt(workspaceId)).toBeNull();
  });

  it("tells a run of the events about the record that it waits for, and of no other", async () => {
    const world = await fresh();
    const { workspaceId } = world;
    const run = await started(world);
    const waits = [{ path: "w", source: "highlevel", types: ["ContactUpdate"], about: "c7" }] as const;
    await open().workflows.settleRuns(
      workspaceId,
      [aSettlement(run, { kind: "rest", until: null }, { steps: [aStep("w", { kind: "wait", state: "waiting" })], waits })],
      T0,
    );
    const coming = (eventId: string, type: string, name: string): Parameters<Store["commitEvents"]>[0][number] => {
      const signal = { kind: "event", source: "highlevel", type, data: { name } } as const;
      return { ...event(world, eventId, name), type, workflows: { start: [], names: ["x", name], signal } };
    };
    await open().commitEvents([coming("e1", "ContactDelete", "c7"), coming("e2", "ContactUpdate", "c8")], T0 + 1);
    expect(await claimAll(open(), workspaceId, T0 + 2)).toEqual([]);
    await open().commitEvents([coming("e3", "ContactUpdate", "c7")], T0 + 3);
    const told = must((await claimAll(open(), workspaceId, T0 + 4))[0], "the run");
    expect(told.signals.map(({ signal }) => signal)).toMatchObject([{ kind: "event", data: { name: "c7" } }]);
    const done = aStep("w", { kind: "wait" });
    await open().workflows.settleRuns(
      workspaceId,
      [aSettlement(told, { kind: "rest", until: null }, { steps: [done], seen: told.signals.map(({ id }) => id) })],
      T0 + 5,
    );
    await open().commitEvents([coming("e4", "ContactUpdate", "c7")], T0 + 6);
    expect(await claimAll(open(), workspaceId, T0 + 7)).toEqual([]);
  });

  it("tells a run of what happened here behind the entry at which it began to wait, and says from where that is to be read", async () => {
    const world = await fresh();
    const { workspaceId } = world;
    const { workflows } = open();
    const told = (entryId: string | undefined, type: OwnEvent = "record.linked"): ToldEvent => ({
      id: `own ${String(entryId)}`,
      names: ["other", "c7"],
      signal: { kind: "event", source: "highwire", type, data: { entryId: entryId ?? null } },
      ...(entryId !== undefined && { entry: entryId }),
    });
    const note = async (): Promise<string> => {
      await open().appendJournal(workspaceId, [entry({ kind: "linked" })], T0);
      return must((await open().journal(workspaceId, { limit: 1 }))[0], "an entry").id;
    };
    expect(await workflows.waitedFrom(workspaceId, ["record.linked"])).toBeNull();
    const before = await note();
    const run = await started(world);
    const waits = [{ path: "w", source: "highwire", types: ["record.linked", "run.failed"], about: "c7" }] as const;
    const waiting = aStep("w", { kind: "wait", state: "waiting" });
    await workflows.settleRuns(workspaceId, [aSettlement(run, { kind: "rest", until: null }, { steps: [waiting], waits })], T0);
    expect(await workflows.waitedFrom(workspaceId, ["record.linked"])).toBe(before);
    expect(await workflows.waitedFrom(workspaceId, ["conflict.opened"])).toBeNull();
    const other = (await makeWorld(open())).workspaceId;
    expect(await workflows.waitedFrom(other, ["record.linked"])).toBeNull();
    const after = await note();
    await workflows.tellWaiting(workspaceId, [told(before), told(after, "conflict.opened")], T0);
    await workflows.tellWaiting(other, [told(after)], T0);
    expect(await claimAll(open(), workspaceId, T0 + 1)).toEqual([]);
    for (let again = 0; again < 2; again += 1) await workflows.tellWaiting(workspaceId, [told(before), told(after)], T0 + 2);
    const met = must((await claimAll(open(), workspaceId, T0 + 3))[0], "the run");
    expect(met.signals.map(({ signal }) => signal)).toEqual([told(after).signal]);
    const seen = met.signals.map(({ id }) => id);
    await workflows.settleRuns(workspaceId, [aSettlement(met, { kind: "rest", until: null }, { seen })], T0 + 4);
    // How another run ended is told in the commit that ends it, whatever the journal says.
    const ending = await started(world);
    await workflows.settleRuns(workspaceId, [aSettlement(ending, over, { tell: [told(undefined, "run.failed")] })], T0 + 5);
    const again = must((await claimAll(open(), workspaceId, T0 + 6))[0], "the run");
    expect(again.signals.map(({ signal }) => signal)).toEqual([told(undefined, "run.failed").signal]);
    const done = aStep("w", { kind: "wait" });
    await workflows.settleRuns(workspaceId, [aSettlement(again, { kind: "rest", until: null }, { steps: [done] })], T0 + 7);
    expect(await workflows.waitedFrom(workspaceId, ["record.linked"])).toBeNull();
  });

  it("lets runs of one queue go one after the other, those of others beside them, and none behind one that was set aside", async () => {
    const { workspaceId, workflow } = await fresh();
    const { workflows } = open();
    const runs = [aRun(workflow, { queue: "a" }), aRun(workflow, { queue: "a" }), aRun(workflow, { queue: "b" }), aRun(workflow)];
    for (const [index, run] of runs.entries()) await workflows.startRuns(workspaceId, [run], T0 + index);
    const ids = runs.map(({ id }) => id);
    const first = await claimAll(open(), workspaceId, T0 + 10);
    expect(first.map(({ id }) => ids.indexOf(id)).toSorted()).toEqual([0, 2, 3]);
    expect(await claimAll(open(), workspaceId, T0 + 5_000)).toEqual([]);
    const front = must(
      first.find(({ id }) => id === ids[0]),
      "the first",
    );
    await workflows.settleRuns(workspaceId, [aSettlement(front, over)], T0 + 5_001);
    const [second] = await claimAll(open(), workspaceId, T0 + 5_001);
    expect(second?.id).toBe(ids[1]);
    const third = aRun(workflow, { queue: "a" });
    await workflows.startRuns(workspaceId, [third], T0 + 5_002);
    expect(await claimAll(open(), workspaceId, T0 + 5_003)).toEqual([]);
    const parked = { state: "parked", because: "HW_STEP_VALUE", at: "s", reason: null } as const;
    await workflows.settleRuns(workspaceId, [aSettlement(must(second, "the second"), { kind: "end", outcome: parked })], T0 + 5_004);
    expect((await claimAll(open(), workspaceId, T0 + 6_010)).map(({ id }) => id)).toEqual([third.id]);
  });

  it("tells a run that the run it started has ended", async () => {
    const world = await fresh();
    const { workspaceId, workflow } = world;
    const parent = await started(world);
    const child = aRun(workflow, { cause: `run ${parent.id} r`, parent: { runId: parent.id, path: "r" }, chain: [`${workflow.id}:${parent.id}`] });
    const step = aStep("r", { kind: "run-workflow", state: "waiting" });
    await open().workflows.settleRuns(workspaceId, [aSettlement(parent, { kind: "rest", until: null }, { steps: [step], start: [child] })], T0);
    const held = must((await claimAll(open(), workspaceId, T0 + 1))[0], "the child");
    expect(held).toMatchObject({ id: child.id, chain: [`${workflow.id}:${parent.id}`], parent: { runId: parent.id, path: "r" } });
    await open().workflows.settleRuns(workspaceId, [aSettlement(held, over)], T0 + 2);
    const [again] = await claimAll(open(), workspaceId, T0 + 2);
    expect(again?.signals.map(({ signal }) => signal)).toEqual([{ kind: "ended", path: "r", runId: child.id, state: "done" }]);
  });

  it("E4 parks a run that the writes of too many runs in a row have led to, with the chain", async () => {
    const world = await fresh();
    const { workspaceId, workflow } = world;
    const chain: string[] = [];
    for (let hop = 0; hop < 3; hop += 1) {
      const run = await started(world, { names: ["c1"], mostHops: 2 });
      expect(run.chain).toEqual(chain);
      await open().workflows.settleRuns(workspaceId, [aSettlement(run, over, { wrote: ["c1"] })], T0);
      chain.unshift(`${workflow.id}:${run.id}`);
    }
    const last = aRun(workflow, { names: ["c1"], mostHops: 2 });
    await open().workflows.startRuns(workspaceId, [last], T0);
    expect(await open().workflows.run(workspaceId, last.id)).toMatchObject({ state: "parked", because: "HW_RUN_HOPS_SPENT", chain, dueAt: null });
    const later = aRun(workflow, { names: ["c1"], mostHops: 2 });
    await open().workflows.startRuns(workspaceId, [later], T0 + 11 * MINUTE);
    expect(await open().workflows.run(workspaceId, later.id)).toMatchObject({ state: "going", chain: [] });
  });

  it("keeps what a run wrote, also where two of its ids come to the same in the store", async () => {
    const world = await fresh();
    const run = await started(world);
    const settled = await open().workflows.settleRuns(world.workspaceId, [aSettlement(run, over, { wrote: ["odd\u0000", "odd\uFFFD"] })], T0);
    expect(settled.get(run.id)).toBe("kept");
    const next = aRun(world.workflow, { names: ["odd\uFFFD"] });
    await open().workflows.startRuns(world.workspaceId, [next], T0);
    expect(await open().workflows.run(world.workspaceId, next.id)).toMatchObject({ chain: [`${world.workflow.id}:${run.id}`] });
  });

  it("takes up a run that was set aside, notes a step as done, and ends one for a person", async () => {
    const world = await fresh();
    const { workspaceId } = world;
    const { workflows } = open();
    const run = await started(world);
    const asked = [entry({ kind: "asked", detail: { run: run.id } })];
    const again = { kind: "again", forget: ["b"], journal: asked } as const;
    expect(await workflows.changeRun(workspaceId, run.id, again, T0)).toBe(false);
    const parked = { state: "parked", because: "HW_STEP_UNCERTAIN", at: "a", reason: null } as const;
    const steps = [aStep("a", { state: "calling", output: null }), aStep("b", { state: "failed" })];
    await workflows.settleRuns(workspaceId, [aSettlement(run, { kind: "end", outcome: parked }, { steps })], T0);
    expect(await workflows.run(workspaceId, run.id)).toMatchObject({ ...parked, endedAt: null });
    expect(await workflows.changeRun(workspaceId, run.id, { kind: "done", path: "none", journal: asked }, T0)).toBe(false);
    expect(await workflows.changeRun(workspaceId, run.id, { kind: "done", path: "a", journal: asked }, T0 + 1)).toBe(true);
    expect(await workflows.run(workspaceId, run.id)).toMatchObject({
      state: "going",
      because: null,
      steps: [{ path: "a", state: "done" }, { path: "b" }],
    });
    const held = must((await claimAll(open(), workspaceId, T0 + 2))[0], "the run");
    await workflows.settleRuns(workspaceId, [aSettlement(held, { kind: "end", outcome: { ...parked, because: "HW_VENDOR_VALIDATION" } })], T0 + 3);
    expect(await workflows.changeRun(workspaceId, run.id, again, T0 + 4)).toBe(true);
    expect((await workflows.run(workspaceId, run.id))?.steps.map(({ path }) => path)).toEqual(["a"]);
    expect(await workflows.changeRun(workspaceId, run.id, { kind: "cancel", journal: asked }, T0 + 5)).toBe(true);
    expect(await workflows.run(workspaceId, run.id)).toMatchObject({ state: "cancelled", endedAt: T0 + 5, dueAt: null });
    expect(await workflows.changeRun(workspaceId, run.id, { kind: "cancel", journal: asked }, T0 + 6)).toBe(false);
    expect(await open().journal(workspaceId, { kinds: ["asked"], limit: 9 })).toHaveLength(3);
  });

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

  it("takes odd texts in all that comes from outside", async () => {
    const world = await fresh();
    const odd = "a\u0000b\u001F\uD800c";
    const run = await started(world, { names: [odd, "n"], queue: odd, trigger: { [odd]: odd } });
    const waits = [{ path: "w", source: "highlevel", types: [odd, "t"], about: odd }] as const;
    const kept = await open().workflows.settleRuns(
      world.workspaceId,
      [aSettlement(run, { kind: "rest", until: null }, { steps: [aStep("a", { output: { [odd]: odd } })], waits, wrote: [odd] })],
      T0,
    );
    expect(kept.get(run.id)).toBe("kept");
    expect((await open().workflows.run(world.workspaceId, run.id))?.steps).toHaveLength(1);
  });
}
