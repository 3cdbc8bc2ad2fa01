import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { SUNSET_MS } from "../sunset.ts";
import { caller, START_MS, stopped } from "../testing.ts";

type Kit = ReturnType<typeof stopped>;
// oxlint-disable-next-line typescript/no-explicit-any -- an answer's shape is what the tests are about, so they look into it without a schema
type Json = any;

async function open(): Promise<Kit & { readonly incidentId: string; add(fields?: object): Promise<Json> }> {
  const kit = stopped({ sampleIncidents: 0 });
  const incidentId = kit.sandbox.control.addIncident("Invoices sent twice");
  const add = async (fields: object = {}): Promise<Json> =>
    (await kit.call("POST", "/v3/follow_ups", { incident_id: incidentId, title: "Call Ada", ...fields })).body.follow_up;
  return { ...kit, incidentId, add };
}

const titles = (answer: { readonly body: Json }): readonly string[] => answer.body.follow_ups.map(({ title }: Json) => title);

describe("a follow-up", () => {
  it("is created open by the key that made it, and reads back by id and in the list", async () => {
    const { call, incidentId, add } = await open();
    const user = (await call("GET", "/v2/users?email=bo@example.com")).body.users[0];
    const made = await add({ description: "About **both**", labels: ["a", "a", "b"], assignee_id: user.id });
    expect(made).toMatchObject({
      incident_id: incidentId,
      title: "Call Ada",
      description: "About **both**",
      labels: ["a", "b"],
      status: "outstanding",
      assignee: { id: user.id, email: "bo@example.com" },
      creator: { api_key: { name: "Sandbox key" } },
    });
    expect(made).not.toHaveProperty("completed_at");
    expect((await call("GET", `/v3/follow_ups/${made.id}`)).body.follow_up).toEqual(made);
    expect((await call("GET", `/v3/follow_ups?incident_id=${incidentId}`)).body).toEqual({ follow_ups: [made], pagination_meta: { page_size: 25 } });
  });

  it("is created twice by two equal calls", async () => {
    const { call, add } = await open();
    const [one, other] = [await add(), await add()];
    expect(one.id).not.toBe(other.id);
    expect(titles(await call("GET", "/v3/follow_ups"))).toEqual(["Call Ada", "Call Ada"]);
  });

  it("keeps what an update leaves out, loses what it clears, and is dated while it is completed", async () => {
    const { call, add } = await open();
    const user = (await call("GET", "/v2/users")).body.users[0];
    const { id } = await add({ description: "About both", labels: ["a"], assignee_id: user.id });
    const put = async (change: object): Promise<Json> =>
      (await call("PUT", `/v3/follow_ups/${id}`, { title: "Call", status: "outstanding", ...change })).body.follow_up;
    const done = await put({ status: "completed" });
    expect(done).toMatchObject({ title: "Call", description: "About both", labels: ["a"], assignee: { id: user.id }, status: "completed" });
    expect(done.completed_at).toBe(done.updated_at);
    expect((await put({ status: "completed", title: "Call again" })).completed_at).toBe(done.completed_at);
    const open_ = await put({ description: "", labels: [], assignee_id: null });
    expect(open_).toMatchObject({ labels: [], status: "outstanding" });
    for (const gone of ["description", "assignee", "completed_at"]) expect(open_).not.toHaveProperty(gone);
  });

  it("is gone from reads once it is deleted", async () => {
    const { call, add } = await open();
    const { id } = await add();
    expect((await call("DELETE", `/v3/follow_ups/${id}`)).status).toBe(204);
    for (const [method, body] of [["GET"], ["PUT", { title: "x", status: "outstanding" }], ["DELETE"]] as const)
      expect((await call(method, `/v3/follow_ups/${id}`, body)).status).toBe(404);
    expect(titles(await call("GET", "/v3/follow_ups"))).toEqual([]);
  });

  it.each([
    ["no title", {}, "title"],
    ["an empty title", { title: "" }, "title"],
    ["an unknown incident", { title: "x", incident_id: "nothing" }, "incident_id"],
    ["a user who has left", { title: "x", assignee_id: "ezra" }, "assignee_id"],
    ["an unknown team", { title: "x", assignee_team_id: "nothing" }, "assignee_team_id"],
    ["an unknown priority", { title: "x", follow_up_priority_option_id: "nothing" }, "follow_up_priority_option_id"],
    ["labels that are no list", { title: "x", labels: "a" }, "labels"],
  ])("is refused with %s, and the error names the field", async (_name, fields, field) => {
    const { call, incidentId } = await open();
    const left = (await call("GET", "/v2/users?include_inactive=true&email=ezra@example.com")).body.users[0].id;
    const body = JSON.stringify({ incident_id: incidentId, ...fields }).replace('"ezra"', JSON.stringify(left));
    expect(await call("POST", "/v3/follow_ups", body)).toMatchObject({ status: 422, body: { errors: [{ source: { field } }] } });
    expect(titles(await call("GET", "/v3/follow_ups"))).toEqual([]);
  });

  it("is deleted by a call of its own, not by a status", async () => {
    const { call, add } = await open();
    const { id } = await add();
    const answer = await call("PUT", `/v3/follow_ups/${id}`, { title: "x", status: "deleted" });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ source: { field: "status" } }] } });
  });

  it("needs the role of an editor to be written", async () => {
    const { sandbox, incidentId } = await open();
    const viewer = caller(sandbox, sandbox.control.addKey(["viewer"]));
    expect((await viewer("POST", "/v3/follow_ups", { incident_id: incidentId, title: "x" })).status).toBe(403);
    expect((await viewer("GET", "/v3/follow_ups")).status).toBe(200);
  });
});

