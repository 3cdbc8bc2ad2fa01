import Fastify, { type InjectOptions } from "fastify";
import { describe, expect, it } from "vitest";
import { apiRoutes, eventRoute } from "#contract/routes.ts";
import { mayDo, roles, type Role } from "#core/policy/role.ts";
import { createWorld, silent } from "../../test/support/in-process-world.ts";
import { personOf, whoIn, type Caller } from "./caller.ts";
import { createDoorkeeper } from "./doorkeeper.ts";
import { createGuard } from "./guard.ts";
import { createPeople, peoplePorts } from "./people/people.ts";
import { answerProblem } from "./problem.ts";

const routes = [...apiRoutes, eventRoute];
const ours = { host: "127.0.0.1:4400", "x-highwire-request": "1" };

/** Every declared route with an answer of the test's own, behind the guard; who asks stands in a header of the test's own. */
function door(byCookie = false) {
  const server = Fastify();
  const guard = createGuard({
    options: { host: "127.0.0.1", publicUrl: "https://bridge.example" },
    routes,
    doorkeeper: {
      async identify({ headers }) {
        const role = headers["x-test-role"] as Role | undefined;
        return role === undefined ? null : { who: `user:${role}`, role, person: null, byCookie };
      },
    },
  });
  server.setErrorHandler((error, request, reply) => answerProblem(error, request, reply, silent));
  server.addHook("onRequest", async (request) => guard.checkHost(request));
  server.addHook("onRequest", async (request) => guard.checkApi(request));
  for (const { method, path } of routes) {
    server.route({ method, url: path.replaceAll(/\{(\w+)\}/gu, ":$1"), handler: async (request) => ({ who: whoIn(request) }) });
  }
  server.get("/api/v1/forgotten", () => ({}));
  return server;
}
const asking = (route: (typeof routes)[number], headers: Readonly<Record<string, string>>): InjectOptions => ({
  method: route.method.toUpperCase() as "GET" | "POST",
  url: route.path.replaceAll(/\{\w+\}/gu, "some"),
  headers,
});

describe("the guard", () => {
  it("lets each role through exactly where the route declares it, and nobody else", async () => {
    const server = door();
    for (const route of routes) {
      for (const role of [null, ...roles]) {
        const { statusCode } = await server.inject(asking(route, { ...ours, ...(role !== null && { "x-test-role": role }) }));
        const expected = route.needs === null ? 200 : role === null ? 401 : mayDo(role, route.needs) ? 200 : 403;
        expect([route.path, role, statusCode]).toEqual([route.path, role, expected]);
      }
    }
  });

  it("refuses every change that comes from another site or without the header, also to the owner", async () => {
    const changing = routes.filter(({ method }) => method === "post");
    const owner = { ...ours, "x-test-role": "owner" };
    const foreign: readonly Readonly<Record<string, string>>[] = [
      { host: ours.host, "x-test-role": "owner" },
      { ...owner, "x-highwire-request": "yes" },
      { ...owner, origin: "https://evil.example" },
      { ...owner, origin: "http://127.0.0.1:8080" },
      { ...owner, origin: "null" },
      { ...owner, origin: "http://127.0.0.1:4400", "sec-fetch-site": "cross-site" },
      { ...owner, "sec-fetch-site": "same-site" },
    ];
    const server = door();
    for (const route of changing) {
      for (const headers of foreign) expect((await server.inject(asking(route, headers))).statusCode).toBe(403);
      for (const origin of ["http://127.0.0.1:4400", "https://bridge.example"]) {
        const answer = await server.inject(asking(route, { ...owner, origin, "sec-fetch-site": "same-origin" }));
        expect([route.path, answer.statusCode]).toEqual([route.path, 200]);
      }
    }
    expect(changing.length).toBeGreaterThan(4);
  });

  it("wants to know where a change comes from when a cookie alone says who asks", async () => {
    const server = door(true);
    const route = { method: "post", path: "/api/v1/contacts/{id}/sync", needs: "operate", summary: "", answer: "" } as const;
    const headers = { ...ours, "x-test-role": "owner" };
    expect((await server.inject(asking(route, headers))).statusCode).toBe(403);
    expect((await server.inject(asking(route, { ...headers, origin: "http://127.0.0.1:4400" }))).statusCode).toBe(200);
  });

  it("refuses a route that no list declares, and a host that is not ours", async () => {
    const server = door();
    expect((await server.inject({ url: "/api/v1/forgotten", headers: { ...ours, "x-test-role": "owner" } })).statusCode).toBe(404);
    expect((await server.inject({ url: "/api/v1/errors", headers: { host: "evil.example" } })).statusCode).toBe(403);
  });

  it("says which role would do, and hands who asks to the route", async () => {
    const server = door();
    const sync = { method: "POST", url: "/api/v1/contacts/some/sync" } as const;
    const refused = await server.inject({ ...sync, headers: { ...ours, "x-test-role": "viewer" } });
    expect(refused.json()).toMatchObject({ code: "HW_REQUEST_FORBIDDEN", detail: "this needs the role operator or more; yours is viewer" });
    expect((await server.inject({ ...sync, headers: { ...ours, "x-test-role": "operator" } })).json()).toEqual({ who: "user:operator" });
    expect((await server.inject({ ...sync, headers: ours })).json()).toMatchObject({ code: "HW_SIGN_IN_NEEDED", number: "HW-5401" });
  });
});

