import { describe, expect, it } from "vitest";
import { HighwireError } from "#core/errors.ts";
import type { IncomingEvent, JournalEntry } from "#core/ports/store.ts";
import { gatherNeeds } from "#engine/alerts/gather-needs.ts";
import { placeOf } from "#engine/need-place.ts";
import { needsYou } from "#engine/needs-you.ts";
import { must } from "#lib/must.ts";
import { aRun, aWorkflow } from "#storage/store-contract/workflow-samples.ts";
import { act, createWorkflowWorld, failure, type WorkflowWorld } from "../../support/workflow-world.ts";

const onNotes = { kind: "event", source: "highlevel", types: ["NoteCreate"] } as const;
const definition = (more: object): object => ({ format: 1, name: "Notes", trigger: onNotes, steps: [], ...more });

/** Events as they were received; of every other one the word is "refund". */
async function receive({ store, workspaceId, connections, clock }: WorkflowWorld, count: number, whole?: Uint8Array): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const event: IncomingEvent = {
      workspaceId,
      connectionId: must(connections[0], "HighLevel").id,
      source: "highlevel",
      eventId: `e${String(index).padStart(4, "0")}`,
      type: "NoteCreate",
      recordId: null,
      body: whole ?? new TextEncoder().encode(JSON.stringify({ id: `n${String(index)}`, body: index % 2 === 0 ? "I want a refund" : "Thank you" })),
      quarantine: null,
      marks: [],
    };
    await store.commitEvents([event], clock.now() + index);
  }
}

describe("what people see while they build", () => {
  it("are the newest events as a run would find them, and how many of them a condition fits", async () => {
    const world = await createWorkflowWorld();
    await receive(world, 5);
    const events = { source: "highlevel", types: ["NoteCreate"] } as const;
    expect(await world.desk.samples(events, 2)).toMatchObject([
      { eventId: "e0004", type: "NoteCreate", data: { id: "n4", body: "I want a refund" } },
      { eventId: "e0003", data: { body: "Thank you" } },
    ]);
    expect(await world.desk.matches(events, { value: { pick: "trigger.body" }, is: "containing", than: "refund" })).toEqual({ matches: 3, of: 5 });
    expect(await world.desk.matches({ ...events, types: ["NoteDelete"] }, { all: [] })).toEqual({ matches: 0, of: 0 });
    await expect(world.desk.matches(events, { value: { pick: "steps.a.b" }, is: "there" })).rejects.toMatchObject({ code: "HW_WORKFLOW_INVALID" });
    const other = await createWorkflowWorld();
    expect(await other.desk.samples(events, 9)).toEqual([]);
  });

  it("are also of what happened here: of the journal and of runs, newest first", async () => {
    const world = await createWorkflowWorld();
    const none = { linkId: null, bridgeId: null, intentId: null, side: null, cause: ["sweep"], values: [] } as const;
    const write = (field: string): JournalEntry => ({ ...none, kind: "write", detail: { fields: [field] } });
    for (const field of ["phone", "email", "phone"]) {
      await world.store.appendJournal(world.workspaceId, [write(field), { ...none, kind: "sweep", detail: {} }], world.clock.now());
      await world.clock.sleep(10);
    }
    const written = { source: "highwire", types: ["record.written"] } as const;
    expect(await world.desk.samples(written, 2)).toMatchObject([
      { type: "record.written", data: { type: "record.written", fields: ["phone"] } },
      { data: { fields: ["email"] } },
    ]);
    const onPhone = { value: { pick: "trigger.fields" }, is: "containing", than: "phone" };
    expect(await world.desk.matches(written, onPhone)).toEqual({ matches: 2, of: 3 });
    const ended = await world.finish(await world.publish({ name: "Ends", steps: [{ id: "end", kind: "stop" }] }));
    const both = { source: "highwire", types: ["run.finished", "sweep.found"] } as const;
    expect((await world.desk.samples(both, 9)).map(({ type, eventId }) => [type, type === "run.finished" ? eventId : ""])).toEqual([
      ["run.finished", ended.id],
      ["sweep.found", ""],
      ["sweep.found", ""],
      ["sweep.found", ""],
    ]);
    const begins = { trigger: { kind: "event", ...written }, steps: [act("a", "plain")] };
    expect((await world.desk.advise(definition(begins))).perDay).toMatchObject({ runs: 3 });
  });

  it("look at fewer events where these are so large that comparing would hold others up", async () => {
    const world = await createWorkflowWorld();
    const large = new TextEncoder().encode(JSON.stringify({ body: "a".repeat(400_000) }));
    await receive(world, 40, large);
    const events = { source: "highlevel", types: ["NoteCreate"] } as const;
    const condition = {
      any: Array.from({ length: 10 }, (_, index) => ({ value: { pick: "trigger.body" }, is: "containing", than: `b${String(index)}` })),
    };
    const { matches, of } = await world.desk.matches(events, condition);
    expect(matches).toBe(0);
    expect(of).toBeGreaterThan(0);
    expect(of).toBeLessThan(40);
  });

  it("are parts without a value, exactly as publishing would refuse them", async () => {
    const world = await createWorkflowWorld();
    const open = definition({
      steps: [
        { id: "only", kind: "filter", only: { all: [] } },
        { id: "each", kind: "for-each", items: null, steps: [] },
      ],
    });
    const found = await world.desk.check(open, null);
    expect(found.map(({ at, code }) => `${at} ${code}`)).toEqual(["steps[0].only unset", "steps[1].items unset"]);
    const { id } = await world.desk.save(null, open, "ada");
    await expect(world.desk.publish(id, "", "ada")).rejects.toMatchObject({
      code: "HW_WORKFLOW_INVALID",
      data: { detail: "steps[0].only has no value yet. steps[1].items has no value yet." },
    });
  });

  it("are permissions that the account lacks, circles, and calls a day", async () => {
    const world = await createWorkflowWorld();
    const [highlevel] = world.connections;
    await world.store.saveConnection({ ...must(highlevel, "HighLevel"), facts: { granted: ["contacts.readonly"], missing: ["contacts.write"] } });
    const { facts } = world.ledger;
    world.ledger.facts = async (id) => {
      const known = await facts.call(world.ledger, id);
      return known === null
        ? null
        : { ...known, scopes: id === "read" ? ["contacts.readonly"] : id === "keyed" ? ["contacts.write"] : ["notes.write"] };
    };
    const loop = { id: "each", kind: "for-each", items: { pick: "trigger.list" }, most: 10, steps: [act("tell", "keyed")] };
    expect(await world.desk.advise(definition({ steps: [act("find", "read"), loop, act("gone", "remove")] }))).toEqual({
      notes: [
        { step: "tell", code: "scope-missing", about: "contacts.write" },
        { step: "tell", code: "may-loop", about: "Things" },
        { step: "gone", code: "scope-unproven", about: "notes.write" },
        { step: "gone", code: "may-loop", about: "Things" },
      ],
      perDay: { runs: 0, least: 0, most: 0 },
    });
    await receive(world, 4);
    expect((await world.desk.advise(definition({ steps: [loop] }))).perDay).toEqual({ runs: 4, least: 4, most: 40 });
    expect((await world.desk.advise(definition({ steps: [loop], limits: { calls: 5, hops: 3 } }))).perDay).toEqual({ runs: 4, least: 4, most: 20 });
    const hourly = { trigger: { kind: "schedule", cron: "0 * * * *", timeZone: "UTC" }, steps: [act("a", "read")] };
    expect((await world.desk.advise(definition(hourly))).perDay).toEqual({ runs: 24, least: 24, most: 24 });
    expect(await world.desk.advise(definition({ trigger: { kind: "manual" }, steps: [act("a", "plain")] }))).toEqual({ notes: [], perDay: null });
    const never = { trigger: { kind: "schedule", cron: "99 * * * *", timeZone: "Nowhere/Else" }, steps: [act("a", "read")] };
    expect((await world.desk.advise(definition(never))).perDay).toBeNull();
    expect(await world.desk.advise("nonsense")).toEqual({ notes: [], perDay: null });
  });
});

