import type { SandboxClock } from "../kit/clock.ts";
import type { SandboxRequest, SandboxResponse } from "../kit/http-app.ts";
import type { Prng } from "../kit/prng.ts";
import { problem } from "./envelope.ts";
import { rolesOfScope } from "./roles.ts";
import type { Stamps } from "./stamps.ts";

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** Roles that hold only for what these teams own. */
  readonly teamRoles: readonly string[];
  readonly teamIds: readonly string[];
  readonly createdAt: string;
  issuedAt: string;
  lastUsedAt: string | null;
}

interface Token {
  readonly value: string;
  readonly keyId: string;
  /** Milliseconds since the epoch; null for a key's current token. */
  readonly expiresAt: number | null;
}

/** The keys of the organisation as plain data. */
export interface KeysSnapshot {
  readonly keys: readonly ApiKey[];
  readonly tokens: readonly Token[];
}

export interface NewKey {
  readonly name?: string;
  readonly roles: readonly string[];
  readonly teamRoles?: readonly string[];
  readonly teamIds?: readonly string[];
}

/** Bearer tokens and the keys behind them. */
export class ApiKeys {
  readonly #clock: SandboxClock;
  readonly #prng: Prng;
  readonly #stamps: Stamps;
  readonly #keys = new Map<string, ApiKey>();
  readonly #tokens = new Map<string, Token>();

  constructor(clock: SandboxClock, prng: Prng, stamps: Stamps) {
    this.#clock = clock;
    this.#prng = prng;
    this.#stamps = stamps;
  }

  /** Adds a key and returns its token: `inc_` and 64 hexadecimal digits. */
  add({ name = "Sandbox key", roles, teamRoles = [], teamIds = [] }: NewKey): string {
    const at = this.#stamps.now();
    const key: ApiKey = { id: this.#stamps.id(), name, roles, teamRoles, teamIds, createdAt: at, issuedAt: at, lastUsedAt: null };
    this.#keys.set(key.id, key);
    return this.#issue(key);
  }

  /** Gives the key a new token; the old one lives on for `graceMs` milliseconds. */
  rotate(key: ApiKey, graceMs: number): string {
    const now = this.#clock.now();
    for (const token of this.#tokens.values()) {
      if (token.keyId === key.id)
        this.#tokens.set(token.value, { ...token, expiresAt: Math.min(token.expiresAt ?? Number.POSITIVE_INFINITY, now + graceMs) });
    }
    key.issuedAt = this.#stamps.now();
    return this.#issue(key);
  }

  get(id: string): ApiKey | undefined {
    return this.#keys.get(id);
  }

  all(): readonly ApiKey[] {
    return [...this.#keys.values()];
  }

  /** Takes the key behind a token away. */
  revoke(token: string): void {
    this.#keys.delete(this.#tokens.get(token)?.keyId ?? "");
  }

  admit(request: SandboxRequest): ApiKey | SandboxResponse {
    const { authorization } = request.headers;
    if (authorization === undefined) return problem(401, "missing_authorization_material", "No authorization material provided");
    const token = this.#tokens.get(/^Bearer (\S+)$/u.exec(authorization)?.[1] ?? "");
    const isAlive = token !== undefined && (token.expiresAt === null || this.#clock.now() < token.expiresAt);
    const key = isAlive ? this.#keys.get(token.keyId) : undefined;
    if (key === undefined) return problem(401, "invalid_authorization_material", "The API key is not valid");
    key.lastUsedAt = this.#stamps.now();
    return key;
  }

  snapshot(): KeysSnapshot {
    return structuredClone({ keys: [...this.#keys.values()], tokens: [...this.#tokens.values()] });
  }

  restore({ keys, tokens }: KeysSnapshot): void {
    this.#keys.clear();
    this.#tokens.clear();
    for (const key of structuredClone(keys)) this.#keys.set(key.id, key);
    for (const token of tokens) this.#tokens.set(token.value, token);
  }

  #issue(key: ApiKey): string {
    const value = `inc_${this.#prng.text(64, "0123456789abcdef")}`;
    this.#tokens.set(value, { value, keyId: key.id, expiresAt: null });
    return value;
  }
}

/** Whether a key may use a scope on something that these teams own. Without teams, only the key's own roles count. */
export function keyAllows(key: ApiKey, scope: string, owningTeamIds: readonly string[] = []): boolean {
  const roles = rolesOfScope(scope);
  if (roles.some((role) => key.roles.includes(role))) return true;
  return key.teamIds.some((team) => owningTeamIds.includes(team)) && roles.some((role) => key.teamRoles.includes(role));
}

/** Whether a key might use a scope on anything at all. */
export function keyMightAllow(key: ApiKey, scope: string): boolean {
  return rolesOfScope(scope).some((role) => key.roles.includes(role) || key.teamRoles.includes(role));
}
