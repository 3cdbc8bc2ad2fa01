import type { WorkspaceId } from "#core/ids.ts";
import { startOf } from "#core/workflow/begin.ts";
import type { Json } from "#core/workflow/expression.ts";
import type { RunId, WorkflowId } from "#core/workflow/run.ts";
import { parseJson } from "#lib/json.ts";
import { sameText } from "#lib/same-text.ts";
import type { IngestAnswer } from "../application.ts";
import type { WorkflowPorts } from "./workflow-ports.ts";

/** Name of the secret by which a workflow's own address lets calls in. */
export const callSecretName = (id: WorkflowId): string => `workflow:${id}:call`;

/** A call to a workflow's own address. */
export interface WorkflowCall {
  readonly workflowId: string;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

export type CallAnswer = IngestAnswer | { readonly status: 400; readonly code: "HW_REQUEST_INVALID"; readonly retryAfterSeconds?: never };

/** The door for calls from elsewhere, such as a step of a vendor's own workflows: the secret first, then one commit, then the answer (X1). */
export interface CallDoor {
  /** Throws when the store cannot be reached; whoever asks then tells the caller to come again. */
  receive(call: WorkflowCall): Promise<CallAnswer>;
}

export function createCallDoor({ store, clock, random }: Pick<WorkflowPorts, "store" | "clock" | "random">, workspaceId: WorkspaceId): CallDoor {
  return {
    async receive({ workflowId, headers, body }) {
      const id = workflowId as WorkflowId;
      const [workflow, secret] = await Promise.all([store.workflows.workflow(workspaceId, id), store.secret(workspaceId, callSecretName(id))]);
      // Without a secret there is no open door, whoever knocks.
      if (workflow?.live?.trigger.kind !== "webhook" || secret === null) return { status: 404, code: "HW_WEBHOOK_UNKNOWN_SOURCE" };
      if (!sameText(secretIn(headers), secret)) return { status: 401, code: "HW_WEBHOOK_BAD_SIGNATURE" };
      const parsed = parseJson(body);
      if (parsed.kind === "refused") return { status: 400, code: "HW_REQUEST_INVALID" };
      const runId = random.uuid() as RunId;
      // A caller that names its call may send it again; one that does not means each of them.
      const named = headers["webhook-id"] ?? headers["idempotency-key"] ?? runId;
      const run = startOf(workflow, { id: runId, cause: `call ${named.slice(0, 200)}`, trigger: parsed.value as Json });
      if (run !== null) await store.workflows.startRuns(workspaceId, [run], clock.now());
      return { status: 200, code: null };
    },
  };
}

function secretIn(headers: WorkflowCall["headers"]): string {
  const bearer = /^Bearer (.+)$/iu.exec(headers["authorization"] ?? "")?.[1];
  return (bearer ?? headers["x-highwire-secret"] ?? "").trim();
}
