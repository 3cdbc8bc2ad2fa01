import { createHash } from "node:crypto";
import type { Role } from "#core/policy/role.ts";
import type { Instant, WorkspaceId } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Random } from "#core/ports/random.ts";
import type { Store } from "#core/ports/store.ts";

/** What is done about people is done over this. */
export interface PeoplePorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** Whose people they are. */
  readonly workspaceId: WorkspaceId;
  /** So many bytes that nobody can guess, as URL-safe text. */
  readonly secretText: (bytes: number) => string;
}

/** Who does something about people: as the journal names them, and how far their role reaches. */
export interface Actor {
  readonly who: string;
  readonly role: Role;
}

/** Under which a code or token is kept: who reads the table cannot use it. They are too long to be guessed from it. */
export const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("base64url");

/** What happened about a person, a code or a token. */
export type PeopleDeed =
  | "owner-made"
  | "invited"
  | "invitation-withdrawn"
  | "joined"
  | "role-changed"
  | "disabled"
  | "enabled"
  | "reset-code-made"
  | "password-changed"
  | "second-factor-on"
  | "second-factor-off"
  | "passkey-added"
  | "passkey-removed"
  | "signed-in"
  | "signed-out"
  | "sessions-ended"
  | "token-made"
  | "token-ended";

/** Writes into the journal what was done: by whom, about whom by id, never with a name or an address (P5). */
export async function noteDeed(
  { store, clock, workspaceId }: PeoplePorts,
  who: string,
  deed: { readonly people: PeopleDeed; readonly about?: string; readonly role?: Role; readonly until?: Instant },
): Promise<void> {
  const entry = { kind: "config", linkId: null, bridgeId: null, intentId: null, side: null, values: [] } as const;
  await store.appendJournal(workspaceId, [{ ...entry, cause: [`person ${who}`], detail: deed }], clock.now());
}
