import { describe, expect, it } from "vitest";
import { emulated } from "./routes.ts";
import { rolesOfScope } from "./roles.ts";
import { addEntry, caller, contactType, stopped } from "./testing.ts";

describe("keys and roles", () => {
  it("no key and a wrong key get 401 in the envelope, with a request id", async () => {
    const { sandbox } = stopped();
    const none = await caller(sandbox, null)("GET", "/v1/identity");
    expect(none).toMatchObject({
      status: 401,
      body: { type: "authentication_error", status: 401, errors: [{ code: "missing_authorization_material" }] },
    });
    expect(none.body.request_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/u);
    const wrong = await caller(sandbox, "inc_wrong")("GET", "/v1/identity");
    expect(wrong.status).toBe(401);
    expect(wrong.body.request_id).not.toBe(none.body.request_id);
  });

  it("the default key has the shape of the vendor's and the roles of the contact flow", async () => {
    const { sandbox, call } = stopped();
    expect(sandbox.apiKey).toMatch(/^inc_[0-9a-f]{64}$/u);
    const { identity } = (await call("GET", "/v1/identity")).body;
    expect(identity).toEqual({
      name: "Sandbox key",
      dashboard_url: "https://app.example.com/sandbox",
      team_roles: [],
      teams: [],
      roles: ["viewer", "catalog_viewer", "catalog_editor", "incident_editor", "incident_creator", "manage_settings"],
    });
  });

  it("every emulated operation's scopes are granted by some role", () => {
    const missing = emulated.flatMap(({ name, scopes }) =>
      scopes.filter((scope) => rolesOfScope(scope).length === 0).map((scope) => `${name}: ${scope}`),
    );
    expect(missing).toEqual([]);
    expect(emulated.filter(({ scopes }) => scopes.length === 0).map(({ name }) => name)).toEqual([
      "GET /v1/identity",
      "POST /v2/alert_events/http/{alert_source_config_id}",
    ]);
  });

  it.each([
    [["viewer"], "GET", "/v3/catalog_types"],
    [["catalog_viewer"], "POST", "/v3/catalog_types"],
    [["viewer", "catalog_viewer"], "POST", "/v2/incidents"],
    [["viewer"], "POST", "/v2/custom_fields"],
    [["viewer", "catalog_editor", "manage_settings"], "GET", "/v1/api_keys"],
  ])("a key with the roles %s gets 403 for %s %s", async (roles, method, path) => {
    const { sandbox } = stopped();
    const answer = await caller(sandbox, sandbox.control.addKey(roles))(method, path, method === "GET" ? undefined : {});
    expect(answer).toMatchObject({ status: 403, body: { type: "resource_forbidden" } });
  });

  it("a key scoped to a team writes the types that the team owns, and no others", async () => {
    const { sandbox, call } = stopped();
    const { teams } = (await call("GET", "/v3/teams")).body;
    const token = sandbox.control.addKey({ roles: ["catalog_viewer"], teamRoles: ["catalog_editor"], teamIds: [teams[0].id] });
    const scoped = caller(sandbox, token);
    expect((await scoped("GET", "/v1/identity")).body.identity).toMatchObject({
      team_roles: ["catalog_editor"],
      teams: [{ id: teams[0].id, name: "Support" }],
    });
    const own = await contactType(scoped, { owning_team_ids: [teams[0].id] });
    const foreign = (await call("POST", "/v3/catalog_types", { name: "Foreign", description: "", owning_team_ids: [teams[1].id] })).body.catalog_type
      .id;
    const create = { name: "Ada", attribute_values: {} };
    expect((await scoped("POST", "/v3/catalog_entries", { ...create, catalog_type_id: own })).status).toBe(201);
    expect((await scoped("POST", "/v3/catalog_entries", { ...create, catalog_type_id: foreign })).status).toBe(403);
    expect((await scoped("DELETE", `/v3/catalog_types/${foreign}`)).status).toBe(403);
    const { id } = await addEntry(call, foreign);
    expect((await scoped("PUT", `/v3/catalog_entries/${id}`, create)).status).toBe(403);
    expect(
      (
        await scoped("POST", "/v3/catalog_entries/actions/bulk_update", {
          catalog_type_id: foreign,
          entries: [{ entry_id: id, attribute_values: {} }],
        })
      ).status,
    ).toBe(403);
    expect((await scoped("GET", `/v3/catalog_entries/${id}`)).status).toBe(200);
  });

  it("rotation gives a new token once, and the old one lives for the grace period", async () => {
    const { sandbox } = stopped();
    const manager = caller(sandbox, sandbox.control.addKey(["api_keys_manage", "catalog_viewer"]));
    const old = sandbox.control.addKey({ name: "To rotate", roles: ["catalog_viewer"] });
    const { api_keys: keys } = (await manager("GET", "/v1/api_keys")).body;
    const { id } = keys.find((key: { name: string }) => key.name === "To rotate");
    expect((await manager("POST", `/v1/api_keys/${id}/actions/rotate`, { grace_period_minutes: 61 })).status).toBe(422);
    const rotated = await manager("POST", `/v1/api_keys/${id}/actions/rotate`, { grace_period_minutes: 10 });
    expect(rotated).toMatchObject({ status: 201, body: { api_key: { id, name: "To rotate" } } });
    const works = async (token: string): Promise<number> => (await caller(sandbox, token)("GET", "/v1/identity")).status;
    expect([await works(old), await works(rotated.body.token)]).toEqual([200, 200]);
    sandbox.control.advance(10 * 60_000);
    expect([await works(old), await works(rotated.body.token)]).toEqual([401, 200]);
  });

  it("nobody rotates a key that can do more, and whether a key rotates itself is a quirk", async () => {
    const { sandbox } = stopped();
    const manager = caller(sandbox, sandbox.control.addKey({ name: "Manager", roles: ["api_keys_manage"] }));
    const { api_keys: keys } = (await manager("GET", "/v1/api_keys")).body;
    const idOf = (name: string): string => keys.find((key: { name: string }) => key.name === name).id;
    const rotate = async (name: string): Promise<number> =>
      (await manager("POST", `/v1/api_keys/${idOf(name)}/actions/rotate`, { grace_period_minutes: 30 })).status;
    expect(await rotate("Sandbox key")).toBe(403);
    expect(await rotate("Manager")).toBe(201);
    sandbox.control.setQuirks({ selfRotation: false });
    expect(await rotate("Manager")).toBe(403);
  });

  it("a revoked key is turned away", async () => {
    const { sandbox, call } = stopped();
    sandbox.control.revokeKey(sandbox.apiKey);
    expect((await call("GET", "/v1/identity")).status).toBe(401);
  });
});

