import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { addEntry, caller, contactType, stopped, type Answered } from "../testing.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- an answer's shape is what the tests are about, so they look into it without a schema
type Json = any;

const event = { title: "Three tickets in an hour", status: "firing", deduplication_key: "hl:1", metadata: { email: "ada@example.com" } };

interface Kit extends ReturnType<typeof stopped> {
  readonly sourceId: string;
  /** Sends an event with the source's secret. */
  send(fields?: object): Promise<Answered>;
  list(query?: string): Promise<readonly Json[]>;
}
function kitOf(kit: ReturnType<typeof stopped>, { id, secretToken }: { readonly id: string; readonly secretToken: string }): Kit {
  const send = (fields: object = {}): Promise<Answered> =>
    caller(kit.sandbox, secretToken)("POST", `/v2/alert_events/http/${id}`, { ...event, ...fields });
  const list = async (query = ""): Promise<readonly Json[]> => (await kit.call("GET", `/v2/alerts?page_size=50${query}`)).body.alerts;
  return { ...kit, sourceId: id, send, list };
}
/** The source that the sandbox begins with, without its alert. */
function open(): Kit {
  const kit = stopped({ sampleIncidents: 0 });
  const [source = { id: "", secretToken: "" }] = kit.sandbox.control.alertSources();
  return kitOf(kit, source);
}

const bound = (reference: string): object => ({ value: { reference } });
const parse = (reference: string, source: string): object => ({
  label: reference,
  reference,
  root_reference: "payload",
  operations: [{ operation_type: "parse", parse: { returns: { type: "String", array: false }, source } }],
});
const template = (attributes: readonly object[] = [], expressions: readonly object[] = [], more: object = {}): object => ({
  title: { reference: "alert.title" },
  description: { reference: "alert.description" },
  attributes,
  expressions,
  ...more,
});

describe("an alert", () => {
  it("comes of an event, with what the source's template reads from it", async () => {
    const { call, send, list, sourceId } = open();
    expect(await send({ description: "*Now*", source_url: "https://crm.example.com/c/1" })).toMatchObject({
      status: 202,
      body: { status: "success", deduplication_key: "hl:1" },
    });
    const [alert] = await list();
    expect(alert).toMatchObject({
      alert_source_id: sourceId,
      deduplication_key: "hl:1",
      title: "Three tickets in an hour",
      description: "*Now*",
      source_url: "https://crm.example.com/c/1",
      status: "firing",
      attributes: expect.arrayContaining([
        expect.objectContaining({ value: expect.objectContaining({ literal: "ada@example.com" }) as unknown }),
      ]) as unknown,
    });
    expect((await call("GET", `/v2/alerts/${alert.id}`)).body).toEqual({ alert });
  });

  it("is one per key of its source, however often an event comes, and stays resolved", async () => {
    const { send, list } = open();
    await send();
    await send({ title: "Four tickets" });
    expect((await list()).map(({ title }) => title)).toEqual(["Three tickets in an hour"]);
    await send({ status: "resolved" });
    const [resolved] = await list();
    expect(resolved).toMatchObject({ status: "resolved", resolved_at: resolved.updated_at });
    await send();
    expect(await list()).toEqual([resolved]);
    await send({ status: "resolved", deduplication_key: "hl:2" });
    expect(await list()).toHaveLength(1);
    await send({ deduplication_key: "hl:2" });
    expect(await list()).toHaveLength(2);
  });

  it("is there a little later when the sandbox is told to take its time", async () => {
    const { sandbox, call, send, list } = open();
    sandbox.control.setQuirks({ alertLagMs: 5_000 });
    expect((await send()).status).toBe(202);
    const id = String(sandbox.control.alerts()[0]?.["id"]);
    expect(await list()).toEqual([]);
    expect((await call("GET", `/v2/alerts/${id}`)).status).toBe(404);
    sandbox.control.advance(5_000);
    expect(await list()).toHaveLength(1);
  });

  it("names a contact by id, external id or alias when its attribute is of the catalog", async () => {
    const { sandbox, call } = open();
    const typeId = await contactType(call);
    const ada = await addEntry(call, typeId, { external_id: "loc:1", aliases: ["ada@example.com"] });
    const draft = { name: "Contacts", type: `CatalogEntry["${typeId}"]`, array: true };
    const { alert_attribute } = (await call("POST", "/v2/alert_attributes", draft)).body;
    const attributes = [{ alert_attribute_id: alert_attribute.id, binding: bound('expressions["who"]') }];
    const body = { name: "Contacts", source_type: "http", template: template(attributes, [parse("who", 'metadata["people"]')]) };
    const kit = kitOf({ sandbox, call }, sourceOf((await call("POST", "/v2/alert_sources", body)).body.alert_source));
    await kit.send({ metadata: { people: ["ada@example.com", "loc:1", ada.id, "nobody@example.com"] } });
    const [alert] = await kit.list();
    const entry = { label: ada.name, literal: ada.id, catalog_entry: { catalog_type_id: typeId, id: ada.id, name: ada.name } };
    expect(alert.attributes).toEqual([{ attribute: alert_attribute, array_value: [entry, entry, entry] }]);
    expect(await kit.list(`&attributes[${alert_attribute.id}][one_of]=${ada.id}`)).toHaveLength(1);
    expect(await kit.list(`&attributes[${alert_attribute.id}][one_of]=other`)).toEqual([]);
  });

  it("is resolved once by an editor, never for a source that resolves its own", async () => {
    const { sandbox, call, send, list } = open();
    await send();
    const [{ id }] = (await list()) as readonly [Json];
    const resolve = (): Promise<Answered> => call("POST", `/v2/alerts/${id}/actions/resolve`);
    sandbox.control.setQuirks({ thirdPartyResolves: true });
    expect((await resolve()).status).toBe(422);
    sandbox.control.setQuirks({ thirdPartyResolves: false });
    const first = await resolve();
    expect(first.body.alert.status).toBe("resolved");
    expect((await resolve()).body).toEqual(first.body);
    const viewer = caller(sandbox, sandbox.control.addKey(["viewer"]));
    expect((await viewer("POST", `/v2/alerts/${id}/actions/resolve`)).status).toBe(403);
  });
});

