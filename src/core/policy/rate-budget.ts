import type { Instant } from "../ids.ts";
import type { CallPriority } from "../ports/records-port.ts";

/** How a vendor counts calls. Learned values replace the assumed ones when the vendor's headers tell lower. */
export type CallLimits =
  | {
      /** HighLevel: so many calls in any window of this length, and so many a day. */
      readonly kind: "window";
      readonly perWindow: number;
      readonly windowMs: number;
      readonly perDay: number;
    }
  | {
      /** incident.io: a bucket that holds so many and refills steadily. */
      readonly kind: "bucket";
      readonly capacity: number;
      readonly refillPerSecond: number;
    };

/** Small, JSON-serialisable: one row per limited account, shared by all workers (X7). */
export interface BudgetState {
  /** Window: calls per sub-bucket, newest last, with the sub-bucket's start. Bucket: unused. */
  readonly slots: readonly (readonly [start: Instant, count: number])[];
  readonly tokens: number;
  readonly at: Instant;
  readonly dayStart: Instant;
  readonly dayUsed: number;
  /** No call before this time: the vendor said so. */
  readonly blockedUntil: Instant;
  /** Limits learned from headers; null until seen. */
  readonly learned: CallLimits | null;
}

export interface Reservation {
  readonly granted: number;
  /** Milliseconds until trying again makes sense; 0 when all was granted. */
  readonly waitMs: number;
}

/** Sub-buckets of one window. The one that a window cuts through counts whole, so that no window however placed exceeds the limit. */
const SLOTS = 100;
const DAY_MS = 86_400_000;
/** Calls kept free for the vendor's other users of the account, and for a person who waits (X7). */
const FREE_SHARE = 0.1;
/** Calls kept free besides by whoever has a backlog, for those in any process who want little: else they would wait for it to end (X9). */
const MODEST_SHARE = 0.025;
/** Milliseconds by which the vendor may see two calls closer together than we sent them: 200 early and 200 late. */
const JITTER_MS = 400;

export function emptyBudget(limits: CallLimits, now: Instant): BudgetState {
  return { slots: [], tokens: limits.kind === "bucket" ? limits.capacity : 0, at: now, dayStart: now, dayUsed: 0, blockedUntil: 0, learned: null };
}

/** Who wants calls. */
export interface Claimant {
  readonly priority: CallPriority;
  /** It has more calls waiting than it may have now. Default false. */
  readonly hasBacklog?: boolean;
}

/** Grants up to `wanted` calls now, or says how long to wait. Pure; `now` is the one clock that all workers share. */
export function reserve(
  state: BudgetState,
  assumed: CallLimits,
  wanted: number,
  who: Claimant,
  now: Instant,
): { readonly state: BudgetState; readonly result: Reservation } {
  if (state.blockedUntil > now) return { state, result: { granted: 0, waitMs: state.blockedUntil - now } };
  const limits = state.learned?.kind === assumed.kind ? state.learned : assumed;
  return limits.kind === "window" ? reserveWindow(state, limits, wanted, who, now) : reserveBucket(state, limits, wanted, who, now);
}

/** A waiting person may use the share that everybody else leaves free. */
const usableShare = ({ priority, hasBacklog = false }: Claimant): number => {
  if (priority === "person") return 1 - FREE_SHARE / 2;
  return 1 - FREE_SHARE - (hasBacklog ? MODEST_SHARE : 0);
};

/** However small the limit, one call may go, else nothing ever would. */
const usable = (limit: number, who: Claimant): number => Math.max(1, Math.floor(limit * usableShare(who)));

type WindowLimits = Extract<CallLimits, { kind: "window" }>;

function slotStart(limits: WindowLimits, now: Instant): Instant {
  const slotMs = limits.windowMs / SLOTS;
  return Math.floor(now / slotMs) * slotMs;
}

/** Sub-buckets that may hold a call which the vendor still counts. By time, not by number: a learned window may be of another length. */
function countedSlots(state: BudgetState, limits: WindowLimits, now: Instant): BudgetState["slots"] {
  const oldest = now - limits.windowMs - limits.windowMs / SLOTS - JITTER_MS;
  return state.slots.filter(([start]) => start > oldest);
}

