import { createCatalog } from "#catalog/catalog.ts";
import { fillInput } from "#catalog/fill-input.ts";
import { createFactsReader, type FactsReader } from "#catalog/operation-facts.ts";
import { HighwireError } from "#core/errors.ts";
import { createOperations } from "#catalog/run-operations.ts";
import type { WorkspaceId } from "#core/ids.ts";
import type { EnginePorts } from "#engine/engine-ports.ts";
import { createOperationDesk, type OperationDesk, type OperationDeskParts, type Practice } from "#engine/operations/operation-desk.ts";
import type { Vendors } from "../vendors.ts";

/** The catalog over a workspace's accounts. */
export type Operations = (workspaceId: WorkspaceId) => OperationDesk;

/**
 * The catalog over the connected accounts of each workspace, and sandboxes to practise in, which begin when somebody first does. What the documents say
 * is read once for all workspaces.
 */
export function openOperations({
  ports,
  vendors,
}: {
  readonly ports: Pick<EnginePorts, "store" | "clock" | "random">;
  readonly vendors: Pick<Vendors, "send">;
}): Operations {
  const { clock, random } = ports;
  const facts = createFactsReader();
  const catalog = createCatalog(facts);
  let begun: Promise<Practice> | null = null;
  const practice = (): Promise<Practice> =>
    (begun ??= import("./practice.ts").then(({ createPractice }) => createPractice({ facts, clock, random })));
  const desks = new Map<WorkspaceId, OperationDesk>();
  return (workspaceId) => {
    const known = desks.get(workspaceId) ?? openDesk({ ports, send: vendors.send, workspaceId, facts, catalog, practice });
    desks.set(workspaceId, known);
    return known;
  };
}

function openDesk({
  ports,
  send,
  workspaceId,
  facts,
  catalog,
  practice,
}: Pick<OperationDeskParts, "ports" | "workspaceId" | "catalog" | "practice"> & {
  readonly send: Vendors["send"];
  readonly facts: FactsReader;
}): OperationDesk {
  const { store, clock, random } = ports;
  const port = createOperations({ facts, clock, connection: (id) => store.connection(workspaceId, id), send });
  return createOperationDesk({
    ports,
    workspaceId,
    catalog,
    port,
    practice,
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
