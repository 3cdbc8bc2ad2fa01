import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeCode } from "#engine/people/entry-codes.ts";
import { changeRole } from "#engine/people/people-directory.ts";
import { appCode, createPeopleWorld, PASSWORD, type Answer, type PeopleWorld, type Visitor } from "../../../test/support/people-world.ts";

let people: PeopleWorld;
let owner: Visitor & { readonly id: string };

/** What is told, without the number of the request. */
const told = ({ status, body }: Answer): unknown => [status, { ...(body as object), requestId: null }];
const signIn = (visitor: Visitor, email: string, password: string): Promise<Answer> => visitor.post("/api/v1/sign-in", { email, password });
const who = async (visitor: Visitor): Promise<unknown> => (await visitor.get("/api/v1/me")).body;
const signedOut = { person: null, permissions: [], signInNeeded: true };
const deeds = async (): Promise<readonly unknown[]> =>
  (await people.ports.store.journal(people.ports.workspaceId, { limit: 200 }))
    .filter(({ detail }) => "people" in detail)
    .map(({ cause, detail }) => [cause[0], detail["people"], detail["about"]]);

describe("the first owner", () => {
  beforeAll(async () => {
    people = await createPeopleWorld();
  });
  afterAll(() => people.close());

  it("is made with the set-up code, once, and from then on nobody gets in without signing in", async () => {
    const { ports } = people;
    const [first, stranger] = [people.visitor(), people.visitor()];
    expect(await who(stranger)).toMatchObject({ person: null, signInNeeded: false });
    expect((await first.get("/api/v1/sign-in")).body).toEqual({ setUpNeeded: true, oidc: false });
    const { code } = await makeCode(ports, { purpose: "setup", role: "owner", madeBy: "server" });
    expect((await first.post("/api/v1/codes/look", { code })).body).toMatchObject({ purpose: "setup", role: "owner" });
    const given = { code, name: "Ada", email: "Ada@Example.com", password: PASSWORD };
    expect((await first.post("/api/v1/codes/join", { ...given, password: "password1" })).status).toBe(400);
    expect((await first.post("/api/v1/codes/join", given)).status).toBe(200);
    expect(await who(first)).toMatchObject({ person: { name: "Ada", email: "ada@example.com", role: "owner" }, signInNeeded: false });
    expect(await who(stranger)).toEqual(signedOut);
    expect((await stranger.get("/api/v1/contacts")).body).toMatchObject({ code: "HW_SIGN_IN_NEEDED" });
    for (const again of [given, { ...given, email: "eve@example.com" }, { ...given, code: "nonsense" }])
      expect((await stranger.post("/api/v1/codes/join", again)).body).toMatchObject({ code: "HW_REQUEST_INVALID", field: "code" });
    const second = await makeCode(ports, { purpose: "setup", role: "owner", madeBy: "server" });
    expect((await stranger.post("/api/v1/codes/join", { ...given, email: "eve@example.com", code: second.code })).status).toBe(400);
  });

  it("keeps hashes of codes and passwords, never themselves", async () => {
    const { store, workspaceId } = people.ports;
    const { code } = await makeCode(people.ports, { purpose: "invite", role: "viewer", madeBy: "test" });
    const kept = await Promise.all(
      (["people", "sign_in_ways", "entry_codes", "sessions"] as const).map((table) => store.accounts.find(workspaceId, table, { where: [] })),
    );
    const text = JSON.stringify(kept);
    expect(text).not.toContain(code);
    expect(text).not.toContain(PASSWORD);
    const [way] = kept[1] ?? [];
    // Salt and a key of 64 bytes, both in hex.
    expect(String(way?.["password"])).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/u);
  });
});

