import { describe, expect, it } from "vitest";
import type { SignInRequest } from "#engine/sign-ins.ts";
import { must } from "#lib/must.ts";
import { credentialName } from "#main/vendors.ts";
import type { ConnectionId } from "#core/ids.ts";
import { createWorld, type World } from "../support/in-process-world.ts";

const REDIRECT = "http://127.0.0.1:4400/connect/highlevel/callback";
const SECOND = "loc01SandboxHighwire";
const BROWSER = "b".repeat(43);
type Form = Readonly<Record<string, string | readonly string[]>>;

async function worldWithApp(contacts = 2): Promise<World> {
  const world = await createWorld({ contacts });
  world.highlevel.control.addLocation({ id: SECOND, name: "Second" });
  world.highlevel.control.setQuirks({ checksPkce: true });
  await world.app.accounts.signIns.setApp(world.highlevel.oauth.app, "test");
  return world;
}

const begin = (world: World, more: Partial<SignInRequest> = {}): Promise<string> =>
  world.app.accounts.signIns.begin(
    { redirectUri: REDIRECT, browser: BROWSER, connectionId: null, agency: false, entities: ["contact", "task"], returnTo: "setup", ...more },
    "test",
  );

/** What a person chooses on the sandbox's page, and where that leads. */
async function decide(world: World, address: string, form: Form = { decision: "approve" }): Promise<URLSearchParams> {
  const { pathname, searchParams } = new URL(address);
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) for (const one of [value].flat()) body.append(name, one as string);
  const request = { method: "POST", path: pathname, query: searchParams, headers: {}, body: Buffer.from(body.toString()) };
  const { headers } = await world.highlevel.app.handle(request);
  return new URL(must(headers?.["location"], "where it leads")).searchParams;
}

async function comeBack(world: World, query: URLSearchParams, browser: string | null = BROWSER) {
  const { signIns } = world.app.accounts;
  const finished = await signIns.finish({
    state: query.get("state"),
    code: query.get("code"),
    refused: query.has("error"),
    redirectUri: REDIRECT,
    browser,
  });
  return "install" in finished ? finished.install : { status: "failed" as const, code: finished.problem, connections: [] as readonly ConnectionId[] };
}
const signIn = async (world: World, form?: Form, more?: Partial<SignInRequest>) =>
  comeBack(world, await decide(world, await begin(world, more), form));
const trades = (world: World): number => world.highlevel.control.counters().byOperation["POST /oauth/token"] ?? 0;
const accountOf = async (world: World, id: ConnectionId | undefined) => world.store.connection(world.workspaceId, must(id, "a connection"));

describe("signing in at HighLevel", () => {
  it("asks for what is wanted and no more, with state, PKCE and the exact address to come back to", async () => {
    const world = await worldWithApp();
    const { searchParams } = new URL(await begin(world));
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: "code",
      client_id: world.highlevel.oauth.app.clientId,
      redirect_uri: REDIRECT,
      code_challenge_method: "S256",
      scope: "contacts.readonly contacts.write locations.readonly locations/customFields.readonly locations/tasks.readonly",
    });
    expect([searchParams.get("state")?.length, searchParams.get("code_challenge")?.length]).toEqual([43, 43]);
    expect(new URL(await begin(world, { agency: true })).searchParams.get("scope")).toContain("oauth.readonly oauth.write");
  });

  it("connects the location, seals its tokens and tells what was granted and when the token ends", async () => {
    const world = await worldWithApp();
    const install = await signIn(world, { decision: "approve", location_id: SECOND });
    expect(install).toMatchObject({ status: "connected", missing: [], code: null });
    const connection = await accountOf(world, install.connections[0]);
    expect(connection).toMatchObject({ account: SECOND, auth: "oauth", state: "active", name: "Second" });
    const detail = await world.app.accounts.detail(must(connection, "the connection").id);
    expect([detail.missing, (detail.expiresAt ?? 0) - world.clock.now() > 86_000_000, detail.granted.includes("contacts.write")]).toEqual([
      [],
      true,
      true,
    ]);
    expect(JSON.stringify(await world.app.accounts.signIns.installs())).not.toMatch(/rt-|eyJ|whsec/u);
  });

  it("connects also where the exchange refuses a code verifier as a field too many, with one more try and no other", async () => {
    const world = await worldWithApp();
    world.highlevel.control.setQuirks({ checksPkce: false, refusesVerifier: true });
    expect(await signIn(world)).toMatchObject({ status: "connected", code: null });
    expect(trades(world)).toBe(2);
  });

  it("X8 reads with the tokens and renews them when they end", async () => {
    const world = await worldWithApp();
    const install = await signIn(world, { decision: "approve" });
    const id = must(install.connections[0], "a connection");
    const first = await world.store.secret(world.workspaceId, credentialName(id));
    world.clock.advance(86_400_000);
    expect((await world.app.accounts.test(id)).ok).toBe(true);
    expect([trades(world), await world.store.secret(world.workspaceId, credentialName(id))]).not.toEqual([1, first]);
    expect(world.highlevel.oauth.reuses).toBe(0);
  });

  it("tells which permission was left out, and asks for nothing twice", async () => {
    const world = await worldWithApp();
    const some = ["contacts.readonly", "contacts.write", "locations.readonly"];
    const install = await signIn(world, { decision: "approve", choosing: "1", scope: some });
    expect(install).toMatchObject({ status: "connected", granted: some, missing: ["locations/customFields.readonly", "locations/tasks.readonly"] });
    const nothing = await signIn(world, { decision: "approve", choosing: "1" });
    expect(nothing).toMatchObject({ status: "failed", code: "HW_VENDOR_SCOPE_MISSING", granted: [] });
  });
});

