import type { Instant } from "#core/ids.ts";
import type { Log } from "#core/ports/log.ts";
import type { AcceptedEvent, WatchedSource } from "#engine/ingest/webhook-watch.ts";
import { tellingOnce } from "#engine/telling-once.ts";
import type { AccountPorts } from "./account-ports.ts";
import { writeCalls } from "./kept-calls.ts";
import { keepLastEvents, keepRefusals } from "./webhook-settings.ts";

/** 15 seconds, in milliseconds: how late what this process saw is written down. */
const EVERY_MS = 15_000;

export interface Upkeep {
  start(): void;
  /** Writes down what is left. */
  stop(): Promise<void>;
}

/** Writes down, now and then, what processes learn of accounts in passing: newest events, refused ones and last calls. */
export function createUpkeep(ports: AccountPorts, log: Log): Upkeep {
  const written = new Map<WatchedSource, AcceptedEvent>();
  const refused = new Map<WatchedSource, Instant>();
  const stopping = new AbortController();
  const quietly = tellingOnce(log, "accounts.upkeep-failed");
  let loop: Promise<void> = Promise.resolve();
  const turn = async (): Promise<void> => {
    const connections = await ports.store.connections(ports.workspaceId);
    await keepLastEvents(ports.store, ports.watch, connections, written);
    await keepRefusals(ports.store, ports.watch, connections, refused);
    for (const connection of connections) await writeCalls(ports, connection);
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await ports.clock.sleep(EVERY_MS, stopping.signal).catch(() => undefined);
      await quietly(turn);
    }
  };
  return {
    start() {
      loop = run();
    },
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}
