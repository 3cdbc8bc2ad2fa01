import { randomBytes } from "node:crypto";
import type { CatalogPort, OperationPort } from "#core/catalog/operation-port.ts";
import { neededFields } from "#core/catalog/input-fields.ts";
import type { OperationInput } from "#core/catalog/operation.ts";
import { HighwireError } from "#core/errors.ts";
import type { WorkspaceId } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Store } from "#core/ports/store.ts";
import type { Json } from "#core/workflow/expression.ts";
import type { EnginePorts } from "#engine/engine-ports.ts";
import type { Loop } from "#engine/loops.ts";
import { createRunner } from "#engine/workflow/runner.ts";
import { createRenderPool, type RenderPool } from "#engine/workflow/texts/render-pool.ts";
import type { StepCalls } from "#engine/workflow/workflow-ports.ts";
import { isObject } from "#lib/json.ts";
import { signingSecret } from "#lib/signing-secret.ts";
import { systemClock } from "#lib/system-clock.ts";
import type { Operations } from "./catalog/open-operations.ts";
import { createWebhookSender } from "./webhooks/send-webhook.ts";
import type { WayOut } from "./webhooks/way-out.ts";

export interface WorkflowParts {
  readonly calls: StepCalls;
  /** Ends its threads with `close`. */
  readonly texts: RenderPool;
  readonly newSecret: () => string;
  readonly newSigningSecret: () => string;
  /** Throws for an address that nothing may be sent to. */
  readonly checkAddress: (url: string) => Promise<void>;
  /** The loop that runs workflows in this process. */
  readonly runner: (ports: EnginePorts, owner: string) => Loop;
}

/** What workflows are made from: the operations of the catalog at the connected accounts, and threads that render texts. */
export function workflowParts(parts: {
  readonly operations: Operations;
  readonly store: Pick<Store, "secret">;
  readonly clock: Clock;
  /** Where webhooks of our own may go. */
  readonly wayOut: WayOut;
  /** Renders texts. Default: threads of this process. */
  readonly texts?: RenderPool;
}): WorkflowParts {
  // Threads work in the machine's own time, also where everything else lives in another.
  const texts = parts.texts ?? createRenderPool(systemClock);
  const calls = stepCalls(parts.operations, createWebhookSender({ ...parts, catalog: parts.operations(ANY).catalog }));
  const newSecret = (): string => `hws_${randomBytes(32).toString("base64url")}`;
  const newSigningSecret = (): string => signingSecret(randomBytes);
  return {
    calls,
    texts,
    newSecret,
    newSigningSecret,
    checkAddress: (url) => parts.wayOut.check(url),
    runner: (ports, owner) => createRunner({ ...ports, calls, texts }, owner),
  };
}

/** Facts are those of the documents, the same for every workspace. */
const ANY = "" as WorkspaceId;

/** Steps' calls over the catalog, and webhooks of our own. */
export function stepCalls(
  partsOf: (workspaceId: WorkspaceId) => { readonly catalog: CatalogPort; readonly port: OperationPort },
  sendWebhook: ReturnType<typeof createWebhookSender>,
): StepCalls {
  return {
    async facts(operationId) {
      const operation = await partsOf(ANY).catalog.operation(operationId);
      if (operation === null) return null;
      const { vendor, effect, repeatable, groups, input, scopes, object } = operation;
      const needed = neededFields(groups, input);
      return { vendor, writes: effect !== "read", deletes: effect === "delete", repeatable, needed, scopes, object };
    },
    eventObject: async (source, type) => (await partsOf(ANY).catalog.trigger(`${source}.event.${type}`))?.object ?? null,
    async call(call) {
      const { workspaceId, operationId, input, target, idempotencyKey, signal } = call;
      if (target.kind === "address") return sendWebhook({ ...call, target });
      const { connection } = target;
      const run = {
        operationId,
        input: asInput(input),
        connectionId: connection.id,
        known: connection,
        looksForDrift: false,
        idempotencyKey,
        signal,
      };
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
