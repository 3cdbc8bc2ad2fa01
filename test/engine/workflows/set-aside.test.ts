import { describe, expect, it } from "vitest";
import { HighwireError } from "#core/errors.ts";
import type { RunId } from "#core/workflow/run.ts";
import { must } from "#lib/must.ts";
import { act, createWorkflowWorld, failure, type WorkflowWorld } from "../../support/workflow-world.ts";

const asks = { name: "Other", steps: [{ id: "q", kind: "approve", question: "Really?" }] };
const waits = { id: "w", kind: "wait", event: { source: "highlevel", types: ["ContactUpdate"] }, about: "c1", timeoutSeconds: 86_400 };

/** Goes through the words of a list side by side, for each of them its own steps. */
const sideBySide = (steps: Readonly<Record<string, object>>): object => ({
  id: "each",
  kind: "for-each",
  items: { pick: "trigger.list" },
  together: 3,
  steps: [
    {
      id: "which",
      kind: "branch",
      cases: Object.entries(steps).map(([word, step]) => ({ when: { value: { pick: "item" }, is: "equal", than: word }, steps: [step] })),
      otherwise: [],
    },
  ],
});
const refused = failure(new HighwireError("HW_VENDOR_VALIDATION", { field: "body" }));
const uncertain = failure(new HighwireError("HW_VENDOR_TIMEOUT", { mayHaveHappened: true }));

async function runOf({ store, workspaceId }: WorkflowWorld, workflowId: string): Promise<RunId> {
  const { runs } = await store.workflows.listRuns(workspaceId, { limit: 99 });
  return must(
    runs.find((run) => run.workflowId === workflowId),
    "the run",
  ).id;
}

const tellOfContact = ({ store, workspaceId, clock }: WorkflowWorld, id: string, n: number): Promise<void> =>
  store.workflows.tellWaiting(
    workspaceId,
    [{ id, names: ["c1"], signal: { kind: "event", source: "highlevel", type: "ContactUpdate", data: { n } } }],
    clock.now(),
  );

describe("a run that was set aside", () => {
  it("hears, once it is taken up, that the run it waits for has ended meanwhile", async () => {
    const world = await createWorkflowWorld();
    const other = await world.publish(asks);
    const steps = [sideBySide({ fails: act("a", "keyed"), waits: { id: "r", kind: "run-workflow", workflow: other, input: {} } })];
    world.ledger.answer = () => refused;
    const id = await world.desk.run(await world.publish({ steps }), { list: ["fails", "waits"] }, "ada");
    await world.settle(10_000);
    expect(await world.desk.showRun(id)).toMatchObject({ state: "parked", because: "HW_VENDOR_VALIDATION" });
    const child = await runOf(world, other);
    await world.desk.answer(child, "q", { approved: true, note: "" }, "ada");
    await world.settle(10_000);
    expect(await world.desk.showRun(child)).toMatchObject({ state: "done" });
    expect(await world.desk.showRun(id)).toMatchObject({ state: "parked", dueAt: null });
    world.ledger.answer = () => null;
    await world.desk.retry(id, "ada");
    await world.settle(10_000);
    expect(await world.desk.showRun(id)).toMatchObject({ state: "done" });
  });

  it("hears of an event that it waits for and that came meanwhile", async () => {
    const world = await createWorkflowWorld();
    world.ledger.answer = () => refused;
    const id = await world.desk.run(
      await world.publish({ steps: [sideBySide({ fails: act("a", "keyed"), waits })] }),
      { list: ["fails", "waits"] },
      "ada",
    );
    await world.settle(10_000);
    await tellOfContact(world, "e1", 7);
    await world.settle(10_000);
    expect(await world.desk.showRun(id)).toMatchObject({ state: "parked" });
    world.ledger.answer = () => null;
    await world.desk.retry(id, "ada");
    await world.settle(10_000);
    const run = await world.desk.showRun(id);
    expect(run.state).toBe("done");
    expect(run.steps.find(({ kind }) => kind === "wait")).toMatchObject({ output: { n: 7 } });
  });

  it("keeps what it was told while one step after the other sets it aside again", async () => {
    const world = await createWorkflowWorld();
    const steps = [sideBySide({ fails: act("a", "keyed"), doubts: act("b", "plain"), waits })];
    world.ledger.answer = ({ operationId }) => (operationId === "plain" ? uncertain : refused);
    const id = await world.desk.run(await world.publish({ steps }), { list: ["fails", "doubts", "waits"] }, "ada");
    await world.settle(10_000);
    expect(await world.desk.showRun(id)).toMatchObject({ state: "parked", because: "HW_STEP_UNCERTAIN" });
    await tellOfContact(world, "e1", 7);
    await world.desk.confirm(id, "ada");
    await world.settle(10_000);
    expect(await world.desk.showRun(id)).toMatchObject({ state: "parked", because: "HW_VENDOR_VALIDATION" });
    world.ledger.answer = () => null;
    await world.desk.retry(id, "ada");
    await world.settle(10_000);
    expect(await world.desk.showRun(id)).toMatchObject({ state: "done" });
  });
});

describe("a run that waits", () => {
  it("for a run of a workflow that is removed, is set back by it", async () => {
    const world = await createWorkflowWorld();
    const other = await world.publish(asks);
    const id = await world.desk.run(await world.publish({ steps: [{ id: "r", kind: "run-workflow", workflow: other, input: {} }] }), {}, "ada");
    await world.settle(10_000);
    await world.desk.remove(other, "ada");
    await world.settle(10_000);
    expect(await world.desk.showRun(id)).toMatchObject({ state: "failed", because: "HW_STEP_RUN_FAILED", at: "r" });
  });

  it("twice for an event, takes two of them", async () => {
    const world = await createWorkflowWorld();
    const id = await world.desk.run(await world.publish({ steps: [waits, { ...waits, id: "again" }] }), {}, "ada");
    await world.settle(10_000);
    await tellOfContact(world, "e1", 1);
    await world.settle(10_000);
    expect((await world.desk.showRun(id)).steps).toMatchObject([
      { path: "again", state: "waiting" },
      { path: "w", output: { n: 1 } },
    ]);
    await tellOfContact(world, "e2", 2);
    await world.settle(10_000);
    expect(await world.desk.showRun(id)).toMatchObject({ state: "done", steps: [{ output: { n: 2 } }, { output: { n: 1 } }] });
  });
});