describe("the list of follow-ups", () => {
  it("goes page by page, oldest first, although rows leave it meanwhile", async () => {
    const { sandbox, call, add } = await open();
    for (const title of ["one", "two", "three", "four"]) {
      sandbox.control.advance(1_000);
      await add({ title });
    }
    const first = await call("GET", "/v3/follow_ups?page_size=2");
    const { after } = first.body.pagination_meta;
    sandbox.control.deleteFollowUp(after);
    const second = await call("GET", `/v3/follow_ups?page_size=2&after=${after}`);
    expect([titles(first), titles(second)]).toEqual([
      ["one", "two"],
      ["three", "four"],
    ]);
    expect(second.body.pagination_meta).toEqual({ page_size: 2 });
  });

  it("is narrowed by the times of creation and of change", async () => {
    const { sandbox, call, add } = await open();
    const old = await add({ title: "old" });
    sandbox.control.advance(60_000);
    await add({ title: "new" });
    sandbox.control.advance(60_000);
    sandbox.control.editFollowUp(old.id, { status: "completed" });
    const at = (seconds: number): string => new Date(START_MS + seconds * 1_000).toISOString();
    const found = async (filter: string): Promise<readonly string[]> => titles(await call("GET", `/v3/follow_ups?${filter}`));
    expect(await found(`created_at[gte]=${at(30)}`)).toEqual(["new"]);
    expect(await found(`updated_at[gte]=${at(90)}`)).toEqual(["old"]);
    expect(await found(`updated_at[lte]=${at(90)}`)).toEqual(["new"]);
    expect(await found(`created_at[date_range]=${at(0)}~${at(30)}`)).toEqual(["old"]);
  });

  it.each(["page_size=251", "page_size=0", "status[one_of]=completed", "created_at[gt]=2026-01-01", "updated_at[gte]=soon", "incident_mode=all"])(
    "refuses %s",
    async (query) => {
      const { call } = await open();
      expect((await call("GET", `/v3/follow_ups?${query}`)).status).toBe(422);
    },
  );

  it("leaves out those of test incidents unless asked", async () => {
    const { call, add } = await open();
    await add();
    const test = { idempotency_key: "t", visibility: "public", name: "Drill", mode: "test" };
    const { id } = (await call("POST", "/v2/incidents", test)).body.incident;
    await add({ title: "Drill", incident_id: id });
    expect(titles(await call("GET", "/v3/follow_ups"))).toEqual(["Call Ada"]);
    expect(titles(await call("GET", `/v3/follow_ups?incident_id=${id}`))).toEqual([]);
    expect(titles(await call("GET", "/v3/follow_ups?incident_mode=test"))).toEqual(["Drill"]);
  });

  it("shows new ones late when told to", async () => {
    const { sandbox, call, add } = await open();
    sandbox.control.setQuirks({ lateRowsMs: 60_000 });
    const { id } = await add();
    expect(titles(await call("GET", "/v3/follow_ups"))).toEqual([]);
    expect((await call("GET", `/v3/follow_ups/${id}`)).status).toBe(200);
    sandbox.control.advance(60_000);
    expect(titles(await call("GET", "/v3/follow_ups"))).toEqual(["Call Ada"]);
  });

  it("P1 holds those of private incidents for keys with global access only", async () => {
    const { sandbox, call } = await open();
    const secret = sandbox.control.createFollowUp(sandbox.control.addIncident("Secret", [], "private"), { title: "Secret" });
    expect(titles(await call("GET", "/v3/follow_ups"))).toEqual([]);
    expect((await call("GET", `/v3/follow_ups/${secret}`)).status).toBe(404);
    const all = caller(sandbox, sandbox.control.addKey(["viewer", "global_access"]));
    expect(titles(await all("GET", "/v3/follow_ups"))).toEqual(["Secret"]);
    expect((await all("GET", `/v3/follow_ups/${secret}`)).status).toBe(200);
  });
});

