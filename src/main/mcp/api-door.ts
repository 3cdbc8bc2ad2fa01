import { problem } from "#contract/problem.ts";
import { isErrorCode } from "#core/error-registry.ts";
import { HighwireError } from "#core/errors.ts";
import { parseJson } from "#lib/json.ts";
import { createEgressGuard } from "#vendors/transport/egress-guard.ts";
import { createNetworkExchange, networkBounds } from "#vendors/transport/network-exchange.ts";
import type { Exchange } from "#vendors/transport/transport.ts";

/** 4 MB: the largest answer of the API that is read. */
const MAX_ANSWER_BYTES = 4_194_304;

/** The two ways in which `highwire mcp` asks a running Highwire. Throws what the server refuses with, and `HW_SERVER_AWAY`. */
export interface ApiDoor {
  read(path: string): Promise<unknown>;
  /** Begins to make a plan for a bridge; the only request that is no read. */
  beginPlan(request: { readonly bridgeId: string }): Promise<unknown>;
}

export interface ApiDoorParts {
  /** Origin of the running Highwire. */
  readonly origin: string;
  readonly token: string | null;
  readonly exchange: Exchange;
}

/** The way to one running Highwire and nowhere else. */
export function openExchange(origin: string): Exchange & { close(): Promise<void> } {
  const guard = createEgressGuard({ sandboxOrigins: () => new Set(), allowedOrigins: new Set([origin]) });
  return createNetworkExchange(guard, { ...networkBounds, maxAnswerBytes: MAX_ANSWER_BYTES });
}

export function createApiDoor({ origin, token, exchange }: ApiDoorParts): ApiDoor {
  const ask = async (method: "GET" | "POST", path: string, body: unknown): Promise<unknown> => {
    const url = new URL(path, origin);
    // A path from outside must not lead to another server, whatever it looks like.
    if (url.origin !== origin) throw new HighwireError("HW_REQUEST_INVALID", { field: "path" });
    const headers = {
      accept: "application/json",
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(method === "POST" && { "content-type": "application/json", "x-highwire-request": "1" }),
    };
    const request = { method, url: url.href, headers, body: body === undefined ? null : JSON.stringify(body) };
    const answer = await exchange(request).catch((error: unknown) => {
      // Where the network itself lets everything through, what it refuses is an answer that is too large.
      if (error instanceof HighwireError) throw new HighwireError("HW_REQUEST_INVALID", { detail: "the answer is over 4 MB; ask for less" }, error);
      throw new HighwireError("HW_SERVER_AWAY", { detail: `nothing answers at ${origin}` }, error);
    });
    const parsed = parseJson(answer.text);
    if (parsed.kind === "parsed" && answer.status === 200) return parsed.value;
    throw refusal(parsed.kind === "parsed" ? parsed.value : null) ?? notOurs(origin, answer.status);
  };
  return {
    read: (path) => ask("GET", path, undefined),
    beginPlan: (request) => ask("POST", "/api/v1/plans", request),
  };
}

/** What the server refused with, as it said it; null when nothing of ours said it. */
function refusal(body: unknown): HighwireError | null {
  const { success, data } = problem.safeParse(body);
  if (!success) return null;
  return new HighwireError(isErrorCode(data.code) ? data.code : "HW_REQUEST_INVALID", { detail: data.detail });
}

const notOurs = (origin: string, status: number): HighwireError =>
  new HighwireError("HW_SERVER_AWAY", { detail: `${origin} answers with HTTP ${String(status)}, and not as a Highwire does` });
