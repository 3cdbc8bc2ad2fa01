import { HighwireError } from "#core/errors.ts";
import type { WorkspaceId } from "#core/ids.ts";
import type { Store } from "#core/ports/store.ts";
import { MAX_ADDRESSES, type OutgoingAddress, type Workflow, type WorkflowId } from "#core/workflow/run.ts";
import { objectIn } from "#lib/json.ts";
import { engineEntry } from "../engine-entry.ts";
import type { WorkflowPorts } from "./workflow-ports.ts";

/** Where an address leads and the secret by which its receiver verifies what comes. */
export interface AddressTarget {
  readonly url: string;
  /** `whsec_` and 32 bytes in base64, as Standard Webhooks have it. */
  readonly secret: string;
}

/** Name of the secret that holds where an address leads. */
export const addressSecretName = (id: WorkflowId, name: string): string => `workflow:${id}:to:${name}`;

/** Where an address leads; null when that is not kept. */
export async function addressTarget(
  store: Pick<Store, "secret">,
  workspaceId: WorkspaceId,
  id: WorkflowId,
  name: string,
): Promise<AddressTarget | null> {
  const { url, secret } = objectIn((await store.secret(workspaceId, addressSecretName(id, name))) ?? "");
  return typeof url === "string" && typeof secret === "string" ? { url, secret } : null;
}

/** The workflow with this address, which is on, in place of another of its name. Throws `HW_REQUEST_INVALID` when there are too many. */
export function withAddress(workflow: Workflow, name: string, { url }: AddressTarget): Workflow {
  const others = (workflow.addresses ?? []).filter((one) => one.name !== name);
  if (others.length >= MAX_ADDRESSES)
    throw new HighwireError("HW_REQUEST_INVALID", { field: "name", limit: MAX_ADDRESSES, detail: "the workflow has as many addresses as one may" });
  const address: OutgoingAddress = { name, host: new URL(url).host, isOff: false };
  return { ...workflow, addresses: [...others, address].toSorted((one, other) => (one.name < other.name ? -1 : 1)) };
}

export const withoutAddress = (workflow: Workflow, name: string): Workflow => ({
  ...workflow,
  addresses: (workflow.addresses ?? []).filter((one) => one.name !== name),
});

/** Sends nothing more to an address whose receiver wants no more, until somebody gives it anew, and says so once. */
export async function switchOff({ store, clock, log }: WorkflowPorts, workspaceId: WorkspaceId, id: WorkflowId, name: string): Promise<void> {
  const changed = await store.workflows.changeWorkflow(workspaceId, id, (workflow) => {
    const { addresses = [] } = workflow;
    if (!addresses.some((one) => one.name === name && !one.isOff)) return null;
    return { workflow: { ...workflow, addresses: addresses.map((one) => (one.name === name ? { ...one, isOff: true } : one)) } };
  });
  if (changed === null) return;
  await store.appendJournal(workspaceId, [engineEntry("config", { workflow: id, address: "off", name })], clock.now());
  log.warn("workflow.address-off", { workflowId: id });
}
