import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApiRoute } from "#contract/api-route.ts";
import { problem } from "#contract/problem.ts";
import { apiRoutes, eventRoute } from "#contract/routes.ts";
import type { WorkspaceId } from "#core/ids.ts";
import { mayDo, roles, type Role } from "#core/policy/role.ts";
import { createApplication } from "#engine/create-application.ts";
import { FreshReads } from "#engine/fresh-reads.ts";
import { createServer, type HighwireServer } from "#server/create-server.ts";
import { silent } from "../support/in-process-world.ts";
import { createPeopleWorld, type PeopleWorld, type Visitor } from "../support/people-world.ts";

const routes: readonly ApiRoute[] = [...apiRoutes, eventRoute];
const nameOf = ({ method, path }: ApiRoute): string => `${method.toUpperCase()} ${path}`;

let people: PeopleWorld;
/** Another workspace over the same store, with an owner of its own. */
let elsewhere: HighwireServer;
const signedIn = new Map<Role, Visitor>();
const tokens = new Map<Role, string>();
/** Every id that a path may name, so that whoever gets through finds something. */
let ids: Readonly<Record<string, string>>;

beforeAll(async () => {
  people = await createPeopleWorld();
  const { world } = people;
  await world.load();
  for (const role of roles) signedIn.set(role, await people.person(role));
  const owner = signedIn.get("owner") as Visitor;
  for (const role of roles) tokens.set(role, ((await owner.post("/api/v1/tokens", { name: role, role })).body as { token: string }).token);
  const [link] = await world.links();
  const bridge = await world.bridge();
  ids = { contacts: String(link?.id), bridges: bridge.id, connections: bridge.left };
  elsewhere = await anotherWorkspace();
}, 60_000);
afterAll(async () => {
  await people.close();
  await elsewhere.close();
});

async function anotherWorkspace(): Promise<HighwireServer> {
  const { world } = people;
  const workspaceId = randomUUID() as WorkspaceId;
  const app = createApplication({
    ports: world.ports,
    workspaceId,
    ingest: world.app.ingest,
    fresh: new FreshReads(world.clock),
    owner: "elsewhere",
    quotas: async () => [],
    accounts: world.app.accounts,
    makeBridge: () => {
      throw new Error("nothing is made there");
    },
    describeStore: () => ({ kind: "memory", version: "test", fsync: false, checksums: false }),
  });
  // Not on loopback's terms: nobody is its local owner.
  const options = { host: "127.0.0.1", port: 0, apiToken: "of the other workspace", publicUrl: null, webDir: null };
  const server = await createServer({ app, log: silent, options, people: { workspaceId, oidc: null } });
  await server.listen();
  return server;
}

interface Asked {
  readonly status: number;
  readonly code: string | null;
  readonly text: string;
}

async function ask(server: HighwireServer, route: ApiRoute, headers: Readonly<Record<string, string>>): Promise<Asked> {
  const segment = route.path.split("/").find((word) => word in ids) ?? "";
  const leave = new AbortController();
  const response = await fetch(`${server.url}${route.path.replaceAll(/\{\w+\}/gu, ids[segment] ?? "some")}`, {
    method: route.method.toUpperCase(),
    redirect: "manual",
    signal: leave.signal,
    headers: { ...(route.method === "post" && { "content-type": "application/json", "x-highwire-request": "1", origin: server.url }), ...headers },
    ...(route.method === "post" && { body: "{}" }),
  });
  // A stream has no end; its beginning says enough.
  const text = response.headers.get("content-type") === "text/event-stream" ? "" : await response.text();
  leave.abort();
  const told = problem.safeParse(/[/+]json/u.test(response.headers.get("content-type") ?? "") ? JSON.parse(text) : null);
  return { status: response.status, code: told.success ? told.data.code : null, text };
}

