import { HighwireError } from "#core/errors.ts";
import type { Instant } from "#core/ids.ts";
import { equals, type AccountRow } from "#core/ports/account-rows.ts";
import { reaches, type Role } from "#core/policy/role.ts";
import { endTokensOf } from "./api-tokens.ts";
import { endCodes, makeCode, type FreshCode } from "./entry-codes.ts";
import { noteDeed, type Actor, type PeoplePorts } from "./people-ports.ts";

export interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly disabled: boolean;
  /** Whether a second factor is asked for after the password. */
  readonly secondFactor: boolean;
  readonly createdAt: Instant;
}

/** Everybody who may sign in, or might before they were disabled; in order of name. */
export async function listPeople({ store, workspaceId }: PeoplePorts): Promise<readonly PersonRow[]> {
  return (await store.accounts.find(workspaceId, "people", { where: [], order: { column: "name", descending: false } })).map(toPerson);
}

/** Finds a person by id or e-mail. Throws `HW_REQUEST_NOT_FOUND`. */
export async function findPerson({ store, workspaceId }: PeoplePorts, idOrEmail: string): Promise<PersonRow> {
  const where = [
    { ...equals("id", idOrEmail), joined: "or" as const },
    { ...equals("email", idOrEmail.trim().toLowerCase()), joined: "or" as const },
  ];
  const [row] = await store.accounts.find(workspaceId, "people", { where });
  if (row === undefined) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "id", detail: "no person here has this id or e-mail" });
  return toPerson(row);
}

/** Whether somebody could sign in as owner: from then on nobody gets in without signing in. */
export const hasOwner = async ({ store, workspaceId }: PeoplePorts): Promise<boolean> =>
  (await store.accounts.count(workspaceId, "people", [equals("role", "owner"), equals("disabled", false)])) > 0;

/** Makes an invitation. Throws `HW_REQUEST_FORBIDDEN` when its role reaches further than whoever invites. */
export async function invite(ports: PeoplePorts, by: Actor, given: { readonly role: Role; readonly note: string | null }): Promise<FreshCode> {
  checkReach(by, given.role);
  const made = await makeCode(ports, { purpose: "invite", madeBy: by.who, ...given });
  await noteDeed(ports, by.who, { people: "invited", about: `invitation:${made.id}`, role: made.role, until: made.expiresAt });
  return made;
}

/** Takes an invitation back. Throws `HW_REQUEST_NOT_FOUND`. */
export async function withdrawInvitation(ports: PeoplePorts, by: Actor, id: string): Promise<void> {
  const [row] = await ports.store.accounts.remove(ports.workspaceId, "entry_codes", [equals("id", id), equals("purpose", "invite")], "one");
  if (row === undefined) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "id" });
  await noteDeed(ports, by.who, { people: "invitation-withdrawn", about: `invitation:${id}` });
}

/** Gives a person another role. Throws `HW_REQUEST_FORBIDDEN`, and `HW_REQUEST_CONFLICT` when the last owner would be gone. */
export async function changeRole(ports: PeoplePorts, by: Actor, idOrEmail: string, role: Role): Promise<PersonRow> {
  const person = await findPerson(ports, idOrEmail);
  checkReach(by, person.role);
  checkReach(by, role);
  const changed = await changeKeepingAnOwner(ports, person, { role });
  await endTokensOf(ports, by, person.id, role);
  await noteDeed(ports, by.who, { people: "role-changed", about: `user:${person.id}`, role });
  return changed;
}

/** Shuts a person out at once, sessions and tokens included, or lets them in again. Throws as `changeRole` does. */
export async function setDisabled(ports: PeoplePorts, by: Actor, idOrEmail: string, disabled: boolean): Promise<PersonRow> {
  const person = await findPerson(ports, idOrEmail);
  checkReach(by, person.role);
  const changed = await changeKeepingAnOwner(ports, person, { disabled });
  if (disabled) {
    await ports.store.accounts.remove(ports.workspaceId, "sessions", [equals("user_id", person.id)], "all");
    await endTokensOf(ports, by, person.id, null);
  }
  await noteDeed(ports, by.who, { people: disabled ? "disabled" : "enabled", about: `user:${person.id}` });
  return changed;
}

