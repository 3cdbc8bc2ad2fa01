import type { ErrorCode } from "../error-registry.ts";
import type { Instant, WorkspaceId } from "../ids.ts";
import type { StepKind, TriggerSource, WorkflowDefinition } from "./definition.ts";
import type { Json } from "./expression.ts";

declare const brand: unique symbol;
export type WorkflowId = string & { readonly [brand]: "WorkflowId" };
export type RunId = string & { readonly [brand]: "RunId" };

/** `off`: starts nothing. `shadow`: reads are real, writes are decided and not sent. `live`: all is real. */
export type WorkflowMode = "off" | "shadow" | "live";

/** A workflow as it is now: what is being edited, and which version runs. */
export interface Workflow {
  readonly id: WorkflowId;
  readonly workspaceId: WorkspaceId;
  readonly mode: WorkflowMode;
  /** What is being edited; equal to the published version's when nothing was changed since. */
  readonly draft: WorkflowDefinition;
  /** Version that new runs take; null before the first is published. */
  readonly version: number | null;
  /** What the version that runs begins on, kept here so that an event finds its workflows without reading versions. */
  readonly live: Pick<WorkflowDefinition, "trigger" | "oneAtATime" | "limits"> | null;
  readonly changedAt: Instant;
  readonly changedBy: string;
  /** Where its steps may send webhooks. Default: nowhere. */
  readonly addresses?: readonly OutgoingAddress[];
}

/** An address that a workflow may send webhooks to, by the name that its steps use. Where it leads, and its secret, are kept as a secret. */
export interface OutgoingAddress {
  readonly name: string;
  /** What people see of where it leads. */
  readonly host: string;
  /** Its receiver wants no more (HTTP 410). */
  readonly isOff: boolean;
}

/** Addresses of one workflow at most. */
export const MAX_ADDRESSES = 20;

/** A workflow out of a backup starts nothing until a person has looked. */
export const restoredWorkflow = (workflow: Workflow): Workflow => ({ ...workflow, mode: "off" });

/** A published version; never changes. */
export interface WorkflowVersion {
  readonly workflowId: WorkflowId;
  readonly workspaceId: WorkspaceId;
  readonly version: number;
  readonly definition: WorkflowDefinition;
  readonly note: string;
  readonly publishedAt: Instant;
  readonly publishedBy: string;
}

/** `going`: works, or waits for time, an event, an answer or another run. `parked`: waits for a person to mend it. The others are over. */
export type RunState = "going" | "parked" | "done" | "filtered" | "stopped" | "failed" | "cancelled";
export const endedStates = ["done", "filtered", "stopped", "failed", "cancelled"] as const satisfies readonly RunState[];
export const hasEnded = (state: RunState): boolean => endedStates.some((one) => one === state);

/** A run that something wants to start. */
export interface NewRun {
  readonly id: RunId;
  readonly workspaceId: WorkspaceId;
  readonly workflowId: WorkflowId;
  readonly version: number;
  readonly shadow: boolean;
  /** What started it, once: `webhook highlevel <id>`, `own <event> <id>`, `schedule <time>`, `call <id>`, `person <who> <id>`, `replay <run> <id>`, `run <parent> <path>`. */
  readonly cause: string;
  readonly trigger: Json;
  /** Runs of one workflow with the same value go one after the other; null: free. */
  readonly queue: string | null;
  /** Ids of records that the trigger names, at most 50: by them it is known whether a run's own write began this one (E4). */
  readonly names: readonly string[];
  /** The runs that led here, newest first, as `<workflow>:<run>`; empty when nothing of ours did. */
  readonly chain: readonly string[];
  readonly parent: { readonly runId: RunId; readonly path: string } | null;
}

export interface WorkflowRun extends NewRun {
  readonly state: RunState;
  /** Why it is parked or failed. */
  readonly because: ErrorCode | null;
  /** Where: the path of the step; and what it says: a reason given in the workflow, the name of a field. Never a value. */
  readonly at: string | null;
  readonly reason: string | null;
  /** Calls made so far, tries included. */
  readonly calls: number;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly dueAt: Instant | null;
}

/** `waiting`: for its time, an event, an answer, or another try. `calling`: committed before the call, and not known to have ended. */
export type StepState = "waiting" | "calling" | "done" | "failed";

/** What a run remembers of one step. Its path is its id, behind the items it stands in: `each[3]/note`. */
export interface StepRecord {
  readonly path: string;
  readonly kind: StepKind;
  readonly state: StepState;
  /** Filled input of a call; what a wait waits for; the question. */
  readonly input: Json;
  readonly output: Json;
  readonly error: ErrorCode | null;
  /** Failed tries in a row, and when the first of them was (X6). */
  readonly attempts: number;
  readonly firstFailedAt: Instant | null;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  /** When it goes on by itself; null: only when told. */
  readonly dueAt: Instant | null;
  /** Decided and not sent, because the run is in shadow. */
  readonly shadow: boolean;
}

/** What reaches a run that waits. */
export type Signal =
  | { readonly kind: "event"; readonly source: TriggerSource; readonly type: string; readonly data: Json }
  | { readonly kind: "answer"; readonly path: string; readonly approved: boolean; readonly who: string; readonly note: string }
  | { readonly kind: "ended"; readonly path: string; readonly runId: string; readonly state: RunState };

/** An event as the runs that wait for it are told of it. */
export interface ToldEvent {
  /** The same whenever it is told. */
  readonly id: string;
  /** Ids of records that it names, at most 50. */
  readonly names: readonly string[];
  readonly signal: Extract<Signal, { kind: "event" }>;
  /** The entry of the journal that tells of it, where one does: whoever began to wait behind it does not hear of it. */
  readonly entry?: string;
}

/** For which events a run waits: those of these types that name this record. */
export interface EventWait {
  readonly path: string;
  readonly source: TriggerSource;
  readonly types: readonly string[];
  readonly about: string;
}
