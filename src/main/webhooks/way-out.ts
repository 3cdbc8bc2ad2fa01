import { HighwireError } from "#core/errors.ts";
import { createEgressGuard, type EgressGuard } from "#vendors/transport/egress-guard.ts";
import { createNetworkExchange, networkBounds } from "#vendors/transport/network-exchange.ts";
import type { Exchange } from "#vendors/transport/transport.ts";
import type { Settings } from "../options.ts";

/** 1 MB: more of a receiver's answer is not read. */
const MAX_ANSWER_BYTES = 1_048_576;

/** The way to receivers that people name: public HTTPS, or what the settings allow; no redirects, pinned addresses, bounded in time and size. */
export interface WayOut {
  readonly exchange: Exchange;
  /** Throws `HW_EGRESS_REFUSED`, and `HW_REQUEST_INVALID` for what is no address or leads to no host. */
  check(url: string): Promise<void>;
}

export function openWayOut({ alertOrigins }: Pick<Settings, "alertOrigins">): WayOut & { close(): Promise<void> } {
  const guard = createEgressGuard({ sandboxOrigins: () => new Set(), allowedOrigins: new Set(alertOrigins) });
  const exchange = createNetworkExchange(guard, { ...networkBounds, maxAnswerBytes: MAX_ANSWER_BYTES });
  return { ...wayOut(guard, exchange), close: () => exchange.close() };
}

export const wayOut = (guard: EgressGuard, exchange: Exchange): WayOut => ({
  exchange,
  async check(url) {
    if (!URL.canParse(url)) throw new HighwireError("HW_REQUEST_INVALID", { field: "url", detail: "this is no address" });
    await guard.check(new URL(url)).catch((error: unknown) => {
      if (error instanceof HighwireError) throw error;
      throw new HighwireError(
        "HW_REQUEST_INVALID",
        { field: "url", detail: "no host of that name can be found; see how it is written, or try later" },
        error,
      );
    });
  },
});
