interface AbortLike {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: "abort", listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** The machine's own clock; satisfies the Clock port. */
export const systemClock = {
  now: (): number => Date.now(),
  monotonicMs: (): number => performance.now(),
  sleep: (delayMs: number, signal?: AbortLike): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const stop = (): void => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(
        () => {
          signal?.removeEventListener("abort", stop);
          resolve();
        },
        Math.min(delayMs, 2 ** 31 - 1),
      );
      signal?.addEventListener("abort", stop, { once: true });
    }),
};
