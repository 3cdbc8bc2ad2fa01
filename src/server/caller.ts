import type { FastifyRequest } from "fastify";
import type { MeView } from "#contract/me.ts";
import type { Permission } from "#core/policy/permission.ts";
import { mayDo, type Role } from "#core/policy/role.ts";
import type { Sight } from "./values.ts";

export type Person = NonNullable<MeView["person"]>;

/** Who stands behind a request. */
export interface Caller {
  /** As the journal names them: `user:<id>`, `token:<id>`, `token`, `local`; never a name or an address (P5). */
  readonly who: string;
  readonly role: Role;
  /** Null for tokens and for the local owner of an installation without accounts. */
  readonly person: Person | null;
  /** True when a cookie says so, which a browser sends by itself, also for other sites. */
  readonly byCookie: boolean;
}

const callers = new WeakMap<object, Caller>();

/** Notes who stands behind a request. */
export const setCaller = (request: FastifyRequest, caller: Caller): void => void callers.set(request.raw, caller);

/** Null: nobody that is known. */
export const callerOf = (request: FastifyRequest): Caller | null => callers.get(request.raw) ?? null;

/** The person who signed in; null for tokens and the local owner. */
export const personOf = (request: FastifyRequest): Person | null => callerOf(request)?.person ?? null;

/** Who acted, for the journal. */
export const whoIn = (request: FastifyRequest): string => callerOf(request)?.who ?? "nobody";

/** Whether whoever asks may do that; nobody that is known may nothing. */
export function mayIn(request: FastifyRequest, permission: Permission): boolean {
  const caller = callerOf(request);
  return caller !== null && mayDo(caller.role, permission);
}

/** How personal values are shown to whoever asks, where no more than the permission is needed to see them. */
export const sightOf = (request: FastifyRequest): Sight => (mayIn(request, "reveal") ? "revealed" : "masked");
