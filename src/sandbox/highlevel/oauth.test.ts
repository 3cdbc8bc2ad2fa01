import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { HighLevelSandboxOptions } from "./create-state.ts";
import { breathe, stopped, type Answered, type CallOptions, type Json, type Stopped } from "./testing.ts";

const REDIRECT = "http://127.0.0.1:4400/oauth/highlevel/callback";
const OTHER = "loc01SandboxHighwire";
const SCOPES = "contacts.readonly contacts.write oauth.readonly oauth.write";
const pair: HighLevelSandboxOptions = {
  locations: [
    { id: "loc00SandboxHighwire", name: "First" },
    { id: OTHER, name: "Second <b>" },
  ],
};

interface Choice {
  readonly query?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string | readonly string[]>>;
  readonly path?: string;
}

function consentUrl({ sandbox }: Stopped, { query = {}, path = "/v2/oauth/chooselocation" }: Choice = {}): string {
  const asked = { response_type: "code", client_id: sandbox.oauth.app.clientId, redirect_uri: REDIRECT, scope: SCOPES, state: "s1", ...query };
  return `${path}?${new URLSearchParams(asked).toString()}`;
}

async function decide(kit: Stopped, choice: Choice = {}): Promise<URL> {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(choice.form ?? { decision: "approve" }))
    for (const one of [value].flat()) form.append(name, one as string);
  const answer = await kit.call(`POST ${consentUrl(kit, choice)}`, form, { token: null, version: null });
  expect(answer.status).toBe(302);
  return new URL(answer.headers["location"] ?? "");
}

const codeOf = async (kit: Stopped, choice: Choice = {}): Promise<string> => (await decide(kit, choice)).searchParams.get("code") ?? "";

function token(
  { sandbox, call }: Stopped,
  fields: Readonly<Record<string, string>>,
  options: CallOptions = { token: null, version: null },
): Promise<Answered> {
  const { clientId, clientSecret } = sandbox.oauth.app;
  return call("POST /oauth/token", new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...fields }), options);
}
const exchange = (kit: Stopped, code: string, more: Readonly<Record<string, string>> = {}) =>
  token(kit, { grant_type: "authorization_code", code, redirect_uri: REDIRECT, ...more });
const refresh = (kit: Stopped, value: string) => token(kit, { grant_type: "refresh_token", refresh_token: value });
const connect = async (kit: Stopped, choice: Choice = {}): Promise<Json> => (await exchange(kit, await codeOf(kit, choice))).body;
const reads = async ({ sandbox, call }: Stopped, value: string): Promise<number> =>
  (await call("POST /contacts/search", { locationId: sandbox.locationId, pageLimit: 1 }, { token: value })).status;

describe("the consent page", () => {
  it.each(["/v2/oauth/chooselocation", "/oauth/chooselocation"])("at %s lists locations and scopes with escaped names", async (path) => {
    const kit = stopped(pair);
    const { status, body } = await kit.call(`GET ${consentUrl(kit, { path })}`, undefined, { token: null, version: null });
    expect(status).toBe(200);
    for (const part of ["First", "Second &#60;b&#62;", 'value="contacts.write" checked', 'value="approve"', 'value="deny"', 'lang="en"'])
      expect(body).toContain(part);
    expect(body).not.toContain("<b>");
  });

  it("sends back a code and the state, or that the person said no", async () => {
    const kit = stopped();
    const yes = await decide(kit);
    expect([yes.origin + yes.pathname, yes.searchParams.get("state"), yes.searchParams.get("code")?.length]).toEqual([REDIRECT, "s1", 40]);
    const no = await decide(kit, { form: { decision: "deny" } });
    expect([no.searchParams.get("error"), no.searchParams.has("code"), no.searchParams.get("state")]).toEqual(["access_denied", false, "s1"]);
    kit.sandbox.control.setQuirks({ returnsState: false });
    expect((await decide(kit)).searchParams.has("state")).toBe(false);
  });

  it("grants only the scopes that were left ticked, none that were not asked for", async () => {
    const kit = stopped();
    const body = await connect(kit, { form: { decision: "approve", choosing: "1", scope: ["contacts.readonly", "users.write"] } });
    expect(body.scope).toBe("contacts.readonly");
    const refused = await kit.call("POST /contacts/", { locationId: kit.sandbox.locationId, firstName: "A" }, { token: body.access_token });
    expect([refused.status, refused.body.message]).toEqual([401, "The token is not authorized for this scope."]);
    expect((await connect(kit, { form: { decision: "approve", choosing: "1" } })).scope).toBe("");
  });

  it.each([
    [{ client_id: "other" }],
    [{ redirect_uri: "https://evil.example.com/cb" }],
    [{ redirect_uri: "nonsense" }],
    [{ response_type: "token" }],
  ])("refuses %j without sending anybody anywhere", async (query) => {
    const kit = stopped();
    const answer = await kit.call(`POST ${consentUrl(kit, { query })}`, new URLSearchParams({ decision: "approve" }), { token: null, version: null });
    expect([answer.status, answer.headers["location"]]).toEqual([400, undefined]);
  });

  it("allows only the registered addresses where there are some", async () => {
    const kit = stopped({ redirectUris: ["https://bridge.example.com/cb"] });
    expect((await kit.call(`GET ${consentUrl(kit)}`)).status).toBe(400);
    expect((await kit.call(`GET ${consentUrl(kit, { query: { redirect_uri: "https://bridge.example.com/cb" } })}`)).status).toBe(200);
  });
});

