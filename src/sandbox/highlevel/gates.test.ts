import { describe, expect, it } from "vitest";
import { addContact, stopped } from "./testing.ts";

const OTHER = "loc01SandboxHighwire";
const two = () =>
  stopped({
    locations: [
      { id: "loc00SandboxHighwire", name: "First" },
      { id: OTHER, name: "Second" },
    ],
  });

describe("the version gate", () => {
  it("refuses a call without a version header and one with an unknown value", async () => {
    const { call } = stopped();
    const missing = await call("GET /contacts/x", undefined, { version: null });
    expect([missing.status, missing.body.message]).toEqual([401, "version header was not found."]);
    const unknown = await call("GET /contacts/x", undefined, { version: "2020-01-01" });
    expect([unknown.status, unknown.body.message]).toEqual([401, "version header is invalid"]);
  });

  it.each(["2021-04-15", "2021-07-28", "2023-02-21", "v3"])("lets version %s in", async (version) => {
    const kit = stopped();
    const { id } = await addContact(kit);
    expect((await kit.call(`GET /contacts/${String(id)}`, undefined, { version })).status).toBe(200);
  });

  it("answers 400 under v3 to the list that v3 no longer has, and 404 under older versions to paths that only v3 has", async () => {
    const { sandbox, call } = stopped();
    const list = `GET /contacts/?locationId=${sandbox.locationId}`;
    expect((await call(list)).status).toBe(200);
    const gone = await call(list, undefined, { version: "v3" });
    expect([gone.status, gone.body.message]).toEqual([400, expect.stringContaining("not available in API version v3")]);
    const token = sandbox.control.addToken({ kind: "company", scopes: ["oauth.readonly"] });
    const path = `/oauth/installed-locations?companyId=${sandbox.companyId}&appId=${sandbox.oauth.app.appId}`;
    expect((await call(`GET ${path}`, undefined, { token })).status).toBe(404);
    expect((await call(`GET ${path}`, undefined, { token, version: "v3" })).status).toBe(200);
  });
});

describe("the token gate", () => {
  it("refuses no token, an unknown one and a revoked one with 401", async () => {
    const { sandbox, call } = stopped();
    const revoked = sandbox.control.addToken();
    sandbox.control.revokeToken(revoked);
    for (const token of [null, "pit-unknown", revoked]) {
      const answer = await call("GET /contacts/x", undefined, { token });
      expect([answer.status, answer.body.message]).toEqual([401, "Invalid JWT"]);
    }
  });

  it("names the missing scope's sentence with 401, also when the scope goes while the bridge runs", async () => {
    const { sandbox, call } = stopped();
    const body = { locationId: sandbox.locationId, firstName: "Ada" };
    expect((await call("POST /contacts/", body)).status).toBe(201);
    sandbox.control.setScopes(sandbox.token, ["contacts.readonly"]);
    const refused = await call("POST /contacts/", body);
    expect([refused.status, refused.body.message]).toEqual([401, "The token is not authorized for this scope."]);
    expect(sandbox.control.contacts()).toHaveLength(1);
  });

  it("lets the old private integration token live for the overlap and no longer", async () => {
    const { sandbox, call } = stopped();
    const { id } = await addContact({ ...stopped(), sandbox, call });
    const next = sandbox.control.rotateToken(sandbox.token, 7 * 86_400_000);
    const status = async (token: string): Promise<number> => (await call(`GET /contacts/${String(id)}`, undefined, { token })).status;
    expect([await status(sandbox.token), await status(next)]).toEqual([200, 200]);
    sandbox.control.advance(7 * 86_400_000);
    expect([await status(sandbox.token), await status(next)]).toEqual([401, 200]);
    const newest = sandbox.control.rotateToken(next);
    expect([await status(next), await status(newest)]).toEqual([401, 200]);
  });
});

