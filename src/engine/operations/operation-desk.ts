import { HighwireError } from "#core/errors.ts";
import type { CatalogPort, OperationOutcome, OperationPort } from "#core/catalog/operation-port.ts";
import type { Operation, OperationInput } from "#core/catalog/operation.ts";
import type { ConnectionId, WorkspaceId } from "#core/ids.ts";
import type { Permission } from "#core/policy/permission.ts";
import { leastRoleFor } from "#core/policy/role.ts";
import type { Connection } from "#core/ports/store.ts";
import type { EnginePorts } from "../engine-ports.ts";
import { personEntry } from "../person-entry.ts";
import { pickValues, type PickedValues } from "./picked-values.ts";

/** Where an operation is tried: in sandboxes that hold nothing but samples, or at a connected account. */
export type TryPlace = "practice" | "account";

export interface TryRequest {
  readonly operationId: string;
  /** Names in angle brackets, as examples have them, are filled first; in practice only. */
  readonly input: OperationInput;
  /** Default: reads ask the account, everything else practises. Without an account everything practises. */
  readonly place?: TryPlace;
  /** Default: the vendor's first active connection. */
  readonly connectionId?: ConnectionId;
  /** Name of the connection, typed, for whatever changes something at a real account. */
  readonly confirm?: string;
  readonly idempotencyKey?: string;
}

/** Who tries. */
export interface Trier {
  readonly who: string;
  readonly may: (permission: Permission) => boolean;
}

export interface Tried {
  readonly place: TryPlace;
  /** Null in practice. */
  readonly connection: Pick<Connection, "id" | "name" | "sandbox"> | null;
  readonly outcome: OperationOutcome;
}

/** Sandboxes of this process that nobody's data is in, and what their examples are filled with. */
export interface Practice extends OperationPort {
  connectionFor(vendor: Connection["vendor"]): ConnectionId;
  /** Fills names in angle brackets by running what they stand for. */
  fill(vendor: Connection["vendor"], input: OperationInput): Promise<OperationInput>;
}

export interface ValuesRequest {
  readonly operationId: string;
  /** `body.calendarId`. */
  readonly field: string;
  readonly place: TryPlace;
  /** Only what has these words, where the list can be searched; left out or empty: what it lists first. */
  readonly words?: string | undefined;
}

/** What people do with the catalog. */
export interface OperationDesk {
  readonly catalog: CatalogPort;
  /** For whoever runs steps: no confirmation, no retry. */
  readonly port: OperationPort;
  /** Throws `HW_REQUEST_NOT_FOUND`, and `HW_REQUEST_FORBIDDEN` or `HW_REQUEST_INVALID` for a change that is not allowed or not confirmed. */
  try(request: TryRequest, trier: Trier): Promise<Tried>;
  /** The operation's example with everything in it made in practice. Throws `HW_REQUEST_NOT_FOUND` where there is none. */
  example(operationId: string): Promise<OperationInput>;
  /** Values of one field, at most 200. Throws `HW_REQUEST_NOT_FOUND` where no list tells them, and the error of a list that could not be read. */
  values(asked: ValuesRequest, trier: Trier): Promise<PickedValues>;
}

export interface OperationDeskParts {
  readonly catalog: CatalogPort;
  readonly port: OperationPort;
  /** Opened when somebody first practises. */
  readonly practice: () => Promise<Practice>;
  /** Fills what a list of an account is asked with. */
  readonly fillAt: (connection: Connection, input: OperationInput) => Promise<OperationInput>;
  readonly ports: Pick<EnginePorts, "store" | "clock" | "random">;
  readonly workspaceId: WorkspaceId;
}

export function createOperationDesk(parts: OperationDeskParts): OperationDesk {
  const { catalog, port } = parts;
  const operationOf = async (id: string): Promise<Operation> => {
    const operation = await catalog.operation(id);
    if (operation === null) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "operationId", detail: "there is no such operation" });
    return operation;
  };
  return {
    catalog,
    port,
    async try(request, trier) {
      const operation = await operationOf(request.operationId);
      checkRunnable(operation);
      const connection = await accountFor(parts, operation, request);
      if (connection === null) return practise(parts, operation, request);
      checkAllowed(operation, connection, request, trier);
      return runAtAccount(parts, operation, connection, request, trier);
    },
    async example(operationId) {
      const operation = await operationOf(operationId);
      checkRunnable(operation);
      if (operation.example === null)
        throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "example", detail: "this operation has no example yet" });
      return (await parts.practice()).fill(vendorOf(operation), operation.example);
    },
    async values({ operationId, field, place, words = "" }, trier) {
      const picker = (await operationOf(operationId)).pickers[field];
      if (picker === undefined) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field, detail: "no list tells the values of this field" });
      const lists = await operationOf(picker.operationId);
      const connection = place === "practice" ? null : await accountFor(parts, lists, { operationId: lists.id, input: picker.input, place });
      const input = connection === null ? picker.input : await parts.fillAt(connection, picker.input);
      return pickValues({ ...picker, input }, words, async (page) => {
        const request = { operationId: lists.id, input: page };
        const { outcome } =
          connection === null ? await practise(parts, lists, request) : await runAtAccount(parts, lists, connection, request, trier);
        if (outcome.kind !== "done") throw outcome.error;
        return outcome.output;
      });
    },
  };
}

