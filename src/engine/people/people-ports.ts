import type { Role } from "#core/policy/role.ts";
import type { Instant, WorkspaceId } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Random } from "#core/ports/random.ts";
import type { Store } from "#core/ports/store.ts";
import { personEntry } from "../person-entry.ts";

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
  await store.appendJournal(workspaceId, [personEntry("config", who, deed)], clock.now());
}
