import type { Instant } from "#core/ids.ts";
import type { Log } from "#core/ports/log.ts";
import type { AcceptedEvent, WatchedSource } from "#engine/ingest/webhook-watch.ts";
import { everySoOften, type Loop } from "#engine/loops.ts";
import type { AccountPorts } from "./account-ports.ts";
import { writeCalls } from "./kept-calls.ts";
import { keepLastEvents, keepRefusals } from "./webhook-settings.ts";

/** 15 seconds, in milliseconds: how late what this process saw is written down. */
const EVERY_MS = 15_000;

/** Writes down, now and then and at its end, what processes learn of accounts in passing: newest events, refused ones and last calls. */
export function createUpkeep(ports: AccountPorts, log: Log): Loop {
  const written = new Map<WatchedSource, AcceptedEvent>();
  const refused = new Map<WatchedSource, Instant>();
  const turn = async (): Promise<void> => {
    const connections = await ports.store.connections(ports.workspaceId);
    await keepLastEvents(ports.store, ports.watch, connections, written);
    await keepRefusals(ports.store, ports.watch, connections, refused);
    for (const connection of connections) await writeCalls(ports, connection);
  };
  return everySoOften({ clock: ports.clock, log }, { everyMs: EVERY_MS, failed: "accounts.upkeep-failed", turn, last: turn });
}
