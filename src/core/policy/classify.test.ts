import { describe, expect, it } from "vitest";
import { registry, type ErrorCode } from "../error-registry.ts";
import { HighwireError, type ErrorKind } from "../errors.ts";
import { classify, MAX_ATTEMPTS, MAX_RETRY_SPAN_MS, type Disposition } from "./classify.ts";

const NOW = 1_000_000;
const first = { count: 0, firstFailedAt: null };
const codes = Object.keys(registry) as ErrorCode[];

/** What each family of failures means the first time it happens. */
const expected: Readonly<Record<ErrorKind, Disposition["kind"]>> = {
  config: "fatal",
  "vendor.transient": "retry",
  "vendor.auth": "pause-connection",
  "vendor.rejected": "park",
  "vendor.drift": "park",
  webhook: "park",
  storage: "retry",
  workflow: "park",
  invariant: "park",
  cancelled: "drop",
  request: "park",
};

/** Codes that mean something else than their family. */
const exceptions: Readonly<Partial<Record<ErrorCode, Disposition["kind"]>>> = {
  HW_NOT_CONNECTED: "pause-connection",
  HW_VENDOR_TOKEN_EXPIRED: "refresh-token",
  HW_VENDOR_SCOPE_MISSING: "park",
};

describe("classify", () => {
  it.each(codes)("X5 %s has one meaning, whatever its evidence says", (code) => {
    const { kind } = registry[code];
    const evidence = [{}, { httpStatus: 500 }, { httpStatus: 404, vendor: "incident" as const }, { mayHaveHappened: true }];
    const meanings = new Set(evidence.map((data) => classify(new HighwireError(code, data), first, NOW, 0.5).kind));
    expect([...meanings]).toEqual([exceptions[code] ?? expected[kind]]);
  });

  it("X5 parks under the code that a person can look up", () => {
    expect(classify(new HighwireError("HW_VENDOR_VALIDATION"), first, NOW, 0.5)).toEqual({ kind: "park", code: "HW_VENDOR_VALIDATION" });
  });

  it("X5 a token that stays expired after one refresh pauses the connection", () => {
    const again = { count: 1, firstFailedAt: NOW };
    expect(classify(new HighwireError("HW_VENDOR_TOKEN_EXPIRED"), again, NOW, 0.5)).toEqual({
      kind: "pause-connection",
      code: "HW_VENDOR_TOKEN_EXPIRED",
    });
  });

  it("X6 waits as long as the vendor asks, without an upper end of our own and without counting the attempt", () => {
    const error = new HighwireError("HW_VENDOR_RATE_LIMITED", { retryAfterMs: 5_400_000 });
    expect(classify(error, { count: MAX_ATTEMPTS + 5, firstFailedAt: 0 }, NOW, 0.5)).toEqual({ kind: "wait", until: NOW + 5_400_000 });
  });

  it.each([
    ["HW_VENDOR_READ_TOO_OLD", {}],
    ["HW_RECEIVER_AWAY", { httpStatus: 429 }],
  ] as const)("X6 counts no attempt where %s only asks to come later (%o)", (code, data) => {
    expect(classify(new HighwireError(code, { ...data, retryAfterMs: 1_000 }), first, NOW, 0.5)).toEqual({ kind: "wait", until: NOW + 1_000 });
  });

  it.each(["HW_VENDOR_UNAVAILABLE", "HW_VENDOR_TIMEOUT", "HW_RECEIVER_AWAY"] as const)(
    "X6 X9 counts the attempt that met %s, and waits for its Retry-After or the back-off, whichever is longer",
    (code) => {
      const error = new HighwireError(code, { httpStatus: 503, retryAfterMs: 1_000 });
      expect(classify(error, first, NOW, 0.5)).toEqual({ kind: "retry", at: NOW + 1_000 });
      expect(classify(error, { count: 8, firstFailedAt: NOW }, NOW, 0.5)).toEqual({ kind: "retry", at: NOW + 128_000 });
      const spent = { kind: "park", code: "HW_RETRIES_SPENT" };
      expect(classify(error, { count: MAX_ATTEMPTS - 1, firstFailedAt: NOW }, NOW, 0.5)).toEqual(spent);
      expect(classify(error, { count: 1, firstFailedAt: NOW - MAX_RETRY_SPAN_MS }, NOW, 0.5)).toEqual(spent);
    },
  );

  it("X6 spreads retries over the whole span from nothing to twice as long as last time, up to fifteen minutes", () => {
    const delay = (count: number, fraction: number): number => {
      const next = classify(new HighwireError("HW_VENDOR_TIMEOUT"), { count, firstFailedAt: NOW }, NOW, fraction);
      return next.kind === "retry" ? next.at - NOW : -1;
    };
    expect([0, 1, 2, 3, 10].map((count) => delay(count, 0.999_999))).toEqual([1_000, 2_000, 4_000, 8_000, 899_999]);
    expect(delay(7, 0)).toBe(0);
  });

  it("X6 parks after the twelfth failure in a row, or a day of failing, but never for trouble of our own store", () => {
    const timeout = new HighwireError("HW_VENDOR_TIMEOUT");
    expect(classify(timeout, { count: MAX_ATTEMPTS - 2, firstFailedAt: NOW }, NOW, 0.5).kind).toBe("retry");
    expect(classify(timeout, { count: MAX_ATTEMPTS - 1, firstFailedAt: NOW }, NOW, 0.5)).toEqual({ kind: "park", code: "HW_RETRIES_SPENT" });
    expect(classify(timeout, { count: 1, firstFailedAt: NOW - MAX_RETRY_SPAN_MS }, NOW, 0.5).kind).toBe("park");
    expect(classify(new HighwireError("HW_STORAGE_UNAVAILABLE"), { count: 99, firstFailedAt: 0 }, NOW, 0.5).kind).toBe("retry");
  });
});
