import type { SandboxClock } from "../kit/clock.ts";
import type { Counters } from "../kit/counters.ts";
import type { SandboxRequest, SandboxResponse } from "../kit/http-app.ts";
import type { Prng } from "../kit/prng.ts";

/** A credential that the sandbox accepts. */
export interface Token {
  readonly value: string;
  readonly kind: "private-integration" | "location" | "company";
  readonly locationId: string | null;
  readonly companyId: string;
  scopes: readonly string[];
  /** Epoch milliseconds; null for tokens that do not lapse. */
  expiresAt: number | null;
  revoked: boolean;
}

export interface Limits {
  readonly perInterval: number;
  readonly intervalMs: number;
  readonly perDay: number;
}

/** Published limits (facts, sections 4 and 13). */
export const limitPresets: Readonly<Record<"marketplace" | "trial", Limits>> = {
  marketplace: { perInterval: 100, intervalMs: 10_000, perDay: 200_000 },
  trial: { perInterval: 25, intervalMs: 10_000, perDay: 10_000 },
};

/** Version header values that the service answers to. */
const versions = new Set(["2021-04-15", "2021-07-28", "2023-02-21", "v3"]);
const DAY_MS = 86_400_000;

/** Gates in the vendor's order: version, token, then the limit, judged by the sandbox's own clock over a sliding window. */
export class Access {
  readonly #clock: SandboxClock;
  readonly #counters: Counters;
  readonly tokens = new Map<string, Token>();
  readonly #windows = new Map<string, { recent: number[]; day: number; dayStart: number }>();
  limits: Limits | null;

  constructor(clock: SandboxClock, counters: Counters, limits: Limits | null) {
    this.#clock = clock;
    this.#counters = counters;
    this.limits = limits;
  }

  issue(prng: Prng, kind: Token["kind"], companyId: string, locationId: string | null, scopes: readonly string[], lifeMs: number | null): Token {
    const prefix = kind === "private-integration" ? "pit-" : "eyJsb2NhbC1zYW5kYm94.";
    const value = `${prefix}${prng.text(36, "abcdef0123456789-")}`;
    const token: Token = { value, kind, locationId, companyId, scopes, expiresAt: lifeMs === null ? null : this.#clock.now() + lifeMs, revoked: false };
    this.tokens.set(value, token);
    return token;
  }

  /** The token, or the vendor's refusal. */
  admit(request: SandboxRequest): Token | SandboxResponse {
    const version = request.headers["version"];
    if (version === undefined) return refuse(401, "version header was not found.");
    if (!versions.has(version)) return refuse(401, "version header is invalid");
    const bearer = /^Bearer (\S+)$/u.exec(request.headers["authorization"] ?? "")?.[1];
    const token = bearer === undefined ? undefined : this.tokens.get(bearer);
    if (token === undefined || token.revoked) return refuse(401, "Invalid JWT");
    if (token.expiresAt !== null && token.expiresAt <= this.#clock.now()) return refuse(401, "Invalid token: access token is invalid");
    return token;
  }

  /** Counts the call against its window; null when it may go on. */
  overLimit(token: Token): { readonly refusal: SandboxResponse | null; readonly headers: Record<string, string> } {
    const { limits } = this;
    if (limits === null) return { refusal: null, headers: {} };
    const now = this.#clock.now();
    const key = token.locationId ?? token.companyId;
    const window = this.#windows.get(key) ?? { recent: [], day: 0, dayStart: now };
    this.#windows.set(key, window);
    if (now - window.dayStart >= DAY_MS) Object.assign(window, { day: 0, dayStart: now });
    while (window.recent.length > 0 && (window.recent[0] as number) <= now - limits.intervalMs) window.recent.shift();
    const over = window.recent.length >= limits.perInterval || window.day >= limits.perDay;
    if (over) this.#counters.limitViolations += 1;
    else {
      window.recent.push(now);
      window.day += 1;
    }
    const headers = {
      "x-ratelimit-max": String(limits.perInterval), "x-ratelimit-remaining": String(limits.perInterval - window.recent.length),
      "x-ratelimit-interval-milliseconds": String(limits.intervalMs), "x-ratelimit-limit-daily": String(limits.perDay),
      "x-ratelimit-daily-remaining": String(limits.perDay - window.day), "x-ratelimit-daily-reset": String(window.dayStart + DAY_MS - now),
    };
    return { refusal: over ? { status: 429, body: { statusCode: 429, message: "Too Many Requests" } } : null, headers };
  }
}

const statusWords: Readonly<Record<number, string>> = { 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 422: "Unprocessable Entity" };

/** An error in the vendor's envelope. */
export function refuse(status: number, message: string | readonly string[], more: Readonly<Record<string, unknown>> = {}): SandboxResponse {
  return { status, body: { statusCode: status, message, error: statusWords[status], ...more } };
}
