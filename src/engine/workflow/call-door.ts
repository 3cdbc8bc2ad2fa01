import { createHash } from "node:crypto";
import type { Instant, WorkspaceId } from "#core/ids.ts";
import { emptyBudget, reserve, type BudgetState } from "#core/policy/rate-budget.ts";
import type { StartRun } from "#core/ports/workflow-store.ts";
import { startOf } from "#core/workflow/begin.ts";
import type { Json } from "#core/workflow/expression.ts";
import type { RunId, WorkflowId } from "#core/workflow/run.ts";
import { coalesce } from "#lib/coalesce.ts";
import { parseJson } from "#lib/json.ts";
import { sameText } from "#lib/same-text.ts";
import type { IngestAnswer } from "../application.ts";
import { remember } from "../remember.ts";
import type { WorkflowPorts } from "./workflow-ports.ts";

/** Name of the secret by which a workflow's own address lets calls in. */
export const callSecretName = (id: WorkflowId): string => `workflow:${id}:call`;

/** Calls that one workflow's address takes in one process: so many at once, and so many a second in the long run. */
const limits = { kind: "bucket", capacity: 1_000, refillPerSecond: 50 } as const;
/** Longest name of a call that is kept as it is, in characters. */
const MAX_NAME = 200;
/** Runs of one commit at most. */
const MAX_BATCH = 200;

/** A call to a workflow's own address. */
export interface WorkflowCall {
  readonly workflowId: string;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** `HW_REQUEST_CONFLICT`: the workflow is off, so that nothing began. */
export type CallAnswer =
  | IngestAnswer
  | { readonly status: 400 | 409; readonly code: "HW_REQUEST_INVALID" | "HW_REQUEST_CONFLICT"; readonly retryAfterSeconds?: never };

/** The door for calls from elsewhere, such as a step of a vendor's own workflows: the secret first, then one commit, then the answer (X1). */
export interface CallDoor {
  /** Throws when the store cannot be reached; whoever asks then tells the caller to come again. */
  receive(call: WorkflowCall): Promise<CallAnswer>;
  /** Looks anew at the next call which workflow and which secret are meant. Without it, that is noticed within five seconds. */
  forget(): void;
}

export function createCallDoor({ store, clock, random }: Pick<WorkflowPorts, "store" | "clock" | "random">, workspaceId: WorkspaceId): CallDoor {
  const known = remember(clock, (id: WorkflowId) =>
    Promise.all([store.workflows.workflow(workspaceId, id), store.secret(workspaceId, callSecretName(id))]),
  );
  const start = coalesce<StartRun, unknown>((runs) => store.workflows.startRuns(workspaceId, runs, clock.now()), MAX_BATCH);
  const waitFor = createPace();
  return {
    async receive({ workflowId, headers, body }) {
      const [workflow, secret] = await known(workflowId as WorkflowId);
      // Without a secret there is no open door, whoever knocks.
      if (workflow?.live?.trigger.kind !== "webhook" || secret === null) return { status: 404, code: "HW_WEBHOOK_UNKNOWN_SOURCE" };
      if (!sameText(secretIn(headers), secret)) return { status: 401, code: "HW_WEBHOOK_BAD_SIGNATURE" };
      // Counted behind the secret, so that nobody who has none can use it up for those who do.
      const waitMs = waitFor(workflow.id, clock.now());
      if (waitMs > 0) return { status: 429, code: "HW_REQUEST_TOO_OFTEN", retryAfterSeconds: Math.ceil(waitMs / 1_000) };
      const parsed = parseJson(body);
      if (parsed.kind === "refused") return { status: 400, code: "HW_REQUEST_INVALID" };
      const runId = random.uuid() as RunId;
      // A caller that names its call may send it again; one that does not means each of them.
      const named = headers["webhook-id"] ?? headers["idempotency-key"] ?? runId;
      const run = startOf(workflow, { id: runId, cause: `call ${shortened(named)}`, trigger: parsed.value as Json });
      if (run === null) return { status: 409, code: "HW_REQUEST_CONFLICT" };
      await start(run);
      return { status: 200, code: null };
    },
    forget: () => known.forget(),
  };
}

/** Milliseconds that a workflow's next call has to wait; 0 when it may come in, which is counted. */
function createPace(): (id: WorkflowId, now: Instant) => number {
  const budgets = new Map<WorkflowId, BudgetState>();
  return (id, now) => {
    const { state, result } = reserve(budgets.get(id) ?? emptyBudget(limits, now), limits, 1, { priority: "person" }, now);
    budgets.set(id, state);
    return result.waitMs;
  };
}

/** A name as it is; a long one by its digest, because two that begin alike are two. */
const shortened = (name: string): string => (name.length <= MAX_NAME ? name : `sha256:${createHash("sha256").update(name).digest("hex")}`);

function secretIn(headers: WorkflowCall["headers"]): string {
  const bearer = /^Bearer (.+)$/iu.exec(headers["authorization"] ?? "")?.[1];
  return (bearer ?? headers["x-highwire-secret"] ?? "").trim();
}
