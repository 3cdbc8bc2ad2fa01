import type { Instant } from "#core/ids.ts";
import type { Connection } from "#core/ports/store.ts";
import { isObject, parseJson } from "#lib/json.ts";
import type { AccountPorts } from "./account-ports.ts";

type CallPorts = Pick<AccountPorts, "store" | "vendors">;
const nameOf = ({ id }: Connection): string => `last-calls:${id}`;

/** When each operation of a connection was last called with success: in this process, and as all have written it down. */
export async function keptCalls({ store, vendors }: CallPorts, connection: Connection): Promise<ReadonlyMap<string, Instant>> {
  const calls = new Map(readCalls(await store.cursor(connection.workspaceId, nameOf(connection))));
  for (const [operation, at] of vendors.lastCalls(connection)) calls.set(operation, Math.max(at, calls.get(operation) ?? 0));
  return calls;
}

/** Writes down what this process has called since. Two that write at once lose a minute at most, which nobody asks for. */
export async function writeCalls(ports: CallPorts, connection: Connection): Promise<void> {
  if (ports.vendors.lastCalls(connection).size === 0) return;
  const calls = await keptCalls(ports, connection);
  await ports.store.saveCursor(connection.workspaceId, nameOf(connection), JSON.stringify(Object.fromEntries(calls)));
}

function readCalls(stored: string | null): readonly (readonly [string, Instant])[] {
  const parsed = stored === null ? null : parseJson(stored);
  if (parsed?.kind !== "parsed" || !isObject(parsed.value)) return [];
  return Object.entries(parsed.value).filter((pair): pair is [string, Instant] => typeof pair[1] === "number");
}
