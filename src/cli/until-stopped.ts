/** Resolves when the signal aborts, and keeps the process alive until then. */
export function untilStopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    // Nothing else may hold the process, such as a worker between two looks.
    const hold = setInterval(() => undefined, 60_000);
    signal.addEventListener(
      "abort",
      () => {
        clearInterval(hold);
        resolve();
      },
      { once: true },
    );
  });
}