const sourceOf = (shown: Json): { readonly id: string; readonly secretToken: string } => ({ id: shown.id, secretToken: shown.secret_token });

describe("events of an alert source", () => {
  it.each([
    ["Bearer", (secret: string) => ({ authorization: `Bearer ${secret}` }), ""],
    ["Basic", (secret: string) => ({ authorization: `Basic ${Buffer.from(`any:${secret}`).toString("base64")}` }), ""],
    ["the address", () => ({}), "token"],
  ])("are let in by the source's secret as %s", async (_name, headers, parameter) => {
    const { sandbox, sourceId, list } = open();
    const [{ secretToken } = { secretToken: "" }] = sandbox.control.alertSources();
    const query = new URLSearchParams(parameter === "" ? {} : { [parameter]: secretToken });
    const body = Buffer.from(JSON.stringify(event));
    const at = `/v2/alert_events/http/${sourceId}`;
    const answer = await sandbox.app.handle({ method: "POST", path: at, query, headers: headers(secretToken) as Record<string, string>, body });
    expect(answer.status).toBe(202);
    expect(await list()).toHaveLength(1);
  });

  it("are turned away without it, with another, and with an API key; and the secret opens nothing else", async () => {
    const { sandbox, call, sourceId, list } = open();
    const at = `/v2/alert_events/http/${sourceId}`;
    for (const token of [null, "wrong", sandbox.apiKey]) expect((await caller(sandbox, token)("POST", at, event)).status).toBe(401);
    expect((await call("POST", "/v2/alert_events/http/nothing", event)).status).toBe(404);
    expect(await list()).toEqual([]);
    const [{ secretToken } = { secretToken: "" }] = sandbox.control.alertSources();
    expect((await caller(sandbox, secretToken)("GET", "/v2/alerts?page_size=5")).status).toBe(401);
  });

  it.each(["title", "status", "deduplication_key"])("are refused without %s", async (field) => {
    const { send } = open();
    expect(await send({ [field]: undefined })).toMatchObject({ status: 422, body: { errors: [{ source: { field } }] } });
  });

  it("spend their source's calls and not those of the key", async () => {
    const { sandbox, call, send } = open();
    sandbox.control.setLimits({ capacity: 2, refillPerSecond: 1 });
    expect([(await send()).status, (await send()).status, (await send()).status]).toEqual([202, 202, 429]);
    expect((await call("GET", "/v1/identity")).status).toBe(200);
  });
});

describe("the list of alerts", () => {
  it("goes page by page, newest first, and is narrowed by each filter", async () => {
    const { sandbox, call, send, list, sourceId } = open();
    await send({ deduplication_key: "a", title: "A" });
    sandbox.control.advance(60_000);
    await send({ deduplication_key: "b", title: "B" });
    await send({ deduplication_key: "a", status: "resolved" });
    const first = (await call("GET", "/v2/alerts?page_size=1")).body;
    const second = (await call("GET", `/v2/alerts?page_size=1&after=${first.pagination_meta.after}`)).body;
    expect([first, second].map(({ alerts }) => alerts[0].title)).toEqual(["B", "A"]);
    const named = async (query: string): Promise<readonly string[]> => (await list(`&${query}`)).map(({ title }) => title);
    sandbox.control.addAlertNote(second.alerts[0].id, "Seen");
    expect(await named("status[one_of]=firing")).toEqual(["B"]);
    expect(await named("status[not_in]=firing")).toEqual(["A"]);
    expect(await named("deduplication_key[is]=a")).toEqual(["A"]);
    expect(await named(`alert_source[one_of]=${sourceId}`)).toEqual(["B", "A"]);
    expect(await named("alert_source[one_of]=other")).toEqual([]);
    expect(await named("created_at[gte]=2026-09-01T08:00:30Z")).toEqual(["B"]);
    expect(await named("has_notes[is]=true")).toEqual(["A"]);
    expect(await named("has_notes[is]=false")).toEqual(["B"]);
    expect(await named("include_maintenance_window[is]=false")).toEqual(["B", "A"]);
    expect(await named("alert_group_id[one_of]=x")).toEqual([]);
  });

  it.each(["", "?page_size=51", "?page_size=5&status[is]=firing", "?page_size=5&title[is]=x", "?page_size=5&deduplication_key[one_of]=a"])(
    "refuses %s",
    async (query) => {
      const { call } = open();
      expect((await call("GET", `/v2/alerts${query}`)).status).toBe(422);
    },
  );
});

