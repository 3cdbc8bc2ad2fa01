import type { SandboxClock } from "../kit/clock.ts";
import type { Counters } from "../kit/counters.ts";
import type { SandboxRequest, SandboxResponse } from "../kit/http-app.ts";
import { problem, requestId } from "./envelope.ts";

export interface ApiKey {
  readonly value: string;
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
}

export interface BucketLimits {
  readonly capacity: number;
  readonly refillPerSecond: number;
}

/** Published: 1,200 at 20 a second, per key. */
export const standardLimits: BucketLimits = { capacity: 1_200, refillPerSecond: 20 };

export type RetryAfterStyle = "seconds" | "http-date" | "absent";

/** What each scope of an operation needs; inferred, no table is published. */
const roleOfScope: readonly (readonly [prefix: string, roles: readonly string[]])[] = [
  ["catalog_types.view", ["catalog_viewer", "catalog_editor", "viewer"]],
  ["catalog_entries.view", ["catalog_viewer", "catalog_editor", "viewer"]],
  ["catalog_", ["catalog_editor"]],
  ["incidents.view", ["viewer", "incident_editor", "incident_creator"]],
  ["incidents.create", ["incident_creator"]],
  ["organisation_settings", ["manage_settings"]],
];

/** Bearer keys with roles, and one token bucket each, judged by the sandbox's own clock. */
export class KeyAccess {
  readonly #clock: SandboxClock;
  readonly #counters: Counters;
  readonly keys = new Map<string, ApiKey>();
  readonly #buckets = new Map<string, { tokens: number; at: number }>();
  limits: BucketLimits | null;
  retryAfterStyle: RetryAfterStyle = "seconds";
  headersOff = false;

  constructor(clock: SandboxClock, counters: Counters, limits: BucketLimits | null) {
    this.#clock = clock;
    this.#counters = counters;
    this.limits = limits;
  }

  admit(request: SandboxRequest): ApiKey | SandboxResponse {
    const bearer = /^Bearer (\S+)$/u.exec(request.headers["authorization"] ?? "")?.[1];
    const key = bearer === undefined ? undefined : this.keys.get(bearer);
    return key ?? problem(401, "missing_authorization_material", "No valid API key was given");
  }

  allows(key: ApiKey, scopes: readonly string[]): boolean {
    return scopes.every((scope) => {
      const rule = roleOfScope.find(([prefix]) => scope.startsWith(prefix));
      return rule === undefined || rule[1].some((role) => key.roles.includes(role));
    });
  }

  take(key: ApiKey): { readonly refusal: SandboxResponse | null; readonly headers: Record<string, string> } {
    const { limits } = this;
    if (limits === null) return { refusal: null, headers: {} };
    const now = this.#clock.now();
    const bucket = this.#buckets.get(key.value) ?? { tokens: limits.capacity, at: now };
    bucket.tokens = Math.min(limits.capacity, bucket.tokens + ((now - bucket.at) / 1_000) * limits.refillPerSecond);
    bucket.at = now;
    this.#buckets.set(key.value, bucket);
    const over = bucket.tokens < 1;
    if (over) this.#counters.limitViolations += 1;
    else bucket.tokens -= 1;
    const headers = this.headersOff ? {} : bucketHeaders(limits, bucket.tokens, now);
    return { refusal: over ? this.#refusal(limits, bucket.tokens, now) : null, headers };
  }

  #refusal(limits: BucketLimits, tokens: number, now: number): SandboxResponse {
    const waitSeconds = Math.max(1, Math.ceil((1 - tokens) / limits.refillPerSecond));
    const at = new Date(now + waitSeconds * 1_000);
    const styles: Readonly<Record<RetryAfterStyle, Record<string, string>>> = {
      seconds: { "retry-after": String(waitSeconds) }, "http-date": { "retry-after": at.toUTCString() }, absent: {},
    };
    return {
      status: 429, headers: styles[this.retryAfterStyle],
      body: {
        type: "too_many_requests", status: 429, request_id: requestId(),
        rate_limit: { name: "api_key", limit: limits.capacity, remaining: 0, retry_after: at.toISOString() }, errors: [{ code: "too_many_requests", message: "Slow down" }],
      },
    };
  }
}

function bucketHeaders(limits: BucketLimits, tokens: number, now: number): Record<string, string> {
  const left = Math.max(0, Math.floor(tokens));
  const full = Math.ceil(now / 1_000 + (limits.capacity - tokens) / limits.refillPerSecond);
  return {
    "x-ratelimit-limit": `${String(limits.capacity)}, ${String(limits.capacity)};window=60`, "x-ratelimit-remaining": String(left),
    "x-ratelimit-used": String(limits.capacity - left), "x-ratelimit-reset": String(full),
  };
}
