import { describe, expect, it } from "vitest";
import { HighwireError } from "#core/errors.ts";
import type { JournalEntry, Store } from "#core/ports/store.ts";
import { journalEvents, runEvents, type OwnEvent } from "#core/workflow/own-events.ts";
import type { RunId, WorkflowId } from "#core/workflow/run.ts";
import { createRunner } from "#engine/workflow/runner.ts";
import { must } from "#lib/must.ts";
import { contactBridge } from "#main/default-mapping.ts";
import { createWorld, firstContact } from "../../support/in-process-world.ts";
import { around, bridgeId, pass, samples } from "../../support/own-event-samples.ts";
import { switchOn, withRunner } from "../../support/take-template.ts";
import { act, createWorkflowWorld, failure, type WorkflowWorld } from "../../support/workflow-world.ts";

describe("a run that waits for what happens here", () => {
  const waits = (type: OwnEvent, about: unknown, more: object = {}): object => ({
    name: `Waits for ${type}`,
    steps: [{ id: "until", kind: "wait", event: { source: "highwire", types: [type] }, about, timeoutSeconds: 86_400, ...more }],
  });
  /** Begins a run, and lets it come to its wait. */
  const waiting = async (world: WorkflowWorld, id: WorkflowId): Promise<RunId> => {
    const run = await world.desk.run(id, {}, "ada");
    await pass(world);
    return run;
  };
  const stateOf = async (world: WorkflowWorld, run: RunId): Promise<string> => (await world.desk.showRun(run)).state;
  const tell = (world: WorkflowWorld, entry: JournalEntry): Promise<void> => world.store.appendJournal(world.workspaceId, [entry], world.clock.now());

  it.each(journalEvents.map((type) => ({ type })))(
    "goes on when $type comes about the record that it names, though nothing begins with it",
    async ({ type }) => {
      const world = await createWorkflowWorld();
      const [left, right] = [must(world.connections[0], "HighLevel"), must(world.connections[1], "incident.io")];
      await world.store.saveBridge(contactBridge({ id: bridgeId, name: "Contacts", left, right }));
      const about = samples[type].bridgeId === null ? "c9" : bridgeId;
      const [meant, other] = [await world.publish(waits(type, about)), await world.publish(waits(type, "another"))];
      await tell(world, samples[type]);
      const [run, behind] = [await waiting(world, meant), await waiting(world, other)];
      expect(await stateOf(world, run)).toBe("going");
      for (const [one, entry] of Object.entries(samples)) if (one !== type) await tell(world, entry);
      await pass(world);
      expect(await stateOf(world, run)).toBe("going");
      await tell(world, samples[type]);
      await pass(world);
      expect(await world.desk.showRun(run)).toMatchObject({ state: "done", steps: [{ path: "until", output: { type } }] });
      expect(await stateOf(world, behind)).toBe("going");
    },
  );

  it.each(runEvents.map((type) => ({ type })))("goes on when $type comes of a run of the workflow that it names", async ({ type }) => {
    const world = await createWorkflowWorld();
    if (type === "run.set-aside") world.ledger.answer = () => failure(new HighwireError("HW_VENDOR_VALIDATION"));
    const step = type === "run.set-aside" ? act("a", "keyed") : { id: "end", kind: "stop", outcome: type === "run.failed" ? "failed" : "done" };
    const other = await world.publish({ name: "Other", steps: [step] });
    const run = await waiting(world, await world.publish(waits(type, other)));
    await world.desk.run(await world.publish({ name: "Third", steps: [step] }), {}, "ada");
    await pass(world);
    expect(await stateOf(world, run)).toBe("going");
    const ended = await world.desk.run(other, {}, "ada");
    await pass(world);
    expect(await world.desk.showRun(run)).toMatchObject({ state: "done", steps: [{ output: { type, run: { runId: ended } } }] });
  });

  it("goes on with what happened while nobody ran, holds it to its condition, and misses nothing between hundreds of entries", async () => {
    const world = await createWorkflowWorld();
    const only = { value: { pick: "event.code" }, is: "equal", than: "HW_VENDOR_REAUTH_NEEDED" };
    const run = await waiting(world, await world.publish(waits("connection.paused", "c9", { only })));
    const paused = samples["connection.paused"];
    await tell(world, { ...paused, detail: { ...paused.detail, code: "HW_VENDOR_AUTH" } });
    await pass(world);
    expect(await stateOf(world, run)).toBe("going");
    const noise = Array.from({ length: 450 }, () => samples["record.linked"]);
    await world.store.appendJournal(world.workspaceId, [...noise, paused, ...noise], world.clock.now());
    await pass(world, 2_000);
    expect(await stateOf(world, run)).toBe("done");
  });

  it("reads the journal from its wait on, and no more once it has gone on", async () => {
    const world = await createWorkflowWorld();
    for (let entry = 0; entry < 300; entry += 1) await tell(world, samples["record.linked"]);
    const run = await waiting(world, await world.publish(waits("connection.paused", "c9")));
    let entries = 0;
    const store: Store = {
      ...world.store,
      journal: async (...given) => {
        const found = await world.store.journal(...given);
        entries += found.length;
        return found;
      },
    };
    const runner = createRunner({ ...world.ports, store }, "counting");
    runner.start();
    await tell(world, samples["connection.paused"]);
    await world.clock.sleep(1_000);
    expect([await stateOf(world, run), entries]).toEqual(["done", 1]);
    for (let entry = 0; entry < 300; entry += 1) await tell(world, samples["record.linked"]);
    await world.clock.sleep(30_000);
    await runner.stop();
    expect(entries).toBe(1);
  });

  it("P4 is told nothing about somebody who was erased", async () => {
    const world = await createWorld({ contacts: 2 });
    await world.load();
    const desk = must(world.app.workflows, "workflows");
    const { links } = await world.store.listLinks({ workspaceId: world.workspaceId, sort: "name", limit: 2 });
    const erased = must(links[0], "a link");
    await world.app.erase(must(erased.leftId, "a HighLevel id"), "test");
    const id = await switchOn(world, { format: 1, trigger: { kind: "manual" }, ...waits("record.linked", { pick: "trigger.bridge" }) });
    const run = await desk.run(id, { bridge: erased.bridgeId }, "test");
    await withRunner(world, async () => {
      await world.clock.sleep(500);
      await world.store.appendJournal(
        world.workspaceId,
        [{ ...samples["record.linked"], linkId: erased.id, bridgeId: erased.bridgeId }],
        world.clock.now(),
      );
      await world.clock.sleep(1_000);
    });
    expect((await desk.showRun(run)).state).toBe("going");
  });

  it("goes on once an edit at one vendor is written at the other", async () => {
    const world = await createWorld({ contacts: 2 });
    await world.load();
    const desk = must(world.app.workflows, "workflows");
    const only = { value: { pick: "event.fields" }, is: "containing", than: "website" };
    const id = await switchOn(world, { format: 1, trigger: { kind: "manual" }, ...waits("record.written", { pick: "trigger.contactId" }, { only }) });
    const run = await desk.run(id, { contactId: firstContact(world) }, "test");
    await withRunner(world, async () => {
      await world.clock.sleep(500);
      world.highlevel.control.editContact(firstContact(world), { website: "https://first.example.com/" });
      await around(world, 2);
    });
    const shown = await desk.showRun(run);
    expect(shown).toMatchObject({ state: "done", steps: [{ output: { type: "record.written", record: { highlevelId: firstContact(world) } } }] });
  });
});
