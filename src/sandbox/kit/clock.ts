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
