import type { Clock } from "#core/ports/clock.ts";
import type { Store } from "#core/ports/store.ts";

/** One minute, in milliseconds: how long the store's time is reckoned on before it is asked for again. */
const KEPT_MS = 60_000;

/**
 * Time as the store tells it, so that due times and leases mean the same on every machine whatever its own clock says (X10). Runs on between
 * two questions by the machine's monotonic clock, which jumps of the wall clock do not touch. Rejects when the store cannot be asked first.
 */
export async function createStoreClock(machine: Clock, store: Pick<Store, "time">): Promise<Clock> {
  let aheadMs = 0;
  let askedAtMs = 0;
  let asking: Promise<void> | null = null;
  const ask = async (): Promise<void> => {
    const beforeMs = machine.monotonicMs();
    const told = await store.time();
    askedAtMs = machine.monotonicMs();
    // The answer was true at some moment of the way; its middle errs by half the way at most.
    aheadMs = told - (beforeMs + askedAtMs) / 2;
  };
  const askAgain = (): void => {
    asking ??= ask()
      // While the store is away its last word stands.
      .catch(() => undefined)
      .finally(() => {
        asking = null;
      });
  };
  await ask();
  return {
    now() {
      const nowMs = machine.monotonicMs();
      if (nowMs - askedAtMs > KEPT_MS) askAgain();
      return Math.floor(nowMs + aheadMs);
    },
    monotonicMs: () => machine.monotonicMs(),
    sleep: (delayMs, signal) => machine.sleep(delayMs, signal),
  };
}
