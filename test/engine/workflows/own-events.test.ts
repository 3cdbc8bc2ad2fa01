import { describe, expect, it } from "vitest";
import { createCatalog } from "#catalog/catalog.ts";
import { issuesOf } from "#catalog/check-value.ts";
import { createFactsReader } from "#catalog/operation-facts.ts";
import type { ConnectionId, WorkspaceId } from "#core/ids.ts";
import { HighwireError } from "#core/errors.ts";
import type { JournalEntry, Store } from "#core/ports/store.ts";
import { journalEvents, ownEvents, runEvents, type OwnEvent } from "#core/workflow/own-events.ts";
import type { WorkflowId } from "#core/workflow/run.ts";
import { createRunner } from "#engine/workflow/runner.ts";
import { createWorkflowDesk } from "#engine/workflow/workflow-desk.ts";
import { must } from "#lib/must.ts";
import { createWorld, firstContact } from "../../support/in-process-world.ts";
import { around, pass, samples } from "../../support/own-event-samples.ts";
import { switchOn, withRunner } from "../../support/take-template.ts";
import { act, createWorkflowWorld, failure, type WorkflowWorld } from "../../support/workflow-world.ts";

const catalog = createCatalog(createFactsReader());
const hears = (type: OwnEvent, steps: readonly object[] = [{ id: "end", kind: "stop" }]): object => ({
  name: type,
  trigger: { kind: "event", source: "highwire", types: [type] },
  steps,
});
const runsOf = async (world: WorkflowWorld, workflowId: WorkflowId) =>
  (await world.store.workflows.listRuns(world.workspaceId, { workflowId, limit: 99 })).runs;