describe("what does not end a sign-in", () => {
  it("is a no, also with a code beside it, which is not traded", async () => {
    const world = await worldWithApp();
    expect(await signIn(world, { decision: "deny" })).toMatchObject({ status: "failed", code: "HW_OAUTH_DENIED" });
    world.highlevel.control.setQuirks({ deniesWithCode: true });
    expect(await signIn(world, { decision: "deny" })).toMatchObject({ status: "failed", code: "HW_OAUTH_DENIED" });
    expect(trades(world)).toBe(0);
  });

  it("is a state that is foreign, old, used, or of another browser", async () => {
    const world = await worldWithApp();
    const refused = { status: "failed", code: "HW_OAUTH_STATE" };
    const foreign = await decide(world, await begin(world));
    foreign.set("state", "s".repeat(43));
    expect(await comeBack(world, foreign)).toMatchObject(refused);
    expect(await comeBack(world, await decide(world, await begin(world)), "c".repeat(43))).toMatchObject(refused);
    expect(await comeBack(world, await decide(world, await begin(world)), null)).toMatchObject(refused);
    const old = await begin(world);
    world.clock.advance(600_000);
    expect(await comeBack(world, await decide(world, old))).toMatchObject(refused);
    expect(trades(world)).toBe(0);
    const once = await decide(world, await begin(world));
    expect((await comeBack(world, once)).status).toBe("connected");
    expect(await comeBack(world, once)).toMatchObject(refused);
  });

  it("is a code of somebody else's sign-in, or one that was traded before", async () => {
    const world = await worldWithApp();
    const theirs = await decide(world, await begin(world, { browser: "c".repeat(43) }), { decision: "approve", location_id: SECOND });
    const mine = await decide(world, await begin(world));
    mine.set("code", must(theirs.get("code"), "a code"));
    expect(await comeBack(world, mine)).toMatchObject({ status: "failed", code: "HW_OAUTH_CODE" });
  });

  it("is a token for another account than the one that is signed in anew, or than it says", async () => {
    const world = await worldWithApp();
    const { left } = await world.bridge();
    const before = await world.store.secret(world.workspaceId, credentialName(left));
    const other = { status: "failed", code: "HW_CREDENTIAL_OTHER_ACCOUNT" };
    expect(await signIn(world, { decision: "approve", location_id: SECOND }, { connectionId: left })).toMatchObject(other);
    world.highlevel.control.setQuirks({ namesWrongLocation: true });
    expect(await signIn(world, { decision: "approve" })).toMatchObject(other);
    expect(await world.store.secret(world.workspaceId, credentialName(left))).toBe(before);
    expect(await world.store.connections(world.workspaceId)).toHaveLength(2);
  });
});

