import { describe, expect, it } from "vitest";
import type { WorkflowStore } from "#core/ports/workflow-store.ts";
import { hasEnded } from "#core/workflow/run.ts";
import type { StepCall, WorkflowPorts } from "#engine/workflow/workflow-ports.ts";
import type { Loop } from "#engine/loops.ts";
import { Prng } from "#sandbox/kit/prng.ts";
import { act, createWorkflowWorld, type WorkflowWorld } from "../../support/workflow-world.ts";

/** A process that dies: from then on nothing that it asks for is done, and no answer reaches it. */
class Mortal {
  #asked = 0;
  #deadAt: number;
  constructor(deadAt: number) {
    this.#deadAt = deadAt;
  }

  get isDead(): boolean {
    return this.#asked >= this.#deadAt;
  }

  kill(): void {
    this.#deadAt = this.#asked;
  }

  /** Two places to die at: before it is done, and after it is done but before the answer arrives. */
  async pass<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    this.#asked += 1;
    if (this.isDead) throw new Error("dead");
    const answer = await work();
    this.#asked += 1;
    if (this.isDead) throw new Error("dead");
    return answer;
  }

  /** The same ports, as this process reaches them. */
  over(ports: WorkflowPorts): WorkflowPorts {
    const { workflows } = ports.store;
    const guarded: WorkflowStore = {
      ...workflows,
      claimRuns: (...given) => this.pass(() => workflows.claimRuns(...given)),
      settleRuns: (...given) => this.pass(() => workflows.settleRuns(...given)),
      renewRuns: (...given) => this.pass(() => workflows.renewRuns(...given)),
      startRuns: (...given) => this.pass(() => workflows.startRuns(...given)),
    };
    const call = (given: StepCall): ReturnType<WorkflowPorts["calls"]["call"]> => this.pass(() => ports.calls.call(given));
    return {
      ...ports,
      store: { ...ports.store, workflows: guarded },
      calls: { facts: (id) => ports.calls.facts(id), eventObject: async () => null, call },
    };
  }
}

const item = {
  id: "each",
  kind: "for-each",
  items: { pick: "trigger.list" },
  together: 2,
  steps: [act("inner", "keyed", { input: { pick: "item" } })],
};
const branch = { id: "b", kind: "branch", cases: [{ when: { value: { pick: "trigger.vip" }, is: "true" }, steps: [act("vip", "keyed")] }] };
/** Definitions with everything that a run waits for or repeats. */
const definitions: Readonly<Record<string, readonly object[]>> = {
  "one write": [act("a", "keyed")],
  "read and write": [act("a", "read"), act("b", "keyed", { input: { pick: "steps.a.contact.id" } })],
  "a loop and a branch": [item, branch],
  "a delay between writes": [act("a", "keyed"), { id: "d", kind: "delay", seconds: 3 }, act("b", "keyed")],
  "another workflow": [{ id: "r", kind: "run-workflow", workflow: "OTHER", input: {} }, act("b", "keyed")],
};

const trigger = { list: ["x", "y", "z"], vip: true };

async function publishOne(world: WorkflowWorld, steps: readonly object[]): ReturnType<WorkflowWorld["publish"]> {
  const other = await world.publish({ name: "Other", steps: [act("o", "keyed")] });
  return world.publish({ steps: JSON.parse(JSON.stringify(steps).replaceAll("OTHER", other)) as readonly object[] });
}

/** Lets a worker work until it is dead or everything is quiet. */
async function live(world: WorkflowWorld, worker: Loop, mortal: Mortal): Promise<void> {
  worker.start();
  for (let turn = 0; turn < 400 && !mortal.isDead; turn += 1) {
    await world.clock.sleep(50);
    if ((await world.store.workflows.listRuns(world.workspaceId, { limit: 99 })).runs.every(({ state }) => hasEnded(state))) break;
  }
  await worker.stop();
}

