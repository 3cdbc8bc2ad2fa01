import { expect, it } from "vitest";
import type { Store } from "#core/ports/store.ts";
import type { ClaimedRun, StartRun } from "#core/ports/workflow-store.ts";
import { journalEvents, type OwnEvent } from "#core/workflow/own-events.ts";
import type { ToldEvent } from "#core/workflow/run.ts";
import { must } from "#lib/must.ts";
import { entry, event, makeWorld, MINUTE, T0 } from "./contract-world.ts";
import { aDefinition, aRun, aSettlement, aStep, aVersion, claimAll, over, startedRun, workflowHome, type WorkflowHome } from "./workflow-samples.ts";

export function workflowContract(open: () => Store): void {
  const fresh = (): Promise<WorkflowHome> => workflowHome(open());
  const started = (home: WorkflowHome, more?: Partial<StartRun>): Promise<ClaimedRun> => startedRun(open(), home, more);

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
    expect(await workflows.removeWorkflow(other, workflow.id, T0)).toBe(false);
    expect(await workflows.removeWorkflow(workspaceId, workflow.id, T0)).toBe(true);
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
    expect(await workflows.waitedFor(workspaceId, ["record.linked"])).toBeNull();
    const before = await note();
    const run = await started(world);
    const waits = [{ path: "w", source: "highwire", types: ["record.linked", "run.failed"], about: "c7" }] as const;
    const waiting = aStep("w", { kind: "wait", state: "waiting" });
    await workflows.settleRuns(workspaceId, [aSettlement(run, { kind: "rest", until: null }, { steps: [waiting], waits })], T0);
    expect(await workflows.waitedFor(workspaceId, [...journalEvents])).toEqual({ from: before, types: ["record.linked"] });
    expect(await workflows.waitedFor(workspaceId, ["conflict.opened"])).toBeNull();
    const other = (await makeWorld(open())).workspaceId;
    expect(await workflows.waitedFor(other, ["record.linked"])).toBeNull();
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
    expect(await workflows.waitedFor(workspaceId, ["record.linked"])).toBeNull();
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
