import { HighwireError } from "#core/errors.ts";
import type { Clock } from "#core/ports/clock.ts";
import { isObject, parseJson } from "#lib/json.ts";
import { REFUSED_GRANT } from "./failure.ts";
import type { TokenGrant } from "./oauth.ts";

/** What the stored secret of a connection holds: a bare private integration token, or this, as JSON, for OAuth 2.0. */
export interface OAuthCredential {
  readonly accessToken: string;
  /** Null for a location's token that is minted from its company's each time. */
  readonly refreshToken: string | null;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the vendor said it granted; absent in credentials that were stored before it was kept. */
  readonly scopes?: readonly string[];
  /** The agency that the location belongs to. */
  readonly companyId?: string;
  /** The vendor has said for good that it does not take the refresh token: nobody offers it again. Absent while it is good. */
  readonly refused?: true;
}

/** Hands out the token of one connection, and renews it when the vendor no longer accepts it. */
export interface CredentialSource {
  token(): Promise<string>;
  /** A token other than the refused one, or null when there is none to be had. */
  renew(refused: string): Promise<string | null>;
}

export interface CredentialPorts {
  readonly read: () => Promise<string | null>;
  /** Runs under the secret's cluster-wide lock and commits what it returns before anybody else sees it (X8). */
  readonly change: (change: (value: string | null) => Promise<string | null>) => Promise<string | null>;
  readonly exchange: (credential: OAuthCredential) => Promise<Pick<TokenGrant, "accessToken" | "refreshToken" | "expiresInSeconds" | "scopes">>;
  readonly clock: Clock;
}

/** 60 seconds, in milliseconds: a token this close to its end is renewed before it is used. */
const EARLY_MS = 60_000;

export function createCredentialSource(ports: CredentialPorts): CredentialSource {
  const current = async (): Promise<string> => {
    const stored = await ports.read();
    if (stored === null) throw new HighwireError("HW_NOT_CONNECTED", { vendor: "highlevel" });
    return stored;
  };
  const renewUnderLock = async (refused: string): Promise<string | null> => {
    const lost: HighwireError[] = [];
    const committed = await ports.change(async (stored) => {
      const oauth = stored === null ? null : readOAuth(stored);
      // Somebody else has renewed it while we waited for the lock.
      if (oauth === null || oauth.accessToken !== refused) return null;
      if (oauth.refused === true) throw reauthNeeded(null);
      try {
        return JSON.stringify(await exchanged(ports, oauth));
      } catch (error) {
        if (oauth.refreshToken === null || !isRefusedForGood(error)) throw error;
        // Whoever waits behind us, in whatever process, and whoever begins later must know of it: only what is committed tells them all.
        lost.push(error);
        return JSON.stringify({ ...oauth, refused: true } satisfies OAuthCredential);
      }
    });
    const [refusal] = lost;
    if (refusal !== undefined) throw refusal;
    const token = committed === null ? null : tokenIn(committed);
    return token === refused ? null : token;
  };
  const underway = new Map<string, Promise<string | null>>();
  // Calls of this process that meet the same ended token share one try, and its failure: else each would offer the refresh token in turn.
  const renew = (refused: string): Promise<string | null> => {
    const known = underway.get(refused) ?? renewUnderLock(refused).finally(() => underway.delete(refused));
    underway.set(refused, known);
    return known;
  };
  return {
    async token() {
      const stored = await current();
      const oauth = readOAuth(stored);
      if (oauth === null) return stored;
      if (oauth.expiresAt - ports.clock.now() > EARLY_MS) return oauth.accessToken;
      return (await renew(oauth.accessToken)) ?? oauth.accessToken;
    },
    renew,
  };
}

async function exchanged(ports: CredentialPorts, oauth: OAuthCredential): Promise<OAuthCredential> {
  try {
    const { accessToken, refreshToken, expiresInSeconds, scopes } = await ports.exchange(oauth);
    const expiresAt = ports.clock.now() + expiresInSeconds * 1_000;
    return { ...oauth, accessToken, refreshToken, expiresAt, ...(scopes.length > 0 && { scopes }) };
  } catch (error) {
    if (error instanceof HighwireError && error.kind === "vendor.transient") throw error;
    throw reauthNeeded(error);
  }
}

const reauthNeeded = (cause: unknown): HighwireError =>
  new HighwireError("HW_VENDOR_REAUTH_NEEDED", { vendor: "highlevel", operation: "oauth.refresh" }, cause);

/** True when the vendor named the refresh token itself; a suspended location or a wrong client secret may be put right while the token stays good. */
const isRefusedForGood = (error: unknown): error is HighwireError =>
  error instanceof HighwireError && error.cause instanceof HighwireError && error.cause.data.vendorCode === REFUSED_GRANT;

const tokenIn = (stored: string): string => readOAuth(stored)?.accessToken ?? stored;

/** What a stored secret holds of OAuth 2.0; null for a bare token. */
export function readOAuth(stored: string): OAuthCredential | null {
  if (!stored.startsWith("{")) return null;
  const parsed = parseJson(stored);
  return parsed.kind === "parsed" && isObject(parsed.value) ? (parsed.value as unknown as OAuthCredential) : null;
}
