import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { problem } from "#contract/problem.ts";
import { writeConfig } from "#contract/config-file.ts";
import { apiRoutes, eventRoute, outerRoutes } from "#contract/routes.ts";
import type { BridgeId, PlanId } from "#core/ids.ts";
import type { WorkflowId } from "#core/workflow/run.ts";
import { draftOf, type DraftRow } from "#core/mapping/draft-row.ts";
import { must } from "#lib/must.ts";
import type { JournalRow } from "#core/ports/store.ts";
import type { ApiRoute } from "#contract/api-route.ts";
import { fingerprintOf } from "#main/accounts/webhook-settings.ts";
import { webhookSecretName } from "#main/vendors.ts";
import { createServer, type HighwireServer } from "#server/create-server.ts";
import { createWorld, firstContact, silent, type World } from "../support/in-process-world.ts";
import { planAtRest } from "../support/plan-at-rest.ts";
import { projectRoot } from "../support/project-files.ts";
import { switchOn } from "../support/take-template.ts";

/** Pages of the web app and its files are no part of the API. */
const isPage = (route: string): boolean => /^(?:(?:GET|HEAD) \/(?:$|assets)|\w+ \/r\/|GET \/help)/u.test(route) || route.startsWith("HEAD ");

let world: World;
let server: HighwireServer;
let ids: Readonly<Record<string, string>>;
let rows: readonly DraftRow[];

beforeAll(async () => {
  world = await createWorld({ contacts: 3 });
  await world.load();
  await openConflict();
  const bridge = await world.bridge();
  rows = bridge.fields.map(draftOf);
  const [conflict] = await world.store.conflicts(world.workspaceId, { state: "open", limit: 1 });
  ids = {
    contacts: (await world.linkOf(firstContact(world))).id,
    conflicts: String(conflict?.id),
    activity: (await write()).id,
    connections: bridge.left,
    bridges: bridge.id,
    flows: "contacts",
    plans: await carriedOut(bridge.id),
    incident: bridge.right,
    workflows: await switchOn(world, definition),
    removable: await switchOn(world, definition),
    "share-links": "link-to-revoke",
    operations: "highlevel.contacts.update-task-completed",
    dashboards: "contacts",
    views: "v1",
    alerts: (await world.app.alerts?.add({ kind: "email", to: "lead@example.com" }, { name: "Lead" }, "test"))?.channel.id ?? "",
  };
  const desk = must(world.app.workflows, "workflows");
  ids = { ...ids, "workflow-runs": await desk.run(ids["workflows"] as WorkflowId, {}, "test") };
  await world.store.views.save(world.workspaceId, { id: "v1", page: "contacts", owner: "local", shared: false, name: "V", query: {}, createdAt: 0 });
  const link = { id: ids["share-links"] ?? "", workspaceId: world.workspaceId, pageId: "page", keyHash: "hash", madeBy: "test" };
  await world.store.saveShareLink({ ...link, madeAt: world.clock.now(), expiresAt: world.clock.now() + 60_000 });
  await world.store.saveSecret(world.workspaceId, webhookSecretName(bridge.right), world.incident.webhookSecret);
  server = await createServer({
    app: world.app,
    log: silent,
    options: { host: "127.0.0.1", port: 0, apiToken: null, publicUrl: null, webDir: null },
  });
  await server.listen();
});
afterAll(() => server.close());

const definition = { format: 1, name: "W", trigger: { kind: "manual" }, steps: [{ id: "wait", kind: "delay", seconds: 60 }] };
/** A write that an event caused. */
async function write(): Promise<JournalRow> {
  world.highlevel.control.editContact(firstContact(world), { phone: "+12025550199" });
  await world.deliver();
  await world.drain();
  const rows = await world.store.journal(world.workspaceId, { kinds: ["write"], limit: 50 });
  return must(
    rows.find(({ cause, detail }) => detail["action"] === "update" && cause.some((word) => word.startsWith("webhook"))),
    "a write after an event",
  );
}

