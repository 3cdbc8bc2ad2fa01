import type { Clock } from "#core/ports/clock.ts";
import type { Transport, VendorAnswer, VendorCall } from "./transport.ts";

/** What bridges of several kinds read of an incident or a contact because of the same event. Canaries are none of them: they must read now (D1). */
const shared: ReadonlySet<string> = new Set([
  "incidents.show",
  "incidents.list",
  "incident-updates.list",
  "timeline.list",
  "attachments.list",
  "notes.list",
  "tasks.list",
  "appointments.of-contact",
  "opportunities.search",
]);
/** 50 milliseconds: how long a read waits for others that want the same, because bridges hear of one event one after the other. */
const GATHER_MS = 50;
/** Five seconds, in milliseconds: how old an answer may be that another call is given, as reads that a batch decides on may. */
const KEPT_MS = 5_000;
/** Answers kept at most; the oldest leave first. */
const MAX_KEPT = 500;

/** When a read left, in monotonic milliseconds; infinite while it waits for others. */
interface Departure {
  beganMs: number;
}

interface Kept {
  readonly departure: Departure;
  readonly account: string | null;
  readonly answer: Promise<VendorAnswer>;
}

const isGood = ({ beganMs }: Departure, claimedMs: number, nowMs: number): boolean => beganMs >= claimedMs && nowMs - beganMs <= KEPT_MS;

/** A transport whose reads of incidents and of what contacts have are shared. */
export interface SharingTransport extends Transport {
  /** How many reads of incidents were asked for, and how many left. */
  counts(): { readonly asked: number; readonly sent: number };
}

/**
 * Lets calls share a read. A call is only given the answer to a read that began after its link was claimed, so it tells all that the
 * link was marked for, and as long as this process has written nothing to that account since.
 */
export function sharingReads(transport: Transport, clock: Clock): SharingTransport {
  const counts = { asked: 0, sent: 0 };
  const kept = new Map<string, Kept>();
  const forget = (account: string | null): void => {
    for (const [key, one] of kept) if (one.account === account) kept.delete(key);
  };
  const read = (key: string, call: VendorCall): Promise<VendorAnswer> => {
    if (call.vendor === "incident") counts.sent += 1;
    const departure: Departure = { beganMs: Number.POSITIVE_INFINITY };
    const answer = (async () => {
      await clock.sleep(GATHER_MS, call.call.signal);
      departure.beganMs = clock.monotonicMs();
      return transport.send(call);
    })();
    const one: Kept = { departure, account: call.limitKey, answer };
    kept.delete(key);
    kept.set(key, one);
    for (const oldest of kept.keys()) {
      if (kept.size <= MAX_KEPT) break;
      kept.delete(oldest);
    }
    answer.catch(() => {
      if (kept.get(key) === one) kept.delete(key);
    });
    return answer;
  };
  return {
    counts: () => ({ ...counts }),
    async send(call) {
      if (call.mutating) {
        forget(call.limitKey);
        // A read that was under way meanwhile may show less than was written.
        return transport.send(call).finally(() => forget(call.limitKey));
      }
      const { claimedMs } = call.call;
      if (claimedMs === undefined || !shared.has(call.operation)) return transport.send(call);
      if (call.vendor === "incident") counts.asked += 1;
      const key = JSON.stringify([call.limitKey, call.headers["authorization"], call.method, call.url]);
      const known = kept.get(key);
      return known !== undefined && isGood(known.departure, claimedMs, clock.monotonicMs()) ? known.answer : read(key, call);
    },
  };
}
