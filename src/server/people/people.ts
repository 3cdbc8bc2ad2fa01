import type { FastifyRequest } from "fastify";
import { randomBytes } from "node:crypto";
import type { WorkspaceId } from "#core/ids.ts";
import type { Role } from "#core/policy/role.ts";
import type { Log } from "#core/ports/log.ts";
import type { Application } from "#engine/application.ts";
import { hasOwner } from "#engine/people/people-directory.ts";
import type { PeoplePorts } from "#engine/people/people-ports.ts";
import { systemRandom } from "#lib/system-random.ts";
import type { Caller } from "../caller.ts";
import type { Auth } from "./create-auth.ts";
import type { OidcOptions } from "./oidc.ts";
import { PLACE_HEADER } from "./place-header.ts";
import { SignInAttempts } from "./sign-in-attempts.ts";

/** Unguessable text from the system's own source. */
export const secretText = (bytes: number): string => randomBytes(bytes).toString("base64url");

/** What people's doings run over: the application's store and clock, in the workspace whose people they are. */
export const peoplePorts = ({ store, clock, workspaceId }: Application, given?: { readonly workspaceId: WorkspaceId }): PeoplePorts => ({
  store,
  clock,
  random: systemRandom,
  workspaceId: given?.workspaceId ?? workspaceId,
  secretText,
});

/** The people of an installation, and how they get in. */
export interface People {
  readonly ports: PeoplePorts;
  readonly attempts: SignInAttempts;
  readonly oidc: OidcOptions | null;
  /** Whether there is an owner; once there is, this stays true without another look. */
  hasOwner(): Promise<boolean>;
  /** The sign-in library, loaded and opened when it is first needed. */
  auth(): Promise<Auth>;
  /** Who signed in with the session that the request's cookie names; null when it names none, or one that has ended. */
  callerOf(request: FastifyRequest): Promise<(Caller & { readonly sessionId: string }) | null>;
}

/** Under which the library's own secret is sealed in the store. */
const SECRET = "people:key";

export function createPeople(
  ports: PeoplePorts,
  parts: { readonly log: Log; readonly url: () => string; readonly oidc: OidcOptions | null },
): People {
  let owned = false;
  let opened: Promise<Auth> | null = null;
  const open = async (): Promise<Auth> => {
    const [{ createAuth }, secret] = await Promise.all([
      import("./create-auth.ts"),
      ports.store.changeSecret(ports.workspaceId, SECRET, async (known) => known ?? ports.secretText(32)),
    ]);
    return createAuth(ports, parts.log, { url: parts.url(), secret: secret ?? "", oidc: parts.oidc });
  };
  const auth = (): Promise<Auth> => {
    // One that failed to open is tried again with the next request.
    opened ??= open().catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
  return {
    ports,
    attempts: new SignInAttempts(ports.clock),
    oidc: parts.oidc,
    hasOwner: async () => (owned ||= await hasOwner(ports)),
    auth,
    async callerOf(request) {
      if (request.headers.cookie?.includes("highwire.session_token") !== true) return null;
      const found = await (await auth()).api.getSession({ headers: headersOf(request) });
      if (found === null || found.user.disabled === true) return null;
      const { id, name, email, role } = found.user;
      return { who: `user:${id}`, role: role as Role, person: { id, name, email, role: role as Role }, byCookie: true, sessionId: found.session.id };
    },
  };
}

/** What the library may see of a request, and where it came from. */
export function headersOf(request: FastifyRequest): Headers {
  const headers = new Headers();
  for (const name of ["cookie", "origin", "user-agent"] as const) {
    const value = request.headers[name];
    if (value !== undefined) headers.set(name, value);
  }
  headers.set(PLACE_HEADER, request.ip);
  return headers;
}