describe("an action", () => {
  it("has a description and no title, and lives as a follow-up does", async () => {
    const { sandbox, call, incidentId } = await open();
    const made = (await call("POST", "/v3/actions", { incident_id: incidentId, description: "Restart **one**" })).body.action;
    expect(made).toMatchObject({ description: "Restart **one**", status: "outstanding", creator: { api_key: { name: "Sandbox key" } } });
    for (const none of ["title", "labels", "priority"]) expect(made).not.toHaveProperty(none);
    const { action } = (await call("PUT", `/v3/actions/${made.id}`, { description: "Restart two", status: "completed" })).body;
    expect(action.completed_at).toBe(action.updated_at);
    expect((await call("GET", "/v3/actions?page_size=1")).body.actions).toEqual([action]);
    expect((await call("GET", "/v3/actions?assignee_team_id=x")).status).toBe(422);
    expect(sandbox.control.actions()).toEqual([action]);
    await call("DELETE", `/v3/actions/${made.id}`);
    expect(sandbox.control.actions()).toEqual([]);
    expect((await call("GET", `/v3/follow_ups/${made.id}`)).status).toBe(404);
  });

  it("is refused without a description", async () => {
    const { call, incidentId } = await open();
    expect((await call("POST", "/v3/actions", { incident_id: incidentId })).status).toBe(422);
  });
});

describe("version 2 of follow-ups and actions", () => {
  const addresses = ["/v2/follow_ups", "/v2/follow_ups/x", "/v2/actions", "/v2/actions/x"];

  it("is gone by default, and says where to go", async () => {
    const { sandbox, call } = await open();
    for (const address of addresses) {
      const answer = await call("GET", address);
      expect(answer).toMatchObject({ status: 410, body: { errors: [{ message: "This version is gone: use version 3" }] } });
    }
    sandbox.control.setQuirks({ sunsetStatus: 404 });
    expect((await call("GET", "/v2/actions")).status).toBe(404);
  });

  it("lives with the switch off, unpaged and without categories, until its published date", async () => {
    const { sandbox, call } = stopped();
    sandbox.control.setQuirks({ sunsetV2: false });
    const { follow_ups, pagination_meta } = (await call("GET", "/v2/follow_ups")).body;
    expect(follow_ups).toHaveLength(4);
    expect(pagination_meta).toBeUndefined();
    expect(JSON.stringify(follow_ups)).not.toContain("category");
    sandbox.control.advance(SUNSET_MS - START_MS - 1);
    expect((await call("GET", "/v2/follow_ups")).status).toBe(200);
    sandbox.control.advance(1);
    for (const address of addresses) expect((await call("GET", address)).status).toBe(410);
    expect((await call("GET", "/v3/follow_ups")).status).toBe(200);
  });
});

