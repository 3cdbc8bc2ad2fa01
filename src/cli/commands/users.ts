import { HighwireError } from "#core/errors.ts";
import { roles, type Role } from "#core/policy/role.ts";
import type { Users } from "#main/users.ts";
import { neededArg, textFlag, usage, type CommandContext, type Given, type Run } from "../command-context.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { localTime } from "../time-words.ts";

export const list: Run = async (context) => {
  const { output } = context;
  const { people, invitations } = await (await usersOf(context)).list();
  const open = invitations.map(({ id, role: given, note, expiresAt }) => ({ id, role: given, note, expiresAt }));
  output.document("users", { people, invitations: open });
  if (people.length === 0) output.note("Nobody has an account yet. Next: highwire users code");
  else
    output.table(
      ["E-MAIL", "NAME", "ROLE", "STATE", "SECOND FACTOR"],
      people.map((one) => [one.email, one.name, one.role, one.disabled ? "shut out" : "may sign in", one.secondFactor ? "yes" : "no"]),
    );
  for (const one of open) output.note(`Open invitation as ${one.role}, until ${localTime(one.expiresAt)}${one.note === null ? "" : `: ${one.note}`}`);
  return exitCodes.done;
};

export const invite: Run = async (context, given) => {
  const { link, id, expiresAt } = await (await usersOf(context)).invite(roleIn(textFlag(given, "role") ?? "viewer"), textFlag(given, "note") ?? null);
  context.output.document("invitation", { id, link, expiresAt });
  return tellOnce(context, link, `Opens once, until ${localTime(expiresAt)}. It is shown this once.`);
};

export const role: Run = async (context, given) => {
  const changed = await (await usersOf(context)).changeRole(neededArg(given, 0, "<person>"), roleIn(neededArg(given, 1, "<role>")));
  context.output.document("user", { person: changed });
  context.output.data(`${changed.email} is ${changed.role} now.`);
  return exitCodes.done;
};

export const remove: Run = (context, given) => shutOut(context, given, true);
export const restore: Run = (context, given) => shutOut(context, given, false);

async function shutOut(context: CommandContext, given: Given, out: boolean): Promise<ExitCode> {
  const changed = await (await usersOf(context)).shutOut(neededArg(given, 0, "<person>"), out);
  context.output.document("user", { person: changed });
  context.output.data(out ? `${changed.email} is shut out; sessions and tokens have ended.` : `${changed.email} may sign in again.`);
  return exitCodes.done;
}

export const resetPassword: Run = async (context, given) => {
  const { link, expiresAt } = await (await usersOf(context)).resetPassword(neededArg(given, 0, "<person>"));
  context.output.document("reset", { link, expiresAt });
  return tellOnce(context, link, `Opens once, until ${localTime(expiresAt)}. It is shown this once; the password of now works until then.`);
};

export const code: Run = async (context) => {
  const link = await (await usersOf(context)).setUpLink();
  if (link === null)
    throw new HighwireError("HW_REQUEST_CONFLICT", {
      detail: "there is an owner already; `highwire users reset-password <e-mail>` lets one in who has lost the password",
    });
  context.output.document("setup-code", { link });
  return tellOnce(context, link, "Makes the first owner's account, once, within a day. Links from before have ended.");
};

function tellOnce({ output }: CommandContext, link: string, words: string): ExitCode {
  output.data(link);
  output.note(words);
  return exitCodes.done;
}

async function usersOf({ session, settings }: CommandContext): Promise<Users> {
  const { openUsers } = await import("#main/users.ts");
  return openUsers(await session(), settings);
}

function roleIn(word: string): Role {
  const found = roles.find((one) => one === word);
  if (found === undefined) throw usage(`${JSON.stringify(word)} is not one of: ${roles.join(", ")}`);
  return found;
}