describe("what began at HighLevel", () => {
  it("is never taken without being asked for: it waits to be claimed, once", async () => {
    const world = await worldWithApp();
    world.highlevel.control.setQuirks({ returnsState: false, checksPkce: false });
    const { signIns } = world.app.accounts;
    const waiting = await comeBack(world, await decide(world, await begin(world), { decision: "approve", location_id: SECOND }), null);
    expect([waiting.status, trades(world), (await world.store.connections(world.workspaceId)).length]).toEqual(["claim", 0, 2]);
    const id = must((await signIns.installs())[0], "the installation").id;
    const claimed = await signIns.claim(id, "test");
    expect([claimed.status, (await accountOf(world, claimed.connections[0]))?.account]).toEqual(["connected", SECOND]);
    await expect(signIns.claim(id, "test")).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
  });

  it("can be claimed in the browser that asked, where HighLevel gives no state back", async () => {
    const world = await worldWithApp();
    world.highlevel.control.setQuirks({ returnsState: false });
    await comeBack(world, await decide(world, await begin(world)));
    const [waiting] = await world.app.accounts.signIns.installs();
    expect((await world.app.accounts.signIns.claim(must(waiting, "it").id, "test")).status).toBe("connected");
  });

  it("does not pile up: five wait at most, and what nobody asked for and fails is not kept", async () => {
    const world = await worldWithApp();
    for (let count = 0; count < 8; count += 1) await comeBack(world, new URLSearchParams({ code: `code-${String(count)}` }), null);
    await comeBack(world, new URLSearchParams({ code: "x", state: "unknown" }), null);
    expect((await world.app.accounts.signIns.installs()).map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => "claim"));
  });
});

describe("an agency", () => {
  const company = { decision: "approve", location_id: "company" };

  it("shows its locations, and connects those that are chosen with tokens of their own", async () => {
    const world = await worldWithApp();
    const install = await signIn(world, company, { agency: true });
    expect(install).toMatchObject({ status: "choose", locations: [{ name: expect.any(String) }, { id: SECOND, name: "Second" }] });
    const { signIns } = world.app.accounts;
    const [waiting] = await signIns.installs();
    const id = must(waiting, "it").id;
    await expect(signIns.choose(id, ["locNobody000000000000"], "test")).rejects.toMatchObject({ code: "HW_REQUEST_INVALID" });
    const done = await signIns.choose(id, [SECOND], "test");
    expect([done.status, (await accountOf(world, done.connections[0]))?.account]).toEqual(["connected", SECOND]);
  });

  it("X8 renews a location's token from the agency's where HighLevel gives the location none to renew by", async () => {
    const world = await worldWithApp();
    world.highlevel.control.setQuirks({ mintsWithoutRefresh: true });
    await signIn(world, company, { agency: true });
    const { signIns } = world.app.accounts;
    const [waiting] = await signIns.installs();
    const { connections } = await signIns.choose(must(waiting, "it").id, [SECOND], "test");
    const id = must(connections[0], "a connection");
    world.clock.advance(86_400_000);
    expect((await world.app.accounts.test(id)).steps.map(({ state }) => state)).toEqual(["passed", "passed", "passed", "passed"]);
    expect(world.highlevel.oauth.reuses).toBe(0);
  });
});

it("X8 X5 a refresh token that is lost is offered once, pauses the connection with its cause, and signing in again lets all that waited go on", async () => {
  const world = await worldWithApp(12);
  const { left } = await world.bridge();
  await world.load();
  await signIn(world, { decision: "approve" }, { connectionId: left });
  world.highlevel.control.uninstall();
  world.highlevel.control.install();
  const contacts = world.highlevel.control.contacts().map(({ id }) => String(id));
  for (const contact of contacts) world.highlevel.control.editContact(contact, { website: `https://waited-${contact}.example` });
  await world.deliver();
  const links = await Promise.all(contacts.map((contact) => world.linkOf(contact)));
  const before = trades(world);
  for (let round = 0; round < 2; round += 1) await world.claimOnly(links.map(({ id }) => id));
  expect(await world.store.connection(world.workspaceId, left)).toMatchObject({ state: "paused", pausedBecause: "HW_VENDOR_REAUTH_NEEDED" });
  expect(trades(world) - before).toBe(1);
  // Whoever takes the connection up again without signing in is told the same, by us alone.
  await world.app.setConnectionState(left, "active", "test");
  await world.claimOnly(links.map(({ id }) => id));
  expect(await world.store.connection(world.workspaceId, left)).toMatchObject({ state: "paused", pausedBecause: "HW_VENDOR_REAUTH_NEEDED" });
  expect(trades(world) - before).toBe(1);
  const install = await signIn(world, { decision: "approve" }, { connectionId: left });
  expect(install).toMatchObject({ status: "connected", resumed: contacts.length });
  expect((await world.store.connection(world.workspaceId, left))?.state).toBe("active");
  await world.drain();
  for (const contact of contacts)
    expect((await world.entryOf(await world.linkOf(contact))).fields["website"]).toBe(`https://waited-${contact}.example`);
});