describe("what happens here", () => {
  it.each(journalEvents.map((type) => ({ type })))(
    "$type begins one run, however often the journal is read, with what the catalog says",
    async ({ type }) => {
      const world = await createWorkflowWorld();
      const id = await world.publish(hears(type));
      await world.store.appendJournal(world.workspaceId, [samples[type]], world.clock.now());
      await pass(world);
      await world.store.saveCursor(world.workspaceId, "workflow-events", null);
      await pass(world);
      const [run, ...more] = await runsOf(world, id);
      expect([run?.state, more]).toEqual(["stopped", []]);
      const { trigger } = await world.desk.showRun(must(run, "a run").id);
      expect(trigger).toMatchObject({ type });
      const { output } = must(await catalog.trigger(`highwire.event.${type}`), "the trigger");
      expect(issuesOf(output, trigger)).toEqual([]);
    },
  );

  it.each(runEvents.map((type) => ({ type })))(
    "$type begins one run of another workflow, in the commit in which the run came to rest",
    async ({ type }) => {
      const world = await createWorkflowWorld();
      const id = await world.publish(hears(type));
      const own = {
        "run.finished": act("a", "keyed"),
        "run.failed": { id: "end", kind: "stop", outcome: "failed" },
        "run.set-aside": act("a", "keyed"),
      };
      if (type === "run.set-aside") world.ledger.answer = () => failure(new HighwireError("HW_VENDOR_VALIDATION"));
      const ended = await world.finish(await world.publish({ name: "Other", steps: [own[type]] }));
      const [run, ...more] = await runsOf(world, id);
      expect(more).toEqual([]);
      const shown = await world.desk.showRun(must(run, "a run").id);
      expect(shown).toMatchObject({ state: "stopped", trigger: { type, run: { runId: ended.id } }, chain: [`${ended.workflowId}:${ended.id}`] });
      const { output } = must(await catalog.trigger(`highwire.event.${type}`), "the trigger");
      expect(issuesOf(output, shown.trigger)).toEqual([]);
    },
  );

  it("names each event that a workflow may ask for in a sample here", () => {
    expect([...Object.keys(samples), ...runEvents].toSorted()).toEqual([...ownEvents].toSorted());
  });

  it("begins nothing that was before the workflow was switched on, and nothing while it is off", async () => {
    const world = await createWorkflowWorld();
    const tell = (): Promise<void> => world.store.appendJournal(world.workspaceId, [samples["record.linked"]], world.clock.now());
    await tell();
    const id = await world.publish(hears("record.linked"));
    await pass(world);
    expect(await runsOf(world, id)).toHaveLength(0);
    await world.desk.setMode(id, "off", "ada");
    await tell();
    await pass(world);
    await world.desk.setMode(id, "live", "ada");
    await pass(world);
    expect(await runsOf(world, id)).toHaveLength(0);
    await tell();
    await pass(world);
    expect(await runsOf(world, id)).toHaveLength(1);
  });

  it("goes on behind what it has read, also when nobody ran while it happened, and when another workflow is switched on later", async () => {
    const world = await createWorkflowWorld();
    const id = await world.publish(hears("record.linked"));
    await world.store.appendJournal(
      world.workspaceId,
      Array.from({ length: 450 }, () => samples["record.linked"]),
      world.clock.now(),
    );
    await pass(world, 2_000);
    const later = await world.publish({ ...hears("record.linked"), name: "Later" });
    await world.store.appendJournal(world.workspaceId, [samples["record.linked"]], world.clock.now());
    await pass(world);
    expect((await world.store.workflows.listRuns(world.workspaceId, { workflowId: id, limit: 999 })).runs).toHaveLength(451);
    expect(await runsOf(world, later)).toHaveLength(1);
  });

  it("reads nothing where nobody hears, and each entry once where somebody does", async () => {
    const world = await createWorkflowWorld();
    let [reads, entries] = [0, 0];
    const store = {
      ...world.store,
      journal: async (...given: Parameters<typeof world.store.journal>) => {
        const found = await world.store.journal(...given);
        reads += 1;
        entries += found.length;
        return found;
      },
    };
    const runner = createRunner({ ...world.ports, store }, "counting");
    runner.start();
    const tell = (count: number): Promise<void> =>
      world.store.appendJournal(
        world.workspaceId,
        Array.from({ length: count }, () => samples["record.linked"]),
        world.clock.now(),
      );
    await tell(1_000);
    await world.clock.sleep(30_000);
    expect(reads).toBe(0);
    await world.publish(hears("conflict.opened"));
    await tell(300);
    await world.clock.sleep(60_000);
    await runner.stop();
    // The one more is that it was switched on.
    expect(entries).toBe(301);
    expect(reads).toBeLessThan(30);
  });

  it("looks at each workspace for itself, however much happens in another", async () => {
    const world = await createWorkflowWorld();
    const other = world.id() as WorkspaceId;
    await world.store.saveConnection({ ...must(world.connections[0], "HighLevel"), id: world.id() as ConnectionId, workspaceId: other });
    const secrets = { newSecret: () => "", newSigningSecret: () => "", checkAddress: async () => undefined };
    const desk = createWorkflowDesk({ ...world.ports, ...secrets }, other);
    const { id } = await desk.save(null, { format: 1, ...hears("record.linked") }, "ada");
    await desk.publish(id, "", "ada");
    await desk.setMode(id, "live", "ada");
    await world.publish(hears("conflict.opened"));
    const reads: WorkspaceId[] = [];
    const store: Store = { ...world.store, journal: (...given) => (reads.push(given[0]), world.store.journal(...given)) };
    const runner = createRunner({ ...world.ports, store }, "counting");
    runner.start();
    for (let turn = 0; turn < 200; turn += 1) {
      await world.store.appendJournal(world.workspaceId, [samples["record.linked"]], world.clock.now());
      await world.clock.sleep(100);
    }
    await world.store.appendJournal(other, [samples["record.linked"]], world.clock.now());
    await world.clock.sleep(200);
    await runner.stop();
    expect(reads.filter((one) => one === world.workspaceId).length).toBeGreaterThan(150);
    expect(reads.filter((one) => one === other).length).toBeLessThan(10);
    expect((await world.store.workflows.listRuns(other, { limit: 9 })).runs).toHaveLength(1);
  });

  it("P4 begins nothing about somebody who was erased, also not by the entry that says so", async () => {
    const world = await createWorld({ contacts: 2 });
    await world.load();
    const desk = must(world.app.workflows, "workflows");
    const [set, linked] = [hears("record.set-aside"), hears("record.linked")];
    const ids = await Promise.all([set, linked].map(async (definition) => (await desk.save(null, { format: 1, ...definition }, "test")).id));
    for (const id of ids) {
      await desk.publish(id, "", "test");
      await desk.setMode(id, "live", "test");
    }
    const { links } = await world.store.listLinks({ workspaceId: world.workspaceId, sort: "name", limit: 2 });
    const [erased, other] = [must(links[0], "a link"), must(links[1], "another link")];
    const told = (link: typeof erased): JournalEntry => ({ ...samples["record.linked"], linkId: link.id, bridgeId: link.bridgeId });
    await world.store.appendJournal(world.workspaceId, [told(erased), told(other)], world.clock.now());
    await world.app.erase(must(erased.leftId, "a HighLevel id"), "test");
    await withRunner(world, () => world.clock.sleep(500));
    const { runs } = await world.store.workflows.listRuns(world.workspaceId, { limit: 9 });
    const shown = await Promise.all(runs.map(({ id }) => world.store.workflows.run(world.workspaceId, id)));
    expect(shown.map((run) => run?.trigger)).toMatchObject([{ type: "record.linked", record: { linkId: other.id } }]);
  });

  it("looks each record and bridge of a page up once", async () => {
    const world = await createWorkflowWorld();
    await world.publish(hears("record.linked"));
    let looks = 0;
    const { link, bridges, bridge } = world.store;
    const store: Store = {
      ...world.store,
      link: (...given) => ((looks += 1), link(...given)),
      bridges: (...given) => ((looks += 1), bridges(...given)),
      bridge: (...given) => ((looks += 1), bridge(...given)),
    };
    await world.store.appendJournal(
      world.workspaceId,
      Array.from({ length: 100 }, () => samples["record.linked"]),
      world.clock.now(),
    );
    const runner = createRunner({ ...world.ports, store }, "counting");
    runner.start();
    await world.clock.sleep(500);
    await runner.stop();
    expect((await world.store.workflows.listRuns(world.workspaceId, { limit: 999 })).runs).toHaveLength(100);
    expect(looks).toBe(2);
  });

  it("refuses an event that never happens here, and a connection for those that do", async () => {
    const world = await createWorkflowWorld();
    const steps = [{ id: "end", kind: "stop" }];
    const check = (trigger: object) =>
      world.desk.check({ format: 1, name: "W", trigger: { kind: "event", source: "highwire", ...trigger }, steps }, null);
    expect(await check({ types: ["record.eaten"] })).toMatchObject([{ at: "trigger.types[0]", code: "not-one-of" }]);
    expect(await check({ types: ["record.linked"], connection: "c" })).toMatchObject([{ at: "trigger.connection", code: "unknown" }]);
    expect(await check({ types: ["record.linked"] })).toEqual([]);
  });
});

