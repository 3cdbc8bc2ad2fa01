import { describe, expect, it } from "vitest";
import { HighwireError } from "#core/errors.ts";
import { createCallDoor } from "#engine/workflow/call-door.ts";
import { createWorkflowDesk, type ShownRun } from "#engine/workflow/workflow-desk.ts";
import { must } from "#lib/must.ts";
import { act, createWorkflowWorld, failure } from "../../support/workflow-world.ts";

const noSecrets = { newSecret: () => "", newSigningSecret: () => "", checkAddress: async () => undefined };

describe("a run of a workflow", () => {
  it("calls what its steps say, with what earlier steps brought, and is told in the journal", async () => {
    const world = await createWorkflowWorld();
    const note = {
      path: { contactId: { pick: "steps.find.contact.id" } },
      body: { text: "Hello {{ steps.find.contact.name | upcase }}", list: [{ pick: "trigger.n" }] },
    };
    const id = await world.publish({
      steps: [act("find", "read"), act("note", "keyed", { input: { ...note, body: { ...note.body, text: { text: note.body.text } } } })],
    });
    const run = await world.finish(id, { n: 7 });
    expect(run).toMatchObject({ state: "done", calls: 2, because: null });
    expect(world.ledger.effects).toMatchObject([
      { operation: "keyed", input: { path: { contactId: "c1" }, body: { text: "Hello ADA", list: [7] } } },
    ]);
    const [write] = await world.store.journal(world.workspaceId, { kinds: ["write"], limit: 9 });
    expect(write).toMatchObject({ side: "highlevel", detail: { workflow: id, run: run.id, step: "note", operation: "keyed" }, values: [] });
  });

  it("A1 writes one entry for each write, and none for a read", async () => {
    const world = await createWorkflowWorld();
    const each = { id: "each", kind: "for-each", items: { pick: "trigger.list" }, together: 3, steps: [act("read", "read"), act("write", "plain")] };
    await world.finish(await world.publish({ steps: [each] }), { list: [1, 2, 3, 4, 5] });
    expect(await world.store.journal(world.workspaceId, { kinds: ["write"], limit: 99 })).toHaveLength(5);
    expect(world.ledger.effects).toHaveLength(5);
    expect((await world.store.verifyJournal(world.workspaceId)).brokenAt).toBeNull();
  });

  it("keeps to the version it began with, while new runs take the new one", async () => {
    const world = await createWorkflowWorld();
    const definition = (word: string): object => ({
      format: 1,
      name: "W",
      trigger: { kind: "manual" },
      steps: [{ id: "d", kind: "delay", seconds: 60 }, act("a", "keyed", { input: { word } })],
    });
    const id = await world.publish(definition("old"));
    const before = await world.desk.run(id, {}, "ada");
    await world.settle(1_000);
    await world.desk.save(id, definition("new"), "ada");
    await world.desk.publish(id, "other words", "ada");
    const after = await world.desk.run(id, {}, "ada");
    await world.settle();
    expect(await world.desk.showRun(before)).toMatchObject({ version: 1, state: "done" });
    expect(await world.desk.showRun(after)).toMatchObject({ version: 2, state: "done" });
    expect(world.ledger.effects.map(({ input }) => input)).toEqual([{ word: "old" }, { word: "new" }]);
    await world.desk.rollBack(id, 1, "ada");
    expect(await world.desk.get(id)).toMatchObject({ version: 3, draft: { steps: [{ id: "d" }, { input: { word: "old" } }] } });
    const versions = await world.desk.versions(id);
    expect(versions.map(({ note }) => note)).toEqual(["Back to version 1", "other words", ""]);
  });

  it("X5, X6 tries again what may pass, with pauses, and sets aside what does not", async () => {
    const world = await createWorkflowWorld();
    const id = await world.publish({ steps: [act("a", "plain")] });
    let failures = 3;
    world.ledger.answer = () => ((failures -= 1) >= 0 ? failure(new HighwireError("HW_VENDOR_UNAVAILABLE", { mayHaveHappened: false })) : null);
    const began = world.clock.now();
    expect(await world.finish(id)).toMatchObject({ state: "done", calls: 4, steps: [{ path: "a", attempts: 3 }] });
    expect(world.clock.now() - began).toBeGreaterThan(1_000);
    world.ledger.answer = () => failure(new HighwireError("HW_VENDOR_VALIDATION", { field: "body.title" }));
    const refused = await world.finish(id);
    expect(refused).toMatchObject({ state: "parked", because: "HW_VENDOR_VALIDATION", at: "a", steps: [{ state: "failed" }] });
    world.ledger.answer = () => null;
    await world.desk.retry(refused.id, "ada");
    await world.settle();
    expect(await world.desk.showRun(refused.id)).toMatchObject({ state: "done", because: null });
    await expect(world.desk.retry(refused.id, "ada")).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
  });

  it("I4 never repeats a write of which it is not known whether it was done, and asks a person", async () => {
    const world = await createWorkflowWorld();
    const id = await world.publish({ steps: [act("a", "plain"), act("b", "keyed")] });
    const lost = failure(new HighwireError("HW_VENDOR_TIMEOUT", { mayHaveHappened: true }));
    world.ledger.answer = ({ operationId }) => (operationId === "plain" ? lost : null);
    const run = await world.finish(id);
    expect(run).toMatchObject({ state: "parked", because: "HW_STEP_UNCERTAIN", at: "a" });
    expect(world.ledger.effects).toHaveLength(1);
    await world.desk.confirm(run.id, "ada");
    await world.settle();
    expect(await world.desk.showRun(run.id)).toMatchObject({ state: "done" });
    expect(world.ledger.effects.map(({ operation }) => operation)).toEqual(["plain", "keyed"]);
  });

  it("repeats a write whose key the vendor knows, and does it once", async () => {
    const world = await createWorkflowWorld();
    const id = await world.publish({ steps: [act("a", "keyed")] });
    let lost = 2;
    world.ledger.answer = () => ((lost -= 1) >= 0 ? failure(new HighwireError("HW_VENDOR_TIMEOUT", { mayHaveHappened: true })) : null);
    expect(await world.finish(id)).toMatchObject({ state: "done", calls: 3 });
    expect(world.ledger.effects).toHaveLength(1);
  });

  it("S5 counts as done what an earlier try of the same step has taken away, and asks a person about what was never there", async () => {
    const world = await createWorkflowWorld();
    const id = await world.publish({ steps: [act("a", "remove"), act("b", "keyed")] });
    let lost = 1;
    world.ledger.answer = () => ((lost -= 1) >= 0 ? failure(new HighwireError("HW_VENDOR_TIMEOUT", { mayHaveHappened: true })) : null);
    expect(await world.finish(id)).toMatchObject({ state: "done", calls: 3, steps: [{ path: "a", attempts: 1, error: null }, {}] });
    expect(world.ledger.effects.map(({ operation }) => operation)).toEqual(["remove", "keyed"]);
    const writes = await world.store.journal(world.workspaceId, { kinds: ["write"], limit: 9 });
    expect(writes.map(({ detail }) => detail["step"]).toSorted()).toEqual(["a", "b"]);
    expect(await world.finish(id)).toMatchObject({ state: "parked", because: "HW_VENDOR_NOT_FOUND", at: "a" });
  });

  it("X8 pauses a connection whose credential is refused, keeps the run, and goes on once it is active", async () => {
    const world = await createWorkflowWorld();
    const id = await world.publish({ steps: [act("a", "keyed")] });
    world.ledger.answer = () => failure(new HighwireError("HW_VENDOR_REAUTH_NEEDED", { vendor: "highlevel" }));
    const runId = await world.desk.run(id, {}, "ada");
    await world.settle(120_000);
    const { id: connectionId } = must(world.connections[0], "HighLevel");
    expect(await world.store.connection(world.workspaceId, connectionId)).toMatchObject({
      state: "paused",
      pausedBecause: "HW_VENDOR_REAUTH_NEEDED",
    });
    expect(world.ledger.calls).toBe(1);
    world.ledger.answer = () => null;
    await world.store.changeConnection(world.workspaceId, connectionId, (one) => ({ ...one, state: "active", pausedBecause: null }));
    await world.settle();
    expect(await world.desk.showRun(runId)).toMatchObject({ state: "done" });
  });

  it("gives a step so much time and no more", async () => {
    const world = await createWorkflowWorld();
    const id = await world.publish({
      steps: [act("a", "read", { timeoutMs: 500, onFailure: "go-on" }), act("b", "keyed", { input: { pick: "steps.a" } })],
    });
    const hang = {
      ...world.ports,
      calls: {
        ...world.ports.calls,
        facts: (o: string) => world.ledger.facts(o),
        call: (c: Parameters<typeof world.ledger.call>[0]) => (c.operationId === "read" ? new Promise<never>(() => undefined) : world.ledger.call(c)),
      },
    };
    const runId = await world.desk.run(id, {}, "ada");
    const worker = world.runner(hang);
    worker.start();
    await world.clock.sleep(3_600_000);
    await worker.stop();
    expect(await world.desk.showRun(runId)).toMatchObject({
      state: "done",
      steps: [{ error: "HW_RETRIES_SPENT" }, { input: { error: "HW_RETRIES_SPENT" } }],
    });
  });

  it("makes no more calls than a run may", async () => {
    const world = await createWorkflowWorld();
    const each = { id: "each", kind: "for-each", items: { pick: "trigger.list" }, steps: [act("a", "keyed")] };
    const id = await world.publish({ steps: [each], limits: { calls: 3 } });
    expect(await world.finish(id, { list: [1, 2, 3, 4, 5] })).toMatchObject({ state: "parked", because: "HW_RUN_LIMIT", reason: "calls", calls: 3 });
    expect(world.ledger.effects).toHaveLength(3);
  });

  it("decides everything and writes nothing in shadow", async () => {
    const world = await createWorkflowWorld();
    const id = await world.publish({ steps: [act("a", "read"), act("b", "plain"), act("c", "keyed")] }, "shadow");
    expect(await world.finish(id)).toMatchObject({
      state: "done",
      shadow: true,
      steps: [{ shadow: false }, { shadow: true, input: {} }, { shadow: true }],
    });
    expect([world.ledger.effects, world.ledger.calls]).toEqual([[], 1]);
  });

  it("waits for time, for an answer, and for another workflow's run", async () => {
    const world = await createWorkflowWorld();
    const other = await world.publish({ name: "Other", steps: [act("inner", "keyed", { input: { pick: "trigger.word" } })] });
    const steps = [
      { id: "d", kind: "delay", seconds: { pick: "trigger.seconds" } },
      { id: "q", kind: "approve", question: { text: "Write to {{ trigger.name }}?" } },
      { id: "r", kind: "run-workflow", workflow: other, input: { word: "hi" } },
      act("a", "keyed", { input: { pick: "steps.q.who" } }),
    ];
    const id = await world.publish({ steps });
    const runId = await world.desk.run(id, { seconds: 90, name: "Ada" }, "ada");
    const began = world.clock.now();
    await world.settle(60_000);
    expect((await world.desk.showRun(runId)).steps).toMatchObject([{ path: "d", state: "waiting" }]);
    await world.settle(60_000);
    expect((await world.desk.showRun(runId)).steps).toMatchObject([
      { path: "d", state: "done" },
      { path: "q", state: "waiting", input: { question: "Write to Ada?" } },
    ]);
    expect(world.clock.now() - began).toBeGreaterThanOrEqual(90_000);
    await expect(world.desk.answer(runId, "nowhere", { approved: true, note: "" }, "bob")).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
    await world.desk.answer(runId, "q", { approved: true, note: "fine" }, "bob");
    await world.settle();
    expect(await world.desk.showRun(runId)).toMatchObject({ state: "done" });
    expect(world.ledger.effects.map(({ input }) => input)).toEqual(["hi", "bob"]);
  });

  it.each([
    ["a question", { id: "q", kind: "approve", question: { text: "Write to {{ trigger.name }}?" } }],
    ["another workflow's input", { id: "q", kind: "run-workflow", workflow: "OTHER", input: { text: "{{ trigger.name }}" } }],
    ["a call's input", act("q", "keyed", { input: { text: "{{ trigger.name }}" } })],
  ])("sets a run aside at the step whose text cannot be made: %s", async (_what, step) => {
    const world = await createWorkflowWorld();
    const other = await world.publish({ name: "Other", steps: [] });
    const id = await world.publish({ steps: [JSON.parse(JSON.stringify(step).replace("OTHER", other)) as object] });
    const broken = { ...world.ports.texts, render: () => Promise.reject(new HighwireError("HW_STEP_TEXT")) };
    const runId = await world.desk.run(id, { name: "Ada" }, "ada");
    const worker = world.runner({ ...world.ports, texts: broken });
    worker.start();
    await world.clock.sleep(5_000);
    await worker.stop();
    expect(await world.desk.showRun(runId)).toMatchObject({ state: "parked", because: "HW_STEP_TEXT", at: "q" });
  });

  it("E4 sets aside what workflows would start in circles, with the chain", async () => {
    const world = await createWorkflowWorld();
    const id = await world.publish({ steps: [act("a", "keyed", { input: { path: { contactId: { pick: "trigger.id" } } } })], limits: { hops: 2 } });
    const runs: ShownRun[] = [];
    for (let hop = 0; hop < 4; hop += 1) runs.push(await world.finish(id, { id: "c9" }));
    expect(runs.map(({ state }) => state)).toEqual(["done", "done", "done", "parked"]);
    expect(runs[3]).toMatchObject({ because: "HW_RUN_HOPS_SPENT", chain: [2, 1, 0].map((index) => `${id}:${String(runs[index]?.id)}`) });
    expect(await world.finish(id, { id: "another" })).toMatchObject({ state: "done", chain: [] });
  });

  it("lets runs with the same key go one after the other", async () => {
    const world = await createWorkflowWorld();
    const steps = [
      act("a", "plain", { input: { pick: "trigger" } }),
      { id: "d", kind: "delay", seconds: 5 },
      act("b", "plain", { input: { pick: "trigger" } }),
    ];
    const id = await world.publish({ steps, oneAtATime: { pick: "trigger.key" } });
    for (const [key, n] of [
      ["x", 1],
      ["x", 2],
      ["y", 3],
    ] as const)
      await world.desk.run(id, { key, n }, "ada");
    await world.settle();
    const order = world.ledger.effects.map(({ input }) => (input as { n: number }).n);
    expect(order.filter((n) => n < 3)).toEqual([1, 1, 2, 2]);
    expect(order.indexOf(3)).toBeLessThan(order.indexOf(2));
  });

  it("begins at its times by the clock of its zone, once however many look, and once for all that were missed", async () => {
    const world = await createWorkflowWorld();
    // The clock begins on a Monday at 09:00 UTC, which is 10:00 in Berlin.
    const id = await world.publish({ trigger: { kind: "schedule", cron: "30 10 * * *", timeZone: "Europe/Berlin" }, steps: [act("a", "keyed")] });
    const workers = [world.runner(), world.runner()];
    for (const worker of workers) worker.start();
    await world.clock.sleep(1_700_000);
    expect(world.ledger.effects).toHaveLength(0);
    await world.clock.sleep(200_000);
    expect(world.ledger.effects).toHaveLength(1);
    for (const worker of workers) await worker.stop();
    world.clock.advance(5 * 86_400_000);
    const late = world.runner();
    late.start();
    await world.clock.sleep(5_000);
    await late.stop();
    expect(world.ledger.effects).toHaveLength(2);
    expect((await world.desk.runs({ workflowId: id, limit: 9 })).runs.map(({ cause }) => cause)[1]).toBe("schedule 2026-11-23T09:30:00.000Z");
  });

  it("begins nothing for times from before it was switched on, or had this schedule", async () => {
    const world = await createWorkflowWorld();
    const daily = (cron: string): object => ({
      format: 1,
      name: "W",
      trigger: { kind: "schedule", cron, timeZone: "UTC" },
      steps: [act("a", "keyed")],
    });
    const work = async (): Promise<number> => {
      const worker = world.runner();
      worker.start();
      await world.clock.sleep(10_000);
      await worker.stop();
      return world.ledger.effects.length;
    };
    // The clock begins on a Monday at 09:00 UTC.
    const id = await world.publish(daily("0 12 * * *"));
    world.clock.advance(4 * 3_600_000);
    expect(await work()).toBe(1);
    await world.desk.setMode(id, "off", "ada");
    world.clock.advance(5 * 86_400_000);
    await world.desk.setMode(id, "live", "ada");
    expect(await work()).toBe(1);
    await world.desk.save(id, daily("0 11 * * *"), "ada");
    await world.desk.publish(id, "", "ada");
    expect(await work()).toBe(1);
    world.clock.advance(86_400_000);
    expect(await work()).toBe(2);
  });

  it("runs again from what began it, with the version of then or of today", async () => {
    const world = await createWorkflowWorld();
    const definition = (word: string): object => ({
      format: 1,
      name: "W",
      trigger: { kind: "manual" },
      steps: [act("a", "keyed", { input: [word, { pick: "trigger.n" }] })],
    });
    const id = await world.publish(definition("old"));
    const first = await world.finish(id, { n: 1 });
    await world.desk.save(id, definition("new"), "ada");
    await world.desk.publish(id, "", "ada");
    for (const version of ["then", "today"] as const) await world.desk.replay(first.id, version, "ada");
    await world.settle();
    expect(world.ledger.effects.map(({ input }) => input)).toEqual([
      ["old", 1],
      ["old", 1],
      ["new", 1],
    ]);
  });

  it("X1 begins with a call to its own address that brings the secret, once for a call that is named, and with no other", async () => {
    const world = await createWorkflowWorld();
    const id = await world.publish({ trigger: { kind: "webhook" }, steps: [act("a", "keyed", { input: { pick: "trigger.n" } })] });
    const call = (secret: string, headers: object = {}, body = '{"n":1}') =>
      world.desk.door.receive({ workflowId: id, headers: { authorization: `Bearer ${secret}`, ...headers }, body: Buffer.from(body) });
    // Nobody has made a secret yet, so there is no door.
    expect(await call("")).toEqual({ status: 404, code: "HW_WEBHOOK_UNKNOWN_SOURCE" });
    const { secret, path } = await world.desk.newSecret(id, "ada");
    expect(path).toBe(`/webhooks/workflow/${id}`);
    expect(await call(`${secret}x`)).toEqual({ status: 401, code: "HW_WEBHOOK_BAD_SIGNATURE" });
    expect(await call(secret, {}, "no json")).toEqual({ status: 400, code: "HW_REQUEST_INVALID" });
    for (let again = 0; again < 3; again += 1) expect(await call(secret, { "webhook-id": "one" })).toEqual({ status: 200, code: null });
    expect(await call("", { authorization: undefined, "x-highwire-secret": secret }, '{"n":2}')).toEqual({ status: 200, code: null });
    await world.settle();
    expect(world.ledger.effects.map(({ input }) => input)).toEqual([1, 2]);
    await world.desk.newSecret(id, "ada");
    expect(await call(secret)).toEqual({ status: 401, code: "HW_WEBHOOK_BAD_SIGNATURE" });
    expect((await world.desk.door.receive({ workflowId: "none", headers: {}, body: Buffer.from("{}") })).status).toBe(404);
  });

  it("X1 reads the store once for many calls, keeps them in few commits, and sends away what is too much for a while", async () => {
    const world = await createWorkflowWorld();
    const id = await world.publish({ trigger: { kind: "webhook" }, steps: [] });
    const { secret } = await world.desk.newSecret(id, "ada");
    const { workflows } = world.store;
    const asked = { reads: 0, commits: 0 };
    const counted: typeof workflows = {
      ...workflows,
      workflow: (...given) => workflows.workflow(...given).finally(() => (asked.reads += 1)),
      startRuns: (...given) => workflows.startRuns(...given).finally(() => (asked.commits += 1)),
    };
    const door = createCallDoor({ ...world.ports, store: { ...world.store, workflows: counted } }, world.workspaceId);
    const call = (token: string) => door.receive({ workflowId: id, headers: { authorization: `Bearer ${token}` }, body: Buffer.from("{}") });
    const answers = await Promise.all(Array.from({ length: 1_200 }, (_, index) => call(index % 2 === 0 ? secret : "wrong")));
    expect(Object.entries(Object.groupBy(answers, ({ status }) => status)).map(([status, group]) => [status, group?.length])).toEqual([
      ["200", 600],
      ["401", 600],
    ]);
    expect(asked.reads).toBe(1);
    expect(asked.commits).toBeLessThan(10);
    const more = await Promise.all(Array.from({ length: 600 }, () => call(secret)));
    expect(more.find(({ status }) => status !== 200)).toEqual({ status: 429, code: "HW_REQUEST_TOO_OFTEN", retryAfterSeconds: 1 });
    await world.clock.sleep(10_000);
    expect(await call(secret)).toEqual({ status: 200, code: null });
    await world.desk.setMode(id, "off", "ada");
    await world.clock.sleep(5_000);
    expect(await call(secret)).toEqual({ status: 409, code: "HW_REQUEST_CONFLICT" });
  });

  it("X9 keeps the others when what one run brought cannot be kept", async () => {
    const world = await createWorkflowWorld();
    const id = await world.publish({ steps: [act("a", "keyed", { input: { pick: "trigger.n" } })] });
    const runs = [1, 2, 3].map((n) => world.desk.run(id, { n }, "ada"));
    const ids = await Promise.all(runs);
    const { workflows } = world.store;
    const picky: typeof workflows = {
      ...workflows,
      settleRuns: async (workspaceId, settlements, now) => {
        if (settlements.some(({ runId, steps }) => runId === ids[1] && steps.length > 0)) throw new Error("a value that no row can hold");
        return workflows.settleRuns(workspaceId, settlements, now);
      },
    };
    const worker = world.runner({ ...world.ports, store: { ...world.store, workflows: picky } });
    worker.start();
    await world.clock.sleep(5_000);
    await worker.stop();
    expect(await Promise.all(ids.map(async (runId) => (await world.desk.showRun(runId)).state))).toEqual(["done", "parked", "done"]);
  });

  it("ends for a person, and does nothing more", async () => {
    const world = await createWorkflowWorld();
    const id = await world.publish({ steps: [{ id: "d", kind: "delay", seconds: 100 }, act("a", "keyed")] });
    const runId = await world.desk.run(id, {}, "ada");
    await world.settle(1_000);
    await world.desk.cancel(runId, "ada");
    await world.settle();
    expect(await world.desk.showRun(runId)).toMatchObject({ state: "cancelled" });
    expect(world.ledger.effects).toEqual([]);
    await expect(world.desk.cancel(runId, "ada")).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
  });

  it("refuses to publish what cannot work here, and says where", async () => {
    const world = await createWorkflowWorld();
    const flawed = {
      format: 1,
      name: "W",
      trigger: { kind: "schedule", cron: "61 * * * *", timeZone: "Mars/Olympus" },
      steps: [
        act("a", "read", { operation: "none" }),
        act("b", "read", { connection: "elsewhere" }),
        act("c", "read", { input: { text: "{% if x %}" } }),
      ],
    };
    expect((await world.desk.check(flawed, null)).map(({ at, code }) => `${at} ${code}`)).toEqual([
      "trigger.timeZone bad-zone",
      "steps[0].operation unknown-operation",
      "steps[1].connection unknown-connection",
      "steps[2].input bad-template",
    ]);
    const { id } = await world.desk.save(null, flawed, "ada");
    await expect(world.desk.publish(id, "", "ada")).rejects.toMatchObject({ code: "HW_WORKFLOW_INVALID" });
    await expect(world.desk.setMode(id, "live", "ada")).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
    await expect(world.desk.run(id, {}, "ada")).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
    await expect(world.desk.save(id, { format: 1 }, "ada")).rejects.toMatchObject({ code: "HW_WORKFLOW_INVALID" });
  });

  it("is tried out with sample data and pinned outputs, up to a step, without a write and without a trace", async () => {
    const world = await createWorkflowWorld();
    const definition = {
      format: 1,
      name: "W",
      trigger: { kind: "manual" },
      steps: [
        act("a", "read", { input: { pick: "trigger.n" } }),
        { id: "d", kind: "delay", seconds: 999 },
        act("b", "plain", { input: { pick: "steps.a" } }),
        act("c", "keyed"),
      ],
    };
    const whole = await world.desk.test(definition, { trigger: { n: 1 } });
    expect(whole).toMatchObject({
      outcome: { state: "done" },
      steps: [{ path: "a", output: { asked: 1 } }, { path: "d" }, { path: "b", shadow: true }, { path: "c", shadow: true }],
    });
    const part = await world.desk.test(definition, { trigger: {}, pins: { a: { pinned: true } }, upTo: "b" });
    expect(part).toMatchObject({ outcome: null, steps: [{ output: { pinned: true } }, { path: "d" }, { path: "b", input: { pinned: true } }] });
    expect([world.ledger.effects, await world.desk.list(), (await world.desk.runs({ limit: 9 })).runs]).toEqual([[], [], []]);
  });

  it("is tried out up to a step of any kind, also one inside another, and no further", async () => {
    const world = await createWorkflowWorld();
    const item = { value: { pick: "item" }, is: "different", than: { literal: "x" } };
    const inner = [act("b", "read"), { id: "f", kind: "filter", only: item }, act("c", "read")];
    const each = { id: "each", kind: "for-each", items: { pick: "trigger" }, steps: inner };
    const definition = { format: 1, name: "W", trigger: { kind: "manual" }, steps: [act("a", "read"), each, act("d", "read")] };
    const paths = async (upTo: string) => (await world.desk.test(definition, { trigger: ["x", "y"], upTo })).steps.map(({ path }) => path);
    expect(await paths("f")).toEqual(["a", "each[0]/b", "each[1]/b"]);
    expect(await paths("each")).toEqual(["a", "each[0]/b", "each[1]/b", "each[1]/c"]);
    expect(await paths("constructor")).toEqual(["a", "each[0]/b", "each[1]/b", "each[1]/c", "d"]);
  });

  it("gives a step that is tried out so much time as a run would", async () => {
    const world = await createWorkflowWorld();
    const calls = {
      facts: (name: string) => world.ledger.facts(name),
      eventObject: async () => null,
      call: () => new Promise<never>(() => undefined),
    };
    const desk = createWorkflowDesk({ ...world.ports, calls, ...noSecrets }, world.workspaceId);
    const definition = { format: 1, name: "W", trigger: { kind: "manual" }, steps: [act("a", "read", { timeoutMs: 500 })] };
    const tried = desk.test(definition, { trigger: {} });
    await world.clock.sleep(1_000);
    expect(await tried).toMatchObject({ outcome: { state: "parked" }, steps: [{ state: "failed", error: "HW_VENDOR_TIMEOUT" }] });
  });
});