describe("addresses", () => {
  it("makes up what is documented and not emulated, says 501 and the name of what the vendor is taking away, and 404 for what nobody has", async () => {
    const { call } = stopped();
    expect(await call("GET", "/v2/status_pages")).toMatchObject({ status: 200, body: { status_pages: [{ id: expect.any(String) as unknown }] } });
    expect(await call("GET", "/v2/catalog_types")).toMatchObject({
      status: 501,
      body: { errors: [{ message: "sandbox: not emulated: GET /v2/catalog_types" }] },
    });
    expect(await call("GET", "/v9/nothing")).toMatchObject({ status: 404, body: { type: "not_found" } });
    expect((await call("PATCH", "/v3/catalog_types")).status).toBe(404);
  });

  it("a body that is no JSON object gets 400 before anything is looked at", async () => {
    const { call } = stopped();
    for (const body of ["{", "[]", '"text"'])
      expect(await call("POST", "/v3/catalog_entries", body)).toMatchObject({ status: 400, body: { type: "invalid_request_error" } });
  });

  it("counts calls by operation, and writes apart", async () => {
    const { sandbox, call } = stopped();
    const typeId = await contactType(call);
    sandbox.control.resetCounters();
    await addEntry(call, typeId);
    await call("GET", "/v3/catalog_types");
    expect(sandbox.control.counters()).toEqual({
      calls: 2,
      writes: 1,
      limitViolations: 0,
      byOperation: { "POST /v3/catalog_entries": 1, "GET /v3/catalog_types": 1 },
    });
  });
});

describe("what an organisation has", () => {
  it("lists severities, statuses, types and roles unpaged, and shows each", async () => {
    const { call } = stopped();
    for (const [path, plural, singular] of [
      ["/v1/severities", "severities", "severity"],
      ["/v1/incident_statuses", "incident_statuses", "incident_status"],
      ["/v1/incident_types", "incident_types", "incident_type"],
      ["/v2/incident_roles", "incident_roles", "incident_role"],
    ] as const) {
      const rows = (await call("GET", path)).body[plural];
      expect(rows.length).toBeGreaterThan(1);
      expect((await call("GET", `${path}/${rows[1].id}`)).body[singular]).toEqual(rows[1]);
      expect((await call("GET", `${path}/nothing`)).status).toBe(404);
    }
  });

  it("finds a user by e-mail, pages, and hides who has left unless asked", async () => {
    const { call } = stopped();
    const users = async (query: string): Promise<readonly string[]> =>
      (await call("GET", `/v2/users${query}`)).body.users.map((user: { email: string }) => user.email);
    expect(await users("?email=BO@example.com")).toEqual(["bo@example.com"]);
    expect(await users("?email=ezra@example.com")).toEqual([]);
    expect(await users("?email=ezra@example.com&include_inactive=true")).toEqual(["ezra@example.com"]);
    const first = (await call("GET", "/v2/users?page_size=3")).body;
    expect(await users(`?page_size=3&after=${first.pagination_meta.after}`)).toEqual(["dana@example.com"]);
    expect((await call("GET", "/v2/users?page_size=10001")).status).toBe(422);
  });
});
