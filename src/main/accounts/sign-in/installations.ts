import type { ErrorCode } from "#core/error-registry.ts";
import { HighwireError } from "#core/errors.ts";
import type { ConnectionId, Instant } from "#core/ids.ts";
import type { Install } from "#engine/sign-ins.ts";
import type { TokenGrant } from "#vendors/highlevel/oauth.ts";
import type { AccountPorts } from "../account-ports.ts";
import { keptList, type KeptList } from "./kept-list.ts";

/** An installation with what it needs to go on: sealed, and never shown. */
export interface KeptInstall extends Install {
  /** A code that came without our having asked: traded only when a person claims it. */
  readonly untraded: { readonly code: string; readonly redirectUri: string; readonly verifier: string | null } | null;
  /** A company's tokens, until its locations are chosen. */
  readonly grant: TokenGrant | null;
  readonly who: string;
}

/** One hour, in milliseconds. */
const KEPT_MS = 3_600_000;

/** Claims that wait at once: anybody can make one, so they must not push out what somebody here is about to choose. */
const MOST_CLAIMS = 5;

export function installations(ports: AccountPorts): KeptList<KeptInstall> {
  const list = keptList<KeptInstall>(ports, "oauth:installs");
  return {
    ...list,
    async put(install) {
      const claims = install.status === "claim" ? (await list.all()).filter(({ status }) => status === "claim") : [];
      for (const old of claims.slice(MOST_CLAIMS - 1)) await list.take(({ id }) => id === old.id);
      await list.put(install);
    },
  };
}

export function newInstall({ clock, random }: AccountPorts, asked: readonly string[], who: string): KeptInstall {
  const at: Instant = clock.now();
  const nothing = { locations: [], granted: [], missing: [], connections: [], resumed: 0, untraded: null, grant: null } as const;
  return { id: random.uuid(), status: "failed", code: null, at, expiresAt: at + KEPT_MS, asked, who, ...nothing };
}

/** What people may see of it. */
export function shown({ untraded: _code, grant: _tokens, who: _who, ...install }: KeptInstall): Install {
  return install;
}

export const failed = (install: KeptInstall, code: ErrorCode): KeptInstall => ({ ...install, status: "failed", code, untraded: null, grant: null });

/** Runs a step of an installation; what goes wrong is told by the installation. */
export async function orFailed(install: KeptInstall, step: () => Promise<KeptInstall>): Promise<KeptInstall> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof HighwireError)) throw error;
    return failed(install, codeOf(error));
  }
}

/** The vendor's refusal of a code has a meaning of its own; trouble on the way keeps its name. */
function codeOf(error: HighwireError): ErrorCode {
  const isRefusal = error.kind === "vendor.rejected" || error.code === "HW_VENDOR_TOKEN_EXPIRED";
  return isRefusal && error.data.operation === "oauth.exchange" ? "HW_OAUTH_CODE" : error.code;
}

export const connected = (install: KeptInstall, connections: readonly ConnectionId[], resumed: number): KeptInstall => ({
  ...install,
  status: "connected",
  connections,
  resumed,
  grant: null,
});
