import type { AbortSignalLike, Clock } from "#core/ports/clock.ts";
import type { CallPriority } from "#core/ports/records-port.ts";
import type { Instant } from "#core/ids.ts";
import type { Random } from "#core/ports/random.ts";
import type { Store } from "#core/ports/store.ts";
import { Alarm } from "#lib/alarm.ts";
import {
  emptyBudget,
  learn,
  reserve,
  type BudgetState,
  type CallLimits,
  type Claimant,
  type LimitNews,
  type Reservation,
} from "#core/policy/rate-budget.ts";

/** Lets calls through at the vendor's pace: one shared budget per account over all workers, one queue per account in this process (X7). */
export interface RateGate {
  /** Resolves when one call may go, with the store's time at which it was booked; rejects with the signal's reason. */
  acquire(key: string, limits: CallLimits, caller: Caller): Promise<Instant>;
  /** Books an answer's headers and ends the call's time in flight. */
  observe(key: string, limits: CallLimits, news: LimitNews): Promise<void>;
  usage(key: string, limits: CallLimits): Promise<BudgetState>;
}

/** Who wants a call. */
export interface Caller {
  readonly priority: CallPriority;
  /** Flows take turns, however many calls each of them has waiting (X9): a bridge. Default: one that all share who name none. */
  readonly flow?: string;
  readonly signal?: AbortSignalLike;
}

interface Waiting {
  readonly priority: CallPriority;
  /** Its place among all flows: calls go in the order of their places. */
  readonly place: number;
  /** Other calls of its flow were waiting when it came, or it has had more than its share of late. */
  readonly hasBacklog: boolean;
  /** Of its flow and class. */
  readonly name: string;
  readonly go: (bookedAt: Instant) => void;
  readonly fail: (error: unknown) => void;
}

/** Calls taken from the shared budget at once when a queue has formed: fewer trips to the database, yet no hoard. */
const SLICE = 16;
/** How many calls of a flow go for one of a backfill, while both wait. A person waits behind nobody else's calls. */
const weights: Readonly<Record<CallPriority, number>> = { person: 1, webhook: 8, sweep: 2, backfill: 1 };
/** How far a flow may get ahead of the others before its single calls wait behind theirs: so many calls of a backfill. */
const AHEAD = 1;
const ranks: Readonly<Record<CallPriority, number>> = { person: 0, webhook: 1, sweep: 2, backfill: 3 };

/** The calls of one account that this process has waiting: weighted fair queueing, so a flow that has not been served of late goes next. */
class Queue {
  waiting: Waiting[] = [];
  pumping = false;
  inFlight = 0;
  lastRemaining = Number.POSITIVE_INFINITY;
  /** Limits that the shared budget has learned, as this process knows it; null for those that are assumed. */
  learned: CallLimits | null = null;
  /** Ends the wait for the account's next call. */
  wake: () => void = () => undefined;
  /** Place of the call that went last. */
  #served = 0;
  /** Place of each flow's next call; flows that are not ahead of what was served need none. */
  readonly #next = new Map<string, number>();