describe("exchanging a code", () => {
  it("gives a location's tokens for a day, once", async () => {
    const kit = stopped(pair);
    const code = await codeOf(kit, { form: { decision: "approve", location_id: OTHER } });
    const { status, body } = await exchange(kit, code);
    expect([status, body]).toEqual([
      200,
      {
        access_token: expect.any(String),
        token_type: "Bearer",
        expires_in: 86_399,
        refresh_token: expect.any(String),
        scope: SCOPES,
        userType: "Location",
        locationId: OTHER,
        companyId: kit.sandbox.companyId,
        userId: expect.any(String),
        planId: "",
        isBulkInstallation: false,
      },
    ]);
    expect((await exchange(kit, code)).status).toBe(400);
    const read = async (): Promise<number> => (await kit.call(`GET /contacts/?locationId=${OTHER}`, undefined, { token: body.access_token })).status;
    expect(await read()).toBe(200);
    kit.sandbox.control.advance(86_399_000);
    expect(await read()).toBe(401);
  });

  it("refuses an old code, another address, wrong credentials and unknown grants", async () => {
    const kit = stopped();
    const old = await codeOf(kit);
    kit.sandbox.control.advance(600_000);
    expect((await exchange(kit, old)).status).toBe(400);
    expect((await exchange(kit, await codeOf(kit), { redirect_uri: "http://127.0.0.1:1/other" })).status).toBe(400);
    expect((await exchange(kit, await codeOf(kit), { client_secret: "wrong" })).status).toBe(401);
    expect((await exchange(kit, await codeOf(kit), { grant_type: "password" })).status).toBe(422);
    expect((await token(kit, { grant_type: "client_credentials" })).status).toBe(501);
  });

  it("speaks camelCase under v3, in and out", async () => {
    const kit = stopped();
    const { clientId, clientSecret } = kit.sandbox.oauth.app;
    const fields = { clientId, clientSecret, grantType: "authorization_code", code: await codeOf(kit), redirectUri: REDIRECT };
    const { body } = await kit.call("POST /oauth/token", new URLSearchParams(fields), { token: null, version: "v3" });
    expect(body).toMatchObject({
      accessToken: expect.any(String),
      tokenType: "Bearer",
      expiresIn: 86_399,
      refreshToken: expect.any(String),
      userType: "Location",
    });
    expect(body).not.toHaveProperty("access_token");
  });

  it("demands the code verifier where the quirk checks it", async () => {
    const kit = stopped();
    kit.sandbox.control.setQuirks({ checksPkce: true });
    const verifier = "v".repeat(43);
    const query = { code_challenge: createHash("sha256").update(verifier).digest("base64url"), code_challenge_method: "S256" };
    expect((await exchange(kit, await codeOf(kit, { query }))).status).toBe(400);
    expect((await exchange(kit, await codeOf(kit, { query }), { code_verifier: "w".repeat(43) })).status).toBe(400);
    expect((await exchange(kit, await codeOf(kit, { query }), { code_verifier: verifier })).status).toBe(200);
  });
});

describe("refreshing", () => {
  it("gives a new pair, and for thirty seconds the same one again to whoever comes late", async () => {
    const kit = stopped();
    const first = await connect(kit);
    const second = (await refresh(kit, first.refresh_token)).body;
    expect(second.refresh_token).not.toBe(first.refresh_token);
    kit.sandbox.control.advance(29_999);
    expect((await refresh(kit, first.refresh_token)).body).toEqual(second);
    kit.sandbox.control.advance(1);
    expect((await refresh(kit, first.refresh_token)).status).toBe(400);
    expect(kit.sandbox.oauth.reuses).toBe(1);
    expect(await reads(kit, second.access_token)).toBe(200);
    expect((await refresh(kit, second.refresh_token)).status).toBe(200);
  });

  it("X8 punishes a race without grace, and by quirk the whole family", async () => {
    const kit = stopped();
    kit.sandbox.control.setQuirks({ refreshGrace: false, reuseEndsFamily: true });
    const first = await connect(kit);
    const second = (await refresh(kit, first.refresh_token)).body;
    expect((await refresh(kit, first.refresh_token)).status).toBe(400);
    expect((await refresh(kit, second.refresh_token)).status).toBe(400);
  });

  it("fails for a suspended location with its sentence, and works again afterwards", async () => {
    const kit = stopped();
    const { refresh_token } = await connect(kit);
    kit.sandbox.control.setSuspended(true);
    const refused = await refresh(kit, refresh_token);
    expect([refused.status, refused.body.message]).toEqual([400, "Location is not active"]);
    kit.sandbox.control.setSuspended(false);
    expect((await refresh(kit, refresh_token)).status).toBe(200);
  });

  it("ends after a year", async () => {
    const kit = stopped();
    const { refresh_token } = await connect(kit);
    kit.sandbox.control.advance(365 * 86_400_000);
    expect((await refresh(kit, refresh_token)).status).toBe(400);
  });

  it("survives a lost answer: the pair is made, and asking again within the grace gives it", async () => {
    const kit = stopped();
    const { refresh_token } = await connect(kit);
    kit.sandbox.control.setFaults([{ fault: { kind: "timeout-after" }, match: { operation: "POST /oauth/token" }, times: 1 }]);
    expect((await refresh(kit, refresh_token)).broken).toBe("no-answer");
    expect((await refresh(kit, refresh_token)).status).toBe(200);
    expect(kit.sandbox.oauth.reuses).toBe(0);
  });
});