/** Makes the code by which a person sets a password anew; earlier ones end. Throws as `changeRole` does. */
export async function makeResetCode(ports: PeoplePorts, by: Actor, idOrEmail: string): Promise<FreshCode> {
  const person = await findPerson(ports, idOrEmail);
  checkReach(by, person.role);
  await endCodes(ports, "reset", person.id);
  const made = await makeCode(ports, { purpose: "reset", role: person.role, madeBy: by.who, userId: person.id });
  await noteDeed(ports, by.who, { people: "reset-code-made", about: `user:${person.id}`, until: made.expiresAt });
  return made;
}

/** Adds a person who signs in with a password, given as its hash. Throws `HW_REQUEST_CONFLICT` when the address is taken. */
export async function addPerson(
  ports: PeoplePorts,
  given: { readonly name: string; readonly email: string; readonly role: Role; readonly passwordHash: string },
): Promise<PersonRow> {
  const now = ports.clock.now();
  const row = await ports.store.accounts.insert(ports.workspaceId, "people", {
    id: ports.random.uuid(),
    name: given.name,
    email: given.email,
    email_verified: false,
    image: null,
    role: given.role,
    disabled: false,
    two_factor_enabled: false,
    created_at: now,
    updated_at: now,
  });
  const person = toPerson(row);
  await setPasswordHash(ports, person.id, given.passwordHash);
  return person;
}

/** Sets a person's password anew and ends every session of theirs. */
export async function setPasswordHash({ store, workspaceId, clock, random }: PeoplePorts, personId: string, hash: string): Promise<void> {
  const now = clock.now();
  const mine = [equals("user_id", personId), equals("provider_id", "credential")];
  const changed = await store.accounts.update(workspaceId, "sign_in_ways", mine, { set: { password: hash, updated_at: now } }, "one");
  if (changed.length === 0) {
    const way = { id: random.uuid(), user_id: personId, provider_id: "credential", account_id: personId, password: hash };
    await store.accounts.insert(workspaceId, "sign_in_ways", { ...way, created_at: now, updated_at: now });
  }
  await store.accounts.remove(workspaceId, "sessions", [equals("user_id", personId)], "all");
}

function checkReach(by: Actor, role: Role): void {
  if (!reaches(by.role, role)) throw new HighwireError("HW_REQUEST_FORBIDDEN", { detail: `only an owner may do this about the role ${role}` });
}

/** Looked at once it is done and taken back then: of two owners who end each other at the same moment, neither would have seen it before. */
async function changeKeepingAnOwner(ports: PeoplePorts, person: PersonRow, set: AccountRow): Promise<PersonRow> {
  const changed = await change(ports, person, set);
  const isOwner = ({ role, disabled }: PersonRow): boolean => role === "owner" && !disabled;
  if (!isOwner(person) || isOwner(changed)) return changed;
  const owners = [equals("role", "owner"), equals("disabled", false)];
  if ((await ports.store.accounts.count(ports.workspaceId, "people", owners)) > 0) return changed;
  await change(ports, person, { role: person.role, disabled: person.disabled });
  throw new HighwireError("HW_REQUEST_CONFLICT", { detail: "this is the last owner: make somebody else owner first" });
}

async function change(ports: PeoplePorts, person: PersonRow, set: AccountRow): Promise<PersonRow> {
  const where = [equals("id", person.id)];
  const [row] = await ports.store.accounts.update(ports.workspaceId, "people", where, { set: { ...set, updated_at: ports.clock.now() } }, "one");
  if (row === undefined) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "id" });
  return toPerson(row);
}

export const toPerson = (row: AccountRow): PersonRow => ({
  id: String(row["id"]),
  name: String(row["name"]),
  email: String(row["email"]),
  role: row["role"] as Role,
  disabled: row["disabled"] === true,
  secondFactor: row["two_factor_enabled"] === true,
  createdAt: Number(row["created_at"]),
});
