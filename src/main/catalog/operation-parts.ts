import { createCatalog } from "#catalog/catalog.ts";
import { fillInput } from "#catalog/fill-input.ts";
import { createFactsReader } from "#catalog/operation-facts.ts";
import { HighwireError } from "#core/errors.ts";
import { createOperations } from "#catalog/run-operations.ts";
import type { WorkspaceId } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Random } from "#core/ports/random.ts";
import type { Store } from "#core/ports/store.ts";
import type { OperationDeskParts, Practice } from "#engine/operations/operation-desk.ts";
import type { Vendors } from "../vendors.ts";

/** What the catalog is made from: facts, the connected accounts, and sandboxes to practise in, which begin when somebody first does. */
export function operationParts({
  store,
  clock,
  random,
  vendors,
  workspaceId,
}: {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly vendors: Pick<Vendors, "send">;
  readonly workspaceId: WorkspaceId;
}): Omit<OperationDeskParts, "ports" | "workspaceId"> {
  const facts = createFactsReader();
  const catalog = createCatalog(facts);
  const port = createOperations({ facts, clock, connection: (id) => store.connection(workspaceId, id), send: vendors.send });
  let kept: Promise<Practice> | null = null;
  return {
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
  };
}
