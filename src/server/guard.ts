import type { FastifyRequest } from "fastify";
import type { ApiRoute } from "#contract/api-route.ts";
import { HighwireError } from "#core/errors.ts";
import type { Permission } from "#core/policy/permission.ts";
import { leastRoleFor, mayDo } from "#core/policy/role.ts";
import { setCaller } from "./caller.ts";
import type { Doorkeeper } from "./doorkeeper.ts";
import { isLoopback } from "./loopback.ts";

export interface GuardOptions {
  readonly host: string;
  readonly publicUrl: string | null;
}

export interface Guard {
  /** Refuses hosts that are not ours: a page elsewhere whose name points here. */
  checkHost(request: FastifyRequest): void;
  /** Refuses changes from other sites, then whoever may not do what the route needs. Notes who asks. */
  checkApi(request: FastifyRequest): Promise<void>;
}

/** Stands before every route of the API. A route that no list declares is refused. */
export function createGuard({
  options,
  routes,
  doorkeeper,
}: {
  readonly options: GuardOptions;
  readonly routes: readonly ApiRoute[];
  readonly doorkeeper: Doorkeeper;
}): Guard {
  const own = options.publicUrl === null ? null : new URL(options.publicUrl);
  const isOurs = (host: string): boolean => isLoopback(host) || host === own?.hostname || host === options.host;
  const needs = new Map(routes.map(({ method, path, needs: needed }) => [`${method} ${path.replaceAll(/\{(\w+)\}/gu, ":$1")}`, needed]));

  const checkSite = (request: FastifyRequest, byCookie: boolean): void => {
    const { origin, "sec-fetch-site": fetchSite, "x-highwire-request": marker } = request.headers;
    const from = typeof origin === "string" ? hostIn(origin) : null;
    const ours = from === null ? !byCookie : from === request.host || from === own?.host;
    const sameSite = typeof fetchSite !== "string" || fetchSite === "same-origin" || fetchSite === "none";
    if (!ours || !sameSite || marker !== "1")
      throw new HighwireError("HW_REQUEST_FORBIDDEN", { detail: "a change needs the header x-highwire-request: 1 and must come from this site" });
  };
  return {
    checkHost(request) {
      if (!isOurs(request.hostname))
        throw new HighwireError("HW_REQUEST_FORBIDDEN", { detail: "this host name is not one of ours: set HIGHWIRE_PUBLIC_URL" });
    },
    async checkApi(request) {
      const reads = request.method === "GET" || request.method === "HEAD";
      if (!reads) checkSite(request, false);
      const caller = await doorkeeper.identify(request);
      if (caller !== null) setCaller(request, caller);
      if (!reads && caller?.byCookie === true) checkSite(request, true);
      const needed = needs.get(`${reads ? "get" : request.method.toLowerCase()} ${request.routeOptions.url ?? ""}`);
      if (needed === undefined) throw new HighwireError("HW_REQUEST_NOT_FOUND");
      if (needed === null) return;
      if (caller === null) throw new HighwireError("HW_SIGN_IN_NEEDED");
      if (!mayDo(caller.role, needed)) throw new HighwireError("HW_REQUEST_FORBIDDEN", { detail: tooLittle(caller.role, needed) });
    },
  };
}

const tooLittle = (role: string, needed: Permission): string => `this needs the role ${leastRoleFor(needed)} or more; yours is ${role}`;

/** Host and port of an origin; empty when it is none. */
function hostIn(origin: string): string {
  try {
    return new URL(origin).host;
  } catch {
    return "";
  }
}
