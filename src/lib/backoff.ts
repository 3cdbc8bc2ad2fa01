/** First delay, in milliseconds. */
export const BACKOFF_BASE_MS = 1_000;
/** Longest delay: 15 minutes, in milliseconds. */
export const BACKOFF_CAP_MS = 900_000;

/** Full jitter: a delay between 0 and base × 2^attempt, capped. `fraction` is in [0, 1). Milliseconds. */
export function backoffMs(attempt: number, fraction: number): number {
  return Math.round(Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** Math.min(attempt, 20)) * fraction);
}
