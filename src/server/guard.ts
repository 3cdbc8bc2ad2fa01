import { timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { HighwireError } from "#core/errors.ts";

export interface GuardOptions {
  readonly host: string;
  readonly publicUrl: string | null;
  readonly apiToken: string | null;
}

const loopback = new Set(["127.0.0.1", "localhost", "[::1]", "::1"]);
export const isLoopback = (host: string): boolean => loopback.has(host);

/** Refuses hosts that are not ours (a page elsewhere whose name points here), writes from other sites, and calls without the token. */
export function createGuard(options: GuardOptions): { checkHost(request: FastifyRequest): void; checkApi(request: FastifyRequest): void } {
  const own = options.publicUrl === null ? null : new URL(options.publicUrl).hostname;
  const isOurs = (host: string): boolean => isLoopback(host) || host === own || host === options.host;
  return {
    checkHost(request) {
      if (!isOurs(request.hostname))
        throw new HighwireError("HW_REQUEST_FORBIDDEN", { detail: "this host name is not one of ours: set HIGHWIRE_PUBLIC_URL" });
    },
    checkApi(request) {
      if (options.apiToken !== null && !hasToken(request, options.apiToken))
        throw new HighwireError("HW_REQUEST_FORBIDDEN", { detail: "send the API token as a bearer token" });
      if (request.method === "GET" || request.method === "HEAD") return;
      const { origin, "sec-fetch-site": fetchSite, "x-highwire-request": marker } = request.headers;
      const foreignOrigin = typeof origin === "string" && !isOurs(hostIn(origin));
      const foreignSite = typeof fetchSite === "string" && fetchSite !== "same-origin" && fetchSite !== "none";
      if (foreignOrigin || foreignSite || marker !== "1")
        throw new HighwireError("HW_REQUEST_FORBIDDEN", { detail: "a change needs the header x-highwire-request: 1 and must come from this site" });
    },
  };
}

function hostIn(origin: string): string {
  try {
    return new URL(origin).hostname;
  } catch {
    return "";
  }
}

function hasToken(request: FastifyRequest, token: string): boolean {
  const given = Buffer.from(/^Bearer (.+)$/u.exec(request.headers.authorization ?? "")?.[1] ?? "");
  const wanted = Buffer.from(token);
  return given.byteLength === wanted.byteLength && timingSafeEqual(given, wanted);
}
