import { HighwireError } from "#core/errors.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { CallLimits, LimitNews } from "#core/policy/rate-budget.ts";
import { parseJson } from "#lib/json.ts";
import type { RateGate } from "./rate-gate.ts";
import { retryAfterMs } from "./retry-after.ts";

export type HeaderBag = Readonly<Record<string, string | undefined>>;

/** One call to a vendor. */
export interface VendorCall {
  readonly vendor: "highlevel" | "incident";
  /** Name for errors and metrics: `contacts.read`. */
  readonly operation: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON; a string is sent as a form. */
  readonly body?: unknown;
  /** True when the call changes something: then a lost answer means that it may have happened (I4). */
  readonly mutating: boolean;
  /** Account whose limits count the call; null for calls that are not limited. */
  readonly limitKey: string | null;
  readonly limits: CallLimits;
  /** Whose calls wait behind each other while those of others go on (X9): a bridge. */
  readonly flow?: string | undefined;
  readonly call: CallOptions;
  readonly interpretFailure: (status: number, headers: HeaderBag, body: unknown) => HighwireError;
  readonly readLimits: (status: number, headers: HeaderBag) => LimitNews;
}

export interface VendorAnswer {
  readonly status: number;
  readonly headers: HeaderBag;
  readonly json: unknown;
}

/** Raw exchange: over the network, from a tape, or straight into a sandbox in process. */
export type Exchange = (request: {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Asked once more when the request has its connection; false keeps it here. */
  readonly mayLeave?: () => boolean;
}) => Promise<{ readonly status: number; readonly headers: HeaderBag; readonly text: string }>;

/** The only way out of Highwire. Waits for the rate gate, sends once, and turns everything but success into a `HighwireError`. */
export interface Transport {
  send(call: VendorCall): Promise<VendorAnswer>;
}

export interface CallObserver {
  (seen: {
    readonly call: VendorCall;
    /** 0 when no answer came. */
    readonly status: number;
    readonly headers: HeaderBag;
    readonly durationMs: number;
  }): void;
}

export function createTransport(ports: {
  readonly exchange: Exchange;
  readonly gate: RateGate;
  readonly clock: Clock;
  readonly observe?: CallObserver;
}): Transport {
  const { exchange, gate, clock } = ports;
  return {
    async send(call) {
      if (call.limitKey !== null) await takeTurn(gate, clock, call, call.limitKey);
      const mayLeave = (): boolean => !call.mutating || (call.call.mayWrite?.() ?? true);
      const startedMs = clock.monotonicMs();
      let news: LimitNews = {};
      let status = 0;
      let headers: HeaderBag = {};
      try {
        refuseLateWrite(call, startedMs);
        const answer = await perform(exchange, call, mayLeave);
        ({ status, headers } = answer);
        const waitMs = retryAfterMs(answer.headers["retry-after"], clock.now());
        news = withRetryAfter(answer.status, call.readLimits(answer.status, answer.headers), waitMs);
        return interpret(call, answer, waitMs);
      } finally {
        ports.observe?.({ call, status, headers, durationMs: clock.monotonicMs() - startedMs });
        if (call.limitKey !== null) await gate.observe(call.limitKey, call.limits, news);
      }
    },
  };
}

/** One second, in milliseconds: what the share of calls that is kept free makes up for, when many leave so long after they were booked. */
const MAX_BOOKED_MS = 1_000;
/** Turns that are let pass; a process that is so slow all the time must still get somewhere, and leaves the last word to the vendor's own 429. */
const MAX_TURNS = 3;

/**
 * Waits for the call's turn under the vendor's limits. A process that stood still after its turn was booked takes another: the vendor counts a
 * call when it comes (X7).
 */
async function takeTurn(gate: RateGate, clock: Clock, { limits, flow, call }: VendorCall, key: string): Promise<void> {
  const { priority, signal } = call;
  for (let turns = 1; ; turns += 1) {
    const bookedAt = await gate.acquire(key, limits, { priority, ...(flow !== undefined && { flow }), ...(signal !== undefined && { signal }) });
    if (clock.now() - bookedAt <= MAX_BOOKED_MS || turns >= MAX_TURNS) return;
    await gate.observe(key, limits, {});
  }
}

