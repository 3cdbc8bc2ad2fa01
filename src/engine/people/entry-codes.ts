import type { Instant } from "#core/ids.ts";
import { equals, type AccountRow } from "#core/ports/account-rows.ts";
import type { Role } from "#core/policy/role.ts";
import { hashOf } from "#lib/hash-of.ts";
import type { PeoplePorts } from "./people-ports.ts";

/** `setup`: makes the first owner. `invite`: makes a person. `reset`: sets a person's password anew. */
export type CodePurpose = "setup" | "invite" | "reset";

export interface EntryCode {
  readonly id: string;
  readonly purpose: CodePurpose;
  readonly role: Role;
  /** Whose password it may set; null for the others. */
  readonly userId: string | null;
  readonly note: string | null;
  readonly madeBy: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

/** A code that was just made; nobody can be told it again. */
export interface FreshCode extends EntryCode {
  readonly code: string;
}

const DAY_MS = 86_400_000;
/** How long each kind of code is good for, in milliseconds. */
const lives: Readonly<Record<CodePurpose, number>> = { setup: DAY_MS, invite: 7 * DAY_MS, reset: DAY_MS };
/** 160 bits: nobody comes upon one by trying. */
const CODE_BYTES = 20;

/** Makes a code that lets somebody in once. Only its hash is kept. */
export async function makeCode(
  ports: PeoplePorts,
  given: Pick<EntryCode, "purpose" | "role" | "madeBy"> & { readonly userId?: string; readonly note?: string | null },
): Promise<FreshCode> {
  const code = ports.secretText(CODE_BYTES);
  const now = ports.clock.now();
  const row = await ports.store.accounts.insert(ports.workspaceId, "entry_codes", {
    id: ports.random.uuid(),
    purpose: given.purpose,
    code_hash: hashOf(code),
    role: given.role,
    user_id: given.userId ?? null,
    note: given.note ?? null,
    made_by: given.madeBy,
    created_at: now,
    expires_at: now + lives[given.purpose],
  });
  return { ...toCode(row), code };
}

/** Takes a code's one use: whoever comes second, or too late, gets null. */
export async function takeCode(ports: PeoplePorts, purpose: CodePurpose, code: string): Promise<AccountRow | null> {
  const [row] = await ports.store.accounts.remove(ports.workspaceId, "entry_codes", conditionsOf(ports, purpose, code), "one");
  return row ?? null;
}

/** Gives a code's use back, when what it was taken for could not be done. */
export const giveBack = async (ports: PeoplePorts, row: AccountRow): Promise<void> =>
  void (await ports.store.accounts.insert(ports.workspaceId, "entry_codes", row));

/** What a code is good for, without using it; null when it is none, or no longer. */
export async function lookAtCode(ports: PeoplePorts, purpose: CodePurpose, code: string): Promise<EntryCode | null> {
  const [row] = await ports.store.accounts.find(ports.workspaceId, "entry_codes", { where: conditionsOf(ports, purpose, code) });
  return row === undefined ? null : toCode(row);
}

/** Codes of one kind that are still good, newest first. */
export async function openCodes(ports: PeoplePorts, purpose: CodePurpose): Promise<readonly EntryCode[]> {
  const rows = await ports.store.accounts.find(ports.workspaceId, "entry_codes", {
    where: [equals("purpose", purpose), { column: "expires_at", is: "gt", value: ports.clock.now() }],
    order: { column: "created_at", descending: true },
  });
  return rows.map(toCode);
}

/** Ends all codes of one kind: of everybody, or of one person. */
export const endCodes = async (ports: PeoplePorts, purpose: CodePurpose, userId?: string): Promise<void> =>
  void (await ports.store.accounts.remove(
    ports.workspaceId,
    "entry_codes",
    [equals("purpose", purpose), ...(userId === undefined ? [] : [equals("user_id", userId)])],
    "all",
  ));

const conditionsOf = ({ clock }: PeoplePorts, purpose: CodePurpose, code: string) => [
  equals("code_hash", hashOf(code.trim())),
  equals("purpose", purpose),
  { column: "expires_at", is: "gt" as const, value: clock.now() },
];

const toCode = (row: AccountRow): EntryCode => ({
  id: String(row["id"]),
  purpose: row["purpose"] as CodePurpose,
  role: row["role"] as Role,
  userId: row["user_id"] as string | null,
  note: row["note"] as string | null,
  madeBy: String(row["made_by"]),
  createdAt: Number(row["created_at"]),
  expiresAt: Number(row["expires_at"]),
});
