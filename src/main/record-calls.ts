import type { WorkspaceId } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Log } from "#core/ports/log.ts";
import type { RecordedCall } from "#core/ports/activity-log.ts";
import type { Store } from "#core/ports/store.ts";
import { MASK, maskedShape } from "#core/text/masked-json.ts";
import type { CallObserver, HeaderBag, VendorCall } from "#vendors/transport/transport.ts";

/** Calls that wait to be kept at once; beyond them the oldest are let go, for work comes before its record. */
const MOST_WAITING = 2_000;
/** Milliseconds between two commits of calls. */
const FLUSH_MS = 500;
/** Characters of a masked body, at most. */
const BODY_LENGTH = 4_000;
/** Headers of an answer that say nothing about anybody; vendors' request ids are among them. */
const shownHeaders = ["content-type", "date", "retry-after", "x-request-id", "x-trace-id", "request-id", "cf-ray"] as const;
const limitHeader = /^(?:x-)?ratelimit-[a-z-]{1,40}$/u;
const requestIds = ["x-request-id", "request-id", "x-trace-id", "cf-ray"] as const;

/** Keeps the calls that are made for a link, in the background. Calls of a first load are kept only when they fail: there are too many of them. */
export interface CallRecorder {
  readonly observe: CallObserver;
  /** Keeps what still waits. */
  close(): Promise<void>;
}

export function createCallRecorder({
  store,
  clock,
  log,
}: {
  readonly store: Pick<Store, "noteCalls">;
  readonly clock: Clock;
  readonly log: Log;
}): CallRecorder {
  let waiting: { readonly workspaceId: WorkspaceId; readonly call: RecordedCall }[] = [];
  let flushing: Promise<void> | null = null;
  const closing = new AbortController();

  const flush = async (): Promise<void> => {
    const taken = waiting;
    waiting = [];
    for (const [workspaceId, own] of Map.groupBy(taken, (one) => one.workspaceId)) {
      await store
        .noteCalls(
          workspaceId,
          own.map(({ call }) => call),
        )
        .catch(() => log.warn("calls.not-kept", { count: own.length }));
    }
  };
  const flushSoon = async (): Promise<void> => {
    await clock.sleep(FLUSH_MS, closing.signal).catch(() => undefined);
    flushing = null;
    await flush();
  };

  return {
    observe({ call, status, headers, durationMs }) {
      const { about, priority } = call.call;
      if (about === undefined || (priority === "backfill" && status >= 200 && status < 400)) return;
      if (waiting.length >= MOST_WAITING) waiting.shift();
      waiting.push({ workspaceId: about.workspaceId, call: recorded(call, about.linkId, { status, headers, durationMs, now: clock.now() }) });
      flushing ??= flushSoon();
    },
    async close() {
      closing.abort();
      await flushing;
      await flush();
    },
  };
}

function recorded(
  call: VendorCall,
  linkId: RecordedCall["linkId"],
  { status, headers, durationMs, now }: { readonly status: number; readonly headers: HeaderBag; readonly durationMs: number; readonly now: number },
): RecordedCall {
  const kept = Object.entries(headers).filter(([name, value]) => value !== undefined && isShown(name)) as [string, string][];
  return {
    linkId,
    at: Math.round(now - durationMs),
    durationMs,
    vendor: call.vendor,
    operation: call.operation,
    method: call.method,
    path: maskedPath(call.url),
    mutating: call.mutating,
    status,
    requestId: requestIds.map((name) => headers[name]).find((value) => value !== undefined) ?? null,
    headers: Object.fromEntries(kept.map(([name, value]) => [name, value.slice(0, 200)])),
    body: call.body === undefined ? null : maskedBody(call.body),
  };
}

const isShown = (name: string): boolean => (shownHeaders as readonly string[]).includes(name) || limitHeader.test(name);

/** The path as it is, which holds ids only; what is asked behind it is masked. */
function maskedPath(url: string): string {
  const { pathname, searchParams } = new URL(url);
  const names = [...new Set(searchParams.keys())];
  return names.length === 0 ? pathname : `${pathname}?${names.map((name) => `${name}=${MASK}`).join("&")}`;
}

function maskedBody(body: unknown): string {
  return typeof body === "string" ? MASK : JSON.stringify(maskedShape(body)).slice(0, BODY_LENGTH);
}
