import type { Entity } from "#core/bridge.ts";
import type { ErrorCode } from "#core/error-registry.ts";
import type { ConnectionId, Instant } from "#core/ids.ts";
import type { Connection, JournalRow } from "#core/ports/store.ts";
import type { SignIns } from "./sign-ins.ts";

/** What a credential is checked for, in this order; each step needs the one before it. */
export type CheckStepName = "format" | "reach" | "account" | "scopes";

export interface CheckStep {
  readonly name: CheckStepName;
  readonly state: "passed" | "failed" | "skipped";
  readonly code: ErrorCode | null;
}

/**
 * How sure it is that a credential has a permission. `proven`: a read went through. `granted`: the vendor said so. `unproven`: it is for writes,
 * which only a test shows. `refused`: a read was refused, or no role of the key carries it.
 */
export type ScopeState = "proven" | "granted" | "unproven" | "refused";

export interface ScopeProof {
  readonly scope: string;
  readonly state: ScopeState;
  /** incident.io: roles any one of which carries it, as far as is known; empty for HighLevel. */
  readonly roles: readonly string[];
}

/** A credential looked at before anything is stored, or a stored one looked at again. */
export interface CredentialCheck {
  /** May be connected: everything but permissions passed, and the least of those is there. */
  readonly ok: boolean;
  readonly steps: readonly CheckStep[];
  /** The vendor's name of the account, or of the key at incident.io. */
  readonly name: string | null;
  readonly facts: Connection["facts"];
  readonly scopes: readonly ScopeProof[];
  readonly missing: readonly string[];
  /** Calls of the day that are used and allowed; null where the vendor counts none. */
  readonly callsToday: { readonly used: number; readonly limit: number } | null;
}

export interface CredentialToCheck {
  readonly vendor: Connection["vendor"];
  readonly credential: string;
  /** HighLevel: location id or an address that holds it. */
  readonly location: string | null;
  /** What it is wanted for. Null: what is switched on, or contacts when there is nothing yet. */
  readonly entities: readonly Entity[] | null;
}

export interface AccountToAdd extends CredentialToCheck {
  /** Default: what the vendor calls it. */
  readonly name: string | null;
  /** incident.io: signing secret of its webhooks; null to add it later. */
  readonly webhookSecret: string | null;
}

/** What is known of a connection's webhooks. */
export interface WebhookState {
  readonly connectionId: ConnectionId;
  readonly vendor: Connection["vendor"];
  /** Address to give to the vendor; null until the server has a public one. */
  readonly url: string | null;
  /** Events to switch on at the vendor for what is wanted here. */
  readonly events: readonly string[];
  /** Which secrets verify, by the beginning of their hash; HighLevel signs with its own public key and has none. */
  readonly secrets: readonly string[];
  /** The newest event whose signature was right. */
  readonly accepted: { readonly at: Instant; readonly type: string; readonly skewMs: number | null } | null;
  /** The newest refused one, and how many were since the reason was last mended; of their content only this process remembers any. */
  readonly refused: { readonly at: Instant; readonly code: ErrorCode; readonly count: number } | null;
  /** How often changes are looked for without an event, in milliseconds: nothing is found later than that. */
  readonly lookEveryMs: number;
}

/** One permission with its reason: what of Highwire needs it. */
export interface NeededScope {
  readonly vendor: Connection["vendor"];
  readonly connectionId: ConnectionId | null;
  readonly scope: string;
  readonly write: boolean;
  readonly roles: readonly string[];
  /** Kinds of bridges that are switched on and use it; empty when it can be dropped. */
  readonly usedBy: readonly Entity[];
  /** True when connecting itself reads with it. */
  readonly atSetup: boolean;
  /** Our names of the calls that stop without it. */
  readonly operations: readonly string[];
  readonly granted: boolean | null;
  readonly lastUsedAt: Instant | null;
}

export interface AccountDetail {
  readonly connection: Connection;
  readonly asked: readonly string[];
  readonly granted: readonly string[];
  readonly missing: readonly string[];
  readonly lastUsedAt: Instant | null;
  /** OAuth 2.0: when the access token ends and is renewed; null for credentials that do not end. */
  readonly expiresAt: Instant | null;
  readonly renewsAt: Instant | null;
  readonly connectedAt: Instant | null;
  /** Links of its bridges that wait. */
  readonly waiting: number;
  readonly webhooks: WebhookState;
}

export interface Rotation {
  /** The credential in use until now, tested at the same time. */
  readonly before: CredentialCheck;
  readonly after: CredentialCheck;
  readonly switched: boolean;
  /** Links that go on now because of it. */
  readonly resumed: number;
}

/** Everything about connected accounts that people can ask for; made by `src/main`, which knows the vendors. */
export interface Accounts {
  readonly signIns: SignIns;
  /** Reads the location id out of a pasted address. Throws `HW_REQUEST_INVALID`. */
  locationIn(address: string): string;
  /** Looks at a credential in steps and stores nothing. Never throws for what is wrong with the credential. */
  check(asked: CredentialToCheck): Promise<CredentialCheck>;
  /** Connects what passes the check. Throws the code of the step that failed. */
  add(asked: AccountToAdd, who: string): Promise<{ readonly connection: Connection; readonly check: CredentialCheck }>;
  detail(id: ConnectionId): Promise<AccountDetail>;
  /** Looks at a stored credential again and keeps what was learned. */
  test(id: ConnectionId): Promise<CredentialCheck>;
  /** Tests the credential in use and a new one, and switches only to one that passes for the same account. Work that waited goes on. */
  rotate(id: ConnectionId, credential: string, who: string): Promise<Rotation>;
  /** What happened to a connection, newest first. */
  history(id: ConnectionId, limit: number): Promise<readonly JournalRow[]>;
  webhooks(id: ConnectionId): Promise<WebhookState>;
  /** Adds a signing secret beside those that there are; tells whether the newest refused event fits it. */
  addWebhookSecret(id: ConnectionId, secret: string, who: string): Promise<{ readonly fitsRefused: boolean | null }>;
  /** Takes a secret away by the beginning of its hash. Throws `HW_REQUEST_NOT_FOUND`; `HW_REQUEST_CONFLICT` for the last one. */
  removeWebhookSecret(id: ConnectionId, fingerprint: string, who: string): Promise<void>;
  /** How often changes of this account are looked for without an event; null for the default. */
  lookEvery(id: ConnectionId, everyMs: number | null, who: string): Promise<void>;
  /** Every permission that is asked for, with its reason and use. */
  permissions(): Promise<readonly NeededScope[]>;
  /** Calls back when something here changed that no commit tells of. Returns the stop function. */
  listen(heard: () => void): () => void;
}
