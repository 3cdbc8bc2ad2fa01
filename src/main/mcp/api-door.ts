import { HighwireError } from "#core/errors.ts";
import { parseJson } from "#lib/json.ts";
import { createEgressGuard } from "#vendors/transport/egress-guard.ts";
import { createNetworkExchange, networkBounds } from "#vendors/transport/network-exchange.ts";
import type { Exchange } from "#vendors/transport/transport.ts";

/** 4 MB: the largest answer of the API that is read. */
const MAX_ANSWER_BYTES = 4_194_304;

/** The two ways in which `highwire mcp` asks a running Highwire. Throws what the server refuses with. */
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
      throw new HighwireError("HW_REQUEST_NOT_FOUND", { detail: `no Highwire answers at ${origin}` }, error);
    });
    const parsed = parseJson(answer.text);
    if (parsed.kind === "parsed" && answer.status === 200) return parsed.value;
    throw refusal(answer.status, parsed.kind === "parsed" ? parsed.value : null);
  };
  return {
    read: (path) => ask("GET", path, undefined),
    beginPlan: (request) => ask("POST", "/api/v1/plans", request),
  };
}

/** What the server said, as an error of ours with the server's own detail. */
function refusal(status: number, body: unknown): HighwireError {
  const { detail } = (body ?? {}) as { readonly detail?: unknown };
  const said = typeof detail === "string" ? { detail } : { detail: `the server answered with HTTP ${String(status)}` };
  if (status === 401) return new HighwireError("HW_SIGN_IN_NEEDED", said);
  if (status === 403) return new HighwireError("HW_REQUEST_FORBIDDEN", said);
  if (status === 404) return new HighwireError("HW_REQUEST_NOT_FOUND", said);
  if (status === 409) return new HighwireError("HW_REQUEST_CONFLICT", said);
  return new HighwireError(status === 429 ? "HW_REQUEST_TOO_OFTEN" : "HW_REQUEST_INVALID", said);
}
