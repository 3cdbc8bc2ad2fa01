/** The sandbox's own time, by which it judges limits, tokens and retries. */
export interface SandboxClock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(delayMs: number): Promise<void>;
}

/** The machine's time. Timers do not keep a process alive. */
export const systemSandboxClock: SandboxClock = {
  now: () => Date.now(),
  sleep: (delayMs) => new Promise((resolve) => void setTimeout(resolve, Math.min(delayMs, 2 ** 31 - 1)).unref()),
};

/** A clock that can be put forward. */
export interface AdvanceableClock extends SandboxClock {
  /** Moves time on by `byMs` milliseconds and wakes whoever is due by then, earliest first. */
  advance(byMs: number): void;
}

/** Runs with another clock until somebody puts it forward. Over a clock that stands still, time moves by `advance` alone. */
export function advanceable(base: SandboxClock): AdvanceableClock {
  let aheadMs = 0;
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
  const now = (): number => base.now() + aheadMs;
  return {
    now,
    sleep: (delayMs) =>
      new Promise((resolve) => {
        const sleeper = { until: now() + delayMs, wake: (): void => void (sleepers.delete(sleeper) && resolve()) };
        sleepers.add(sleeper);
        void base.sleep(delayMs).then(sleeper.wake);
      }),
    advance(byMs) {
      aheadMs += byMs;
      for (const sleeper of [...sleepers].toSorted((one, other) => one.until - other.until)) {
        if (sleeper.until <= now()) sleeper.wake();
        else void base.sleep(sleeper.until - now()).then(sleeper.wake);
      }
    },
  };
}
