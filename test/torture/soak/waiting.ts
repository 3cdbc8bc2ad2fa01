export const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** Looks every so many milliseconds; true as soon as it is so, false when it was not in time. */
export async function until(isTrue: () => boolean | Promise<boolean>, withinMs: number, everyMs = 50): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline) {
    if (await isTrue()) return true;
    await pause(everyMs);
  }
  return false;
}
