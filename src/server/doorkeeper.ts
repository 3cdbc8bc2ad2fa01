import type { FastifyRequest } from "fastify";
import type { Application } from "#engine/application.ts";
import { tokenFor } from "#engine/people/api-tokens.ts";
import { sameText } from "#lib/same-text.ts";
import type { Caller } from "./caller.ts";
import { isLoopback } from "./loopback.ts";
import type { People } from "./people/people.ts";

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
 * Knows who asks. As long as there is no owner, nothing but sandboxes is connected and both ends are this machine, whoever asks is the local
 * owner, so that looking around needs no account.
 */
export function createDoorkeeper(parts: { readonly app: Application; readonly people: People; readonly options: DoorOptions }): Doorkeeper {
  const { app, people, options } = parts;
  const onlySandboxes = async (): Promise<boolean> => {
    const workspaces = [...new Set([app.workspaceId, people.ports.workspaceId])];
    const connections = await Promise.all(workspaces.map((workspaceId) => app.store.connections(workspaceId)));
    return connections.flat().every(({ sandbox }) => sandbox);
  };
  const isOpen = async (): Promise<boolean> =>
    isLoopback(options.host) && options.apiToken === null && !(await people.hasOwner()) && (await onlySandboxes());
  const bearer = async (token: string): Promise<Caller | null> => {
    if (options.apiToken !== null && sameText(token, options.apiToken)) return machine;
    const known = await tokenFor(people.ports, token);
    return known === null ? null : { who: `token:${known.id}`, role: known.role, person: null, byCookie: false };
  };
  return {
    async identify(request) {
      const { authorization } = request.headers;
      // Whoever shows a token is nobody else, also when it is not a good one.
      if (authorization !== undefined) return bearer(/^Bearer (.+)$/u.exec(authorization)?.[1] ?? "");
      const signedIn = await people.callerOf(request);
      if (signedIn !== null) return signedIn;
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
