import { describe, expect, it } from "vitest";
import { createHighLevelVerifier } from "#vendors/highlevel/webhook.ts";
import { highlevelFlow } from "#vendors/generated/highlevel-flow.ts";
import { incidentioFlow } from "#vendors/generated/incidentio-flow.ts";
import { highlevelEvents, incidentioEvents } from "#vendors/generated/webhook-events.ts";
import { must } from "#lib/must.ts";
import { patternOf } from "#sandbox/kit/known-paths.ts";
import { possibleCalls } from "./client-calls.ts";
import { runClients } from "./client-scenario.ts";
import type { RecordedExchange } from "./contract-check.ts";
import { createContractWorld } from "./contract-world.ts";

/** What the project keeps of the official documents; the same rules as the contract, coarser, and needing nothing from outside. */
interface Fact {
  readonly method: string;
  readonly path: string;
  readonly version?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly encoding?: string;
  readonly body?: Readonly<Record<string, string>>;
  readonly success: readonly number[];
}
const flows: Readonly<Record<RecordedExchange["vendor"], readonly Fact[]>> = {
  highlevel: Object.values(highlevelFlow),
  incident: Object.values(incidentioFlow),
};

/** Where better evidence than the documents is followed; the contract's exceptions say why. */
const beyond: ReadonlySet<string> = new Set([
  "POST /locations/loc00SandboxHighwire/tasks/search: status 201",
  "POST /locations/loc00SandboxHighwire/tasks/search: body searchAfter",
  "GET /oauth/installedLocations: query isInstalled",
]);

function factOf({ vendor, method, path }: Pick<RecordedExchange, "vendor" | "method" | "path">): Fact | null {
  const fits = flows[vendor].filter((fact) => fact.method === method && patternOf(fact.path).test(path));
  return fits.toSorted((one, other) => one.path.split("{").length - other.path.split("{").length)[0] ?? null;
}

/** `string|null?`: the type, whether null is taken, whether it may be left out. */
function fits(type: string, value: unknown): boolean {
  if (value === undefined) return type.endsWith("?");
  const bare = type.replace(/\?$/u, "");
  if (value === null) return bare.endsWith("|null");
  const plain = bare.replace(/\|null$/u, "");
  if (plain.startsWith("[")) return Array.isArray(value) && value.every((element) => fits(plain.slice(1, -1), element));
  if (plain === "integer") return Number.isInteger(value);
  if (["string", "number", "boolean"].includes(plain)) return typeof value === plain;
  if (plain === "object") return typeof value === "object" && !Array.isArray(value);
  return plain.split("|").includes(String(value));
}

function misfits(described: Readonly<Record<string, string>>, given: Readonly<Record<string, unknown>>): readonly string[] {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(described, name));
  const wrong = Object.entries(described).flatMap(([name, type]) => (fits(type, given[name]) ? [] : [name]));
  return [...unknown, ...wrong];
}

/** Parameters as the facts name and type them: `created_at[gte]` is a member of `created_at`. */
function askedOf(described: Readonly<Record<string, string>>, given: URLSearchParams): Readonly<Record<string, unknown>> {
  const valueOf = (key: string, value: string): readonly [string, unknown] => {
    const [name = key, ...members] = key.split("[");
    if (members.length > 0) return [name, { [members.join("[")]: value }];
    return [key, /^(?:integer|number)/u.test(described[key] ?? "") ? Number(value) : value];
  };
  return Object.fromEntries([...given].map(([key, value]) => valueOf(key, value)));
}

