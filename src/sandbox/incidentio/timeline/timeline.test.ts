import { describe, expect, it } from "vitest";
import { caller, START_MS, stopped } from "../testing.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- an answer's shape is what the tests are about, so they look into it without a schema
type Json = any;
const path = "/v2/incident_timeline_items";

function open(): ReturnType<typeof stopped> & {
  readonly incidentId: string;
  add(fields?: object): Promise<{ readonly status: number; readonly body: Json }>;
  titles(): Promise<readonly string[]>;
} {
  const kit = stopped({ sampleIncidents: 0 });
  const incidentId = kit.sandbox.control.addIncident("Invoices sent twice");
  let count = 0;
  const add = (fields: object = {}): Promise<{ readonly status: number; readonly body: Json }> => {
    count += 1;
    const draft = { idempotency_key: `k${String(count)}`, incident_id: incidentId, timestamp: "2026-08-31T08:00:00Z", title: "Note" };
    return kit.call("POST", path, { ...draft, ...fields });
  };
  const titles = async (): Promise<readonly string[]> =>
    (await kit.call("GET", `${path}?incident_id=${incidentId}`)).body.incident_timeline_items.map(({ title }: Json) => title);
  return { ...kit, incidentId, add, titles };
}

describe("a timeline item", () => {
  it("is created once per idempotency key: a repeat answers with the first, whatever else it says", async () => {
    const { add, titles } = open();
    const first = await add({ idempotency_key: "hw:1", description: "*All* of it" });
    expect(first).toMatchObject({ status: 201, body: { incident_timeline_item: { title: "Note", description: "*All* of it" } } });
    expect(first.body.incident_timeline_item).toMatchObject({ creator: { api_key: { name: "Sandbox key" } }, timestamp: "2026-08-31T08:00:00Z" });
    const again = await add({ idempotency_key: "hw:1", title: "Other", description: "Other" });
    expect(again.body).toEqual(first.body);
    await add({ idempotency_key: "hw:2" });
    expect(await titles()).toEqual(["Note", "Note"]);
  });

  it("keeps what an update leaves out, and loses an empty description", async () => {
    const { call, add } = open();
    const { id } = (await add({ description: "All of it" })).body.incident_timeline_item;
    const patch = async (change: object): Promise<Json> => (await call("PATCH", `${path}/${id}`, change)).body.incident_timeline_item;
    expect(await patch({ title: "Renamed" })).toMatchObject({ title: "Renamed", description: "All of it", timestamp: "2026-08-31T08:00:00Z" });
    expect(await patch({ description: "" })).not.toHaveProperty("description");
    expect(await patch({ timestamp: "2026-08-31T12:30:00+02:00" })).toMatchObject({ title: "Renamed", timestamp: "2026-08-31T10:30:00Z" });
  });

  it("is neither deleted nor shown alone: the vendor has no call for either", async () => {
    const { call, add } = open();
    const { id } = (await add()).body.incident_timeline_item;
    for (const method of ["DELETE", "GET"]) expect((await call(method, `${path}/${id}`)).status).toBe(404);
  });

  it.each([
    ["no idempotency key", { idempotency_key: "" }, "idempotency_key"],
    ["no title", { title: "" }, "title"],
    ["a time that is none", { timestamp: "yesterday" }, "timestamp"],
    ["a date without a time", { timestamp: "2026-08-31" }, "timestamp"],
    ["an unknown incident", { incident_id: "nothing" }, "incident_id"],
  ])("is refused with %s", async (_name, fields, field) => {
    const { add, titles } = open();
    expect(await add(fields)).toMatchObject({ status: 422, body: { errors: [{ source: { field } }] } });
    expect(await titles()).toEqual([]);
  });

  it("keeps its time when it comes from the activity log", async () => {
    const { sandbox, call, incidentId } = open();
    const id = sandbox.control.addTimelineItem(incidentId, { title: "Severity set", promoted: true });
    const refused = await call("PATCH", `${path}/${id}`, { timestamp: "2026-08-31T08:00:00Z" });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ source: { field: "timestamp" } }] } });
    const { incident_timeline_item } = (await call("PATCH", `${path}/${id}`, { title: "Set" })).body;
    expect(incident_timeline_item).toMatchObject({ title: "Set", activity_log_id: expect.any(String), creator: { user: { name: "Avery Quill" } } });
  });

  it("may lie ahead, unless the sandbox is told otherwise", async () => {
    const { sandbox, add } = open();
    const timestamp = new Date(START_MS + 3_600_000).toISOString();
    expect((await add({ timestamp })).status).toBe(201);
    sandbox.control.setQuirks({ refusesFutureItems: true });
    expect((await add({ timestamp })).status).toBe(422);
  });

  it("leaves its incident's time of change alone, unless the sandbox is told otherwise", async () => {
    const { sandbox, call, incidentId, add } = open();
    const changed = async (): Promise<string> => (await call("GET", `/v2/incidents/${incidentId}`)).body.incident.updated_at;
    const before = await changed();
    await add();
    expect(await changed()).toBe(before);
    sandbox.control.setQuirks({ timelineTouchesIncident: true });
    await add();
    expect(await changed()).not.toBe(before);
  });
});

