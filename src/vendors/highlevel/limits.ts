import type { CallLimits, LimitNews } from "#core/policy/rate-budget.ts";
import type { HeaderBag } from "#vendors/transport/transport.ts";

/** Published for marketplace apps: 100 in 10 s and 200,000 a day, per location. A token's real, often lower limits come with the headers. */
export const highlevelLimits: CallLimits = { kind: "window", perWindow: 100, windowMs: 10_000, perDay: 200_000 };

/** What the six rate headers say; a 429 carries no Retry-After, so one whole interval is waited, or until the day's reset (facts, section 4). */
export function readHighLevelLimits(status: number, headers: HeaderBag): LimitNews {
  const max = numberIn(headers, "x-ratelimit-max");
  const intervalMs = numberIn(headers, "x-ratelimit-interval-milliseconds") ?? 10_000;
  const perDay = numberIn(headers, "x-ratelimit-limit-daily");
  const remaining = numberIn(headers, "x-ratelimit-remaining");
  const dayRemaining = numberIn(headers, "x-ratelimit-daily-remaining");
  const dayResetMs = numberIn(headers, "x-ratelimit-daily-reset");
  const blockMs = status !== 429 ? undefined : dayRemaining === 0 && dayResetMs !== undefined ? dayResetMs : intervalMs;
  return {
    ...(max !== undefined &&
      max > 0 &&
      intervalMs > 0 &&
      perDay !== undefined && { limits: { kind: "window" as const, perWindow: max, windowMs: intervalMs, perDay } }),
    ...(remaining !== undefined && { remaining }),
    ...(dayRemaining !== undefined && { dayRemaining }),
    ...(blockMs !== undefined && { blockMs }),
  };
}

function numberIn(headers: HeaderBag, name: string): number | undefined {
  const text = headers[name];
  const value = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