describe("alerts of a private source", () => {
  it("P1 are there for keys with global access only, and tell their id alone in events", async () => {
    const { sandbox, call } = open();
    const bodies: Json[] = [];
    sandbox.control.webhooksTo(async (_headers, body) => (bodies.push(JSON.parse(body)), 200));
    const body = { name: "Secret", source_type: "http", template: template([], [], { is_private: true }) };
    const kit = kitOf({ sandbox, call }, sourceOf((await call("POST", "/v2/alert_sources", body)).body.alert_source));
    await kit.send();
    const id = String(sandbox.control.alerts().at(-1)?.["id"]);
    expect(await kit.list()).toEqual([]);
    expect((await call("GET", `/v2/alerts/${id}`)).status).toBe(404);
    expect((await call("POST", `/v2/alerts/${id}/actions/resolve`)).status).toBe(404);
    expect((await call("POST", "/v1/alert_notes", { alert_id: id, content: "x" })).status).toBe(422);
    const all = caller(sandbox, sandbox.control.addKey(["viewer", "incident_editor", "global_access"]));
    expect((await all("GET", `/v2/alerts/${id}`)).status).toBe(200);
    await all("POST", `/v2/alerts/${id}/actions/resolve`);
    for (let turns = 0; turns < 5; turns += 1) await turn();
    expect(bodies).toEqual(
      ["alert_created_v1", "alert_resolved_v1"].map((name) => ({ event_type: `private_alert.${name}`, [`private_alert.${name}`]: { id } })),
    );
  });
});

describe("alerts that hang on incidents", () => {
  it("are found from either side, with the incident's category by its new name", async () => {
    const { sandbox, call, sourceId } = open();
    const incidentId = sandbox.control.addIncident("Slow", [], "public", { summary: "Since noon" });
    const alertId = String(sandbox.control.fireAlert(sourceId, { title: "Slow" }));
    sandbox.control.attachAlert(alertId, incidentId);
    sandbox.control.attachAlert(alertId, sandbox.control.addIncident("Secret", [], "private"));
    const rows = async (query: string): Promise<readonly Json[]> =>
      (await call("GET", `/v2/incident_alerts?page_size=5&${query}`)).body.incident_alerts;
    const [row, ...others] = await rows(`alert_id=${alertId}`);
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      alert: { id: alertId, title: "Slow" },
      incident: { id: incidentId, reference: "INC-1", external_id: 1, status_category: "active", visibility: "public", summary: "Since noon" },
    });
    expect(await rows(`incident_id=${incidentId}`)).toEqual([row]);
    expect(await rows("incident_id=other")).toEqual([]);
    expect((await call("GET", "/v2/incident_alerts")).status).toBe(422);
  });
});

describe("the sandbox's own alert", () => {
  it("fires from the start, and comes back with a snapshot as its source and its notes do", async () => {
    const { sandbox, call } = stopped();
    const everything = async (): Promise<readonly Json[]> =>
      Promise.all(
        ["/v2/alerts?page_size=5", "/v2/alert_sources", "/v2/alert_attributes", "/v1/alert_notes"].map(async (at) => (await call("GET", at)).body),
      );
    const [{ id } = { id: "" }] = sandbox.control.alerts() as readonly { readonly id: string }[];
    sandbox.control.addAlertNote(id, "Seen");
    const before = await everything();
    expect(before[0]).toMatchObject({ alerts: [{ id, status: "firing" }] });
    const snapshot = JSON.parse(JSON.stringify(sandbox.control.snapshot())) as ReturnType<typeof sandbox.control.snapshot>;
    sandbox.control.resolveAlert(id);
    sandbox.control.deleteAlertNote(String(sandbox.control.alertNotes(id)[0]?.["id"]));
    for (const { id: source } of sandbox.control.alertSources()) await call("DELETE", `/v2/alert_sources/${source}`);
    expect(await everything()).not.toEqual(before);
    sandbox.control.restore(snapshot);
    expect(await everything()).toEqual(before);
  });
});
