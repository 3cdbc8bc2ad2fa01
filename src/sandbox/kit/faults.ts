import type { SandboxClock } from "./clock.ts";
import type { SandboxRequest, SandboxResponse } from "./http-app.ts";
import type { Prng } from "./prng.ts";

/** The fault menu: everything a vendor's API was seen to do to its callers. */
export type Fault =
  | { readonly kind: "refuse" | "timeout-before" | "timeout-after" | "408-before" | "408-after" | "500-before" | "500-after" | "401" | "403" | "409" | "cut-json" | "html-200" }
  | { readonly kind: "429"; readonly retryAfter: string | null }
  | { readonly kind: "stall"; readonly forMs: number };

export interface FaultRule {
  readonly fault: Fault;
  /** Requests it applies to; absent parts match everything. */
  readonly match?: { readonly method?: string; readonly pathPrefix?: string };
  /** Chance per matching request, default 1. */
  readonly probability?: number;
  /** How often it happens at most; default without end. */
  readonly times?: number;
  /** Matching requests that pass first; default 0. */
  readonly after?: number;
}

/** The vendor's way to refuse with a status. */
export type RefuseInVendorStyle = (status: number, message: string) => SandboxResponse;

const plainRefusal: RefuseInVendorStyle = (status, message) => ({ status, body: status === 500 ? { message } : { statusCode: status, message } });

interface Armed extends FaultRule {
  seen: number;
  happened: number;
}

/** Holds the fault rules of one sandbox and applies the first that strikes. */
export class Faults {
  readonly #prng: Prng;
  readonly #clock: SandboxClock;
  readonly #refuse: RefuseInVendorStyle;
  #rules: Armed[] = [];
  injected = 0;

  constructor(prng: Prng, clock: SandboxClock, refuse: RefuseInVendorStyle = plainRefusal) {
    this.#prng = prng;
    this.#clock = clock;
    this.#refuse = refuse;
  }

  set(rules: readonly FaultRule[]): void {
    this.#rules = rules.map((rule) => ({ ...rule, seen: 0, happened: 0 }));
  }

  /** Answers in the vendor's stead, before or after the real work, as the fault says. */
  async around(request: SandboxRequest, work: () => Promise<SandboxResponse>): Promise<SandboxResponse> {
    const fault = this.#strike(request);
    if (fault === null) return work();
    this.injected += 1;
    switch (fault.kind) {
      case "refuse":
        return { status: 0, broken: "refused" };
      case "timeout-before":
        return { status: 0, broken: "no-answer" };
      case "timeout-after":
        await work();
        return { status: 0, broken: "no-answer" };
      case "408-before":
        return this.#refuse(408, "Request Timeout");
      case "408-after":
        await work();
        return this.#refuse(408, "Request Timeout");
      case "500-before":
        return this.#refuse(500, "Internal server error");
      case "500-after":
        await work();
        return this.#refuse(500, "Internal server error");
      case "401":
        return this.#refuse(401, "Invalid JWT");
      case "403":
        return this.#refuse(403, "Forbidden resource");
      case "409":
        return this.#refuse(409, "Conflict");
      case "cut-json":
        return { ...(await work()), broken: "cut" };
      case "html-200":
        await work();
        return { status: 200, body: "<html><body>Gateway</body></html>" };
      case "429":
        return { ...this.#refuse(429, "Too Many Requests"), headers: fault.retryAfter === null ? {} : { "retry-after": fault.retryAfter } };
      case "stall":
        await this.#clock.sleep(fault.forMs);
        return work();
    }
  }

  #strike(request: SandboxRequest): Fault | null {
    for (const rule of this.#rules) {
      if (!matches(rule, request)) continue;
      rule.seen += 1;
      if (rule.seen <= (rule.after ?? 0) || rule.happened >= (rule.times ?? Number.POSITIVE_INFINITY)) continue;
      if (this.#prng.fraction() >= (rule.probability ?? 1)) continue;
      rule.happened += 1;
      return rule.fault;
    }
    return null;
  }
}

function matches(rule: FaultRule, request: SandboxRequest): boolean {
  const { method, pathPrefix } = rule.match ?? {};
  return (method === undefined || method === request.method) && (pathPrefix === undefined || request.path.startsWith(pathPrefix));
}