function problemsOf(exchange: RecordedExchange): readonly string[] {
  const fact = factOf(exchange);
  const name = `${exchange.method} ${exchange.path}`;
  if (fact === null) return [`${name} is in no flow`];
  const { query = {}, body = {}, encoding, version } = fact;
  const asked = askedOf(query, exchange.query);
  const isForm = encoding === "application/x-www-form-urlencoded";
  const text = exchange.body ?? "";
  const sent = isForm ? Object.fromEntries(new URLSearchParams(text)) : (JSON.parse(text === "" ? "{}" : text) as Record<string, unknown>);
  // Of some bodies the documents name no field at all.
  const isOpen = encoding !== undefined && Object.keys(body).length === 0;
  return [
    ...(version !== undefined && exchange.headers["version"] !== version ? [`${name}: version`] : []),
    ...misfits(query, asked).map((key) => `${name}: query ${key}`),
    ...(isOpen ? [] : misfits(body, sent).map((key) => `${name}: body ${key}`)),
    ...(exchange.status >= 300 || fact.success.includes(exchange.status) ? [] : [`${name}: status ${String(exchange.status)}`]),
  ];
}

describe("the committed facts of the flows", async () => {
  const world = await createContractWorld();
  await runClients(world);

  it("hold for every request between our clients and the sandboxes, and for every success", () => {
    expect(new Set(world.recorded.flatMap(problemsOf))).toEqual(beyond);
  });

  it("know every operation that our clients can call", async () => {
    expect((await possibleCalls()).filter((possible) => factOf(possible) === null)).toEqual([]);
  });

  it.each([
    ["another version", { headers: { version: "v3" } }, "version"],
    ["an unknown query parameter", { query: new URLSearchParams("limit=1") }, "query limit"],
    ["an unknown field", { body: '{"companyName":"x"}' }, "body companyName"],
    ["a null that is not taken", { body: '{"country":null}' }, "body country"],
    ["a list of the wrong type", { body: '{"tags":[1]}' }, "body tags"],
    ["an undocumented success", { status: 202 }, "status 202"],
  ] as const)("are broken by %s", (_name, change, expected) => {
    const update = must(
      world.recorded.find(({ method, path }) => method === "PUT" && path.startsWith("/contacts/")),
      "an update of a contact",
    );
    expect(problemsOf({ ...update, ...change }).join()).toContain(expected);
  });
});

describe("the committed names of events", () => {
  it("are those of HighLevel's contact events that our verifier turns into work", async () => {
    const { highlevel } = await createContractWorld();
    const types: string[] = [];
    const verifier = createHighLevelVerifier([highlevel.publicKey]);
    highlevel.control.webhooksTo(async (headers, body) => {
      const event = verifier.verify({ headers, body: Buffer.from(body) });
      if (event.kind === "verified" && event.records.length > 0) types.push(event.type);
      return 200;
    });
    const id = highlevel.control.createContact({ firstName: "Ada", email: "ada.events@example.com" });
    highlevel.control.editContact(id, { city: "Elsewhere" });
    highlevel.control.editContact(id, { dnd: true });
    highlevel.control.addTag(id, "new");
    highlevel.control.deleteContact(id);
    await highlevel.control.settleWebhooks();
    expect([...new Set(types)].toSorted()).toEqual(highlevelEvents.filter((name) => name.startsWith("Contact")));
  });

  it("hold every event that the incident.io sandbox sends", async () => {
    const { incident } = await createContractWorld();
    const types: string[] = [];
    incident.control.webhooksTo(async (_headers, body) => {
      types.push(String((JSON.parse(body) as { event_type: unknown }).event_type));
      return 200;
    });
    const { control } = incident;
    for (const visibility of ["public", "private"] as const) {
      const id = control.addIncident("x", [], visibility);
      control.editIncident(id, { status: "Closed", name: "y" });
      control.editFollowUp(control.createFollowUp(id, { title: "x" }), { status: "completed" });
      control.editAction(control.createAction(id, { description: "x" }), { status: "completed" });
    }
    control.resolveAlert(String(control.fireAlert(String(control.alertSources()[0]?.id), { title: "x" })));
    while (incident.control.webhooksUnderway() > 0) await new Promise(setImmediate);
    expect(new Set(types).size).toBe(15);
    expect(types.filter((type) => !(incidentioEvents as readonly string[]).includes(type))).toEqual([]);
  });
});