const cookieOf = (visitor: Visitor): Record<string, string> => ({
  cookie: [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
});
/** Signing out comes last: it ends the session that asks. */
const lastly = routes.toSorted((one, other) => Number(one.path.endsWith("/sign-out")) - Number(other.path.endsWith("/sign-out")));
const refusals = ["HW_SIGN_IN_NEEDED", "HW_REQUEST_FORBIDDEN"];

/** What the guard must say; null where it lets through. */
const declared = ({ needs }: ApiRoute, role: Role | null): string | null =>
  needs === null ? null : role === null ? "HW_SIGN_IN_NEEDED" : mayDo(role, needs) ? null : "HW_REQUEST_FORBIDDEN";
const guardSaid = ({ code }: Asked): string | null => (code !== null && refusals.includes(code) ? code : null);

/** A refusal is a problem and nothing else: its members are those of the contract, and none of them holds a record. */
function expectNothingBut(asked: Asked, route: ApiRoute): void {
  expect(problem.strict().safeParse(JSON.parse(asked.text)).success, nameOf(route)).toBe(true);
  expect(asked.text, nameOf(route)).not.toMatch(/@example\.com|otpauth|hwt_/u);
}

describe("every route of the API, asked by every role", () => {
  it.each(["token", "session"] as const)("answers exactly whom it declares, known by a %s", { timeout: 60_000 }, async (known) => {
    const wrong: string[] = [];
    for (const role of roles) {
      for (const route of lastly) {
        const headers: Record<string, string> =
          known === "token" ? { authorization: `Bearer ${tokens.get(role) ?? ""}` } : cookieOf(signedIn.get(role) as Visitor);
        const asked = await ask(people.server, route, headers);
        const expected = declared(route, role);
        if (guardSaid(asked) !== expected)
          wrong.push(`${nameOf(route)} for ${role}: ${String(asked.status)} ${String(asked.code)}, not ${String(expected)}`);
        if (expected !== null) expectNothingBut(asked, route);
      }
    }
    expect(wrong).toEqual([]);
    expect(routes.length * roles.length).toBeGreaterThan(250);
  });

  it("answers nobody who is not known, by nothing, by a made-up token or by a made-up session", async () => {
    const unknown: readonly Readonly<Record<string, string>>[] = [
      {},
      { authorization: "Bearer hwt_nonsense" },
      { authorization: "Basic b3duZXI6b3duZXI=" },
      { cookie: "highwire.session_token=nonsense.nonsense" },
    ];
    for (const headers of unknown) {
      for (const route of routes.filter(({ needs }) => needs !== null)) {
        const asked = await ask(people.server, route, headers);
        expect([nameOf(route), asked.status, asked.code]).toEqual([nameOf(route), 401, "HW_SIGN_IN_NEEDED"]);
        expectNothingBut(asked, route);
      }
    }
  });

  it("answers nobody of another workspace, however high their role there", async () => {
    const owner = signedIn.get("owner") as Visitor;
    await owner.post("/api/v1/sign-in", { email: "owner.1@example.com", password: "a long phrase that nobody uses" });
    for (const role of roles) {
      for (const route of routes.filter(({ needs }) => needs !== null)) {
        for (const headers of [
          { authorization: `Bearer ${tokens.get(role) ?? ""}` },
          cookieOf(role === "owner" ? owner : (signedIn.get(role) as Visitor)),
        ]) {
          const asked = await ask(elsewhere, route, headers);
          expect([nameOf(route), role, asked.status, asked.code]).toEqual([nameOf(route), role, 401, "HW_SIGN_IN_NEEDED"]);
          expectNothingBut(asked, route);
        }
      }
    }
  }, 60_000);

  it("refuses every change without the header, or from another site, before anything else", async () => {
    const foreign: readonly Readonly<Record<string, string>>[] = [
      { "x-highwire-request": "" },
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ];
    const changing = routes.filter(({ method }) => method === "post");
    for (const route of changing) {
      for (const headers of foreign) {
        const asked = await ask(people.server, route, { authorization: `Bearer ${tokens.get("owner") ?? ""}`, ...headers });
        expect([nameOf(route), headers, asked.status]).toEqual([nameOf(route), headers, 403]);
      }
    }
    expect(changing.length).toBeGreaterThan(20);
  });
});

describe("headers of each kind of route", () => {
  let folder: string;
  let server: HighwireServer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "highwire-headers-"));
    await mkdir(join(folder, "assets"));
    await writeFile(join(folder, "index.html"), '<!doctype html><meta property="csp-nonce" nonce="__STYLE_NONCE__">');
    await writeFile(join(folder, "assets", "page-1234.js"), "export {};");
    const options = { host: "127.0.0.1", port: 0, apiToken: null, publicUrl: "https://bridge.example", webDir: folder };
    server = await createServer({ app: people.world.app, log: silent, options });
    await server.listen();
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const always = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "strict-transport-security": "max-age=31536000",
  };
  const bare = "default-src 'none'; frame-ancestors 'none'";
  const page = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'nonce-…'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

  it.each([
    ["a page", "GET", "/", { "cache-control": "no-store", "content-security-policy": page }],
    ["another page", "GET", "/contacts", { "cache-control": "no-store", "content-security-policy": page }],
    [
      "a file of the page",
      "GET",
      "/assets/page-1234.js",
      { "cache-control": "public, max-age=31536000, immutable", "content-security-policy": bare },
    ],
    ["the API", "GET", "/api/v1/errors", { "cache-control": "no-store", "content-security-policy": bare }],
    ["the API to nobody", "GET", "/api/v1/contacts", { "cache-control": "no-store", "content-security-policy": bare }],
    ["a change from elsewhere", "POST", "/api/v1/sign-out", { "cache-control": "no-store", "content-security-policy": bare }],
    ["the vendors' door", "POST", "/webhooks/highlevel", { "content-security-policy": bare }],
    ["health", "GET", "/healthz", { "content-security-policy": bare }],
    ["what is not there", "GET", "/nothing/here", { "content-security-policy": bare }],
  ] as const)("are what they were for %s", async (_kind, method, path, expected) => {
    const { headers } = await fetch(`${server.url}${path}`, { method });
    const security = Object.fromEntries(
      [...headers]
        .filter(
          ([name]) =>
            !["content-type", "content-length", "date", "connection", "keep-alive", "accept-ranges", "last-modified", "etag"].includes(name),
        )
        .map(([name, value]) => [name, value.replace(/'nonce-[\w-]{20,}'/u, "'nonce-…'")]),
    );
    expect(security).toEqual({ ...always, ...expected });
  });
});
