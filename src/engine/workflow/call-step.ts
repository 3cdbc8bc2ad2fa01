import { createHash } from "node:crypto";
import type { ErrorCode } from "#core/error-registry.ts";
import { HighwireError } from "#core/errors.ts";
import { classify } from "#core/policy/classify.ts";
import type { JournalEntry } from "#core/ports/store.ts";
import type { ClaimedRun } from "#core/ports/workflow-store.ts";
import { writtenNames } from "#core/workflow/begin.ts";
import type { ActionStep } from "#core/workflow/definition.ts";
import type { Json } from "#core/workflow/expression.ts";
import type { StepRecord } from "#core/workflow/run.ts";
import type { CallTask } from "#core/workflow/plan-run.ts";
import { WOKEN } from "../loops.ts";
import { pauseBecause } from "../pause-connection.ts";
import { switchOff } from "./addresses.ts";
import { runEntry } from "./run-entry.ts";
import type { CallFacts, CallOutcome, StepCall, StepTarget, WorkflowPorts } from "./workflow-ports.ts";

/** 512 KB of JSON: the most of an answer that a run remembers. */
const MAX_OUTPUT_BYTES = 524_288;
/** 30 seconds, in milliseconds: how often a run looks whether a paused connection is active again. */
export const PAUSED_LOOK_MS = 30_000;

/** What came of one try of one step. */
export interface Called {
  readonly record: StepRecord;
  readonly journal: readonly JournalEntry[];
  /** Ids of records that were written. */
  readonly wrote: readonly string[];
  /** Whether a call went out. */
  readonly called: boolean;
  /** Whether it was done is not known, and cannot be found out. */
  readonly uncertain: boolean;
}

/** A call that is ready to go; without a target it is decided and not sent, because the run is in shadow. */
export interface ReadyCall {
  readonly kind: "call";
  readonly task: CallTask;
  readonly record: StepRecord;
  readonly facts: CallFacts;
  readonly target: StepTarget | null;
}

/** One try of one step: who is called, the call within its time, and what its outcome means by the one classifier (X5). */
export async function callStep(ports: WorkflowPorts, run: ClaimedRun, call: ReadyCall): Promise<Called> {
  const { record, task, target } = call;
  if (target === null) {
    const decided: StepRecord = { ...record, state: "done", endedAt: ports.clock.now() };
    return { record: decided, journal: [], wrote: [], called: false, uncertain: false };
  }
  const { path, input, startedAt } = record;
  const outcome = await callInTime(ports, run, task.step, { path, input, facts: call.facts, target, startedAt });
  if (outcome.kind === "done") return done(ports, run, call, outcome.output);
  return isGone(call, outcome.error) ? done(ports, run, call, null) : failed(ports, run, call, target, outcome.error);
}

/** What is deleted again after a lost answer is not there any more: that is what was asked for. At the first try it is a wrong id. */
function isGone({ facts, task: { record: before } }: ReadyCall, { code }: HighwireError): boolean {
  const wasTried = before !== null && before.error !== "HW_NOT_CONNECTED";
  return facts.deletes && wasTried && code === "HW_VENDOR_NOT_FOUND";
}

/** 36 characters that are the same for every try of a step of a run. */
const keyOf = (runId: string, path: string): string => `hw-${createHash("sha256").update(`${runId} ${path}`).digest("base64url").slice(0, 33)}`;

/** One call of one step, which fails with `HW_VENDOR_TIMEOUT` once its time is over. */
export async function callInTime(
  { clock, calls }: Pick<WorkflowPorts, "clock" | "calls">,
  run: Pick<ClaimedRun, "id" | "workspaceId">,
  { operation, timeoutMs }: ActionStep,
  { path, facts, ...given }: { readonly path: string; readonly facts: CallFacts } & Pick<StepCall, "input" | "target" | "startedAt">,
): Promise<CallOutcome> {
  const [stopCall, stopClock] = [new AbortController(), new AbortController()];
  const over = clock.sleep(timeoutMs, stopClock.signal).then(
    (): CallOutcome => {
      stopCall.abort();
      return { kind: "failed", error: new HighwireError("HW_VENDOR_TIMEOUT", { operation, mayHaveHappened: facts.writes }) };
    },
    () => null,
  );
  const call: StepCall = {
    workspaceId: run.workspaceId,
    operationId: operation,
    ...given,
    idempotencyKey: keyOf(run.id, path),
    signal: stopCall.signal,
  };
  try {
    return (await Promise.race([calls.call(call), over])) ?? { kind: "failed", error: new HighwireError("HW_CANCELLED", { operation }) };
  } finally {
    stopClock.abort(WOKEN);
  }
}

/** The vendor at which it was done; null for what is done by ourselves. */
const sideOf = ({ vendor }: CallFacts): JournalEntry["side"] => (vendor === "highwire" ? null : vendor);

function done({ clock }: WorkflowPorts, run: ClaimedRun, { record, facts, task }: ReadyCall, output: Json): Called {
  const detail = { step: record.path, operation: task.step.operation };
  const kept = Buffer.byteLength(JSON.stringify(output) ?? "") > MAX_OUTPUT_BYTES ? { tooLarge: true } : output;
  return {
    record: { ...record, state: "done", output: kept, error: null, endedAt: clock.now() },
    journal: facts.writes ? [runEntry(run, "write", detail, sideOf(facts))] : [],
    wrote: facts.writes ? writtenNames(record.input, output) : [],
    called: true,
    uncertain: false,
  };
}

async function failed(ports: WorkflowPorts, run: ClaimedRun, call: ReadyCall, target: StepTarget, error: HighwireError): Promise<Called> {
  const { record, facts, task } = call;
  const now = ports.clock.now();
  const uncertain = facts.writes && !facts.repeatable && error.data.mayHaveHappened === true;
  const called = { journal: [], wrote: [], called: true, uncertain };
  // It stays as `calling`, which is what is known of it.
  if (uncertain) return { ...called, record };
  const again = (dueAt: number, counts: boolean): StepRecord => ({
    ...record,
    state: "waiting",
    error: error.code,
    dueAt,
    ...(counts && { attempts: record.attempts + 1, firstFailedAt: record.firstFailedAt ?? now }),
  });
  const next = classify(error, { count: record.attempts, firstFailedAt: record.firstFailedAt }, now, ports.random.fraction());
  switch (next.kind) {
    case "retry":
      return { ...called, record: again(next.at, true) };
    case "wait":
      return { ...called, record: again(next.until, false) };
    case "refresh-token":
      return { ...called, record: again(now, true) };
    case "pause-connection":
      // Work is kept: the run looks again until a person has made the connection active (X8).
      if (target.kind === "account")
        await pauseBecause(ports, run.workspaceId, target.connection.id, next.code, { detail: { workflow: run.workflowId, run: run.id } });
      return { ...called, record: again(now + PAUSED_LOOK_MS, false) };
    case "drop":
      return { ...called, record: again(now + 1_000, false) };
    case "park":
    case "fatal": {
      const code: ErrorCode = next.kind === "park" ? next.code : error.code;
      if (target.kind === "address" && code === "HW_RECEIVER_GONE") await switchOff(ports, run.workspaceId, target.workflowId, target.name);
      const detail = { code, step: record.path, operation: task.step.operation };
      return {
        ...called,
        journal: [runEntry(run, "failed", detail, sideOf(facts))],
        record: { ...record, state: "failed", error: code, endedAt: now },
      };
    }
  }
}
