import { backoffMs } from "#lib/backoff.ts";
import type { ErrorCode } from "../error-registry.ts";
import type { HighwireError } from "../errors.ts";
import type { Instant } from "../ids.ts";

export type Disposition =
  | { readonly kind: "retry"; readonly at: Instant }
  | { readonly kind: "wait"; readonly until: Instant }
  | { readonly kind: "refresh-token" }
  | { readonly kind: "pause-connection"; readonly code: ErrorCode }
  | { readonly kind: "park"; readonly code: ErrorCode }
  | { readonly kind: "drop" }
  | { readonly kind: "fatal" };

export interface FailedAttempts {
  /** Failures in a row before this one. */
  readonly count: number;
  readonly firstFailedAt: Instant | null;
}

/** Attempts after which a link is parked (X6). */
export const MAX_ATTEMPTS = 12;
/** 24 hours, in milliseconds: the span in which those attempts fall (X6). */
export const MAX_RETRY_SPAN_MS = 86_400_000;

/** The HTTP status of a limit that was reached. */
const TOO_MANY = 429;

/**
 * The one place that decides what a failure means (X5). Pure. `fraction` in [0, 1) spreads retries (X6). Nothing is tried before a vendor's own
 * Retry-After is over; where a limit asked for it, that is no failure and counts as no attempt.
 */
export function classify(error: HighwireError, attempts: FailedAttempts, now: Instant, fraction: number): Disposition {
  switch (error.kind) {
    case "vendor.transient":
    case "storage":
      return retryOrPark(error, attempts, now, fraction);
    case "vendor.auth":
      return classifyAuth(error, attempts);
    case "cancelled":
      return { kind: "drop" };
    case "config":
      return error.code === "HW_NOT_CONNECTED" ? { kind: "pause-connection", code: error.code } : { kind: "fatal" };
    case "vendor.rejected":
    case "vendor.drift":
    case "webhook":
    case "workflow":
    case "invariant":
    case "request":
      return { kind: "park", code: error.code };
  }
}

function classifyAuth(error: HighwireError, attempts: FailedAttempts): Disposition {
  if (error.code === "HW_VENDOR_TOKEN_EXPIRED" && attempts.count === 0) return { kind: "refresh-token" };
  if (error.code === "HW_VENDOR_SCOPE_MISSING") return { kind: "park", code: error.code };
  return { kind: "pause-connection", code: error.code };
}

function retryOrPark(error: HighwireError, attempts: FailedAttempts, now: Instant, fraction: number): Disposition {
  const askedMs = Math.max(0, error.data.retryAfterMs ?? 0);
  if (error.data.retryAfterMs !== undefined && isOnlyPutOff(error)) return { kind: "wait", until: now + askedMs };
  const firstFailedAt = attempts.firstFailedAt ?? now;
  const spent = attempts.count + 1 >= MAX_ATTEMPTS || now - firstFailedAt >= MAX_RETRY_SPAN_MS;
  // The store's own trouble says nothing about the link, so it never parks one.
  if (spent && error.kind !== "storage") return { kind: "park", code: "HW_RETRIES_SPENT" };
  return { kind: "retry", at: now + Math.max(askedMs, backoffMs(attempts.count, fraction)) };
}

/** True where nothing is wrong but that a limit has no room just now, or had none for so long that a write is decided anew. */
function isOnlyPutOff({ code, data }: HighwireError): boolean {
  return code === "HW_VENDOR_RATE_LIMITED" || code === "HW_VENDOR_READ_TOO_OLD" || data.httpStatus === TOO_MANY;
}