describe("E4", () => {
  it("E4 workflows that begin with each other's ends stop after three, and none begins with its own", async () => {
    const world = await createWorkflowWorld();
    const [one, other] = [await world.publish(hears("run.finished")), await world.publish({ ...hears("run.finished"), name: "Other" })];
    await world.finish(await world.publish({ name: "First", steps: [{ id: "end", kind: "stop" }] }));
    await pass(world, 60_000);
    const runs = [...(await runsOf(world, one)), ...(await runsOf(world, other))];
    // Each of the two begins a row of its own, in which they take turns.
    expect(runs.map(({ state, chain }) => [chain.length, state]).toSorted()).toEqual([
      [1, "stopped"],
      [1, "stopped"],
      [2, "stopped"],
      [2, "stopped"],
      [3, "stopped"],
      [3, "stopped"],
      [4, "parked"],
      [4, "parked"],
    ]);
  });

  it("E4 a workflow whose own write comes back as a write of ours stops after three", async () => {
    const world = await createWorld({ contacts: 2 });
    await world.load();
    const input = {
      path: { contactId: { pick: "trigger.record.highlevelId" } },
      body: { website: { text: "https://{{ trigger.entry }}.example.com/" } },
    };
    const write = { id: "site", kind: "action", operation: "highlevel.contacts.update-contact", connection: "highlevel", input };
    const id = await switchOn(world, { format: 1, ...hears("record.written", [write]) });
    world.highlevel.control.editContact(firstContact(world), { website: "https://first.example.com/" });
    await withRunner(world, () => around(world, 12));
    const { runs } = await world.store.workflows.listRuns(world.workspaceId, { workflowId: id, limit: 99 });
    expect(runs.map(({ state }) => state).toSorted()).toEqual(["done", "done", "done", "done", "parked"]);
    expect(runs.find(({ state }) => state === "parked")).toMatchObject({ because: "HW_RUN_HOPS_SPENT", chain: { length: 4 } });
  });
});
