import { describe, expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { checkDefinition } from "./check-definition.ts";
import type { Json } from "./expression.ts";
import { planRun, type RunPlan } from "./plan-run.ts";
import type { RunId, Signal, StepRecord } from "./run.ts";

const action = (id: string, more: object = {}): object => ({ id, kind: "action", operation: "o", connection: "highlevel", ...more });

function record(path: string, more: Partial<StepRecord> = {}): StepRecord {
  const base = { kind: "action", state: "done", input: null, output: { of: path }, error: null, attempts: 0, firstFailedAt: null } as const;
  return { path, ...base, startedAt: 0, endedAt: 0, dueAt: null, shadow: false, ...more };
}

function plan(
  steps: readonly object[],
  records: readonly StepRecord[] = [],
  more: { trigger?: Json; signals?: readonly Signal[]; now?: number } = {},
): RunPlan {
  const checked = checkDefinition({ format: 1, name: "W", trigger: { kind: "manual" }, steps });
  if (checked.kind === "flawed") throw new Error(JSON.stringify(checked.problems));
  const run = { id: "run" as RunId, trigger: more.trigger ?? {}, startedAt: 0 };
  return planRun(checked.definition, run, { steps: records, signals: more.signals ?? [], now: more.now ?? 0 });
}
const called = ({ calls }: RunPlan): readonly string[] => calls.map(({ path }) => path);

describe("planning a run", () => {
  it("goes one step after the other, and ends after the last", () => {
    const steps = [action("a"), action("b", { input: { pick: "steps.a.of" } })];
    expect(called(plan(steps))).toEqual(["a"]);
    expect(called(plan(steps, [record("a")]))).toEqual(["b"]);
    expect(must(plan(steps, [record("a")]).calls[0], "the call").scope.steps).toEqual({ a: { of: "a" } });
    expect(plan(steps, [record("a"), record("b")]).outcome).toEqual({ state: "done", because: null, at: null, reason: null });
  });

  it("ends at a filter that does not hold", () => {
    const steps = [{ id: "f", kind: "filter", only: { value: { pick: "trigger.vip" }, is: "true" } }, action("a")];
    expect(plan(steps).outcome).toEqual({ state: "filtered", because: null, at: "f", reason: null });
    expect(called(plan(steps, [], { trigger: { vip: true } }))).toEqual(["a"]);
  });

  it("takes the first case that holds, and else the other way", () => {
    const is = (n: number): object => ({ value: { pick: "trigger.n" }, is: "equal", than: n });
    const cases = [
      { when: is(1), steps: [action("one")] },
      { when: is(2), steps: [action("two")] },
    ];
    const steps = [{ id: "b", kind: "branch", cases, otherwise: [action("other")] }, action("after")];
    expect(called(plan(steps, [], { trigger: { n: 2 } }))).toEqual(["two"]);
    expect(called(plan(steps, [], { trigger: { n: 9 } }))).toEqual(["other"]);
    const after = plan(steps, [record("two")], { trigger: { n: 2 } });
    expect(must(after.calls[0], "the call").scope.steps).toEqual({ b: { taken: 2 } });
  });

  it("goes through a list, so many at a time, and past items that a filter leaves out", () => {
    const inner = [
      { id: "f", kind: "filter", only: { value: { pick: "item" }, is: "different", than: "skip" } },
      action("note", { input: { pick: "item" } }),
    ];
    const steps = [{ id: "each", kind: "for-each", items: { pick: "trigger.list" }, together: 2, steps: inner }, action("after")];
    const trigger = { list: ["a", "skip", "b", "c"] };
    expect(called(plan(steps, [], { trigger }))).toEqual(["each[0]/note", "each[2]/note"]);
    expect(called(plan(steps, [record("each[0]/note")], { trigger }))).toEqual(["each[2]/note", "each[3]/note"]);
    const all = ["each[0]/note", "each[2]/note", "each[3]/note"].map((path) => record(path));
    expect(must(plan(steps, all, { trigger }).calls[0], "the call").scope.steps).toEqual({ each: { count: 4 } });
  });

  it("fails a loop over what is no list, or over too long a one", () => {
    const steps = [{ id: "each", kind: "for-each", items: { pick: "trigger.list" }, most: 2, steps: [action("a")] }];
    expect(plan(steps, [], { trigger: { list: "text" } }).outcome).toMatchObject({ state: "failed", because: "HW_STEP_VALUE", at: "each" });
    expect(plan(steps, [], { trigger: { list: [1, 2, 3] } }).outcome).toMatchObject({ state: "failed", because: "HW_RUN_LIMIT" });
  });

  it("sets a run aside at a step that failed, unless it may go on", () => {
    const failed = record("a", { state: "failed", error: "HW_VENDOR_VALIDATION", output: null });
    expect(plan([action("a")], [failed]).outcome).toMatchObject({ state: "parked", because: "HW_VENDOR_VALIDATION", at: "a" });
    const onwards = plan([action("a", { onFailure: "go-on" }), action("b")], [failed]);
    expect(must(onwards.calls[0], "the call").scope.steps).toEqual({ a: { error: "HW_VENDOR_VALIDATION" } });
  });

  it("waits for the time of another try", () => {
    const waiting = record("a", { state: "waiting", dueAt: 500, output: null });
    expect(plan([action("a")], [waiting], { now: 100 })).toMatchObject({ calls: [], wakeAt: 500, outcome: null });
    expect(called(plan([action("a")], [waiting], { now: 500 }))).toEqual(["a"]);
  });

  it("waits for an event about a record, takes the first that fits, and gives its content on", () => {
    const wait = {
      id: "w",
      kind: "wait",
      event: { source: "incident", types: ["t"] },
      about: "i1",
      only: { value: { pick: "event.n" }, is: "equal", than: 2 },
    };
    const open = record("w", { kind: "wait", state: "waiting", dueAt: 900, output: null });
    const event = (n: number, type = "t"): Signal => ({ kind: "event", source: "incident", type, data: { n } });
    expect(plan([wait]).opens.map(({ path }) => path)).toEqual(["w"]);
    expect(plan([wait], [open], { signals: [event(1), event(2, "other")] })).toMatchObject({ closed: [], wakeAt: 900, outcome: null });
    const met = plan([wait, action("a")], [open], { signals: [event(1), event(2)] });
    expect(met.closed).toMatchObject([{ path: "w", state: "done", output: { n: 2 } }]);
    expect(must(met.calls[0], "the call").scope.steps).toEqual({ w: { n: 2 } });
    expect(plan([wait], [open], { now: 900 }).outcome).toMatchObject({ state: "failed", because: "HW_WAIT_OVER", at: "w" });
    expect(plan([{ ...wait, onTimeout: "go-on" }], [open], { now: 900 }).outcome?.state).toBe("done");
  });

  it("asks a person, and stops where the answer is no", () => {
    const approve = { id: "q", kind: "approve", question: "Really?" };
    const open = record("q", { kind: "approve", state: "waiting", output: null });
    const answer = (approved: boolean): Signal => ({ kind: "answer", path: "q", approved, who: "ada", note: "" });
    expect(plan([approve], [open], { signals: [answer(true)] }).outcome?.state).toBe("done");
    expect(plan([approve], [open], { signals: [answer(false)] }).outcome).toMatchObject({ state: "stopped", at: "q" });
  });

  it("waits for the run of another workflow, and is set back by its failure", () => {
    const other = { id: "r", kind: "run-workflow", workflow: "w2", input: {} };
    const open = record("r", { kind: "run-workflow", state: "waiting", output: null });
    const ended = (state: "done" | "failed"): Signal => ({ kind: "ended", path: "r", runId: "x", state });
    expect(plan([other], [open])).toMatchObject({ wakeAt: null, outcome: null });
    expect(plan([other], [open], { signals: [ended("done")] }).outcome?.state).toBe("done");
    expect(plan([other], [open], { signals: [ended("failed")] }).outcome).toMatchObject({ state: "failed", because: "HW_STEP_RUN_FAILED" });
  });

  it("keeps what it was told for waits that it does not come to, and nothing else", () => {
    const inner = [
      action("a"),
      { id: "w", kind: "wait", event: { source: "incident", types: ["t"] }, about: "i1" },
      { id: "q", kind: "approve", question: "Really?" },
    ];
    const each = { id: "each", kind: "for-each", items: { pick: "trigger.list" }, together: 2, steps: inner };
    const given = { trigger: { list: [1, 2] } };
    const failed = record("each[0]/a", { state: "failed", error: "HW_VENDOR_VALIDATION" });
    const [w, q] = [record("each[1]/w", { kind: "wait", state: "waiting" }), record("each[1]/q", { kind: "approve", state: "waiting" })];
    const event: Signal = { kind: "event", source: "incident", type: "t", data: {} };
    const answer = (path: string): Signal => ({ kind: "answer", path, approved: true, who: "ada", note: "" });
    const [meant, other] = [answer(q.path), answer("each[0]/q")];
    const aside = plan([each], [failed, record("each[1]/a"), w, q], { ...given, signals: [event, meant, other] });
    expect(aside).toMatchObject({ outcome: { state: "parked" }, closed: [] });
    expect(aside.unheard).toEqual([event, meant]);
    const gone = plan([each], [record("each[0]/a"), record("each[1]/a"), w], { ...given, signals: [event, meant] });
    expect(gone.closed).toMatchObject([{ path: w.path }]);
    expect(gone.unheard).toEqual([]);
    // What is gone through again may fill the loop before an item that waits.
    const late = record("each[2]/w", { kind: "wait", state: "waiting" });
    const full = plan([each], [record("each[1]/a"), w, record("each[2]/a"), late], { trigger: { list: [1, 2, 3] }, signals: [event] });
    expect([full.closed.map(({ path }) => path), full.unheard]).toEqual([[w.path], [event]]);
  });

  it("decides the same however often it is asked, and from the records alone", () => {
    const steps = [{ id: "each", kind: "for-each", items: { pick: "trigger.list" }, together: 3, steps: [action("a"), action("b")] }];
    const asked = (): RunPlan => plan(steps, [record("each[1]/a")], { trigger: { list: [1, 2, 3] } });
    expect(asked()).toEqual(asked());
    expect(called(asked())).toEqual(["each[0]/a", "each[1]/b", "each[2]/a"]);
  });

  it("keeps a run to a number of steps", () => {
    const list = Array.from({ length: 500 }, (_, index) => index);
    const steps = [
      { id: "each", kind: "for-each", items: { pick: "trigger.list" }, most: 500, steps: ["a", "b", "c", "d", "e"].map((id) => action(id)) },
    ];
    const records = list.flatMap((index) => ["a", "b", "c", "d", "e"].map((id) => record(`each[${String(index)}]/${id}`)));
    expect(plan(steps, records, { trigger: { list } }).outcome).toMatchObject({ state: "failed", because: "HW_RUN_LIMIT", reason: "steps" });
  });
});
