import type { Clock } from "#core/ports/clock.ts";
import type { Log } from "#core/ports/log.ts";
import { tellingOnce } from "../telling-once.ts";
import type { Dashboards } from "./dashboards.ts";

/** A minute, in milliseconds: how often counting goes on while nobody looks. */
const EVERY_MS = 60_000;

/** Counts every minute, so that levels are known also for times at which nobody looked. */
export function keepCounting({ dashboards, clock, log }: { readonly dashboards: Dashboards; readonly clock: Clock; readonly log: Log }): {
  start(): void;
  stop(): Promise<void>;
} {
  const stopping = new AbortController();
  const quietly = tellingOnce(log, "dashboards.counting-failed");
  let loop: Promise<void> = Promise.resolve();
  const catchUp = async (): Promise<void> => {
    while (!stopping.signal.aborted && !(await dashboards.refresh()));
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await quietly(catchUp);
      await clock.sleep(EVERY_MS, stopping.signal).catch(() => undefined);
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