describe("a worker that dies", () => {
  it.each(Object.entries(definitions))("S5 at any await of %s leaves a run that ends once, with each effect once", async (_what, steps) => {
    const whole = await createWorkflowWorld();
    await whole.finish(await publishOne(whole, steps), trigger);
    const wanted = whole.ledger.effects.map(({ input }) => JSON.stringify(input)).toSorted();
    expect(wanted.length).toBeGreaterThan(0);
    let reached = true;
    for (let deadAt = 1; reached; deadAt += 1) {
      const world = await createWorkflowWorld();
      const id = await publishOne(world, steps);
      const mortal = new Mortal(deadAt);
      const runId = await world.desk.run(id, trigger, "ada");
      await live(world, world.runner(mortal.over(world.ports)), mortal);
      reached = mortal.isDead;
      await world.settle();
      expect(await world.desk.showRun(runId), `died at ${String(deadAt)}`).toMatchObject({ state: "done" });
      expect(world.ledger.effects.map(({ input }) => JSON.stringify(input)).toSorted(), `died at ${String(deadAt)}`).toEqual(wanted);
      expect((await world.store.workflows.listRuns(world.workspaceId, { limit: 9 })).runs.filter(({ state }) => !hasEnded(state))).toEqual([]);
    }
  });

  it("I4 between a write that cannot be repeated and its answer leaves it to a person, never to a second try", async () => {
    let asked = 0;
    for (let deadAt = 1; deadAt < 40; deadAt += 1) {
      const world = await createWorkflowWorld();
      const id = await world.publish({ steps: [act("a", "plain")] });
      const mortal = new Mortal(deadAt);
      const runId = await world.desk.run(id, {}, "ada");
      await live(world, world.runner(mortal.over(world.ports)), mortal);
      await world.settle();
      const run = await world.desk.showRun(runId);
      expect(world.ledger.effects.length).toBeLessThanOrEqual(1);
      if (run.state === "done") expect(world.ledger.effects).toHaveLength(1);
      else expect(run).toMatchObject({ state: "parked", because: "HW_STEP_UNCERTAIN", at: "a" });
      asked += run.state === "parked" ? 1 : 0;
    }
    expect(asked).toBeGreaterThan(0);
  });
});

it("S5 three workers, killed at random and started anew, bring 1,000 runs to one end each, and double no effect", { timeout: 120_000 }, async () => {
  const world = await createWorkflowWorld();
  const prng = new Prng(20_261_126);
  const id = await publishOne(world, [act("a", "read"), item, act("last", "keyed", { input: { pick: "trigger.n" } })]);
  const runs = 1_000;
  for (let n = 0; n < runs; n += 1) await world.desk.run(id, { ...trigger, n }, "ada");
  const start = (): { readonly mortal: Mortal; readonly worker: Loop } => {
    const mortal = new Mortal(Number.POSITIVE_INFINITY);
    const worker = world.runner(mortal.over(world.ports));
    worker.start();
    return { mortal, worker };
  };
  const workers = [start(), start(), start()];
  let deaths = 0;
  const going = async (): Promise<number> => (await world.store.workflows.listRuns(world.workspaceId, { states: ["going"], limit: 1 })).runs.length;
  for (let round = 0; round < 4_000 && (await going()) > 0; round += 1) {
    // Now and then in the middle of what the event loop has in hand: some turns are cut off wherever they are.
    for (let turns = 1 + Math.floor(prng.fraction() * 40); turns > 0; turns -= 1) await Promise.resolve();
    const index = Math.floor(prng.fraction() * workers.length);
    const victim = workers[index];
    if (victim !== undefined && prng.fraction() < 0.25 && deaths < 60) {
      victim.mortal.kill();
      deaths += 1;
      void victim.worker.stop();
      workers[index] = start();
    }
    await world.clock.sleep(100);
  }
  for (const { worker } of workers) await worker.stop();
  const all = (await world.store.workflows.listRuns(world.workspaceId, { workflowId: id, limit: 5_000 })).runs;
  expect(deaths).toBeGreaterThan(20);
  expect(all.length).toBe(runs);
  expect(all.filter(({ state }) => state !== "done")).toEqual([]);
  expect(world.ledger.effects).toHaveLength(runs * 4);
  expect(new Set(world.ledger.effects.map(({ key }) => key)).size).toBe(runs * 4);
  const lasts = world.ledger.effects.map(({ input }) => input).filter((input) => typeof input === "number");
  expect(new Set(lasts).size).toBe(runs);
});
