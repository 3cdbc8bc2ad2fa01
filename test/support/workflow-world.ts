import { HighwireError } from "#core/errors.ts";
import type { ConnectionId, WorkspaceId } from "#core/ids.ts";
import type { Connection, Store } from "#core/ports/store.ts";
import type { Json } from "#core/workflow/expression.ts";
import { hasEnded, type RunId, type WorkflowId, type WorkflowMode } from "#core/workflow/run.ts";
import { createRunner } from "#engine/workflow/runner.ts";
import type { CallFacts, CallOutcome, StepCall, StepCalls, WorkflowPorts } from "#engine/workflow/workflow-ports.ts";
import { createWorkflowDesk, type ShownRun, type WorkflowDesk } from "#engine/workflow/workflow-desk.ts";
import type { Loop } from "#engine/loops.ts";
import { createMemoryStore } from "#storage/memory/memory-store.ts";
import { emptyState } from "#storage/memory/memory-state.ts";
import { texts } from "./inline-texts.ts";
import { VirtualClock } from "./virtual-clock.ts";

export const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

type OperationName = "read" | "keyed" | "plain" | "remove" | "send";

/**
 * Operations of a vendor in memory: one that reads, one whose repeats the vendor knows by their key, one that does what it is told each time, one
 * that takes away what is there once, and one that sends to an address of the workflow.
 */
const operations: Readonly<Record<OperationName, CallFacts>> = {
  read: { vendor: "highlevel", writes: false, deletes: false, repeatable: true, needed: [], scopes: [], object: "Things" },
  keyed: { vendor: "highlevel", writes: true, deletes: false, repeatable: true, needed: [], scopes: [], object: "Things" },
  plain: { vendor: "incident", writes: true, deletes: false, repeatable: false, needed: [], scopes: [], object: "Things" },
  remove: { vendor: "highlevel", writes: true, deletes: true, repeatable: true, needed: [], scopes: [], object: "Things" },
  send: { vendor: "highwire", writes: true, deletes: false, repeatable: true, needed: [], scopes: [], object: "Things" },
};

/** What reached the vendor. */
export interface Effect {
  readonly operation: string;
  readonly key: string;
  readonly input: Json;
  /** Name of the address, for what is sent to one. */
  readonly to: string | null;
}

/** A vendor in memory. `answer` may fail a call, before or after it has taken effect. */
export class Ledger implements StepCalls {
  readonly effects: Effect[] = [];
  calls = 0;
  answer: (call: StepCall) => CallOutcome | null = () => null;

  async facts(operationId: string): Promise<CallFacts | null> {
    return operations[operationId as OperationName] ?? null;
  }

  async eventObject(): Promise<string | null> {
    return "Things";
  }

  async call(call: StepCall): Promise<CallOutcome> {
    this.calls += 1;
    const failed = this.answer(call);
    if (failed?.kind === "failed" && failed.error.data.mayHaveHappened !== true) return failed;
    if (call.operationId === "read") return { kind: "done", output: { contact: { id: "c1", name: "Ada" }, asked: call.input } };
    if (call.operationId === "remove" && this.effects.some(({ operation }) => operation === "remove"))
      return failure(new HighwireError("HW_VENDOR_NOT_FOUND", { vendor: "highlevel" }));
    const isKnown = call.operationId === "keyed" && this.effects.some(({ key }) => key === call.idempotencyKey);
    if (!isKnown) {
      const to = call.target.kind === "address" ? call.target.name : null;
      this.effects.push({ operation: call.operationId, key: call.idempotencyKey, input: call.input, to });
    }
    return failed ?? { kind: "done", output: { note: { id: `n${String(this.effects.length)}` } } };
  }
}

export const failure = (error: HighwireError): CallOutcome => ({ kind: "failed", error });

export interface WorkflowWorld {
  readonly clock: VirtualClock;
  readonly store: Store;
  readonly ledger: Ledger;
  readonly ports: WorkflowPorts;
  readonly workspaceId: WorkspaceId;
  readonly desk: WorkflowDesk;
  readonly connections: readonly Connection[];
  /** Saves, publishes and switches on. */
  publish(definition: object, mode?: WorkflowMode): Promise<WorkflowId>;
  /** Ids in which one can be told from another. */
  id(): string;
  runner(ports?: WorkflowPorts): Loop;
  /** Runs until every run has ended or is set aside, or so much time has passed. Default one hour. */
  settle(withinMs?: number): Promise<void>;
  /** Starts a run by hand, runs it out, and shows it. */
  finish(id: WorkflowId, trigger?: Json): Promise<ShownRun>;
}

export async function createWorkflowWorld(): Promise<WorkflowWorld> {
  const clock = new VirtualClock();
  let count = 0;
  const id = (): string => `00000000-0000-7000-8000-${String((count += 1)).padStart(12, "0")}`;
  const random = { fraction: () => 0.5, uuid: id };
  const store = createMemoryStore({ clock, random, state: emptyState() });
  const workspaceId = id() as WorkspaceId;
  const connections = (["highlevel", "incident"] as const).map((vendor) => connection(workspaceId, vendor, id() as ConnectionId));
  for (const one of connections) await store.saveConnection(one);
  const ledger = new Ledger();
  const ports: WorkflowPorts = { store, clock, random, log: silent, calls: ledger, texts };
  const desk = createWorkflowDesk(
    { ...ports, newSecret: () => `secret ${id()}`, newSigningSecret: () => `whsec_${id()}`, checkAddress: async () => undefined },
    workspaceId,
  );
  const runner = (over: WorkflowPorts = ports): Loop => createRunner(over, `worker ${id()}`);
  const isQuiet = async (): Promise<boolean> =>
    (await store.workflows.listRuns(workspaceId, { limit: 5_000 })).runs.every(({ state }) => hasEnded(state) || state === "parked");
  const settle = async (withinMs = 3_600_000): Promise<void> => {
    const worker = runner();
    worker.start();
    const until = clock.now() + withinMs;
    while (clock.now() < until && !(await isQuiet())) await clock.sleep(10);
    await worker.stop();
  };
  return {
    clock,
    store,
    ledger,
    ports,
    workspaceId,
    desk,
    connections,
    id,
    runner,
    settle,
    async publish(definition, mode = "live") {
      const { id: workflowId } = await desk.save(null, { format: 1, trigger: { kind: "manual" }, name: "W", ...definition }, "ada");
      await desk.publish(workflowId, "", "ada");
      await desk.setMode(workflowId, mode, "ada");
      return workflowId;
    },
    async finish(workflowId, trigger = {}) {
      const runId: RunId = await desk.run(workflowId, trigger, "ada");
      await settle();
      return desk.showRun(runId);
    },
  };
}

function connection(workspaceId: WorkspaceId, vendor: Connection["vendor"], id: ConnectionId): Connection {
  const base = { name: vendor, baseUrl: "https://api.example.com", pausedBecause: null, sandbox: false, facts: {} };
  return { id, workspaceId, vendor, account: id, auth: "api-key", state: "active", ...base };
}

/** An action of one of the ledger's operations. */
export const act = (id: string, operation: OperationName, more: object = {}): object => ({
  id,
  kind: "action",
  operation,
  connection: operation === "plain" ? "incident" : operation === "send" ? "desk" : "highlevel",
  ...more,
});
