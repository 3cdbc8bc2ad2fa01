import { isErrorCode, type ErrorCode } from "./error-registry.ts";
import type { Connection } from "./ports/store.ts";

/** The error for which a connection was stopped by itself (X8). Null for one that works, and for one that a person paused, alone or with all others. */
export function stoppedBecause({ state, pausedBecause }: Pick<Connection, "state" | "pausedBecause">): ErrorCode | null {
  return state === "paused" && isErrorCode(pausedBecause) ? pausedBecause : null;
}
