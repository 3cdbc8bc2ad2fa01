import type { HighwireError } from "#core/errors.ts";
import type { CatalogVendor } from "#core/catalog/operation.ts";
import type { Instant, WorkspaceId } from "#core/ids.ts";
import type { AbortSignalLike } from "#core/ports/clock.ts";
import type { Connection } from "#core/ports/store.ts";
import type { TriggerSource } from "#core/workflow/definition.ts";
import type { Json, Scope } from "#core/workflow/expression.ts";
import type { WorkflowId } from "#core/workflow/run.ts";
import type { EnginePorts } from "../engine-ports.ts";

/** What the runner must know of an operation before it calls it. */
export interface CallFacts {
  /** `highwire`: what we do ourselves. */
  readonly vendor: CatalogVendor;
  readonly writes: boolean;
  /** It takes something away: what is not there any more counts as taken away once an earlier try has left. */
  readonly deletes: boolean;
  /** Doing it again after a lost answer changes nothing, because it only reads, sets what is set, or the vendor knows its key. */
  readonly repeatable: boolean;
  /** Fields that it cannot do without, by place: `body.title`. */
  readonly needed: readonly string[];
  /** Permissions that it asks for, and what it is about: `Contacts`. */
  readonly scopes: readonly string[];
  readonly object: string;
}

/** Whom a step calls: an account, or for webhooks of our own one of the workflow's addresses. */
export type StepTarget =
  | { readonly kind: "account"; readonly connection: Connection }
  | { readonly kind: "address"; readonly workflowId: WorkflowId; readonly name: string };

export interface StepCall {
  readonly workspaceId: WorkspaceId;
  readonly operationId: string;
  readonly input: Json;
  readonly target: StepTarget;
  /** When the step was reached: the same for every try. */
  readonly startedAt: Instant;
  /** The same for every try of the same step of the same run. */
  readonly idempotencyKey: string;
  readonly signal: AbortSignalLike;
}

export type CallOutcome = { readonly kind: "done"; readonly output: Json } | { readonly kind: "failed"; readonly error: HighwireError };

/** The operations that steps can call, handed in by `src/main`: under the vendors' limits, once, without a retry. */
export interface StepCalls {
  /** Null: there is no such operation. */
  facts(operationId: string): Promise<CallFacts | null>;
  /** What an event is about, as the catalog says; null: there is no such event. */
  eventObject(source: TriggerSource, type: string): Promise<string | null>;
  call(call: StepCall): Promise<CallOutcome>;
}

/** Text templates under limits of time and room; no template can hold up anybody else. */
export interface TextRenderer {
  /** Renders each with the same values. Throws `HW_STEP_TEXT`. */
  render(templates: readonly string[], scope: Scope): Promise<readonly string[]>;
  /** Why a template cannot be read; null when it can. */
  flawOf(template: string): Promise<string | null>;
}

export interface WorkflowPorts extends Pick<EnginePorts, "store" | "clock" | "random" | "log"> {
  readonly calls: StepCalls;
  readonly texts: TextRenderer;
}