describe("events of follow-ups and actions", () => {
  async function listening(): Promise<Awaited<ReturnType<typeof open>> & { events(): Promise<readonly Json[]> }> {
    const kit = await open();
    const got: Json[] = [];
    await turn();
    kit.sandbox.control.webhooksTo(async (_headers, body) => (got.push(JSON.parse(body)), 200));
    const events = async (): Promise<readonly Json[]> => {
      for (let turns = 0; turns < 5; turns += 1) await turn();
      return got.splice(0);
    };
    return { ...kit, events };
  }

  it("carry a follow-up in the shape of version 2, whoever wrote", async () => {
    const { sandbox, call, add, events } = await listening();
    const { id } = await add();
    sandbox.control.editFollowUp(id, { status: "completed" });
    sandbox.control.setQuirks({ sunsetV2: false });
    const shown = (await call("GET", `/v2/follow_ups/${id}`)).body.follow_up;
    const [created, updated] = await events();
    expect(created.event_type).toBe("public_incident.follow_up_created_v2");
    expect(updated).toEqual({ event_type: "public_incident.follow_up_updated_v2", "public_incident.follow_up_updated_v2": shown });
  });

  it("carry an action in the shape of version 1, without who made it", async () => {
    const { sandbox, incidentId, events } = await listening();
    const id = sandbox.control.createAction(incidentId, { description: "Restart", assigneeEmail: "bo@example.com" });
    const [{ event_type, ...rest }] = (await events()) as readonly [Json];
    expect(event_type).toBe("public_incident.action_created_v1");
    expect(rest[event_type]).toMatchObject({ id, follow_up: false, description: "Restart", assignee: { email: "bo@example.com" } });
    expect(rest[event_type]).not.toHaveProperty("creator");
  });

  it("P1 tell the id alone when the incident is private", async () => {
    const { sandbox, events } = await listening();
    const secret = sandbox.control.addIncident("Secret", [], "private");
    await events();
    const id = sandbox.control.createFollowUp(secret, { title: "Secret" });
    expect(await events()).toEqual([{ event_type: "private_incident.follow_up_created_v2", "private_incident.follow_up_created_v2": { id } }]);
  });

  it("are not sent for a delete, unless told to", async () => {
    const { sandbox, add, events } = await listening();
    const [one, other] = [await add(), await add()];
    await events();
    sandbox.control.deleteFollowUp(one.id);
    expect(await events()).toEqual([]);
    sandbox.control.setQuirks({ deletedWorkTells: true });
    sandbox.control.deleteFollowUp(other.id);
    const [event] = await events();
    expect(event["public_incident.follow_up_updated_v2"]).toMatchObject({ id: other.id, status: "deleted" });
    expect(() => sandbox.control.editFollowUp(other.id, { title: "x" })).toThrow("the follow-up is deleted");
  });

  it("come twice to an endpoint that takes the old ones as well", async () => {
    const { sandbox, add, events } = await listening();
    sandbox.control.setQuirks({ followUpEventsTwice: true });
    const { id } = await add();
    const [now, old] = await events();
    expect(now.event_type).toBe("public_incident.follow_up_created_v2");
    expect(old["public_incident.follow_up_created_v1"]).toMatchObject({ id, follow_up: true, description: "Call Ada" });
  });
});

describe("the sandbox's own follow-ups", () => {
  it("belong to the public sample incidents, and teach the ids of priorities and categories", async () => {
    const { call } = stopped();
    const { follow_ups } = (await call("GET", "/v3/follow_ups")).body;
    expect(follow_ups).toHaveLength(4);
    expect(follow_ups.filter(({ priority, category }: Json) => priority?.name === "Low" && category?.name === "Customer care")).toHaveLength(2);
    expect(follow_ups.map(({ status }: Json) => status)).toContain("completed");
  });

  it("come back with a snapshot", async () => {
    const { sandbox, call } = stopped();
    const before = (await call("GET", "/v3/follow_ups")).body;
    const snapshot = JSON.parse(JSON.stringify(sandbox.control.snapshot())) as ReturnType<typeof sandbox.control.snapshot>;
    for (const { id } of before.follow_ups) await call("DELETE", `/v3/follow_ups/${id}`);
    expect((await call("GET", "/v3/follow_ups")).body.follow_ups).toEqual([]);
    sandbox.control.restore(snapshot);
    expect((await call("GET", "/v3/follow_ups")).body).toEqual(before);
  });
});