/** A plan of which the first record was carried out, and one is left. */
async function carriedOut(bridgeId: BridgeId): Promise<PlanId> {
  for (const { id } of world.highlevel.control.contacts().slice(1))
    world.highlevel.control.editContact(String(id), { website: "https://new.example" });
  const { id } = await world.app.plans.make(bridgeId, "test");
  await planAtRest(world, id);
  const [last] = (await world.store.planItems(world.workspaceId, id, { due: true, from: 1, limit: 1 })).items;
  await world.app.plans.pick(id, { positions: [must(last, "a second row").position] }, false);
  await world.app.plans.apply(id, { scope: "first" }, "test");
  await planAtRest(world, id);
  await world.app.plans.pick(id, {}, true);
  return id;
}

async function openConflict(): Promise<void> {
  const link = await world.linkOf(firstContact(world));
  world.highlevel.control.editContact(firstContact(world), { website: "https://left.example" });
  world.incident.control.editEntry(String(link.rightId), null, { hw_website: "https://right.example" });
  await world.sweep();
  await world.drain();
}

interface Special {
  readonly query?: string;
  /** As it is, or made when it is needed. */
  readonly body?: unknown;
  /** Whose id stands in the path, where it is not that of the path's first word. */
  readonly of?: string;
  /** What must have come to pass before. */
  readonly first?: () => Promise<unknown>;
}