describe("the location gate", () => {
  it("refuses another location's data, in path, query and body alike", async () => {
    const kit = two();
    const foreign = kit.sandbox.control.createContact({ firstName: "Eve" }, OTHER);
    const calls = [
      [`GET /contacts/${foreign}`],
      [`PUT /contacts/${foreign}`, { firstName: "X" }],
      [`DELETE /contacts/${foreign}`],
      [`POST /contacts/${foreign}/tags`, { tags: ["x"] }],
      ["POST /contacts/", { locationId: OTHER, firstName: "X" }],
      ["POST /contacts/upsert", { locationId: OTHER, firstName: "X" }],
      ["POST /contacts/search", { locationId: OTHER, pageLimit: 10 }],
      [`GET /contacts/?locationId=${OTHER}`],
      ["GET /contacts/"],
      [`GET /contacts/search/duplicate?locationId=${OTHER}&email=a@example.com`],
      [`GET /locations/${OTHER}`],
      [`GET /locations/${OTHER}/customFields`],
      [`GET /locations/${OTHER}/tags`],
    ] as const;
    for (const [operation, body] of calls) {
      const answer = await kit.call(operation, body);
      expect([operation, answer.status, answer.body.message]).toEqual([operation, 403, "The token does not have access to this location."]);
    }
    expect(kit.sandbox.control.contacts(OTHER)).toMatchObject([{ id: foreign, firstName: "Eve", tags: [] }]);
  });

  it("keeps company tokens from contacts", async () => {
    const { sandbox, call } = stopped();
    const token = sandbox.control.addToken({ kind: "company", scopes: ["contacts.readonly"] });
    const answer = await call("POST /contacts/search", { locationId: sandbox.locationId, pageLimit: 10 }, { token });
    expect([answer.status, answer.body.message]).toEqual([401, expect.stringContaining("This AuthClass is not yet supported")]);
  });

  it("answers 400 while the location is suspended", async () => {
    const kit = stopped();
    const { id } = await addContact(kit);
    kit.sandbox.control.setSuspended(true);
    const answer = await kit.call(`GET /contacts/${String(id)}`);
    expect([answer.status, answer.body.message]).toEqual([400, "Location is not active"]);
    kit.sandbox.control.setSuspended(false);
    expect((await kit.call(`GET /contacts/${String(id)}`)).status).toBe(200);
  });

  it("shows a sub-account's token its own location and a company's token all of its locations", async () => {
    const { sandbox, call } = two();
    const own = await call("GET /locations/search");
    expect(own.body.locations.map(({ id }: { id: string }) => id)).toEqual([sandbox.locationId]);
    const token = sandbox.control.addToken({ kind: "company", scopes: ["locations.readonly"] });
    const all = await call(`GET /locations/search?companyId=${sandbox.companyId}&limit=1&skip=1`, undefined, { token });
    expect(all.body.locations.map(({ id }: { id: string }) => id)).toEqual([OTHER]);
    expect((await call(`GET /locations/${OTHER}`, undefined, { token })).body.location).toMatchObject({ id: OTHER, name: "Second", country: "US" });
  });
});

describe("addresses", () => {
  it("answers 501 with the name for what the vendor has and the sandbox has not", async () => {
    const { call } = stopped();
    for (const operation of ["POST /conversations/messages/upload", "POST /forms/upload-custom-files"]) {
      expect((await call(operation, operation.startsWith("GET") ? undefined : {})).body).toEqual({
        statusCode: 501,
        message: `sandbox: not emulated: ${operation}`,
      });
    }
  });

  it("holds what it does not emulate to the vendor's document", async () => {
    const { call } = stopped();
    expect((await call("POST /locations/abc/recurring-tasks", {})).body).toMatchObject({
      statusCode: 422,
      message: ["title is required", "rruleOptions is required"],
    });
  });

  it("answers 404 to unknown paths and to a missing slash, 401 to a wrong letter case", async () => {
    const { sandbox, call } = stopped();
    const slash = await call("POST /contacts", { locationId: sandbox.locationId, firstName: "Ada" });
    expect([slash.status, slash.body.message]).toEqual([404, "Cannot POST /contacts"]);
    expect((await call("GET /nothing/here")).status).toBe(404);
    expect((await call("GET /Contacts/abc")).status).toBe(401);
    expect((await call("POST /contacts/Search", {})).status).toBe(401);
    expect((await call("GET /contacts/%E0%A4%A")).status).toBe(400);
  });

  it("refuses a body that is no JSON", async () => {
    const { call } = stopped();
    expect((await call("POST /contacts/", "{nope")).status).toBe(400);
  });
});
