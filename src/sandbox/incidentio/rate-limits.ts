import type { SandboxClock } from "../kit/clock.ts";
import type { Counters } from "../kit/counters.ts";
import type { SandboxRequest, SandboxResponse } from "../kit/http-app.ts";

export interface BucketLimits {
  readonly capacity: number;
  readonly refillPerSecond: number;
}

/** A lower limit of some endpoints, on top of the key's own. */
export interface SubLimit extends BucketLimits {
  readonly pathPrefix: string;
  readonly method?: string;
}

/** Published: 1,200 at 20 a second, per key. */
export const standardLimits: BucketLimits = { capacity: 1_200, refillPerSecond: 20 };

/** How a 429 says when to come again. Published are seconds; older official clients read an HTTP date. */
export type RetryAfterStyle = "seconds" | "http-date" | "absent";

interface Bucket {
  readonly limit: BucketLimits;
  tokens: number;
  at: number;
}

interface Holder {
  readonly id: string;
  readonly name: string;
}

/** Token buckets per key, judged by the sandbox's own clock. A call over a limit spends nothing and counts as a violation. */
export class RateLimits {
  readonly #clock: SandboxClock;
  readonly #counters: Counters;
  readonly #buckets = new Map<string, Bucket>();
  #perKey: BucketLimits | null;
  subLimits: readonly SubLimit[] = [];
  retryAfterStyle: RetryAfterStyle = "seconds";
  headersOff = false;

  constructor(clock: SandboxClock, counters: Counters, perKey: BucketLimits | null) {
    this.#clock = clock;
    this.#counters = counters;
    this.#perKey = perKey;
  }

  /** Sets the limit of every key and fills all buckets; null switches limits off. */
  set perKey(limits: BucketLimits | null) {
    this.#perKey = limits;
    this.#buckets.clear();
  }

  take(key: Holder, request: SandboxRequest): { readonly refusal: SandboxResponse | null; readonly headers: Record<string, string> } {
    if (this.#perKey === null) return { refusal: null, headers: {} };
    const buckets = [this.#bucket(key.id, this.#perKey), ...this.#subBuckets(key, request)];
    const isOver = buckets.some((bucket) => bucket.tokens < 1);
    if (isOver) this.#counters.limitViolations += 1;
    else for (const bucket of buckets) bucket.tokens -= 1;
    const headers = this.headersOff ? {} : rateHeaders(buckets, this.#clock.now());
    return { refusal: isOver ? this.#refusal(key, buckets) : null, headers };
  }

  #subBuckets(key: Holder, request: SandboxRequest): readonly Bucket[] {
    const applied = this.subLimits.filter(
      ({ pathPrefix, method }) => request.path.startsWith(pathPrefix) && (method === undefined || method === request.method),
    );
    return applied.map((limit) => this.#bucket(`${key.id} ${limit.method ?? "*"} ${limit.pathPrefix}`, limit));
  }

  #bucket(name: string, limit: BucketLimits): Bucket {
    const now = this.#clock.now();
    const bucket = this.#buckets.get(name) ?? { limit, tokens: limit.capacity, at: now };
    bucket.tokens = Math.min(limit.capacity, bucket.tokens + ((now - bucket.at) / 1_000) * limit.refillPerSecond);
    bucket.at = now;
    this.#buckets.set(name, bucket);
    return bucket;
  }

  #refusal(key: Holder, buckets: readonly Bucket[]): SandboxResponse {
    const waits = buckets.map(({ tokens, limit }) => Math.ceil((1 - tokens) / limit.refillPerSecond));
    const waitSeconds = Math.max(1, ...waits);
    // A date has whole seconds only: rounded down it would name a moment at which the bucket is still empty.
    const at = new Date(Math.ceil(this.#clock.now() / 1_000 + waitSeconds) * 1_000);
    const styles: Readonly<Record<RetryAfterStyle, Record<string, string>>> = {
      seconds: { "retry-after": String(waitSeconds) },
      "http-date": { "retry-after": at.toUTCString() },
      absent: {},
    };
    const rate_limit = { name: key.name, limit: binding(buckets).limit.capacity, remaining: 0, retry_after: at.toISOString().replace(".000Z", "Z") };
    const errors = [{ code: "too_many_requests", message: "Too many requests" }];
    return { status: 429, headers: styles[this.retryAfterStyle], body: { type: "too_many_requests", status: 429, rate_limit, errors } };
  }
}

/** The bucket with the least left is the one that the headers describe. */
const binding = (buckets: readonly Bucket[]): Bucket => buckets.reduce((least, bucket) => (bucket.tokens < least.tokens ? bucket : least));

function rateHeaders(buckets: readonly Bucket[], now: number): Record<string, string> {
  const { limit, tokens } = binding(buckets);
  const left = Math.max(0, Math.floor(tokens));
  const all = buckets.map(
    (bucket) => `${String(bucket.limit.capacity)};window=${String(Math.round(bucket.limit.capacity / bucket.limit.refillPerSecond))}`,
  );
  return {
    "x-ratelimit-limit": [String(limit.capacity), ...all].join(", "),
    "x-ratelimit-remaining": String(left),
    "x-ratelimit-used": String(limit.capacity - left),
    "x-ratelimit-reset": String(Math.ceil(now / 1_000 + (limit.capacity - tokens) / limit.refillPerSecond)),
  };
}
