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
  /** Called when the request has its connection and its bytes are about to leave; what it throws keeps them here. */
  readonly beforeLeaving?: () => void;
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

export interface TransportPorts {
  readonly exchange: Exchange;
  readonly gate: RateGate;
  readonly clock: Clock;
  readonly observe?: CallObserver;
}

export interface TransportPorts {
  readonly exchange: Exchange;
  readonly gate: RateGate;
  readonly clock: Clock;
  readonly observe?: CallObserver;
}

export function createTransport(ports: TransportPorts): Transport {
  return {
    async send(call) {
      for (let turns = 1; ; turns += 1) {
        const turn = call.limitKey === null ? anyTime : await takeTurn(ports, call, call.limitKey, turns === MAX_TURNS);
        try {
          return await sendOnce(ports, call, turn);
        } catch (error) {
          if (!(error instanceof TurnPassed)) throw error;
        }
      }
    },
  };
}

/** When a call may go, under the limits of its account. */
interface Turn {
  readonly isOver: () => boolean;
  /** Books what the answer said about the limits. */
  readonly end: (news: LimitNews) => Promise<void>;
}

const anyTime: Turn = { isOver: () => false, end: async () => undefined };

/** What is thrown to keep a call here whose turn is over. */
class TurnPassed extends Error {}

/** Half a second, in milliseconds: a call that leaves so long after it was booked has let its turn pass, and takes another. */
const MAX_BOOKED_MS = 500;
/** A process that is so slow all the time must still get somewhere: it uses its last turn however late, and the vendor's own 429 has the last word. */
const MAX_TURNS = 3;

/** The vendor counts a call when it comes (X7), and a process may stand still after the booking: while it waits for it, or while it connects. */
async function takeTurn({ gate, clock }: TransportPorts, { limits, flow, call }: VendorCall, key: string, isLast: boolean): Promise<Turn> {
  const { priority, signal } = call;
  const bookedAt = await gate.acquire(key, limits, { priority, ...(flow !== undefined && { flow }), ...(signal !== undefined && { signal }) });
  return {
    isOver: () => !isLast && clock.now() - bookedAt > MAX_BOOKED_MS,
    end: (news) => gate.observe(key, limits, news),
  };
}

async function sendOnce({ exchange, clock, observe }: TransportPorts, call: VendorCall, turn: Turn): Promise<VendorAnswer> {
  const startedMs = clock.monotonicMs();
  let news: LimitNews = {};
  let seen: { readonly status: number; readonly headers: HeaderBag } | null = { status: 0, headers: {} };
  const beforeLeaving = (): void => {
    if (call.mutating && call.call.mayWrite?.() === false) throw keptHere();
    if (!turn.isOver()) return;
    seen = null;
    throw new TurnPassed();
  };
  try {
    refuseLateWrite(call, startedMs);
    const answer = await perform(exchange, call, beforeLeaving);
    seen = answer;
    const waitMs = retryAfterMs(answer.headers["retry-after"], clock.now());
    news = withRetryAfter(answer.status, call.readLimits(answer.status, answer.headers), waitMs);
    return interpret(call, answer, waitMs);
  } finally {
    if (seen !== null) observe?.({ call, status: seen.status, headers: seen.headers, durationMs: clock.monotonicMs() - startedMs });
    await turn.end(news);
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

async function perform(exchange: Exchange, call: VendorCall, beforeLeaving: () => void): Promise<Awaited<ReturnType<Exchange>>> {
  const isForm = typeof call.body === "string";
  const body = call.body === undefined ? null : isForm ? (call.body as string) : JSON.stringify(call.body);
  const type: Readonly<Record<string, string>> =
    body === null ? {} : { "content-type": isForm ? "application/x-www-form-urlencoded" : "application/json" };
  try {
    // It may have waited long for its turn.
    beforeLeaving();
    const headers = { accept: "application/json", ...type, ...call.headers };
    return await exchange({ method: call.method, url: call.url, headers, body, beforeLeaving });
  } catch (error) {
    throw error instanceof TurnPassed ? error : networkFailure(call, error);
  }
}

/** What a write fails with when its sender may not write any more: it has not left, so it has not happened. */
const keptHere = (): HighwireError => new HighwireError("HW_CANCELLED", { detail: "the lease ended before the call could leave" });

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