/** What makes a route answer with 200, where it needs more than its path. */
const requests: Readonly<Record<string, Special>> = {
  "GET /api/v1/find": { query: "?q=example" },
  "GET /api/v1/activity": { query: "?limit=200" },
  "GET /api/v1/contacts/why": { query: "?q=example" },
  "GET /api/v1/views": { query: "?page=contacts" },
  "POST /api/v1/views": { body: { page: "contacts", name: "Mine", shared: true, query: { status: "conflict" } } },
  "POST /api/v1/pause": { body: { paused: false } },
  "POST /api/v1/contacts/{id}/repair": { body: { do: "unlink" } },
  "POST /api/v1/activity/retry": { body: { contacts: ["unknown"] } },
  "POST /api/v1/activity/ignore": { body: { contacts: ["unknown"], reason: "known" } },
  "POST /api/v1/activity/{id}/undo": { body: { rehearse: true } },
  "POST /api/v1/activity/{id}/reveal": { body: { what: "values" } },
  "POST /api/v1/conflicts/settle": { body: { ids: ["unknown"], choose: "left" } },
  "POST /api/v1/conflicts/always": { body: { group: { flow: "{bridges}", kind: "field", field: "website" }, choose: "left" } },
  "POST /api/v1/conflicts/reopen": { body: { ids: ["unknown"] } },
  "POST /api/v1/conflicts/{id}/note": { body: { assignee: "Ada", comment: "I ask the customer." } },
  "POST /api/v1/conflicts/{id}/resolve": { body: { choose: "value", value: "https://agreed.example" } },
  "POST /api/v1/alerts/channels": { body: { target: { kind: "webhook", url: "https://hooks.example.com/a" }, name: "Hook" } },
  "POST /api/v1/workflows/{id}/addresses": { body: { name: "desk", url: "https://hooks.example.com/a" } },
  "POST /api/v1/workflows/{id}/addresses/remove": {
    body: { name: "gone" },
    first: () =>
      must(world.app.workflows, "workflows").setAddress(ids["workflows"] as WorkflowId, { name: "gone", url: "https://hooks.example.com/b" }, "test"),
  },
  "POST /api/v1/alerts/channels/{id}": {
    body: { name: "Lead", kinds: ["connection"], quiet: { from: 1_320, until: 420, zone: "Europe/Berlin", urgentComesThrough: true } },
  },
  "POST /api/v1/alerts/channels/{id}/state": { body: { paused: false } },
  "POST /api/v1/alerts/rules": { body: { conflictHours: 8, silenceHours: 48 } },
  "POST /api/v1/tokens": { body: { name: "script", role: "viewer" } },
  "POST /api/v1/connections/{id}/state": { body: { state: "active" } },
  "POST /api/v1/share-links": { body: { incident: "INC-1" } },
  "POST /api/v1/setup/highlevel/app": { body: () => ({ clientId: world.highlevel.oauth.app.clientId, clientSecret: "a secret of the test" }) },
  "POST /api/v1/setup/highlevel/installs/{id}/choose": { body: { locations: ["loc00SandboxHighwire"] } },
  "POST /api/v1/setup/location": { body: { address: "https://app.example.com/v2/location/loc00SandboxHighwire/dashboard" } },
  "POST /api/v1/setup/check": { body: { vendor: "highlevel", token: "not a token", location: "loc00SandboxHighwire" } },
  "POST /api/v1/setup/connect": { body: () => ({ vendor: "incident", token: world.incident.apiKey }) },
  "POST /api/v1/connections/{id}/rotate": { body: () => ({ token: world.highlevel.token }) },
  "POST /api/v1/connections/{id}/webhook-secrets": { of: "incident", body: { secret: "whsec_bmV3IHNlY3JldCBvZiB0aGUgdGVzdA==" } },
  "POST /api/v1/connections/{id}/webhook-secrets/remove": {
    of: "incident",
    body: () => ({ fingerprint: fingerprintOf(world.incident.webhookSecret) }),
  },
  "POST /api/v1/connections/{id}/look-every": { body: { everyMs: 60_000 } },
  "POST /api/v1/bridges/{id}/mode": { body: { mode: "live" } },
  "POST /api/v1/flows/{flow}/mode": { body: { mode: "live", reason: "the conflict is known" } },
  "POST /api/v1/flows/{flow}/parts": { body: { entity: "business" } },
  "GET /api/v1/operations": { query: "?words=task" },
  "GET /api/v1/operations/{id}/values": { query: "?field=path.contactId&place=practice" },
  "POST /api/v1/operations/{id}/run": { body: { input: { path: { contactId: "<contact>", taskId: "<task>" }, body: { completed: true } } } },
  "POST /api/v1/workflows": { body: { definition } },
  "POST /api/v1/workflow-check": { body: { definition } },
  "POST /api/v1/workflow-test": { body: { definition } },
  "POST /api/v1/workflow-advice": { body: { definition } },
  "POST /api/v1/workflow-samples": { body: { source: "highlevel", types: ["ContactUpdate"] } },
  "POST /api/v1/workflow-matches": {
    body: { source: "highlevel", types: ["ContactUpdate"], condition: { value: { pick: "trigger.id" }, is: "there" } },
  },
  "POST /api/v1/workflow-file": { body: { text: "format: 1" } },
  "POST /api/v1/workflows/{id}/draft": { body: { definition } },
  "POST /api/v1/workflows/{id}/roll-back": { body: { version: 1 } },
  "POST /api/v1/workflows/{id}/mode": { body: { mode: "live" } },
  "POST /api/v1/workflows/{id}/remove": { of: "removable" },
  "POST /api/v1/workflow-runs/{id}/replay": { body: { version: "then" } },
  "POST /api/v1/workflow-runs/{id}/answer": { body: { path: "q", approved: true } },
  "POST /api/v1/plans/{id}/picks": { body: { picked: true } },
  "POST /api/v1/plans/{id}/apply": { body: { scope: "rest" } },
  "POST /api/v1/data/retention": { body: { values: 60 } },
  "POST /api/v1/data/people/{id}/export": { of: "contacts" },
  "POST /api/v1/data/people/{id}/erase": { of: "contacts", body: { rehearse: true } },
  "POST /api/v1/config/compare": { body: async () => ({ text: writeConfig(await world.app.config.read()) }) },
  "POST /api/v1/config/apply": {
    body: async () => {
      const document = await world.app.config.read();
      return { text: writeConfig(document), hash: (await world.app.config.compare(document)).hash };
    },
  },
  "POST /api/v1/plans/{id}/undo": { body: { rehearse: true }, first: async () => planAtRest(world, ids["plans"] as PlanId) },
};
/** Bodies that name what the world holds. */
const bodies: Readonly<Record<string, () => unknown>> = {
  "POST /api/v1/plans": () => ({ bridgeId: ids["bridges"] }),
  "POST /api/v1/contacts/sync": () => ({ ids: [ids["contacts"]] }),
  "POST /api/v1/bridges/{id}/mapping/attempt": () => ({ rows }),
  "POST /api/v1/bridges/{id}/mapping/plan": () => ({ rows }),
  "POST /api/v1/bridges/{id}/mapping/save": () => ({ rows, basedOn: 1 }),
  "POST /api/v1/bridges/{id}/mapping/attributes": () => ({ label: "Renewal", type: "text" }),
};
/** They have nothing to do in this world, so they answer with a refusal. */
const refusing = new Set([
  "POST /api/v1/contacts/{id}/complete",
  "POST /api/v1/bridges/{id}/hold",
  "GET /api/v1/setup/highlevel/installs/{id}",
  "POST /api/v1/setup/highlevel/installs/{id}/claim",
  "POST /api/v1/setup/highlevel/installs/{id}/choose",
  "POST /api/v1/setup/highlevel/installs/{id}/forget",
  // Nobody comes back there, and the page that it leads to was not built.
  "GET /connect/highlevel/callback",
  "POST /webhooks/highlevel",
  "POST /webhooks/incident/{connectionId}",
  "POST /webhooks/workflow/{id}",
  "POST /api/v1/share-links",
  // The run waits for its time: it is not set aside, and asks nothing.
  "POST /api/v1/workflow-runs/{id}/retry",
  "POST /api/v1/workflow-runs/{id}/confirm",
  "POST /api/v1/workflow-runs/{id}/answer",
  "GET /auth/callback/oidc",
]);
/** Nobody has an account in this world. What these answer is held to the contract by each request that `test/support/people-world.ts` sends. */
const ofPeople = /^(?:GET|POST) \/api\/v1\/(?:me\/|sign-in|people\/|tokens\/|codes\/)/u;

