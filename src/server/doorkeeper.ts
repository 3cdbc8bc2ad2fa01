import { timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { Application } from "#engine/application.ts";
import type { Caller } from "./caller.ts";
import { isLoopback } from "./loopback.ts";

export interface Doorkeeper {
  /** Who asks; null when nobody is known by what the request carries. */
  identify(request: FastifyRequest): Promise<Caller | null>;
}

export interface DoorOptions {
  readonly host: string;
  readonly apiToken: string | null;
}

const localOwner: Caller = { who: "local", role: "owner", person: null, byCookie: false };
const machine: Caller = { who: "token", role: "owner", person: null, byCookie: false };

/**
 * Knows who asks. As long as there is no account, nothing but sandboxes is connected and both ends are this machine, whoever asks is the local
 * owner, so that looking around needs no account.
 */
export function createDoorkeeper({ app, options }: { readonly app: Application; readonly options: DoorOptions }): Doorkeeper {
  const isOpen = async (): Promise<boolean> =>
    isLoopback(options.host) && options.apiToken === null && (await app.store.connections(app.workspaceId)).every(({ sandbox }) => sandbox);
  return {
    async identify(request) {
      if (options.apiToken !== null && hasToken(request, options.apiToken)) return machine;
      return isFromHere(request) && (await isOpen()) ? localOwner : null;
    },
  };
}

/** What a proxy in front of us adds: then whoever asks is somewhere else, however near the proxy stands. */
const forwarding = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"] as const;

function isFromHere(request: FastifyRequest): boolean {
  const peer = request.raw.socket.remoteAddress ?? "";
  const near = peer === "::1" || peer.startsWith("127.") || peer.startsWith("::ffff:127.");
  return near && isLoopback(request.hostname) && forwarding.every((name) => request.headers[name] === undefined);
}

function hasToken(request: FastifyRequest, token: string): boolean {
  const given = Buffer.from(/^Bearer (.+)$/u.exec(request.headers.authorization ?? "")?.[1] ?? "");
  const wanted = Buffer.from(token);
  return given.byteLength === wanted.byteLength && timingSafeEqual(given, wanted);
}