/** What is ours has no vendor's sandbox to be tried in. */
function checkRunnable({ vendor, notRunnable }: Operation): void {
  if (vendor === "highwire" && notRunnable !== null) throw new HighwireError("HW_REQUEST_CONFLICT", { field: "operationId", detail: notRunnable });
}

const vendorOf = ({ vendor }: Operation): Connection["vendor"] => (vendor === "highlevel" ? "highlevel" : "incident");

/** The account that is meant; null for practice. */
async function accountFor({ ports, workspaceId }: OperationDeskParts, operation: Operation, request: TryRequest): Promise<Connection | null> {
  const place = request.place ?? (request.connectionId !== undefined || operation.effect === "read" ? "account" : "practice");
  if (place === "practice") return null;
  const all = (await ports.store.connections(workspaceId)).filter(({ vendor }) => vendor === operation.vendor);
  if (request.connectionId !== undefined) {
    const named = all.find(({ id }) => id === request.connectionId);
    if (named === undefined) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "connectionId", detail: "this vendor has no such connection" });
    return named;
  }
  const first = all.find(({ state }) => state === "active") ?? all[0] ?? null;
  if (first === null && request.place === "account") throw new HighwireError("HW_NOT_CONNECTED", { vendor: vendorOf(operation) });
  return first;
}

/** Reads are free to whoever may operate; what changes a real account needs the role, and its name typed. */
function checkAllowed(operation: Operation, connection: Connection, { confirm }: TryRequest, { may }: Trier): void {
  if (operation.effect === "read" || connection.sandbox) return;
  const needs: Permission = operation.effect === "delete" ? "administer" : "build";
  if (!may(needs))
    throw new HighwireError("HW_REQUEST_FORBIDDEN", {
      detail: `changing a real account from the catalog needs the role ${leastRoleFor(needs)} or more`,
    });
  if (confirm !== connection.name)
    throw new HighwireError("HW_REQUEST_INVALID", {
      field: "confirm",
      detail: "type the name of the connection to change something at a real account",
    });
}

const practise = async ({ practice, ports }: OperationDeskParts, operation: Operation, request: TryRequest): Promise<Tried> =>
  practiseIn(await practice(), vendorOf(operation), { ...request, idempotencyKey: request.idempotencyKey ?? ports.random.uuid() });

/** Tries an operation in sandboxes, with the names in angle brackets of its input filled. */
export async function practiseIn(
  practice: Practice,
  vendor: Connection["vendor"],
  { operationId, input, idempotencyKey }: Pick<TryRequest, "operationId" | "input"> & { readonly idempotencyKey: string },
): Promise<Tried> {
  const filled = await practice.fill(vendor, input);
  const connectionId = practice.connectionFor(vendor);
  const outcome = await practice.run({ operationId, input: filled, connectionId, idempotencyKey, priority: "person" });
  return { place: "practice", connection: null, outcome };
}

async function runAtAccount(
  { port, ports, workspaceId }: OperationDeskParts,
  operation: Operation,
  connection: Connection,
  request: TryRequest,
  { who }: Trier,
): Promise<Tried> {
  const { id, name, sandbox } = connection;
  const idempotencyKey = request.idempotencyKey ?? ports.random.uuid();
  const outcome = await port.run({ operationId: operation.id, input: request.input, connectionId: id, idempotencyKey, priority: "person" });
  if (operation.effect !== "read" && outcome.kind !== "refused") {
    const detail = { verb: "try", operation: operation.title, connection: name, outcome: outcome.kind };
    await ports.store.appendJournal(workspaceId, [personEntry("asked", who, detail)], ports.clock.now());
  }
  return { place: "account", connection: { id, name, sandbox }, outcome };
}
