import type { Bridge, Entity } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { ConnectionId, WorkspaceId } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Random } from "#core/ports/random.ts";
import type { Connection, Store } from "#core/ports/store.ts";
import { personEntry } from "#engine/person-entry.ts";
import type { WebhookWatch } from "#engine/ingest/webhook-watch.ts";
import type { SweepIntervals } from "#engine/sweep/sweeper.ts";
import { vendorBaseUrls, type Vendors } from "../vendors.ts";

/** What the work with accounts reaches the world through. */
export interface AccountPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly vendors: Vendors;
  readonly workspaceId: WorkspaceId;
  readonly watch: WebhookWatch;
  readonly intervals: SweepIntervals;
  /** Addresses of the vendors' APIs, where they are not the vendors' own. */
  readonly hosts: Readonly<Partial<Record<Connection["vendor"], string>>>;
  /** Address of this server for the vendors; null when there is none. */
  readonly publicUrl: string | null;
}

/** Where a vendor's API is reached from here. */
export const hostOf = ({ hosts }: Pick<AccountPorts, "hosts">, vendor: Connection["vendor"]): string => hosts[vendor] ?? vendorBaseUrls[vendor];

/** Throws `HW_REQUEST_NOT_FOUND`. */
export async function connectionOf({ store, workspaceId }: AccountPorts, id: ConnectionId): Promise<Connection> {
  const connection = await store.connection(workspaceId, id);
  if (connection === null) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "connection" });
  return connection;
}

/** Bridges, of one connection when it is named. Drafts and paused ones are kept for later, and count. */
export async function bridgesOn({ store, workspaceId }: AccountPorts, id: ConnectionId | null): Promise<readonly Bridge[]> {
  return (await store.bridges(workspaceId)).filter(({ left, right }) => id === null || left === id || right === id);
}

/** Their kinds, each once. */
export async function entitiesInUse(ports: AccountPorts, id: ConnectionId | null): Promise<readonly Entity[]> {
  return [...new Set((await bridgesOn(ports, id)).map(({ entity }) => entity))];
}

/** Writes down what a person did with a connection, or with what all of them share. */
export async function noteChange(
  { store, workspaceId, clock }: AccountPorts,
  connection: ConnectionId | null,
  who: string,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  const entry = personEntry("config", who, { ...(connection !== null && { connection }), ...detail });
  await store.appendJournal(workspaceId, [entry], clock.now());
}