  /** The place for one more call of this flow. */
  placeFor({ priority, flow = "" }: Caller): Pick<Waiting, "name" | "place" | "hasBacklog"> {
    const name = `${priority} ${flow}`;
    const place = Math.max(this.#served, this.#next.get(name) ?? 0);
    this.#next.set(name, place + 1 / weights[priority]);
    const hasWaiting = this.waiting.some((other) => other.name === name);
    return { name, place, hasBacklog: hasWaiting || place > this.#served + AHEAD };
  }

  add(call: Waiting): void {
    const behind = this.waiting.findIndex((other) => goesBefore(call, other));
    this.waiting.splice(behind === -1 ? this.waiting.length : behind, 0, call);
    // The wait was for a call that others may have to wait longer for.
    if (this.waiting[0] === call) this.wake();
  }

  /** Takes out so many calls from the front. */
  serve(count: number): readonly Waiting[] {
    const calls = this.waiting.splice(0, count);
    for (const { priority, place } of calls) if (priority !== "person") this.#served = Math.max(this.#served, place);
    if (this.waiting.length === 0) for (const [name, place] of this.#next) if (place <= this.#served) this.#next.delete(name);
    return calls;
  }

  /** True when an answer says what the shared budget may not know yet. */
  hears(news: LimitNews, limits: CallLimits): boolean {
    const isNews = tellsSomething(news, this, limits);
    // Always: with the vendor's next window it rises again, and what falls from there is news once more.
    this.lastRemaining = news.remaining ?? this.lastRemaining;
    // At once, so that answers that come side by side tell it once; what was not written after all shows at the next booking.
    this.learned = news.limits ?? this.learned;
    return isNews;
  }

  /** Calls at the front that the budget treats alike, as far as one slice goes. */
  get slice(): number {
    const first = this.waiting[0];
    const other = this.waiting.findIndex(({ priority, hasBacklog }) => priority !== first?.priority || hasBacklog !== first.hasBacklog);
    return Math.min(SLICE, other === -1 ? this.waiting.length : other);
  }
}

function goesBefore(one: Waiting, other: Waiting): boolean {
  if ((one.priority === "person") !== (other.priority === "person")) return one.priority === "person";
  if (one.hasBacklog !== other.hasBacklog) return other.hasBacklog;
  return one.place - other.place < 0 || (one.place === other.place && ranks[one.priority] < ranks[other.priority]);
}

/** What was booked in the shared budget, when, and the limits that it has learned. */
type Booking = Reservation & { readonly at: Instant } & Pick<BudgetState, "learned">;

export interface RatePorts {
  readonly updateBudget: Store["updateBudget"];
  readonly clock: Clock;
  readonly random: Pick<Random, "fraction">;
}

/** One second, in milliseconds: longer waits are for a refusal's Retry-After or the vendor's next window, which end when they were said to. */
const SHORT_MS = 1_000;
/** Five seconds, in milliseconds: by then the shared budget may have learned better. */
const LONGEST_MS = 5_000;

/** Waits about so long, or until a call comes that goes before all others. Never in step with other processes: one of them would win each time. */
async function napFor(queue: Queue, { clock, random }: RatePorts, delayMs: number): Promise<void> {
  const nap = new Alarm();
  queue.wake = () => nap.give("sooner");
  // A long wait is never overslept: what is left of it is a short one.
  const napMs = delayMs <= SHORT_MS ? delayMs * (0.5 + random.fraction()) : Math.min(delayMs, LONGEST_MS) * (0.5 + random.fraction() / 2);
  await clock.sleep(napMs, nap).catch(() => undefined);
  queue.wake = () => undefined;
}

export function createRateGate(ports: RatePorts): RateGate {
  const { updateBudget } = ports;
  const queues = new Map<string, Queue>();
  const queueOf = (key: string): Queue => {
    const known = queues.get(key) ?? new Queue();
    queues.set(key, known);
    return known;
  };
  const take = (key: string, limits: CallLimits, wanted: number, who: Claimant): Promise<Booking> =>
    updateBudget<Booking>(`rate:${key}`, (state, now) => {
      const booked = reserve((state as BudgetState | null) ?? emptyBudget(limits, now), limits, wanted, who, now);
      return { ...booked, result: { ...booked.result, at: now, learned: booked.state.learned } };
    });

  const pump = async (key: string, limits: CallLimits): Promise<void> => {
    const queue = queueOf(key);
    if (queue.pumping) return;
    queue.pumping = true;
    try {
      for (let first = queue.waiting[0]; first !== undefined; first = queue.waiting[0]) {
        const { granted, waitMs, at, learned } = await take(key, limits, queue.slice, first);
        queue.learned = learned;
        for (const call of queue.serve(granted)) {
          queue.inFlight += 1;
          call.go(at);
        }
        if (granted === 0 && queue.waiting[0] === first) await napFor(queue, ports, waitMs);
      }
    } finally {
      queue.pumping = false;
    }
  };

  return {
    acquire(key, limits, caller) {
      const { priority, signal } = caller;
      return new Promise<Instant>((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason as Error);
        const queue = queueOf(key);
        const call: Waiting = {
          priority,
          ...queue.placeFor(caller),
          go: (bookedAt) => (signal?.removeEventListener("abort", leave), resolve(bookedAt)),
          fail: reject,
        };
        const leave = (): void => {
          queue.waiting = queue.waiting.filter((other) => other !== call);
          reject(signal?.reason as Error);
        };
        signal?.addEventListener("abort", leave, { once: true });
        queue.add(call);
        void pump(key, limits).catch((error: unknown) => {
          // Without its budget row no call may go: all who wait hear of it and their work is tried again later.
          for (const other of queue.waiting.splice(0)) other.fail(error);
        });
      });
    },
    async observe(key, limits, news) {
      const queue = queueOf(key);
      queue.inFlight = Math.max(0, queue.inFlight - 1);
      if (!queue.hears(news, limits)) return;
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

/** Most answers only confirm what we count ourselves, or what the shared row has learned; it is written when one says more. */
function tellsSomething(news: LimitNews, { learned, lastRemaining }: Queue, limits: CallLimits): boolean {
  if (news.blockMs !== undefined) return true;
  if (news.limits !== undefined && JSON.stringify(news.limits) !== JSON.stringify(learned ?? limits)) return true;
  const all = limits.kind === "window" ? limits.perWindow : limits.capacity;
  return news.remaining !== undefined && news.remaining < lastRemaining && news.remaining < all / 4;
}
