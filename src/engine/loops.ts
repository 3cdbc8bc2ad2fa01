import type { Clock } from "#core/ports/clock.ts";
import type { Log } from "#core/ports/log.ts";
import { Alarm } from "#lib/alarm.ts";
import { tellingOnce } from "./telling-once.ts";

/** What one process does over and over. */
export interface Loop {
  start(): void;
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

/** A reason of its own spares the platform the making of an exception, which costs more than many a turn. */
export const WOKEN = "woken";

/** Waits so many milliseconds, or until it is hinted that there is something to do. */
export async function restUntil(clock: Clock, hinted: Promise<void>, ms: number): Promise<void> {
  const timer = new Alarm();
  await Promise.race([hinted, clock.sleep(ms, timer).catch(() => undefined)]);
  timer.give(WOKEN);
}

/** Hints to a loop that there is something to do; one counts from when the loop last began to listen. */
export class Hints {
  #came = false;
  #wake: () => void = () => undefined;

  hint(): void {
    this.#came = true;
    this.#wake();
  }

  /** From now on: `hinted` resolves at the next hint, `came` tells whether there was one. */
  listen(): { readonly hinted: Promise<void>; readonly came: () => boolean } {
    this.#came = false;
    const hinted = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    return { hinted, came: () => this.#came };
  }
}

/** What is done every so often. */
interface Routine {
  readonly everyMs: number;
  /** Under which name a turn that failed is logged; the next makes up for it. */
  readonly failed: string;
  readonly turn: (stopping: AbortSignal) => Promise<void>;
  /** What is left to do at the end. Default: nothing. */
  readonly last?: () => Promise<void>;
}

/** Does something at once and then every so often, until it is stopped. */
export function everySoOften({ clock, log }: { readonly clock: Clock; readonly log: Log }, { everyMs, failed, turn, last }: Routine): Loop {
  const stopping = new AbortController();
  const quietly = tellingOnce(log, failed);
  let loop: Promise<void> = Promise.resolve();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await quietly(() => turn(stopping.signal));
      await clock.sleep(everyMs, stopping.signal).catch(() => undefined);
    }
    if (last !== undefined) await quietly(last);
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