describe("people", () => {
  beforeEach(async () => {
    people = await createPeopleWorld();
    owner = await people.person("owner");
    return () => people.close();
  });

  it("get the same answer for an unknown person, a wrong password and an account that is shut", async () => {
    const shut = await people.person("viewer");
    await owner.post(`/api/v1/people/${shut.id}/state`, { disabled: true });
    const answers = [
      await signIn(people.visitor(), "owner.1@example.com", "a wrong password"),
      await signIn(people.visitor(), "nobody@example.com", "a wrong password"),
      await signIn(people.visitor(), "viewer.2@example.com", PASSWORD),
    ];
    for (const answer of answers) expect(told(answer)).toEqual(told(answers[0] as Answer));
    expect(answers[0]?.body).toMatchObject({ code: "HW_SIGN_IN_REFUSED", number: "HW-5402" });
  });

  it("wait after a few wrong guesses, alike whether the account is there or not", async () => {
    const after = async (email: string): Promise<readonly number[]> => {
      const other = await createPeopleWorld();
      await other.person("owner");
      const statuses: number[] = [];
      for (let guess = 0; guess < 7; guess += 1) statuses.push((await signIn(other.visitor(), email, `wrong ${String(guess)}`)).status);
      const refused = await signIn(other.visitor(), email, PASSWORD);
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(refused.body).toMatchObject({ code: "HW_REQUEST_TOO_OFTEN" });
      await other.close();
      return statuses;
    };
    const expected = [401, 401, 401, 401, 401, 429, 429];
    for (const email of ["owner.1@example.com", "nobody@example.com"]) expect(await after(email)).toEqual(expected);
  }, 60_000);

  it("have a new session at each sign-in, in a cookie that scripts cannot read, and may end others", async () => {
    const [one, two] = [people.visitor(), people.visitor()];
    const first = await signIn(one, "OWNER.1@example.com ", PASSWORD);
    expect(first.body).toEqual({ next: "done" });
    const cookie = first.headers.getSetCookie().find((line) => line.startsWith("highwire.session_token="));
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax/u);
    expect(cookie).not.toMatch(/Secure|Domain/u);
    await signIn(two, "owner.1@example.com", PASSWORD);
    expect(one.cookies.get("highwire.session_token")).not.toBe(two.cookies.get("highwire.session_token"));
    const { sessions } = (await two.get("/api/v1/me/sessions")).body as { sessions: { id: string; current: boolean }[] };
    expect(sessions.map(({ current }) => current).toSorted()).toEqual([false, false, true]);
    await two.post("/api/v1/me/sessions/end-others");
    expect([await who(one), await who(owner)]).toEqual([signedOut, signedOut]);
    expect(await who(two)).toMatchObject({ person: { role: "owner" } });
    const kept = two.cookies.get("highwire.session_token") ?? "";
    await two.post("/api/v1/sign-out");
    two.cookies.set("highwire.session_token", kept);
    expect(await who(two)).toEqual(signedOut);
  });

  it("are out at once when they are shut out, with their tokens, and in again with their password", async () => {
    const admin = await people.person("admin");
    const made = (await admin.post("/api/v1/tokens", { name: "script", role: "viewer" })).body as { token: string };
    const program = people.visitor();
    const bearer = { authorization: `Bearer ${made.token}` };
    expect((await program.get("/api/v1/status", bearer)).status).toBe(200);
    expect((await owner.post(`/api/v1/people/${admin.id}/state`, { disabled: true })).body).toMatchObject({ disabled: true });
    expect(await who(admin)).toEqual(signedOut);
    expect((await program.get("/api/v1/status", bearer)).status).toBe(401);
    await owner.post(`/api/v1/people/${admin.id}/state`, { disabled: false });
    expect((await signIn(admin, "admin.2@example.com", PASSWORD)).body).toEqual({ next: "done" });
  });

  it("are invited by a link that works once and for a week, and by nobody to more than they have themselves", async () => {
    const admin = await people.person("admin");
    expect((await admin.post("/api/v1/people/invite", { role: "owner" })).body).toMatchObject({ code: "HW_REQUEST_FORBIDDEN" });
    const made = (await admin.post("/api/v1/people/invite", { role: "builder", note: "Bob" })).body as { link: string };
    expect(made.link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/invite#[\w-]{27}$/u);
    const code = made.link.split("#")[1] ?? "";
    const bob = people.visitor();
    const join = { code, name: "Bob", email: "bob@example.com", password: PASSWORD };
    expect((await bob.post("/api/v1/codes/join", { ...join, email: "owner.1@example.com" })).body).toMatchObject({ field: "email" });
    expect((await bob.post("/api/v1/codes/join", join)).status).toBe(200);
    expect(await who(bob)).toMatchObject({ person: { role: "builder" } });
    expect((await people.visitor().post("/api/v1/codes/join", { ...join, email: "c@example.com" })).status).toBe(400);
    const late = (await admin.post("/api/v1/people/invite", { role: "viewer" })).body as { link: string; invitation: { id: string } };
    people.world.clock.advance(8 * 86_400_000);
    expect((await people.visitor().post("/api/v1/codes/look", { code: late.link.split("#")[1] })).status).toBe(400);
  });

  it("withdraw invitations, and see people and open invitations", async () => {
    const made = (await owner.post("/api/v1/people/invite", { role: "viewer" })).body as { link: string; invitation: { id: string } };
    expect((await owner.get("/api/v1/people")).body).toMatchObject({ people: [{ role: "owner" }], invitations: [{ id: made.invitation.id }] });
    expect((await owner.post(`/api/v1/people/invitations/${made.invitation.id}/withdraw`)).body).toMatchObject({ invitations: [] });
    expect((await people.visitor().post("/api/v1/codes/look", { code: made.link.split("#")[1] })).status).toBe(400);
    expect((await owner.post(`/api/v1/people/invitations/${made.invitation.id}/withdraw`)).status).toBe(404);
  });

  it("may not touch who stands higher, and never lose the last owner", async () => {
    const admin = await people.person("admin");
    expect((await admin.post(`/api/v1/people/${owner.id}/role`, { role: "viewer" })).status).toBe(403);
    expect((await admin.post(`/api/v1/people/${owner.id}/reset`)).status).toBe(403);
    expect((await admin.post(`/api/v1/people/${admin.id}/role`, { role: "owner" })).status).toBe(403);
    for (const path of ["role", "state"] as const)
      expect((await owner.post(`/api/v1/people/${owner.id}/${path}`, path === "role" ? { role: "admin" } : { disabled: true })).body).toMatchObject({
        code: "HW_REQUEST_CONFLICT",
      });
    expect((await owner.post(`/api/v1/people/${admin.id}/role`, { role: "owner" })).body).toMatchObject({ role: "owner" });
    expect((await owner.post(`/api/v1/people/${owner.id}/role`, { role: "viewer" })).status).toBe(200);
    expect((await owner.get("/api/v1/people")).status).toBe(403);
  });

  it("leave an owner when two owners end each other at the same moment", async () => {
    const other = await people.person("owner");
    const by = { who: "test", role: "owner" } as const;
    const ended = await Promise.allSettled([changeRole(people.ports, by, other.id, "viewer"), changeRole(people.ports, by, owner.id, "viewer")]);
    expect(ended.map(({ status }) => status)).toContain("rejected");
    const { accounts } = people.ports.store;
    expect(await accounts.count(people.ports.workspaceId, "people", [{ column: "role", is: "eq", value: "owner" }])).toBeGreaterThan(0);
  });

  it("use tokens that are told once, reach no further than their maker, end after 90 days and can be ended", async () => {
    const admin = await people.person("admin");
    expect((await admin.post("/api/v1/tokens", { name: "too much", role: "owner" })).status).toBe(403);
    const { token, details } = (await admin.post("/api/v1/tokens", { name: "script", role: "operator" })).body as {
      token: string;
      details: { id: string; expiresAt: number; createdAt: number };
    };
    expect(details.expiresAt - details.createdAt).toBe(90 * 86_400_000);
    const bearer = { authorization: `Bearer ${token}` };
    const program = people.visitor();
    expect((await program.get("/api/v1/me", bearer)).body).toEqual({ person: null, permissions: ["view", "reveal", "operate"], signInNeeded: false });
    expect((await program.get("/api/v1/people", bearer)).status).toBe(403);
    const listed = (await admin.get("/api/v1/tokens")).body as { tokens: { lastUsedAt: number }[] };
    expect(listed.tokens[0]?.lastUsedAt).toBe(people.world.clock.now());
    expect(JSON.stringify([listed, await people.ports.store.accounts.find(people.ports.workspaceId, "api_tokens", { where: [] })])).not.toContain(
      token,
    );
    people.world.clock.advance(90 * 86_400_000);
    expect((await program.get("/api/v1/status", bearer)).status).toBe(401);
    const short = (await owner.post("/api/v1/tokens", { name: "short", role: "viewer", days: 1 })).body as { token: string; details: { id: string } };
    await owner.post(`/api/v1/tokens/${short.details.id}/end`);
    expect((await program.get("/api/v1/status", { authorization: `Bearer ${short.token}` })).status).toBe(401);
  });

  it("sign in with an authenticator app once they use one, or with a code they wrote down", async () => {
    expect((await owner.post("/api/v1/me/second-factor/begin", { password: "not mine" })).body).toMatchObject({ field: "password" });
    const begun = (await owner.post("/api/v1/me/second-factor/begin", { password: PASSWORD })).body as { uri: string; recoveryCodes: string[] };
    expect(await signIn(people.visitor(), "owner.1@example.com", PASSWORD)).toMatchObject({ body: { next: "done" } });
    expect((await owner.post("/api/v1/me/second-factor/confirm", { code: "000000" })).body).toMatchObject({ field: "code" });
    expect((await owner.post("/api/v1/me/second-factor/confirm", { code: appCode(begun.uri, Date.now()) })).body).toMatchObject({
      secondFactor: true,
    });
    const visitor = people.visitor();
    expect((await signIn(visitor, "owner.1@example.com", PASSWORD)).body).toEqual({ next: "second-factor" });
    expect(await who(visitor)).toEqual(signedOut);
    expect((await visitor.post("/api/v1/sign-in/second-factor", { code: "123456" })).status).toBe(401);
    expect((await visitor.post("/api/v1/sign-in/second-factor", { code: appCode(begun.uri, Date.now()) })).body).toEqual({ next: "done" });
    expect(await who(visitor)).toMatchObject({ person: { role: "owner" } });
    const second = people.visitor();
    for (const expected of [200, 401]) {
      await signIn(second, "owner.1@example.com", PASSWORD);
      expect((await second.post("/api/v1/sign-in/second-factor", { code: begun.recoveryCodes[0], recovery: true })).status).toBe(expected);
    }
    const rows = await people.ports.store.accounts.find(people.ports.workspaceId, "second_factors", { where: [] });
    expect(JSON.stringify(rows)).not.toContain(new URL(begun.uri).searchParams.get("secret"));
    expect((await visitor.post("/api/v1/me/second-factor/end", { password: PASSWORD })).body).toMatchObject({ secondFactor: false });
  });

  it("change their password, which ends their other sessions, and get a new one by a link", async () => {
    const other = people.visitor();
    await signIn(other, "owner.1@example.com", PASSWORD);
    const next = "another phrase that nobody uses";
    expect((await owner.post("/api/v1/me/password", { current: "wrong", password: next })).body).toMatchObject({ field: "password" });
    expect((await owner.post("/api/v1/me/password", { current: PASSWORD, password: "qwertyuiop" })).body).toMatchObject({ field: "password" });
    expect((await owner.post("/api/v1/me/password", { current: PASSWORD, password: next })).status).toBe(200);
    expect([await who(other), (await signIn(other, "owner.1@example.com", PASSWORD)).status]).toEqual([signedOut, 401]);
    expect(await who(owner)).toMatchObject({ person: { role: "owner" } });
    const { link } = (await owner.post(`/api/v1/people/${owner.id}/reset`)).body as { link: string };
    const code = link.split("#")[1] ?? "";
    expect((await other.post("/api/v1/codes/look", { code })).body).toMatchObject({ purpose: "reset" });
    expect((await other.post("/api/v1/codes/reset", { code, password: "a third phrase, still my own" })).status).toBe(200);
    expect((await other.post("/api/v1/codes/reset", { code, password: "a fourth phrase, still my own" })).status).toBe(400);
    expect(await who(owner)).toEqual(signedOut);
    expect((await signIn(other, "owner.1@example.com", "a third phrase, still my own")).body).toEqual({ next: "done" });
  });

  it("stand in the journal with everything they do, by id, never by name or address", async () => {
    const operator = await people.person("operator");
    const [link] = await people.world.links();
    if (link !== undefined) await operator.post(`/api/v1/contacts/${link.id}/sync`);
    await owner.post(`/api/v1/people/${operator.id}/role`, { role: "viewer" });
    const noted = await deeds();
    const me = `user:${owner.id}`;
    expect(noted).toContainEqual([`person ${me}`, "owner-made", me]);
    expect(noted).toContainEqual([`person user:${operator.id}`, "joined", `user:${operator.id}`]);
    expect(noted).toContainEqual([`person ${me}`, "role-changed", `user:${operator.id}`]);
    const bridge = await people.world.bridge();
    await owner.post(`/api/v1/bridges/${bridge.id}/mode`, { mode: "shadow" });
    const all = await people.ports.store.journal(people.ports.workspaceId, { limit: 200 });
    expect(all.find(({ detail }) => detail["mode"] === "shadow")?.cause).toEqual([`person ${me}`]);
    expect(JSON.stringify(all)).not.toMatch(/@example\.com|The owner/u);
  });

  it("have nothing of their own to see as a program", async () => {
    const { token } = (await owner.post("/api/v1/tokens", { name: "script", role: "admin" })).body as { token: string };
    const bearer = { authorization: `Bearer ${token}` };
    for (const path of ["/api/v1/me/sessions", "/api/v1/me/security"]) expect((await people.visitor().get(path, bearer)).status).toBe(409);
    expect((await people.visitor().post("/api/v1/me/passkeys/begin", {}, bearer)).status).toBe(409);
  });
});

it("gives out only cookies for https, bound to the host, where people come by https", async () => {
  people = await createPeopleWorld({ publicUrl: "https://bridge.example" });
  const visitor = people.visitor();
  const { code } = await makeCode(people.ports, { purpose: "setup", role: "owner", madeBy: "test" });
  const joined = await visitor.post(
    "/api/v1/codes/join",
    { code, name: "Ada", email: "ada@example.com", password: PASSWORD },
    { origin: "https://bridge.example" },
  );
  expect(joined.headers.getSetCookie().find((line) => line.includes("session_token"))).toMatch(
    /^__Host-highwire\.session_token=.+; Path=\/; HttpOnly; Secure; SameSite=Lax/u,
  );
  expect(joined.headers.get("strict-transport-security")).toBe("max-age=31536000");
  expect(await who(visitor)).toMatchObject({ person: { role: "owner" } });
  await people.close();
});
