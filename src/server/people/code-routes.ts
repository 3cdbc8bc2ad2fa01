import type { FastifyInstance } from "fastify";
import { codeRequest, codeView, joinRequest, resetRequest } from "#contract/people.ts";
import { HighwireError } from "#core/errors.ts";
import type { AccountRow } from "#core/ports/account-rows.ts";
import { equals } from "#core/ports/account-rows.ts";
import type { Role } from "#core/policy/role.ts";
import { endCodes, giveBack, lookAtCode, takeCode, type EntryCode } from "#engine/people/entry-codes.ts";
import { addPerson, setPasswordHash } from "#engine/people/people-directory.ts";
import { noteDeed } from "#engine/people/people-ports.ts";
import { checked } from "../problem.ts";
import { relayed } from "./answers.ts";
import { checkPassword } from "./password-rules.ts";
import { headersOf, type People } from "./people.ts";
import { guess } from "./sign-in-routes.ts";

/** Getting in for the first time, or again after a lost password: with a code that works once. */
export async function codeRoutes(server: FastifyInstance, { people }: { readonly people: People }): Promise<void> {
  const { ports } = people;

  server.post("/codes/look", async (request, reply) => {
    // Each place by itself: nobody comes upon a code by trying, and whoever tries anyway must not keep out those who were invited.
    const account = `code from ${request.ip}`;
    guess(people, request, reply, account);
    const found = await anyCode(people, checked(codeRequest, request.body).code);
    if (found === null) throw unknownCode();
    people.attempts.succeed(account, request.ip);
    const { purpose, role, expiresAt } = found;
    return codeView.parse({ purpose, role, expiresAt });
  });

  server.post("/codes/join", async (request, reply) => {
    const { code, name, email, password } = checked(joinRequest, request.body);
    const found = await anyCode(people, code);
    if (found === null || found.purpose === "reset") throw unknownCode();
    await checkPassword(password, [name, email, email.split("@")[0] ?? ""]);
    await checkFree(people, email);
    const taken = await takeCode(ports, found.purpose, code);
    if (taken === null) throw unknownCode();
    const personId = await makePerson(people, taken, { name, email, password });
    if (found.purpose === "setup") await endCodes(ports, "setup");
    await noteDeed(ports, `user:${personId}`, {
      people: found.purpose === "setup" ? "owner-made" : "joined",
      about: `user:${personId}`,
      role: found.role,
    });
    const { api } = await people.auth();
    await relayed(reply, api.signInEmail({ body: { email, password }, headers: headersOf(request), returnHeaders: true }));
    return { done: true };
  });

  server.post("/codes/reset", async (request) => {
    const { code, password } = checked(resetRequest, request.body);
    const found = await lookAtCode(ports, "reset", code);
    const personId = found?.userId ?? null;
    if (personId === null) throw unknownCode();
    await checkPassword(password, []);
    if ((await takeCode(ports, "reset", code)) === null) throw unknownCode();
    const { password: passwords } = await (await people.auth()).$context;
    await setPasswordHash(ports, personId, await passwords.hash(password));
    await noteDeed(ports, `user:${personId}`, { people: "password-changed", about: `user:${personId}` });
    return { done: true };
  });
}

const unknownCode = (): HighwireError =>
  new HighwireError("HW_REQUEST_INVALID", { field: "code", detail: "code: it is not known here, was used, or is too old; ask for a new one" });

/** A code of any purpose that is still good. A set-up code is not, once there is an owner. */
async function anyCode(people: People, code: string): Promise<EntryCode | null> {
  for (const purpose of ["invite", "setup", "reset"] as const) {
    const found = await lookAtCode(people.ports, purpose, code);
    if (found !== null) return purpose === "setup" && (await people.hasOwner()) ? null : found;
  }
  return null;
}

async function checkFree({ ports }: People, email: string): Promise<void> {
  if ((await ports.store.accounts.count(ports.workspaceId, "people", [equals("email", email)])) > 0)
    throw new HighwireError("HW_REQUEST_CONFLICT", {
      field: "email",
      detail: "email: there is an account with this address already; sign in with it",
    });
}

/** Makes a person with a password. When that fails, the code may be used again. */
async function makePerson(
  people: People,
  taken: AccountRow,
  given: { readonly name: string; readonly email: string; readonly password: string },
): Promise<string> {
  try {
    const { password } = await (await people.auth()).$context;
    const person = await addPerson(people.ports, {
      name: given.name,
      email: given.email,
      role: taken["role"] as Role,
      passwordHash: await password.hash(given.password),
    });
    return person.id;
  } catch (error) {
    await giveBack(people.ports, taken);
    throw error;
  }
}
