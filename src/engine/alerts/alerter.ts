import { restUntil, type Loop } from "../loops.ts";
import { tellingOnce } from "../telling-once.ts";
import type { AlertParts } from "./alert-parts.ts";
import { deliverTo } from "./deliver-alerts.ts";
import { watchAlerts } from "./watch-alerts.ts";

/** 10 seconds, in milliseconds: how late what no hint told of is noticed, and how late a try that is due again begins. */
const EVERY_MS = 10_000;

/** The loop that watches what needs people and tells them. Any number of processes may run it: the store lets each piece of news go out of one. */
export function createAlerter(parts: AlertParts): Loop {
  const { store, clock, log } = parts.ports;
  const quietly = tellingOnce(log, "alerts.turn-failed");
  let stopping = false;
  let wake: () => void = () => undefined;
  let loop: Promise<void> = Promise.resolve();
  /** Channels that are being told something: one that hangs holds up neither the others nor the watch. */
  const busy = new Map<string, Promise<void>>();
  const telling = tellingOnce(log, "alerts.delivery-failed");
  const turn = async (): Promise<void> => {
    await watchAlerts(parts);
    for (const channel of await store.alerts.channels(parts.workspaceId)) {
      if (busy.has(channel.id)) continue;
      const told = telling(() => deliverTo(parts, channel)).finally(() => busy.delete(channel.id));
      busy.set(channel.id, told);
    }
  };
  const run = async (): Promise<void> => {
    const stopListening = await store.listen(["config"], () => wake()).catch(() => async () => undefined);
    while (!stopping) {
      const hinted = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await quietly(turn);
      if (stopping) break;
      await restUntil(clock, hinted, EVERY_MS);
    }
    await Promise.all(busy.values());
    await stopListening();
  };
  return {
    start() {
      loop = run();
    },
    async stop() {
      stopping = true;
      wake();
      await loop;
    },
  };
}