describe("company tokens", () => {
  const company: Choice = { form: { decision: "approve", location_id: "company" } };

  it("come from consent for the whole company and mint tokens for its locations", async () => {
    const kit = stopped(pair);
    const body = await connect(kit, company);
    expect(body).toMatchObject({ userType: "Company", isBulkInstallation: true, approvedLocations: ["loc00SandboxHighwire", OTHER] });
    expect(body).not.toHaveProperty("locationId");
    const form = new URLSearchParams({ companyId: kit.sandbox.companyId, locationId: kit.sandbox.locationId });
    const minted = await kit.call("POST /oauth/locationToken", form, { token: body.access_token });
    expect([minted.status, minted.body]).toMatchObject([
      200,
      { locationId: kit.sandbox.locationId, appId: kit.sandbox.oauth.app.appId, refresh_token: expect.any(String) },
    ]);
    expect(await reads(kit, minted.body.access_token)).toBe(200);
    const twin = await kit.call("POST /oauth/location-token", form, { token: body.access_token, version: "v3" });
    expect(twin.body).toMatchObject({ accessToken: expect.any(String), locationId: kit.sandbox.locationId });
    expect((await kit.call("POST /oauth/locationToken", form)).status).toBe(401);
    kit.sandbox.control.uninstall();
    expect((await kit.call("POST /oauth/locationToken", form, { token: body.access_token })).status).toBe(400);
  });

  it("list where the app is installed, in both styles of pages", async () => {
    const kit = stopped(pair);
    const { access_token } = await connect(kit, company);
    kit.sandbox.control.uninstall(OTHER);
    const query = `companyId=${kit.sandbox.companyId}&appId=${kit.sandbox.oauth.app.appId}`;
    const old = await kit.call(`GET /oauth/installedLocations?${query}&skip=1&limit=1`, undefined, { token: access_token });
    expect(old.body).toMatchObject({ count: 2, locations: [{ _id: OTHER, isInstalled: false }] });
    const only = await kit.call(`GET /oauth/installedLocations?${query}&isInstalled=true`, undefined, { token: access_token });
    expect(only.body.locations).toMatchObject([{ _id: kit.sandbox.locationId }]);
    const next = await kit.call(`GET /oauth/installed-locations?${query}&pageSize=1`, undefined, { token: access_token, version: "v3" });
    expect(next.body).toMatchObject({
      items: [{ _id: kit.sandbox.locationId }],
      pagination: { totalRecords: 2, hasNextPage: true, hasPrevPage: false, nextPageToken: "1" },
    });
    expect((await kit.call("GET /oauth/installedLocations", undefined, { token: access_token })).status).toBe(422);
  });
});

describe("installing and uninstalling", () => {
  it("ends the location's tokens and events, tells so, and leaves private integration tokens alone", async () => {
    const kit = stopped();
    const { access_token, refresh_token } = await connect(kit);
    kit.sandbox.control.uninstall();
    await breathe();
    expect(kit.events.map(({ body }) => [body.type, body.locationId, body.appId])).toEqual([
      ["UNINSTALL", kit.sandbox.locationId, kit.sandbox.oauth.app.appId],
    ]);
    expect([await reads(kit, access_token), await reads(kit, kit.sandbox.token), (await refresh(kit, refresh_token)).status]).toEqual([
      401, 200, 400,
    ]);
    kit.sandbox.control.createContact({ firstName: "Ada" });
    await breathe();
    expect(kit.events).toHaveLength(1);
  });

  it("a new consent installs the app again and tells so once", async () => {
    const kit = stopped();
    kit.sandbox.control.uninstall();
    await connect(kit);
    await connect(kit);
    kit.sandbox.control.createContact({ firstName: "Ada" });
    await breathe();
    expect(kit.events.map(({ type }) => type)).toEqual(["UNINSTALL", "INSTALL", "ContactCreate"]);
    expect(kit.events[1]?.body).toMatchObject({
      companyId: kit.sandbox.companyId,
      locationId: kit.sandbox.locationId,
      appId: kit.sandbox.oauth.app.appId,
      trial: {},
    });
  });
});