describe("the doorkeeper", () => {
  async function asked(options: { readonly host?: string; readonly apiToken?: string | null; readonly real?: boolean }, request: InjectOptions) {
    const world = await createWorld();
    if (options.real === true) {
      const { left } = await world.bridge();
      await world.store.changeConnection(world.workspaceId, left, (connection) => ({ ...connection, sandbox: false }));
    }
    const people = createPeople(peoplePorts(world.app), { log: silent, url: () => "http://127.0.0.1:4400", oidc: null });
    const keeper = createDoorkeeper({ app: world.app, people, options: { host: options.host ?? "127.0.0.1", apiToken: options.apiToken ?? null } });
    const server = Fastify();
    let found: Caller | null = null;
    server.get("/", async (given) => {
      found = await keeper.identify(given);
      return { person: personOf(given) };
    });
    await server.inject({ url: "/", ...request, headers: { host: "127.0.0.1:4400", ...request.headers } });
    return found as Caller | null;
  }
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

  it("takes whoever asks from this machine for the local owner while there are only sandboxes", async () => {
    expect(await asked({}, {})).toMatchObject({ who: "local", role: "owner", person: null });
    expect(await asked({}, { remoteAddress: "::1" })).toMatchObject({ who: "local" });
  });

  it("knows nobody without a token once real accounts are connected, the host is not loopback, or a token is set", async () => {
    expect(await asked({ real: true }, {})).toBeNull();
    expect(await asked({ host: "0.0.0.0" }, {})).toBeNull();
    expect(await asked({ apiToken: "secret" }, {})).toBeNull();
  });

  it("does not take a proxy on this machine, a foreign name or another machine for the local owner", async () => {
    for (const name of ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"])
      expect(await asked({}, { headers: { [name]: "1.2.3.4" } })).toBeNull();
    expect(await asked({}, { headers: { host: "bridge.example" } })).toBeNull();
    expect(await asked({}, { remoteAddress: "192.168.0.7" })).toBeNull();
  });

  it("takes the machine's token on every host, and no other", async () => {
    const options = { host: "0.0.0.0", apiToken: "secret", real: true };
    expect(await asked(options, bearer("secret"))).toMatchObject({ who: "token", role: "owner" });
    for (const wrong of ["secreT", "secret2", ""]) expect(await asked(options, bearer(wrong))).toBeNull();
  });
});
