import type { AbortSignalLike, Clock } from "#core/ports/clock.ts";
import type { CallPriority } from "#core/ports/contacts-port.ts";
import type { Instant } from "#core/ids.ts";
import type { Store } from "#core/ports/store.ts";
import { emptyBudget, learn, reserve, type BudgetState, type CallLimits, type LimitNews, type Reservation } from "#core/policy/rate-budget.ts";

/** Lets calls through at the vendor's pace: one shared budget per account over all workers, one queue per account in this process (X7). */
export interface RateGate {
  /** Resolves when one call may go, with the store's time at which it was booked; rejects with the signal's reason. */
  acquire(key: string, limits: CallLimits, priority: CallPriority, signal?: AbortSignalLike): Promise<Instant>;
  /** Books an answer's headers and ends the call's time in flight. */
  observe(key: string, limits: CallLimits, news: LimitNews): Promise<void>;
  usage(key: string, limits: CallLimits): Promise<BudgetState>;
}

interface Waiting {
  readonly priority: CallPriority;
  readonly since: number;
  readonly go: (bookedAt: Instant) => void;
  readonly fail: (error: unknown) => void;
}

/** Calls taken from the shared budget at once when a queue has formed: fewer trips to the database, yet no hoard. */
const SLICE = 8;
/** Milliseconds in class for which a waiting call is treated as one class higher, so that none starves. */
const AGING_MS = 15_000;
const rank: Readonly<Record<CallPriority, number>> = { person: 0, webhook: 1, sweep: 2, backfill: 3 };

export function createRateGate(ports: { readonly updateBudget: Store["updateBudget"]; readonly clock: Clock }): RateGate {
  const { updateBudget, clock } = ports;
  const queues = new Map<string, { waiting: Waiting[]; pumping: boolean; inFlight: number; lastRemaining: number }>();
  const queueOf = (key: string): { waiting: Waiting[]; pumping: boolean; inFlight: number; lastRemaining: number } => {
    const known = queues.get(key) ?? { waiting: [], pumping: false, inFlight: 0, lastRemaining: Number.POSITIVE_INFINITY };
    queues.set(key, known);
    return known;
  };
  const take = (key: string, limits: CallLimits, wanted: number, priority: CallPriority): Promise<Reservation & { readonly at: Instant }> =>
    updateBudget<Reservation & { readonly at: Instant }>(`rate:${key}`, (state, now) => {
      const booked = reserve((state as BudgetState | null) ?? emptyBudget(limits, now), limits, wanted, priority, now);
      return { ...booked, result: { ...booked.result, at: now } };
    });

  const pump = async (key: string, limits: CallLimits): Promise<void> => {
    const queue = queueOf(key);
    if (queue.pumping) return;
    queue.pumping = true;
    try {
      while (queue.waiting.length > 0) {
        order(queue.waiting, clock.monotonicMs());
        const first = queue.waiting[0] as Waiting;
        const peers = queue.waiting.filter((call) => call.priority === first.priority).length;
        const { granted, waitMs, at } = await take(key, limits, Math.min(SLICE, peers), first.priority);
        for (const call of queue.waiting.splice(0, granted)) {
          queue.inFlight += 1;
          call.go(at);
        }
        if (granted === 0) await clock.sleep(Math.min(waitMs, 1_000));
      }
    } finally {
      queue.pumping = false;
    }
  };

  return {
    acquire(key, limits, priority, signal) {
      return new Promise<Instant>((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason as Error);
        const queue = queueOf(key);
        const call: Waiting = {
          priority,
          since: clock.monotonicMs(),
          go: (bookedAt) => (signal?.removeEventListener("abort", leave), resolve(bookedAt)),
          fail: reject,
        };
        const leave = (): void => {
          queue.waiting = queue.waiting.filter((other) => other !== call);
          reject(signal?.reason as Error);
        };
        signal?.addEventListener("abort", leave, { once: true });
        queue.waiting.push(call);
        void pump(key, limits).catch((error: unknown) => {
          // Without its budget row no call may go: all who wait hear of it and their work is tried again later.
          for (const other of queue.waiting.splice(0)) other.fail(error);
        });
      });
    },
    async observe(key, limits, news) {
      const queue = queueOf(key);
      queue.inFlight = Math.max(0, queue.inFlight - 1);
      if (!tellsSomething(news, queue.lastRemaining, limits)) return;
      queue.lastRemaining = news.remaining ?? queue.lastRemaining;
      await updateBudget<null>(`rate:${key}`, (state, now) => ({
        state: learn((state as BudgetState | null) ?? emptyBudget(limits, now), limits, news, queue.inFlight, now),
        result: null,
      }));
    },
    usage: (key, limits) =>
      updateBudget<BudgetState>(`rate:${key}`, (state, now) => {
        const current = (state as BudgetState | null) ?? emptyBudget(limits, now);
        return { state: current, result: current };
      }),
  };
}

/** Most answers only confirm what we count ourselves; the shared row is written when one says more. */
function tellsSomething(news: LimitNews, lastRemaining: number, limits: CallLimits): boolean {
  if (news.blockMs !== undefined) return true;
  if (news.limits !== undefined && JSON.stringify(news.limits) !== JSON.stringify(limits)) return true;
  const all = limits.kind === "window" ? limits.perWindow : limits.capacity;
  return news.remaining !== undefined && news.remaining < lastRemaining && news.remaining < all / 4;
}

function order(waiting: Waiting[], now: number): void {
  const place = (call: Waiting): number => rank[call.priority] - Math.floor((now - call.since) / AGING_MS);
  waiting.sort((one, other) => place(one) - place(other) || one.since - other.since);
}
