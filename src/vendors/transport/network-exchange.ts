import type { LookupFunction } from "node:net";
import { Agent, request as undiciRequest, type Dispatcher } from "undici";
import { HighwireError } from "#core/errors.ts";
import type { EgressGuard } from "./egress-guard.ts";
import type { Exchange, HeaderBag } from "./transport.ts";

/** How long and how large an answer may be. */
export interface NetworkBounds {
  /** Milliseconds for connecting, for the first byte of the answer, and for each pause within it. Default 10,000. */
  readonly timeoutMs: number;
  /** Milliseconds for the whole call, so that an answer in drops ends too. Default 30,000. */
  readonly deadlineMs: number;
  /** Largest answer that is read, in bytes. Default 10 MB. */
  readonly maxAnswerBytes: number;
}

export const networkBounds: NetworkBounds = { timeoutMs: 10_000, deadlineMs: 30_000, maxAnswerBytes: 10_485_760 };
/** Vendors behind changing addresses keep connections to so many of them. */
const MAX_PINNED = 32;

/** The real network: guarded, pinned to the checked address, no redirects, bounded in time and size. */
export function createNetworkExchange(guard: EgressGuard, bounds: NetworkBounds = networkBounds): Exchange & { close(): Promise<void> } {
  const agentTo = (target: Address | null): Agent =>
    new Agent({
      connections: 64,
      keepAliveTimeout: 20_000,
      headersTimeout: bounds.timeoutMs,
      bodyTimeout: bounds.timeoutMs,
      connect: { timeout: bounds.timeoutMs, ...(target !== null && { lookup: alwaysTo(target) }) },
    });
  const direct = agentTo(null);
  const pinned = new Map<string, Agent>();
  const agentFor = (host: string, target: Address | null): Dispatcher => {
    if (target === null) return direct;
    const key = `${host} ${target.address}`;
    const agent = pinned.get(key) ?? agentTo(target);
    pinned.delete(key);
    pinned.set(key, agent);
    const [oldest] = pinned;
    if (pinned.size > MAX_PINNED && oldest !== undefined) {
      pinned.delete(oldest[0]);
      // Lets calls under way end; their failure is theirs to tell.
      oldest[1].close().catch(() => undefined);
    }
    return agent;
  };
  const exchange: Exchange = async ({ method, url, headers, body, beforeLeaving }) => {
    const parsed = new URL(url);
    const agent = agentFor(parsed.hostname, await guard.check(parsed));
    const dispatcher = beforeLeaving === undefined ? agent : askingFirst(agent, beforeLeaving);
    const signal = AbortSignal.timeout(bounds.deadlineMs);
    const response = await undiciRequest(url, { method: method as Dispatcher.HttpMethod, headers, body, dispatcher, signal });
    const text = await readLimited(response.body, bounds.maxAnswerBytes);
    return { status: response.statusCode, headers: flatten(response.headers), text };
  };
  return Object.assign(exchange, {
    close: async () => {
      await Promise.all([direct, ...pinned.values()].map((agent) => agent.destroy()));
    },
  });
}

interface Address {
  readonly address: string;
  readonly family: number;
}

/** Asks when the request has its connection and its bytes are about to leave: making a connection takes a while, and a process may stand still. */
function askingFirst(agent: Dispatcher, beforeLeaving: () => void): Dispatcher {
  return agent.compose((dispatch) => (options, handler) => {
    const start = handler.onRequestStart?.bind(handler);
    handler.onRequestStart = (controller, context) => {
      beforeLeaving();
      start?.(controller, context);
    };
    return dispatch(options, handler);
  });
}

/** Resolves every name to the address that the guard has checked, so that a second look-up cannot lead elsewhere. */
function alwaysTo(target: Address): LookupFunction {
  return (_name, options, done) => {
    if (options.all === true) done(null, [target]);
    else done(null, target.address, target.family);
  };
}

/** An answer that is too large is not read on; what was asked for may well have been done. */
async function readLimited(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new HighwireError("HW_VENDOR_UNAVAILABLE", { detail: "the answer is too large", mayHaveHappened: true });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function flatten(headers: Readonly<Record<string, string | readonly string[] | undefined>>): HeaderBag {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), typeof value === "string" ? value : value?.join(", ")]),
  );
}
