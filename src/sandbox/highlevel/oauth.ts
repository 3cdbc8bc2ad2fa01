import { createHash } from "node:crypto";
import type { SandboxClock } from "../kit/clock.ts";
import type { Prng } from "../kit/prng.ts";
import type { Access } from "./access.ts";
import type { Quirks } from "./quirks.ts";
import type { SandboxLocation } from "./state.ts";
import type { HighLevelWebhooks } from "./webhooks.ts";

/** Seconds that an access token lives; a refresh token lives a year (facts, section 2). */
export const ACCESS_SECONDS = 86_399;
const REFRESH_MS = 31_536_000_000;
/** Milliseconds in which a used refresh token answers with the same new pair. */
const GRACE_MS = 30_000;
const CODE_MS = 600_000;
const hex = "0123456789abcdef";

/** The marketplace app that the sandbox knows. */
export interface OAuthApp {
  /** First part of the client id, as the vendor makes them: `<appId>-<suffix>`. */
  readonly appId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Null allows every address of this machine. */
  readonly redirectUris: readonly string[] | null;
}

/** What a person allowed. */
export interface Grant {
  readonly kind: "location" | "company";
  readonly locationId: string | null;
  readonly companyId: string;
  readonly scopes: readonly string[];
}

interface Code extends Grant {
  readonly redirectUri: string;
  readonly expiresAt: number;
  readonly challenge: { readonly value: string; readonly method: string } | null;
}

interface Refresh extends Grant {
  readonly expiresAt: number;
  readonly family: string;
  usedAt: number | null;
  successor: TokenPair | null;
}

export interface TokenPair extends Grant {
  readonly accessToken: string;
  readonly refreshToken: string;
}

export interface OAuthPorts {
  readonly clock: SandboxClock;
  readonly prng: Prng;
  readonly access: Access;
  readonly webhooks: HighLevelWebhooks;
  readonly locations: ReadonlyMap<string, SandboxLocation>;
  readonly quirks: Quirks;
}

/** Single-use codes and rotating refresh tokens. */
export class OAuth {
  readonly app: OAuthApp;
  readonly #ports: OAuthPorts;
  readonly #codes = new Map<string, Code>();
  readonly #refresh = new Map<string, Refresh>();
  /** Refresh tokens offered again after their grace: each is a defect of the caller. */
  reuses = 0;

  constructor(ports: OAuthPorts, app: OAuthApp) {
    this.#ports = ports;
    this.app = app;
  }

  allowsRedirect(uri: string): boolean {
    if (this.app.redirectUris !== null) return this.app.redirectUris.includes(uri);
    return URL.canParse(uri) && ["127.0.0.1", "localhost", "[::1]"].includes(new URL(uri).hostname);
  }

  /** A code for what was allowed, good once and for ten minutes. */
  newCode(grant: Grant, redirectUri: string, challenge: Code["challenge"]): string {
    const { clock, prng } = this.#ports;
    const code = prng.text(40, hex);
    this.#codes.set(code, { ...grant, redirectUri, challenge, expiresAt: clock.now() + CODE_MS });
    return code;
  }

  /** The first pair; installs the app where it was not. Null for a code that is unknown, used, old, or meant for another address or caller. */
  exchange(code: string, redirectUri: string, verifier: string): TokenPair | null {
    const { clock, prng, quirks } = this.#ports;
    const found = this.#codes.get(code);
    this.#codes.delete(code);
    if (found === undefined || found.expiresAt <= clock.now() || (redirectUri !== "" && found.redirectUri !== redirectUri)) return null;
    if (quirks.checksPkce && found.challenge !== null && !answersChallenge(found.challenge, verifier)) return null;
    this.#install(found);
    return this.pair(found, prng.text(8, hex));
  }

  /** The next pair, or why there is none. */
  rotate(value: string): TokenPair | "unknown" | "inactive" {
    const { clock, quirks, locations } = this.#ports;
    const now = clock.now();
    const known = this.#refresh.get(value);
    if (known === undefined || known.expiresAt <= now) return "unknown";
    if (known.locationId !== null && locations.get(known.locationId)?.suspended === true) return "inactive";
    if (known.usedAt === null) {
      known.usedAt = now;
      known.successor = this.pair(known, known.family);
      return known.successor;
    }
    if (quirks.refreshGrace && now - known.usedAt < GRACE_MS && known.successor !== null) return known.successor;
    this.reuses += 1;
    if (quirks.reuseEndsFamily) this.#forget((refresh) => refresh.family === known.family);
    return "unknown";
  }

  /** A pair for a grant; pairs of one consent share a family. */
  pair({ kind, locationId, companyId, scopes }: Grant, family: string): TokenPair {
    const { access, prng, clock } = this.#ports;
    const grant: Grant = { kind, locationId, companyId, scopes };
    const token = access.issue(prng, kind, companyId, locationId, scopes, ACCESS_SECONDS * 1_000);
    const refreshToken = `rt-${prng.text(48, hex)}`;
    this.#refresh.set(refreshToken, { ...grant, expiresAt: clock.now() + REFRESH_MS, family, usedAt: null, successor: null });
    return { ...grant, accessToken: token.value, refreshToken };
  }

  /** Ends every token of the app at a location. */
  uninstall(location: SandboxLocation): void {
    const { access, webhooks } = this.#ports;
    location.installed = false;
    access.revokeApp(location.id);
    this.#forget((refresh) => refresh.locationId === location.id);
    webhooks.uninstall(location);
  }

  snapshot(): OAuthSnapshot {
    return structuredClone({ codes: [...this.#codes], refresh: [...this.#refresh] });
  }

  restore(snapshot: OAuthSnapshot): void {
    this.#codes.clear();
    this.#refresh.clear();
    for (const [code, grant] of structuredClone(snapshot.codes)) this.#codes.set(code, grant);
    for (const [value, refresh] of structuredClone(snapshot.refresh)) this.#refresh.set(value, refresh);
  }

  #install({ locationId, companyId }: Grant): void {
    for (const location of this.#ports.locations.values()) {
      const isMeant = locationId === null ? location.companyId === companyId : location.id === locationId;
      if (!isMeant || location.installed) continue;
      location.installed = true;
      this.#ports.webhooks.install(location, USER_ID);
    }
  }

  #forget(which: (refresh: Refresh) => boolean): void {
    for (const [value, refresh] of this.#refresh) if (which(refresh)) this.#refresh.delete(value);
  }
}

/** The invented person who gives consent. */
export const USER_ID = "usr00SandboxHighwire";

export interface OAuthSnapshot {
  readonly codes: readonly (readonly [string, Code])[];
  readonly refresh: readonly (readonly [string, Refresh])[];
}

function answersChallenge({ value, method }: { readonly value: string; readonly method: string }, verifier: string): boolean {
  return value === (method === "S256" ? createHash("sha256").update(verifier).digest("base64url") : verifier);
}