function reserveWindow(
  state: BudgetState,
  limits: WindowLimits,
  wanted: number,
  who: Claimant,
  now: Instant,
): { state: BudgetState; result: Reservation } {
  const slots = countedSlots(state, limits, now);
  const used = slots.reduce((sum, [, count]) => sum + count, 0);
  const isNewDay = now - state.dayStart >= DAY_MS;
  const dayUsed = isNewDay ? 0 : state.dayUsed;
  const dayLeft = usable(limits.perDay, { priority: who.priority }) - dayUsed;
  const left = Math.min(usable(limits.perWindow, who) - used, dayLeft);
  const granted = Math.max(0, Math.min(wanted, left));
  const next: BudgetState = {
    ...state,
    at: now,
    slots: granted > 0 ? addTo(slots, slotStart(limits, now), granted) : slots,
    dayStart: isNewDay ? now : state.dayStart,
    dayUsed: dayUsed + granted,
  };
  const slotMs = limits.windowMs / SLOTS;
  const oldestLeaves = (slots[0]?.[0] ?? now) + slotMs + limits.windowMs + JITTER_MS;
  const waitMs = dayLeft <= 0 ? next.dayStart + DAY_MS - now : Math.max(1, Math.ceil(oldestLeaves - now));
  return { state: next, result: { granted, waitMs: granted >= wanted ? 0 : waitMs } };
}

function addTo(slots: BudgetState["slots"], start: Instant, count: number): BudgetState["slots"] {
  const last = slots.at(-1);
  if (last !== undefined && last[0] === start) return [...slots.slice(0, -1), [start, last[1] + count]];
  return [...slots, [start, count]];
}

/** Keeps a share of the bucket full, yet uses the whole refill: the free share is a reserve, not a slower rate. */
function reserveBucket(
  state: BudgetState,
  limits: Extract<CallLimits, { kind: "bucket" }>,
  wanted: number,
  who: Claimant,
  now: Instant,
): { state: BudgetState; result: Reservation } {
  const refilled = Math.min(limits.capacity, state.tokens + (Math.max(0, now - state.at) / 1_000) * limits.refillPerSecond);
  const keep = Math.min(limits.capacity * (1 - usableShare(who)), limits.capacity - 1);
  const granted = Math.max(0, Math.min(wanted, Math.floor(refilled - keep)));
  const waitMs = granted >= wanted ? 0 : Math.max(20, Math.ceil(((keep + 1 - (refilled - granted)) / limits.refillPerSecond) * 1_000));
  return { state: { ...state, tokens: refilled - granted, at: now }, result: { granted, waitMs } };
}

/** What one answer's headers said about the limits. */
export interface LimitNews {
  readonly limits?: CallLimits;
  /** Calls the vendor says are left now; trusted only when lower than our own count, because other keys share the account. */
  readonly remaining?: number;
  readonly dayRemaining?: number;
  /** The vendor refused: no call for this long, in milliseconds. */
  readonly blockMs?: number;
}

/** Adopts what the vendor said where it is stricter than what we believed. */
export function learn(state: BudgetState, assumed: CallLimits, news: LimitNews, inFlight: number, now: Instant): BudgetState {
  const learned = news.limits ?? state.learned;
  const limits = learned ?? assumed;
  const blocked = news.blockMs === undefined ? state.blockedUntil : Math.max(state.blockedUntil, now + news.blockMs);
  const next: BudgetState = { ...state, learned, blockedUntil: blocked };
  if (news.remaining === undefined) return next;
  if (limits.kind === "bucket") {
    // Calls of ours that are still under way are in our count but not yet in the vendor's.
    return { ...next, tokens: Math.min(next.tokens, news.remaining + inFlight) };
  }
  return lowerWindow(next, limits, news, now);
}

function lowerWindow(state: BudgetState, limits: WindowLimits, news: LimitNews, now: Instant): BudgetState {
  const slots = countedSlots(state, limits, now);
  const used = slots.reduce((sum, [, count]) => sum + count, 0);
  const vendorUsed = limits.perWindow - (news.remaining ?? limits.perWindow);
  const dayUsed = news.dayRemaining === undefined ? state.dayUsed : Math.max(state.dayUsed, limits.perDay - news.dayRemaining);
  return { ...state, dayUsed, slots: vendorUsed > used ? addTo(slots, slotStart(limits, now), vendorUsed - used) : slots };
}
