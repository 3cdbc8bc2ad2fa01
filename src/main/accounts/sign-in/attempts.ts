import { randomBytes } from "node:crypto";
import type { ConnectionId, Instant } from "#core/ids.ts";
import type { ReturnTo } from "#engine/sign-ins.ts";
import { hashOf } from "#lib/hash-of.ts";
import type { AccountPorts } from "../account-ports.ts";
import { keptList } from "./kept-list.ts";

/** A sign-in under way: what must come back, and from where. */
export interface Attempt {
  readonly id: string;
  /** Hashes: what is stored here opens nothing. */
  readonly stateHash: string;
  readonly browserHash: string;
  /** PKCE: proves that the code is traded by who asked for it. */
  readonly verifier: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly returnTo: ReturnTo;
  readonly connectionId: ConnectionId | null;
  readonly who: string;
  readonly expiresAt: Instant;
}

/** Ten minutes, in milliseconds: how long a person may take on the vendor's page. */
export const ATTEMPT_MS = 600_000;

export interface Attempts {
  begin(given: Omit<Attempt, "id" | "stateHash" | "browserHash" | "verifier" | "expiresAt"> & { readonly browser: string }): Promise<{
    readonly state: string;
    readonly challenge: string;
  }>;
  /** The attempt of this state, which ends with that whatever follows; null when it is unknown, over, used, or began in another browser. */
  take(state: string, browser: string | null): Promise<Attempt | null>;
  /** The newest attempt that began in this browser; it stays. */
  newestOf(browser: string): Promise<Attempt | null>;
}

export function createAttempts(ports: AccountPorts): Attempts {
  const list = keptList<Attempt>(ports, "oauth:attempts");
  return {
    async begin({ browser, ...given }) {
      const [state, verifier] = [secret(), secret()];
      await list.put({
        ...given,
        id: ports.random.uuid(),
        stateHash: hashOf(state),
        browserHash: hashOf(browser),
        verifier,
        expiresAt: ports.clock.now() + ATTEMPT_MS,
      });
      return { state, challenge: hashOf(verifier) };
    },
    async take(state, browser) {
      const stateHash = hashOf(state);
      const attempt = await list.take((one) => one.stateHash === stateHash);
      return attempt !== null && browser !== null && attempt.browserHash === hashOf(browser) ? attempt : null;
    },
    async newestOf(browser) {
      const browserHash = hashOf(browser);
      return (await list.all()).find((one) => one.browserHash === browserHash) ?? null;
    },
  };
}

/** 256 bits that nobody can guess. */
const secret = (): string => randomBytes(32).toString("base64url");
