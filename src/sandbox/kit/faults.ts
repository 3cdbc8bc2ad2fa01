import type { SandboxClock } from "./clock.ts";
import type { SandboxRequest, SandboxResponse } from "./http-app.ts";
import { patternOf } from "./known-paths.ts";
import type { Prng } from "./prng.ts";

/** The fault menu: everything a vendor's API was seen to do to its callers. */
export type Fault =
  | {
      readonly kind:
        | "refuse"
        | "timeout-before"
        | "timeout-after"
        | "408-before"
        | "408-after"
        | "500-before"
        | "500-after"
        | "401"
        | "403"
        | "409"
        | "cut-json"
        | "html-200"
        | "html-502";
    }
  /** Any refusal in the vendor's style; with `commits` the work is done all the same. */
  | { readonly kind: "answer"; readonly status: number; readonly message: string; readonly commits: boolean }
  | { readonly kind: "429"; readonly retryAfter: string | { readonly dateInMs: number } | null }
  | { readonly kind: "stall"; readonly forMs: number };

export interface FaultRule {
  readonly fault: Fault;
  /** Requests it applies to; absent parts match everything. `operation` is a method and a path template, such as `PUT /contacts/{contactId}`. */
  readonly match?: { readonly method?: string; readonly pathPrefix?: string; readonly operation?: string };
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
const gatewayPage = "<html><body>Gateway</body></html>";

interface Armed extends FaultRule {
  readonly matches: (request: SandboxRequest) => boolean;
  seen: number;
  happened: number;
}

/** Holds the fault rules of one sandbox and applies the first that strikes. */
export class Faults {
  readonly #prng: Prng;
  readonly #clock: SandboxClock;
  readonly #refuse: RefuseInVendorStyle;
  #rules: Armed[] = [];
  #byKind: Record<string, number> = {};
  injected = 0;

  constructor(prng: Prng, clock: SandboxClock, refuse: RefuseInVendorStyle = plainRefusal) {
    this.#prng = prng;
    this.#clock = clock;
    this.#refuse = refuse;
  }

  set(rules: readonly FaultRule[]): void {
    this.#rules = rules.map((rule) => ({ ...rule, matches: matcherOf(rule), seen: 0, happened: 0 }));
  }

  /** How often each kind struck. */
  counts(): Readonly<Record<string, number>> {
    return { ...this.#byKind };
  }

  resetCounts(): void {
    this.#byKind = {};
    this.injected = 0;
  }

  /** Answers in the vendor's stead, before or after the real work, as the fault says. */
  async around(request: SandboxRequest, work: () => Promise<SandboxResponse>): Promise<SandboxResponse> {
    const fault = this.#strike(request);
    if (fault === null) return work();
    this.injected += 1;
    this.#byKind[fault.kind] = (this.#byKind[fault.kind] ?? 0) + 1;
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
      case "answer":
        if (fault.commits) await work();
        return this.#refuse(fault.status, fault.message);
      case "cut-json":
        return { ...(await work()), broken: "cut" };
      case "html-200":
        await work();
        return { status: 200, body: gatewayPage };
      case "html-502":
        return { status: 502, body: gatewayPage };
      case "429":
        return { ...this.#refuse(429, "Too Many Requests"), headers: this.#retryAfter(fault.retryAfter) };
      case "stall":
        await this.#clock.sleep(fault.forMs);
        return work();
    }
  }

  #retryAfter(said: string | { readonly dateInMs: number } | null): Record<string, string> {
    if (said === null) return {};
    return { "retry-after": typeof said === "string" ? said : new Date(this.#clock.now() + said.dateInMs).toUTCString() };
  }

  #strike(request: SandboxRequest): Fault | null {
    for (const rule of this.#rules) {
      if (!rule.matches(request)) continue;
      rule.seen += 1;
      if (rule.seen <= (rule.after ?? 0) || rule.happened >= (rule.times ?? Number.POSITIVE_INFINITY)) continue;
      if (this.#prng.fraction() >= (rule.probability ?? 1)) continue;
      rule.happened += 1;
      return rule.fault;
    }
    return null;
  }
}

function matcherOf(rule: FaultRule): (request: SandboxRequest) => boolean {
  const { method, pathPrefix, operation } = rule.match ?? {};
  const [wantedMethod, template] = operation === undefined ? [method, undefined] : splitOperation(operation);
  const pattern = template === undefined ? null : patternOf(template);
  return (request) =>
    (wantedMethod === undefined || wantedMethod === request.method) &&
    (pathPrefix === undefined || request.path.startsWith(pathPrefix)) &&
    (pattern?.test(request.path) ?? true);
}

function splitOperation(operation: string): readonly [method: string, template: string] {
  const space = operation.indexOf(" ");
  return [operation.slice(0, space), operation.slice(space + 1)];
}
