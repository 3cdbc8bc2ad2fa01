import { randomBytes } from "node:crypto";
import type { CatalogPort, OperationPort } from "#core/catalog/operation-port.ts";
import type { OperationInput } from "#core/catalog/operation.ts";
import { HighwireError } from "#core/errors.ts";
import type { WorkspaceId } from "#core/ids.ts";
import type { Json } from "#core/workflow/expression.ts";
import type { EnginePorts } from "#engine/engine-ports.ts";
import type { Loop } from "#engine/loops.ts";
import { createRunner } from "#engine/workflow/runner.ts";
import { createRenderPool, type RenderPool } from "#engine/workflow/texts/render-pool.ts";
import type { StepCalls } from "#engine/workflow/workflow-ports.ts";
import { isObject } from "#lib/json.ts";
import { systemClock } from "#lib/system-clock.ts";
import type { Operations } from "./catalog/open-operations.ts";

export interface WorkflowParts {
  readonly calls: StepCalls;
  /** Ends its threads with `close`. */
  readonly texts: RenderPool;
  readonly newSecret: () => string;
  /** The loop that runs workflows in this process. */
  readonly runner: (ports: EnginePorts, owner: string) => Loop;
}

/** What workflows are made from: the operations of the catalog at the connected accounts, and threads that render texts. */
export function workflowParts(parts: {
  readonly operations: Operations;
  /** Renders texts. Default: threads of this process. */
  readonly texts?: RenderPool;
}): WorkflowParts {
  // Threads work in the machine's own time, also where everything else lives in another.
  const [calls, texts] = [stepCalls(parts.operations), parts.texts ?? createRenderPool(systemClock)];
  const newSecret = (): string => `hws_${randomBytes(32).toString("base64url")}`;
  return { calls, texts, newSecret, runner: (ports, owner) => createRunner({ ...ports, calls, texts }, owner) };
}

/** Facts are those of the documents, the same for every workspace. */
const ANY = "" as WorkspaceId;

/** Steps' calls over the catalog. */
export function stepCalls(partsOf: (workspaceId: WorkspaceId) => { readonly catalog: CatalogPort; readonly port: OperationPort }): StepCalls {
  return {
    async facts(operationId) {
      const operation = await partsOf(ANY).catalog.operation(operationId);
      if (operation === null || operation.vendor === "highwire") return null;
      const { vendor, effect, repeatable } = operation;
      return { vendor, writes: effect !== "read", deletes: effect === "delete", repeatable };
    },
    async call({ workspaceId, operationId, input, connection, idempotencyKey, signal }) {
      const run = { operationId, input: asInput(input), connectionId: connection.id, known: connection, idempotencyKey, signal };
      const outcome = await partsOf(workspaceId).port.run(run);
      switch (outcome.kind) {
        case "done":
          return { kind: "done", output: (outcome.output ?? null) as Json };
        case "refused":
          return { kind: "failed", error: asRefusal(outcome.error) };
        case "failed":
          return { kind: "failed", error: outcome.error };
      }
    },
  };
}

const asInput = (input: Json): OperationInput => (isObject(input) ? (input as OperationInput) : {});

/** What was refused before it left stays with the step: the person who mends it mends the step's input, whichever account it is. */
const asRefusal = (error: HighwireError): HighwireError =>
  error.code === "HW_NOT_CONNECTED" ? error : new HighwireError("HW_STEP_VALUE", error.data, error);
