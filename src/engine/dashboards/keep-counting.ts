import type { Clock } from "#core/ports/clock.ts";
import type { Log } from "#core/ports/log.ts";
import { everySoOften, type Loop } from "../loops.ts";
import type { Dashboards } from "./dashboards.ts";

/** A minute, in milliseconds: how often counting goes on while nobody looks. */
const EVERY_MS = 60_000;

/** Counts every minute, so that levels are known also for times at which nobody looked. */
export const keepCounting = ({ dashboards, ...ports }: { readonly dashboards: Dashboards; readonly clock: Clock; readonly log: Log }): Loop =>
  everySoOften(ports, {
    everyMs: EVERY_MS,
    failed: "dashboards.counting-failed",
    async turn(stopping) {
      while (!stopping.aborted && !(await dashboards.refresh()));
    },
  });
