import { describe, expect, it } from "vitest";
import { stopped, type Json } from "../testing.ts";

const SECOND = "loc01SandboxHighwire";
const two = () =>
  stopped({
    locations: [
      { id: "loc00SandboxHighwire", name: "One" },
      { id: SECOND, name: "Two" },
    ],
  });

describe("users", () => {
  it("are listed by location without permissions, and read by id with them, bare", async () => {
    const { sandbox, call } = two();
    const { body } = await call(`GET /users/?locationId=${sandbox.locationId}`);
    expect(body.users).toEqual(sandbox.control.users(sandbox.locationId));
    const [user] = body.users;
    expect(user).toMatchObject({ id: "usr00SandboxHighwire", email: expect.stringContaining("@"), roles: { type: "account", role: "admin" } });
    expect(user).not.toHaveProperty("permissions");
    const read = await call(`GET /users/${String(user.id)}`);
    expect([read.status, read.body.id, read.body.permissions.contactsEnabled]).toEqual([200, user.id, true]);
  });

  it("answer no rate headers by id, and six in lists", async () => {
    const { sandbox, call } = two();
    const read = await call("GET /users/usr00SandboxHighwire");
    expect(read.headers["x-ratelimit-max"]).toBeUndefined();
    expect((await call(`GET /users/?locationId=${sandbox.locationId}`)).headers["x-ratelimit-max"]).toBe("100");
  });

  it("are searched by words, role, location and ids, page by page, with their number", async () => {
    const { sandbox, call } = two();
    const token = sandbox.control.addToken({ kind: "company", scopes: ["users.readonly"] });
    const all = sandbox.control.users();
    const find = async (query: string): Promise<Json> =>
      (await call(`GET /users/search?companyId=${sandbox.companyId}&${query}`, undefined, { token })).body;
    expect((await find("")).count).toBe(all.length);
    expect((await find(`locationId=${SECOND}`)).users).toHaveLength(4);
    expect((await find("role=admin")).users).toHaveLength(2);
    expect((await find(`ids=usr00SandboxHighwire,${String(all[5]?.["id"])}`)).users).toHaveLength(2);
    expect((await find(`query=${encodeURIComponent(String(all[6]?.["email"]))}`)).users).toMatchObject([{ id: all[6]?.["id"] }]);
    const pages = [await find("limit=5"), await find("limit=5&skip=5")];
    expect(pages.map(({ users }) => users.length)).toEqual([5, 3]);
    expect(pages[0].users.toReversed()).toEqual((await find("limit=5&skip=3&sortDirection=desc")).users);
    expect((await call(`GET /users/search?companyId=${sandbox.companyId}&limit=101`, undefined, { token })).status).toBe(400);
  });

  it("are found by e-mail, whatever its case", async () => {
    const { sandbox, call } = two();
    const [, user] = sandbox.control.users();
    const emails = `${String(user?.["email"]).toUpperCase()},nobody@example.com`;
    const { status, body } = await call("POST /users/search/filter-by-email", { companyId: sandbox.companyId, emails });
    expect([status, body.count, body.users[0].id]).toEqual([200, 1, user?.["id"]]);
  });

  it("of other locations and companies are kept from a sub-account's token", async () => {
    const { sandbox, call } = two();
    const foreign = sandbox.control.users(SECOND)[0]?.["id"];
    expect((await call(`GET /users/?locationId=${SECOND}`)).status).toBe(403);
    expect((await call(`GET /users/${String(foreign)}`)).status).toBe(400);
    expect((await call("GET /users/search?companyId=other")).status).toBe(403);
    expect((await call("POST /users/search/filter-by-email", { companyId: "other", emails: "a@example.com" })).status).toBe(403);
    for (const operation of ["GET /users/", "GET /users/search"]) expect((await call(operation)).status).toBe(422);
    sandbox.control.setQuirks({ missingStatus: 404 });
    expect((await call("GET /users/nobody")).status).toBe(404);
  });

  it("are no longer listed by location under v3", async () => {
    const { sandbox, call } = two();
    const gone = await call(`GET /users/?locationId=${sandbox.locationId}`, undefined, { version: "v3" });
    expect([gone.status, gone.body.message]).toEqual([400, expect.stringContaining("not available in API version v3")]);
  });
});