/** The rate gate may have held the call for minutes, and nobody may write on a read of then (M1). */
function refuseLateWrite(call: VendorCall, nowMs: number): void {
  const { writeBeforeMs } = call.call;
  if (!call.mutating || writeBeforeMs === undefined || nowMs <= writeBeforeMs) return;
  throw new HighwireError("HW_VENDOR_READ_TOO_OLD", { vendor: call.vendor, operation: call.operation, retryAfterMs: 0, mayHaveHappened: false });
}

/** Whatever a vendor's own headers say, nobody calls again before a refusal's Retry-After is over (X6). */
function withRetryAfter(status: number, news: LimitNews, waitMs: number | undefined): LimitNews {
  return status === 429 && waitMs !== undefined ? { ...news, blockMs: Math.max(news.blockMs ?? 0, waitMs) } : news;
}

async function perform(exchange: Exchange, call: VendorCall, mayLeave: () => boolean): Promise<Awaited<ReturnType<Exchange>>> {
  const isForm = typeof call.body === "string";
  const body = call.body === undefined ? null : isForm ? (call.body as string) : JSON.stringify(call.body);
  const type: Readonly<Record<string, string>> =
    body === null ? {} : { "content-type": isForm ? "application/x-www-form-urlencoded" : "application/json" };
  try {
    // It may have waited long for its turn.
    if (!mayLeave()) throw keptHere();
    return await exchange({ method: call.method, url: call.url, headers: { accept: "application/json", ...type, ...call.headers }, body, mayLeave });
  } catch (error) {
    throw networkFailure(call, error);
  }
}

/** What a write fails with when its sender may not write any more: it has not left, so it has not happened. */
export const keptHere = (): HighwireError => new HighwireError("HW_CANCELLED", { detail: "the lease ended before the call could leave" });

/** Nothing came back. Whether a write happened depends on whether the request could have left. */
function networkFailure(call: VendorCall, error: unknown): HighwireError {
  if (error instanceof HighwireError) return withOperation(call, error);
  const code = errorCode(error);
  const neverSent = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT", "EHOSTUNREACH", "ENETUNREACH"].includes(code);
  const timedOut = ["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "TimeoutError"].includes(code);
  const data = { vendor: call.vendor, operation: call.operation, vendorCode: code, mayHaveHappened: call.mutating && !neverSent } as const;
  return new HighwireError(timedOut ? "HW_VENDOR_TIMEOUT" : "HW_VENDOR_NETWORK", data, error);
}

function errorCode(error: unknown): string {
  const direct = (error as { code?: unknown } | null)?.code;
  if (typeof direct === "string") return direct;
  const cause = (error as { cause?: { code?: unknown } } | null)?.cause?.code;
  return typeof cause === "string" ? cause : ((error as Error | null)?.name ?? "unknown");
}

function interpret(call: VendorCall, answer: Awaited<ReturnType<Exchange>>, waitMs: number | undefined): VendorAnswer {
  const { status, headers, text } = answer;
  const ok = status >= 200 && status < 300;
  const parsed = text === "" ? { kind: "parsed" as const, value: null } : parseJson(text);
  if (ok && parsed.kind === "parsed") return { status, headers, json: parsed.value };
  if (ok) {
    // Success with something that is no JSON: a gateway's page, or an answer cut short. A write may well have been done.
    throw new HighwireError("HW_VENDOR_UNAVAILABLE", {
      vendor: call.vendor,
      operation: call.operation,
      httpStatus: status,
      vendorCode: parsed.kind === "refused" ? parsed.reason : "unknown",
      mayHaveHappened: call.mutating,
    });
  }
  const failure = withOperation(call, call.interpretFailure(status, headers, parsed.kind === "parsed" ? parsed.value : null));
  throw waitMs === undefined || failure.kind !== "vendor.transient" ? failure : withWait(failure, waitMs);
}

function withOperation(call: VendorCall, error: HighwireError): HighwireError {
  const mayHaveHappened = call.mutating && error.data.mayHaveHappened === true;
  return new HighwireError(error.code, { ...error.data, vendor: call.vendor, operation: call.operation, mayHaveHappened }, error.cause);
}

function withWait(error: HighwireError, waitMs: number): HighwireError {
  return new HighwireError(error.code, { ...error.data, retryAfterMs: Math.max(error.data.retryAfterMs ?? 0, waitMs) }, error.cause);
}
