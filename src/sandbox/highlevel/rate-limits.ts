import type { SandboxClock } from "../kit/clock.ts";
import type { Counters } from "../kit/counters.ts";
import type { SandboxResponse } from "../kit/http-app.ts";
import type { Token } from "./access.ts";

export interface Limits {
  readonly perInterval: number;
  readonly intervalMs: number;
  readonly perDay: number;
}

/** Published limits of a marketplace app, and those measured on a trial account's token (facts, sections 4 and 13). */
export const limitPresets: Readonly<Record<"marketplace" | "trial", Limits>> = {
  marketplace: { perInterval: 100, intervalMs: 10_000, perDay: 200_000 },
  trial: { perInterval: 25, intervalMs: 10_000, perDay: 10_000 },
};

const DAY_MS = 86_400_000;

interface Window {
  recent: number[];
  day: number;
  dayStart: number;
}

/** A sliding window and a daily budget per app and location, judged by the sandbox's own clock. All private integration tokens of a location share one. */
export class RateLimits {
  readonly #clock: SandboxClock;
  readonly #counters: Counters;
  readonly #windows = new Map<string, Window>();
  readonly #first: Limits | null;
  #limits: Limits | null;

  constructor(clock: SandboxClock, counters: Counters, limits: Limits | null) {
    this.#clock = clock;
    this.#counters = counters;
    this.#first = limits;
    this.#limits = limits;
  }

  /** Sets the limits of everybody and forgets past calls; null switches them off. */
  set limits(limits: Limits | null) {
    this.#limits = limits;
    this.#windows.clear();
  }

  /** The limits of the start, and nothing spent. */
  reset(): void {
    this.limits = this.#first;
  }

  /** Leaves every window that is in use with so many calls of its day. */
  leaveDaily(remaining: number): void {
    if (this.#limits === null) return;
    for (const window of this.#windows.values()) window.day = this.#limits.perDay - remaining;
  }

  /** Counts the call; one over the limit is refused and spends nothing. The six headers come with every answer. */
  take(token: Token): { readonly refusal: SandboxResponse | null; readonly headers: Record<string, string> } {
    const limits = this.#limits;
    if (limits === null) return { refusal: null, headers: {} };
    const now = this.#clock.now();
    const window = this.#window(`${token.kind === "private-integration" ? "private" : "app"}:${token.locationId ?? token.companyId}`, now, limits);
    const over = window.recent.length >= limits.perInterval || window.day >= limits.perDay;
    if (over) this.#counters.limitViolations += 1;
    else {
      window.recent.push(now);
      window.day += 1;
    }
    const headers = {
      "x-ratelimit-max": String(limits.perInterval),
      "x-ratelimit-remaining": String(limits.perInterval - window.recent.length),
      "x-ratelimit-interval-milliseconds": String(limits.intervalMs),
      "x-ratelimit-limit-daily": String(limits.perDay),
      "x-ratelimit-daily-remaining": String(limits.perDay - window.day),
      "x-ratelimit-daily-reset": String(window.dayStart + DAY_MS - now),
    };
    return { refusal: over ? { status: 429, body: { statusCode: 429, message: "Too Many Requests" } } : null, headers };
  }

  #window(key: string, now: number, limits: Limits): Window {
    const window = this.#windows.get(key) ?? { recent: [], day: 0, dayStart: now };
    this.#windows.set(key, window);
    if (now - window.dayStart >= DAY_MS) Object.assign(window, { day: 0, dayStart: now });
    const firstInside = window.recent.findIndex((at) => at > now - limits.intervalMs);
    if (firstInside !== 0) window.recent = firstInside === -1 ? [] : window.recent.slice(firstInside);
    return window;
  }
}
