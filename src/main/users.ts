import type { Role } from "#core/policy/role.ts";
import { openCodes, type EntryCode } from "#engine/people/entry-codes.ts";
import { changeRole, invite, listPeople, makeResetCode, setDisabled, type PersonRow } from "#engine/people/people-directory.ts";
import { entryLink } from "#server/people/entry-link.ts";
import { peoplePorts } from "#server/people/people.ts";
import { linkForFirstOwner } from "./first-owner.ts";
import { dataDirOf, readRuntimeFile } from "./runtime-file.ts";
import type { Settings } from "./options.ts";
import type { Session } from "./session.ts";
import { homeWorkspace } from "./workspaces.ts";

/** A link that is told once, and until when it opens; its code stands behind the #. */
export interface TellOnce {
  readonly link: string;
  readonly expiresAt: number;
}

/** People's accounts, for whoever has the command line: they reach as far as an owner. People are named by id or e-mail. */
export interface Users {
  list(): Promise<{ readonly people: readonly PersonRow[]; readonly invitations: readonly EntryCode[] }>;
  invite(role: Role, note: string | null): Promise<TellOnce & { readonly id: string }>;
  /** Throws `HW_REQUEST_NOT_FOUND`, and `HW_REQUEST_CONFLICT` when the last owner would be gone; so does `shutOut`. */
  changeRole(person: string, role: Role): Promise<PersonRow>;
  /** Shuts a person out at once, sessions and tokens included, or lets them in again. */
  shutOut(person: string, out: boolean): Promise<PersonRow>;
  /** Makes a link to set a new password; earlier ones end. */
  resetPassword(person: string): Promise<TellOnce>;
  /** A new link by which the first owner's account is made; earlier ones end. Null once there is an owner. */
  setUpLink(): Promise<string | null>;
}

const cli = { who: "cli", role: "owner" } as const;

export async function openUsers({ app }: Pick<Session, "app">, settings: Settings): Promise<Users> {
  const ports = peoplePorts(app, { workspaceId: homeWorkspace });
  const url = await pageUrl(settings);
  return {
    list: async () => ({ people: await listPeople(ports), invitations: await openCodes(ports, "invite") }),
    async invite(role, note) {
      const { id, code, expiresAt } = await invite(ports, cli, { role, note });
      return { id, link: entryLink(url, "invite", code), expiresAt };
    },
    changeRole: (person, role) => changeRole(ports, cli, person, role),
    shutOut: (person, out) => setDisabled(ports, cli, person, out),
    async resetPassword(person) {
      const { code, expiresAt } = await makeResetCode(ports, cli, person);
      return { link: entryLink(url, "reset", code), expiresAt };
    },
    setUpLink: () => linkForFirstOwner(app, url),
  };
}

/** Where people open the page: the public address, else that of the Highwire of this data folder, else where one would serve. */
async function pageUrl(settings: Settings): Promise<string> {
  if (settings.publicUrl !== null) return settings.publicUrl;
  const running = await readRuntimeFile(dataDirOf(settings));
  return running?.url ?? `http://127.0.0.1:${String(settings.port)}`;
}
