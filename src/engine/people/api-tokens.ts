import { HighwireError } from "#core/errors.ts";
import type { Instant } from "#core/ids.ts";
import { equals, type AccountRow } from "#core/ports/account-rows.ts";
import { reaches, type Role } from "#core/policy/role.ts";
import { hashOf } from "#lib/hash-of.ts";
import { noteDeed, type Actor, type PeoplePorts } from "./people-ports.ts";

export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** As the journal names who made it. */
  readonly madeBy: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** To the minute; null before the first use. */
  readonly lastUsedAt: Instant | null;
}

const DAY_MS = 86_400_000;
/** 256 bits. */
const TOKEN_BYTES = 32;
/** Uses are noted at most this often, in milliseconds: one write a minute, not one a call. */
const NOTE_MS = 60_000;
/** Begins every token, so that scanners for leaked secrets know one. */
const PREFIX = "hwt_";

/** Makes a token for a program; it is told this once. Throws `HW_REQUEST_FORBIDDEN` when it would reach further than whoever makes it. */
export async function makeToken(
  ports: PeoplePorts,
  by: Actor,
  given: { readonly name: string; readonly role: Role; readonly days: number },
): Promise<ApiToken & { readonly token: string }> {
  if (!reaches(by.role, given.role))
    throw new HighwireError("HW_REQUEST_FORBIDDEN", { detail: "a token cannot have a higher role than whoever makes it" });
  const token = `${PREFIX}${ports.secretText(TOKEN_BYTES)}`;
  const now = ports.clock.now();
  const row = await ports.store.accounts.insert(ports.workspaceId, "api_tokens", {
    id: ports.random.uuid(),
    name: given.name,
    role: given.role,
    token_hash: hashOf(token),
    made_by: by.who,
    created_at: now,
    expires_at: now + given.days * DAY_MS,
    last_used_at: null,
  });
  await noteDeed(ports, by.who, { people: "token-made", about: `token:${String(row["id"])}`, role: given.role, until: Number(row["expires_at"]) });
  return { ...toToken(row), token };
}

/** Whose token that is, and notes its use; null when it is none, or over. */
export async function tokenFor(ports: PeoplePorts, token: string): Promise<ApiToken | null> {
  if (!token.startsWith(PREFIX)) return null;
  const now = ports.clock.now();
  const where = [equals("token_hash", hashOf(token)), { column: "expires_at", is: "gt" as const, value: now }];
  const [row] = await ports.store.accounts.find(ports.workspaceId, "api_tokens", { where });
  if (row === undefined) return null;
  const found = toToken(row);
  if (now - (found.lastUsedAt ?? 0) >= NOTE_MS)
    await ports.store.accounts.update(ports.workspaceId, "api_tokens", [equals("id", found.id)], { set: { last_used_at: now } }, "one");
  return found;
}

/** Every token, newest first, also those that are over. */
export async function listTokens({ store, workspaceId }: PeoplePorts): Promise<readonly ApiToken[]> {
  const rows = await store.accounts.find(workspaceId, "api_tokens", { where: [], order: { column: "created_at", descending: true } });
  return rows.map(toToken);
}

/** Ends a token at once. Throws `HW_REQUEST_NOT_FOUND`. */
export async function endToken(ports: PeoplePorts, by: Actor, id: string): Promise<void> {
  const [row] = await ports.store.accounts.remove(ports.workspaceId, "api_tokens", [equals("id", id)], "one");
  if (row === undefined) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "id" });
  await noteDeed(ports, by.who, { people: "token-ended", about: `token:${id}` });
}

/** Ends the tokens that a person made and that reach further than the person does now; null: all of them. */
export async function endTokensOf(ports: PeoplePorts, by: Actor, personId: string, role: Role | null): Promise<void> {
  const made = await ports.store.accounts.find(ports.workspaceId, "api_tokens", { where: [equals("made_by", `user:${personId}`)] });
  for (const token of made.map(toToken)) if (role === null || !reaches(role, token.role)) await endToken(ports, by, token.id);
}

const toToken = (row: AccountRow): ApiToken => ({
  id: String(row["id"]),
  name: String(row["name"]),
  role: row["role"] as Role,
  madeBy: String(row["made_by"]),
  createdAt: Number(row["created_at"]),
  expiresAt: Number(row["expires_at"]),
  lastUsedAt: row["last_used_at"] as number | null,
});
