import type { Entity } from "#core/bridge.ts";
import type { ErrorCode } from "#core/error-registry.ts";
import type { ConnectionId, Instant } from "#core/ids.ts";

/** Pages of ours to which a person comes back from a vendor's consent page. */
export type ReturnTo = "setup" | "connections";

/** A sign-in that is to begin. */
export interface SignInRequest {
  /** Where the vendor sends the person back to, exactly. */
  readonly redirectUri: string;
  /** What the browser keeps in its cookie: only there can the sign-in be finished. */
  readonly browser: string;
  /** The connection that is to be signed in anew; null for a new one. */
  readonly connectionId: ConnectionId | null;
  /** Asks for what an agency's app needs to reach its locations. */
  readonly agency: boolean;
  /** What it is wanted for. Null: what is switched on, or contacts when there is nothing yet. */
  readonly entities: readonly Entity[] | null;
  readonly returnTo: ReturnTo;
}

/** What a vendor's page sent back with the person. */
export interface SignInReturn {
  readonly state: string | null;
  readonly code: string | null;
  /** The person or the vendor said no; a code beside it is not looked at. */
  readonly refused: boolean;
  readonly redirectUri: string;
  /** What the browser's cookie holds; null when there is none. */
  readonly browser: string | null;
}

/**
 * `claim`: it began at the vendor, so a person must say that it is meant for here. `choose`: a company, whose locations are to be chosen.
 * `connected`, `failed`: it has ended.
 */
export type InstallStatus = "claim" | "choose" | "connected" | "failed";

/** An app's installation as it came back from the vendor's consent page. It is kept for an hour; no secret is part of it. */
export interface Install {
  readonly id: string;
  readonly status: InstallStatus;
  /** Why it failed. */
  readonly code: ErrorCode | null;
  readonly at: Instant;
  readonly expiresAt: Instant;
  /** Locations of a company, to choose from. */
  readonly locations: readonly { readonly id: string; readonly name: string }[];
  readonly asked: readonly string[];
  readonly granted: readonly string[];
  readonly missing: readonly string[];
  readonly connections: readonly ConnectionId[];
  /** Links that go on because of it. */
  readonly resumed: number;
}

/** Where a sign-in came to: an installation to look at, or why there is none. */
export type Finished = { readonly returnTo: ReturnTo } & ({ readonly install: Install } | { readonly problem: ErrorCode });

/** Signing in at HighLevel by OAuth 2.0. */
export interface SignIns {
  /** The client id of the app that is set up; null before. */
  clientId(): Promise<string | null>;
  setApp(app: { readonly clientId: string; readonly clientSecret: string }, who: string): Promise<void>;
  /** The vendor's address to send the person to. Throws `HW_OAUTH_NO_APP`, `HW_REQUEST_NOT_FOUND`. */
  begin(request: SignInRequest, who: string): Promise<string>;
  /** Takes what came back, once. Never throws for what is wrong with it: the installation then tells. */
  finish(given: SignInReturn): Promise<Finished>;
  /** Installations of the last hour, newest first. */
  installs(): Promise<readonly Install[]>;
  /** Throws `HW_REQUEST_NOT_FOUND`. */
  install(id: string): Promise<Install>;
  /** Says that an installation which began at the vendor is meant for here, and goes on with it. */
  claim(id: string, who: string): Promise<Install>;
  /** Connects chosen locations of a company. */
  choose(id: string, locationIds: readonly string[], who: string): Promise<Install>;
  /** Forgets an installation without connecting it. */
  forget(id: string): Promise<void>;
}
