import { createCatalog } from "#catalog/catalog.ts";
import { fillInput } from "#catalog/fill-input.ts";
import { createFactsReader } from "#catalog/operation-facts.ts";
import { HighwireError } from "#core/errors.ts";
import { createOperations } from "#catalog/run-operations.ts";
import type { WorkspaceId } from "#core/ids.ts";
import type { EnginePorts } from "#engine/engine-ports.ts";
import { createOperationDesk, type OperationDesk, type Practice } from "#engine/operations/operation-desk.ts";
import type { Vendors } from "../vendors.ts";

/** The catalog over the connected accounts, and sandboxes to practise in, which begin when somebody first does. */
export function openOperations({
  ports,
  vendors,
  workspaceId,
}: {
  readonly ports: Pick<EnginePorts, "store" | "clock" | "random">;
  readonly vendors: Pick<Vendors, "send">;
  readonly workspaceId: WorkspaceId;
}): OperationDesk {
  const { store, clock, random } = ports;
  const facts = createFactsReader();
  const catalog = createCatalog(facts);
  const port = createOperations({ facts, clock, connection: (id) => store.connection(workspaceId, id), send: vendors.send });
  let kept: Promise<Practice> | null = null;
  return createOperationDesk({
    ports,
    workspaceId,
    catalog,
    port,
    practice: () => (kept ??= import("./practice.ts").then(({ createPractice }) => createPractice({ facts, clock, random }))),
    fillAt: (connection, input) =>
      fillInput(input, {
        locationId: connection.vendor === "highlevel" ? connection.account : null,
        word: () => random.uuid(),
        run: async (operationId, given) => {
          // A list to pick from must never make something at a real account.
          if ((await catalog.operation(operationId))?.effect !== "read") throw new HighwireError("HW_REQUEST_INVALID", { field: "input" });
          return port.run({ operationId, input: given, connectionId: connection.id, idempotencyKey: random.uuid(), priority: "person" });
        },
      }),
  });
}
