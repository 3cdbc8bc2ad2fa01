import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addPerson } from "#engine/people/people-directory.ts";
import { equals } from "#core/ports/account-rows.ts";
import { homeWorkspace } from "#main/workspaces.ts";
import { peoplePorts } from "#server/people/people.ts";
import { openDouble, type OpenDouble } from "./support/open-double.ts";
import { run, type Ran } from "./support/run-cli.ts";

let opened: OpenDouble;
beforeAll(async () => {
  opened = await openDouble({ contacts: 0 });
});
afterAll(() => opened.close());

const cli = (line: string | readonly string[]): Promise<Ran> => run(line, { session: opened.session });
const ports = () => peoplePorts(opened.session.app, { workspaceId: homeWorkspace });
const add = (name: string, role: "owner" | "viewer") =>
  addPerson(ports(), { name, email: `${name.toLowerCase()}@example.com`, role, passwordHash: "hash" });

describe("users", () => {
  it("begins with a link for the first owner, whose earlier ones end", async () => {
    expect((await cli("users list")).stderr).toMatch(/Nobody has an account yet\. Next: highwire users code/u);
    const [first, second] = [await cli("users code"), await cli("users code")];
    const link = /^http:\/\/127\.0\.0\.1:\d+\/sign-up#[\w-]{27}\n$/u;
    expect([first.stdout, second.stdout]).toEqual([expect.stringMatching(link), expect.stringMatching(link)]);
    expect(await opened.session.app.store.accounts.count(homeWorkspace, "entry_codes", [equals("purpose", "setup")])).toBe(1);
  });

  it("lists people and open invitations, tells a link once, and gives roles", async () => {
    await add("Ada", "owner");
    await add("Bob", "viewer");
    const invited = await cli(["users", "invite", "--role", "operator", "--note", "night shift"]);
    expect(invited.stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/invite#[\w-]{27}\n$/u);
    expect(invited.stderr).toMatch(/It is shown this once\./u);
    const listed = await cli("users list");
    await expect(listed.stdout).toMatchFileSnapshot("golden/users-list.txt");
    expect(listed.stderr).toMatch(/Open invitation as operator, until .*: night shift/u);
    expect(listed.stdout + listed.stderr).not.toMatch(/#/u);
    expect((await cli("users role bob@example.com builder")).stdout).toBe("bob@example.com is builder now.\n");
    expect((await cli("users list --json")).json()).toMatchObject({ kind: "users", people: [{ name: "Ada" }, { name: "Bob", role: "builder" }] });
  });

  it("shuts somebody out and lets them in again, but never the last owner", async () => {
    expect((await cli("users remove bob@example.com")).stdout).toMatch(/^bob@example\.com is shut out/u);
    expect((await cli("users list --plain")).stdout).toMatch(/^bob@example\.com\tBob\tbuilder\tshut out\tno$/mu);
    expect((await cli("users restore bob@example.com")).stdout).toBe("bob@example.com may sign in again.\n");
    const refused = [await cli("users remove ada@example.com"), await cli("users role ada@example.com viewer")];
    for (const { exitCode, stderr } of refused) {
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/this is the last owner: make somebody else owner first/u);
    }
    await expect(refused[0]?.stderr).toMatchFileSnapshot("golden/users-last-owner.txt");
  });

  it("makes a link for a new password, and no code once there is an owner", async () => {
    expect((await cli("users reset-password ada@example.com")).stdout).toMatch(/\/reset-password#[\w-]{27}\n$/u);
    const refused = await cli("users code");
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(/there is an owner already; `highwire users reset-password <e-mail>`/u);
    const deeds = (await opened.session.app.store.journal(homeWorkspace, { kinds: ["config"], limit: 50 })).map(({ detail, cause }) => [
      detail["people"],
      cause[0],
    ]);
    for (const deed of ["invited", "role-changed", "disabled", "enabled", "reset-code-made"]) expect(deeds).toContainEqual([deed, "person cli"]);
  });
});
