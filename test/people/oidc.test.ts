import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { roleOfProfile } from "#server/people/oidc.ts";
import { createPeopleWorld, type Answer, type PeopleWorld, type Visitor } from "../support/people-world.ts";
import { startIssuer, type Issuer } from "./oidc-issuer.ts";

let issuer: Issuer;
let people: PeopleWorld;
const provider = { clientId: "highwire", clientSecret: "a secret of the provider", groupsClaim: "groups" } as const;
const groups = { "it-admins": "admin", support: "operator" } as const;
const grace = { sub: "42", email: "grace@example.com", email_verified: true, name: "Grace Hopper" };

beforeAll(async () => {
  issuer = await startIssuer(provider.clientId, provider.clientSecret);
  people = await createPeopleWorld({ oidc: { ...provider, groups, issuer: issuer.url } });
  await people.person("owner");
});
afterEach(() => {
  issuer.fault = "none";
});
afterAll(async () => {
  await people.close();
  await issuer.close();
});

/** To the provider and back, as a browser goes. */
async function comeBack(visitor: Visitor, alter: (back: URL) => URL = (back) => back): Promise<Answer> {
  const started = await visitor.post("/api/v1/sign-in/oidc");
  const { url } = started.body as { url: string };
  const asked = await fetch(url, { redirect: "manual" });
  const back = alter(new URL(asked.headers.get("location") ?? ""));
  return visitor.get(`${back.pathname}${back.search}`);
}
const me = async (visitor: Visitor): Promise<unknown> => (await visitor.get("/api/v1/me")).body;
const person = async (): Promise<Record<string, unknown> | undefined> =>
  (await people.ports.store.accounts.find(people.ports.workspaceId, "people", { where: [] })).find(({ email }) => email === grace.email);

it("offers the provider, asks it with PKCE, state and nonce, and leads home signed in with the role that the groups give", async () => {
  const visitor = people.visitor();
  expect((await visitor.get("/api/v1/sign-in")).body).toEqual({ setUpNeeded: false, oidc: true });
  const { url } = (await visitor.post("/api/v1/sign-in/oidc")).body as { url: string };
  const query = new URL(url).searchParams;
  for (const name of ["state", "nonce", "code_challenge"]) expect((query.get(name) ?? "").length).toBeGreaterThan(20);
  expect([query.get("code_challenge_method"), query.get("redirect_uri")]).toEqual(["S256", `${people.server.url}/auth/callback/oidc`]);
  issuer.person = { ...grace, groups: ["everybody", "support"] };
  const back = await comeBack(visitor);
  expect([back.status, back.headers.get("location")]).toEqual([303, "/"]);
  expect(await me(visitor)).toMatchObject({ person: { name: "Grace Hopper", email: "grace@example.com", role: "operator" } });
});

it("gives the role anew at each sign-in, and keeps nothing of the provider's tokens", async () => {
  issuer.person = { ...grace, groups: ["support", "it-admins"] };
  const visitor = people.visitor();
  await comeBack(visitor);
  expect(await me(visitor)).toMatchObject({ person: { role: "admin" } });
  const ways = await people.ports.store.accounts.find(people.ports.workspaceId, "sign_in_ways", { where: [] });
  expect(ways.filter(({ provider_id }) => provider_id === "oidc")).toMatchObject([{ access_token: null, refresh_token: null, id_token: null }]);
});

it("does not let in whoever is in no group, or was shut out here", async () => {
  const visitor = people.visitor();
  issuer.person = { ...grace, sub: "43", email: "eve@example.com", groups: ["everybody"] };
  expect((await comeBack(visitor)).headers.get("location")).toMatch(/^\/sign-in\?error=no_role/u);
  issuer.person = { ...grace, groups: ["everybody"] };
  expect((await comeBack(visitor)).headers.get("location")).toMatch(/^\/sign-in\?error=no_role/u);
  const owner = people.visitor();
  await owner.post("/api/v1/sign-in", { email: "owner.1@example.com", password: "a long phrase that nobody uses" });
  await owner.post(`/api/v1/people/${String((await person())?.["id"])}/state`, { disabled: true });
  issuer.person = { ...grace, groups: ["support"] };
  await comeBack(visitor);
  expect(await me(visitor)).toMatchObject({ person: null, signInNeeded: true });
});

it("does not take over an account with a password because the provider names its address", async () => {
  issuer.person = { sub: "99", email: "owner.1@example.com", email_verified: true, name: "Not the owner", groups: ["it-admins"] };
  const visitor = people.visitor();
  expect((await comeBack(visitor)).headers.get("location")).toMatch(/^\/sign-in\?error=account_not_linked/u);
  expect(await me(visitor)).toMatchObject({ person: null });
});

it.each(["nonce", "audience", "signature"] as const)("refuses an id token whose %s is wrong", async (fault) => {
  issuer.person = { ...grace, sub: "44", email: "new@example.com", groups: ["support"] };
  issuer.fault = fault;
  const visitor = people.visitor();
  expect((await comeBack(visitor)).headers.get("location")).toMatch(/^\/sign-in\?error=/u);
  expect(await me(visitor)).toMatchObject({ person: null });
});

it("refuses a foreign state, a swapped code and a way back that somebody else began", async () => {
  issuer.person = { ...grace, sub: "45", email: "other@example.com", groups: ["support"] };
  const changed = (name: string, value: string) => (back: URL) => {
    back.searchParams.set(name, value);
    return back;
  };
  for (const alter of [changed("state", "made up"), changed("code", "made up")]) {
    const visitor = people.visitor();
    expect((await comeBack(visitor, alter)).headers.get("location")).toMatch(/^\/sign-in/u);
    expect(await me(visitor)).toMatchObject({ person: null });
  }
  const [victim, attacker] = [people.visitor(), people.visitor()];
  const { url } = (await attacker.post("/api/v1/sign-in/oidc")).body as { url: string };
  const back = new URL((await fetch(url, { redirect: "manual" })).headers.get("location") ?? "");
  await victim.get(`${back.pathname}${back.search}`);
  expect(await me(victim)).toMatchObject({ person: null });
});

it("gives who is in several groups the highest role, and reads a single group as well", () => {
  const options = { ...provider, issuer: "https://id.example", groups: { a: "viewer", b: "builder", c: "admin" } } as const;
  expect(roleOfProfile(options, { groups: ["a", "b"] })).toBe("builder");
  expect(roleOfProfile(options, { groups: "c" })).toBe("admin");
  for (const profile of [{}, { groups: [] }, { groups: ["toString"] }, { groups: [7] }]) expect(roleOfProfile(options, profile)).toBeNull();
});
