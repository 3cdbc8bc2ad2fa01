import type { BrowserContext, Page } from "playwright-core";
import type { Role } from "#core/policy/role.ts";
import { invite } from "#engine/people/people-directory.ts";
import { homeWorkspace } from "#main/workspaces.ts";
import { peoplePorts } from "#server/people/people.ts";
import type { TestApp } from "./open-app.ts";

const PASSWORD = "a long phrase that nobody uses";
let joined = 0;

/** Makes the first owner's account, from which on nobody sees anything without signing in. */
export async function makeOwner(app: TestApp): Promise<void> {
  const profile = await app.browser.newContext();
  await enter(app, profile.request, new URL(app.served.setUpLink ?? "").hash.slice(1));
  await profile.close();
}

/** Invites somebody with that role, who joins and is signed in in the page's browser profile. */
export async function join(app: TestApp, page: Page, role: Role): Promise<void> {
  const { code } = await invite(
    peoplePorts(app.served.session.app, { workspaceId: homeWorkspace }),
    { who: "test", role: "owner" },
    { role, note: null },
  );
  await enter(app, page.context().request, code);
}

/** As the page does it: a code becomes an account, and its cookie stays with the profile. */
async function enter(app: TestApp, request: BrowserContext["request"], code: string): Promise<void> {
  joined += 1;
  const answer = await request.post(`${app.url}/api/v1/codes/join`, {
    headers: { origin: app.url, "x-highwire-request": "1" },
    data: { code, name: `Person ${String(joined)}`, email: `person.${String(joined)}@example.com`, password: PASSWORD },
  });
  if (!answer.ok()) throw new Error(`nobody could join: ${await answer.text()}`);
}