const nameOf = ({ method, path }: ApiRoute): string => `${method.toUpperCase()} ${path}`;
const all = [...apiRoutes, ...outerRoutes];

async function ask(route: ApiRoute): Promise<Response> {
  const { query = "", body: given = bodies[nameOf(route)] ?? {}, of, first } = requests[nameOf(route)] ?? {};
  await first?.();
  const body: unknown = await (typeof given === "function" ? (given as () => unknown)() : given);
  const segment = of ?? route.path.split("/").find((word) => word in ids) ?? "";
  const path = route.path
    .replace(/\{\w+\}/u, ids[segment] ?? "none")
    .replace("{position}", "0")
    .replace("{version}", "1");
  return fetch(`${server.url}${path}${query}`, {
    method: route.method.toUpperCase(),
    ...(route.method === "post" && {
      body: JSON.stringify(body).replace("{bridges}", ids["bridges"] ?? ""),
      headers: { "content-type": "application/json", "x-highwire-request": "1" },
    }),
  });
}

describe("the OpenAPI document of our own API", () => {
  it("tells every route that the server has, and no other", () => {
    const told = [...all, eventRoute].map((route) => nameOf(route).replaceAll(/\{(\w+)\}/gu, ":$1"));
    expect(server.routes.filter((route) => !isPage(route)).toSorted()).toEqual(told.toSorted());
  });

  it("is the committed one", () => {
    const document = JSON.parse(readFileSync(join(projectRoot, "docs", "openapi.json"), "utf8")) as { readonly paths: Record<string, object> };
    const committed = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(committed.toSorted()).toEqual([...all, eventRoute].map(nameOf).toSorted());
  });

  it.each(all.map((route) => ({ name: nameOf(route), route })).filter(({ name }) => !ofPeople.test(name)))(
    "holds what $name answers",
    async ({ name, route }) => {
      const answer = await ask(route);
      if (refusing.has(name)) {
        expect(answer.status).toBeGreaterThanOrEqual(400);
        (route.refusal ?? problem).parse(await answer.json());
        return;
      }
      expect(answer.status).toBe(200);
      const type = answer.headers.get("content-type") ?? "";
      const text = await answer.text();
      if (typeof route.answer === "string") expect(type).toContain(route.answer);
      // Nothing but what the document names: a further member would be cut off here.
      else expect(route.answer.parse(JSON.parse(text))).toEqual(JSON.parse(text));
    },
  );

  it("holds what the stream of hints begins with", async () => {
    const leave = new AbortController();
    const answer = await fetch(`${server.url}${eventRoute.path}`, { signal: leave.signal });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe(eventRoute.answer);
    leave.abort();
  });

  it("tells the page that is one too many what to do", async () => {
    const leave = new AbortController();
    const open = (): Promise<Response> => fetch(`${server.url}${eventRoute.path}`, { signal: leave.signal });
    await Promise.all(Array.from({ length: 200 }, open));
    const refused = await open();
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(problem.parse(await refused.json())).toMatchObject({
      code: "HW_REQUEST_TOO_MANY_PAGES",
      fix: expect.stringMatching(/^Close pages/u) as string,
    });
    leave.abort();
  });
});
