import type { ErrorCode } from "#core/error-registry.ts";
import type { Connection } from "#core/ports/store.ts";
import type { ActionStep } from "#core/workflow/definition.ts";
import type { OutgoingAddress, WorkflowId } from "#core/workflow/run.ts";
import type { CallFacts, StepTarget } from "./workflow-ports.ts";

/** What is looked at to find whom a step calls. */
export interface TargetLook {
  readonly workflowId: WorkflowId;
  readonly connections: () => Promise<readonly Connection[]>;
  /** Of that workflow. */
  readonly addresses: () => Promise<readonly OutgoingAddress[]>;
}

/** `paused`: the account is, and the step waits until it no longer is. `missing`: the step fails with that code. */
export type FoundTarget =
  | { readonly kind: "found"; readonly target: StepTarget }
  | { readonly kind: "paused" }
  | { readonly kind: "missing"; readonly code: ErrorCode };

/** Whom a step calls: an account, or for webhooks of our own one of the workflow's addresses. */
export async function targetOf(look: TargetLook, step: Pick<ActionStep, "connection">, facts: CallFacts): Promise<FoundTarget> {
  if (facts.vendor === "highwire") {
    const address = (await look.addresses()).find(({ name, isOff }) => name === step.connection && !isOff);
    if (address === undefined) return { kind: "missing", code: "HW_RECEIVER_GONE" };
    return { kind: "found", target: { kind: "address", workflowId: look.workflowId, name: address.name } };
  }
  const connection = connectionOf(await look.connections(), step, facts);
  if (connection === null) return { kind: "missing", code: "HW_NOT_CONNECTED" };
  return connection.state === "active" ? { kind: "found", target: { kind: "account", connection } } : { kind: "paused" };
}

/** The connection that a step names: by its id, or by its vendor where only one of it is there. Null: there is none, or which is meant is not clear. */
export function connectionOf(
  connections: readonly Connection[],
  { connection: named }: Pick<ActionStep, "connection">,
  { vendor }: Pick<CallFacts, "vendor">,
): Connection | null {
  if (named !== "highlevel" && named !== "incident") return connections.find(({ id }) => id === named) ?? null;
  const own = connections.filter((one) => one.vendor === vendor);
  const active = own.filter(({ state }) => state === "active");
  const [only, ...others] = active.length > 0 ? active : own;
  return others.length > 0 ? null : (only ?? null);
}