describe("what waits for people", () => {
  it("is no run of a workflow that was removed while it began", async () => {
    const { store, workspaceId, clock, settle } = await createWorkflowWorld();
    const run = aRun(aWorkflow(workspaceId));
    await store.workflows.startRuns(workspaceId, [run], clock.now());
    await settle();
    expect(await store.workflows.run(workspaceId, run.id)).toMatchObject({ state: "cancelled", dueAt: null });
    expect(await needsYou(store, workspaceId, clock.now())).toEqual([]);
  });

  const sources = { webhooks: async () => ({ accepted: null, refused: null }), lastBackup: async () => null };

  it("are runs that were set aside and questions, each with its page, and both are worth an alert", async () => {
    const world = await createWorkflowWorld();
    const { store, workspaceId, clock } = world;
    world.ledger.answer = () => failure(new HighwireError("HW_VENDOR_VALIDATION", { field: "body.title" }));
    const failing = await world.publish({ name: "Fails", steps: [act("a", "plain")] });
    const [first] = [await world.finish(failing), await world.finish(failing)];
    const asking = await world.publish({ name: "Asks", steps: [{ id: "q", kind: "approve", question: "Go on?" }] });
    const question = await world.desk.run(asking, {}, "ada");
    await world.settle(1_000);
    const waiting = await needsYou(store, workspaceId, clock.now());
    expect(waiting.map((item) => [item.kind, "workflow" in item ? item.workflow : null, placeOf(item).href])).toEqual([
      ["runs", "Fails", `/flows/workflows/${failing}?tab=runs&run=${must(first, "a run").id}`],
      ["questions", "Asks", `/flows/workflows/${asking}?tab=runs&run=${question}`],
    ]);
    const rules = { conflictHours: 24, silenceHours: 24 };
    const needs = await gatherNeeds({ store, workspaceId, sources }, rules, clock.now());
    expect(needs.map(({ kind, code, count }) => [kind, code, count])).toEqual([
      ["runs", "HW_VENDOR_VALIDATION", 2],
      ["questions", null, 1],
    ]);
    await world.desk.answer(question, "q", { approved: true, note: "" }, "ada");
    await world.settle();
    expect((await needsYou(store, workspaceId, clock.now())).map(({ kind }) => kind)).toEqual(["runs"]);
  });
});