describe("an incident's timeline", () => {
  it("goes page by page in the order of its times, then of its ids", async () => {
    const { sandbox, call, incidentId, add } = open();
    sandbox.control.addTimelineItem(incidentId, { title: "now" });
    for (const [title, timestamp] of [
      ["second", "2026-08-31T10:00:00.5Z"],
      ["first", "2026-08-31T10:00:00Z"],
      ["third", "2026-08-31T14:00:00+02:00"],
    ])
      await add({ title, timestamp });
    const page = async (after: string): Promise<Json> => (await call("GET", `${path}?incident_id=${incidentId}&page_size=2${after}`)).body;
    const first = await page("");
    const second = await page(`&after=${first.pagination_meta.after}`);
    const titles = [first, second].map(({ incident_timeline_items }) => incident_timeline_items.map(({ title }: Json) => title));
    expect(titles).toEqual([
      ["first", "second"],
      ["third", "now"],
    ]);
    expect(second.pagination_meta).toEqual({ page_size: 2 });
  });

  it.each([
    ["", 422],
    ["incident_id=nothing", 404],
    ["incident_id=ID&page_size=251", 422],
    ["incident_id=ID&after=nothing", 422],
  ])("answers %s with %i", async (query, status) => {
    const { call, incidentId } = open();
    expect((await call("GET", `${path}?${query.replace("ID", incidentId)}`)).status).toBe(status);
  });

  it("P1 is hidden with its private incident from keys without global access", async () => {
    const { sandbox, call, add } = open();
    const secret = sandbox.control.addIncident("Secret", [], "private");
    const id = sandbox.control.addTimelineItem(secret, { title: "Secret" });
    expect((await call("GET", `${path}?incident_id=${secret}`)).status).toBe(404);
    expect((await call("PATCH", `${path}/${id}`, { title: "x" })).status).toBe(404);
    expect((await add({ incident_id: secret })).status).toBe(422);
    const all = caller(sandbox, sandbox.control.addKey(["incident_editor", "global_access"]));
    expect((await all("GET", `${path}?incident_id=${secret}`)).body.incident_timeline_items).toHaveLength(1);
    expect((await all("PATCH", `${path}/${id}`, { title: "x" })).status).toBe(200);
  });

  it("is written by editors only", async () => {
    const { sandbox, incidentId } = open();
    const viewer = caller(sandbox, sandbox.control.addKey(["viewer"]));
    expect((await viewer("POST", path, {})).status).toBe(403);
    expect((await viewer("GET", `${path}?incident_id=${incidentId}`)).status).toBe(200);
  });

  it("of a sample incident holds what a person wrote and an entry of the log; no event tells of either, and a snapshot brings both back", async () => {
    const events: string[] = [];
    const { sandbox, call } = stopped({ webhook: { deliver: async (_headers, body) => (events.push(body), 200) } });
    const { incidents } = (await call("GET", "/v2/incidents")).body;
    const { id } = incidents[0];
    const before = sandbox.control.timelineItems(id);
    expect(before.map(({ activity_log_id }) => activity_log_id !== undefined).toSorted()).toEqual([false, true]);
    const snapshot = JSON.parse(JSON.stringify(sandbox.control.snapshot())) as ReturnType<typeof sandbox.control.snapshot>;
    sandbox.control.editTimelineItem(String(before[0]?.["id"]), { title: "Changed" });
    sandbox.control.restore(snapshot);
    expect(sandbox.control.timelineItems(id)).toEqual(before);
    await new Promise(setImmediate);
    expect(events).toEqual([]);
  });
});
