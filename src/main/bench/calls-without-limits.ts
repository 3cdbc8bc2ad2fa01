import { HighwireError } from "#core/errors.ts";
import { createCatalog } from "#catalog/catalog.ts";
import { createFactsReader } from "#catalog/operation-facts.ts";
import { createOperations } from "#catalog/run-operations.ts";
import type { StepCalls } from "#engine/workflow/workflow-ports.ts";
import { createTransport, type Exchange } from "#vendors/transport/transport.ts";
import { openGate } from "../catalog/open-gate.ts";
import { createSendOperation } from "../catalog/send-operation.ts";
import { stepCalls } from "../workflow-parts.ts";
import type { SandboxAccounts } from "../sandbox-bridge.ts";
import type { Session } from "../session.ts";
import { homeWorkspace } from "../workspaces.ts";

/** Operations of the catalog as everywhere, but for the vendor's limits, which would be all that is measured. */
export function callsWithoutLimits(
  { ports: { store, clock } }: Session,
  { apiKey }: Pick<SandboxAccounts["incident"], "apiKey">,
  exchange: Exchange,
): StepCalls {
  const facts = createFactsReader();
  const transport = createTransport({ exchange, gate: openGate, clock });
  const port = createOperations({
    facts,
    clock,
    connection: (id) => store.connection(homeWorkspace, id),
    send: createSendOperation({
      clock,
      highlevel: () => {
        throw new HighwireError("HW_NOT_CONNECTED");
      },
      incident: ({ baseUrl, id }) => ({ transport, baseUrl, apiKey: async () => apiKey, limitKey: id, clock }),
    }),
  });
  const noWebhooks = (): never => {
    throw new HighwireError("HW_RECEIVER_GONE");
  };
  const catalog = createCatalog(facts);
  return stepCalls(() => ({ catalog, port }), noWebhooks);
}
