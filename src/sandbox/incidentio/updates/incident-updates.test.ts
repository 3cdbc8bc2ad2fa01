import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { caller, stopped, type Answered } from "../testing.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- an answer's shape is what the tests are about, so they look into it without a schema
type Json = any;
const path = "/v2/incident_updates";

interface Kit extends ReturnType<typeof stopped> {
  readonly incidentId: string;
  readonly statuses: Readonly<Record<string, string>>;
  post(fields: object): Promise<Answered>;
  /** Types of the events since the last look, with their payloads. */
  events(): Promise<readonly Json[]>;
}
async function open(): Promise<Kit> {
  const got: Json[] = [];
  const kit = stopped({ sampleIncidents: 0, webhook: { deliver: async (_headers, body) => (got.push(JSON.parse(body)), 200) } });
  const incidentId = kit.sandbox.control.addIncident("Invoices sent twice");
  const rows: readonly Json[] = (await kit.call("GET", "/v1/incident_statuses")).body.incident_statuses;
  let count = 0;
  const events = async (): Promise<readonly Json[]> => {
    for (let turns = 0; turns < 5; turns += 1) await turn();
    return got.splice(0).map(({ event_type, ...rest }) => ({ type: event_type, payload: rest[event_type] }));
  };
  await events();
  return {
    ...kit,
    incidentId,
    statuses: Object.fromEntries(rows.map(({ name, id }) => [name, id])),
    post: (fields) => kit.call("POST", path, { idempotency_key: `k${String((count += 1))}`, incident_id: incidentId, ...fields }),
    events,
  };
}

describe("an update of an incident", () => {
  it("tells and changes at once: status, severity and message, in the incident, in the list and in the events", async () => {
    const { call, incidentId, statuses, post, events } = await open();
    const [, major] = (await call("GET", "/v1/severities")).body.severities;
    const made = await post({ message: "*Nearly* there", to_incident_status_id: statuses["Monitoring"], to_severity_id: major.id });
    expect(made).toMatchObject({
      status: 201,
      body: {
        incident_update: {
          incident_id: incidentId,
          message: "*Nearly* there",
          new_incident_status: { name: "Monitoring" },
          new_severity: { name: "Major" },
          updater: { api_key: { name: "Sandbox key" } },
        },
      },
    });
    expect((await call("GET", `/v2/incidents/${incidentId}`)).body.incident).toMatchObject({
      incident_status: { name: "Monitoring" },
      severity: { name: "Major" },
    });
    expect((await call("GET", `${path}?incident_id=${incidentId}`)).body.incident_updates).toEqual([made.body.incident_update]);
    expect(await events()).toMatchObject([
      { type: "public_incident.incident_updated_v2", payload: { most_recent_update_message: "*Nearly* there" } },
      { type: "public_incident.incident_status_updated_v2", payload: { message: "*Nearly* there", new_status: { name: "Monitoring" } } },
    ]);
  });

  it("keeps status and severity when it only tells, and its message stays the most recent one in later events", async () => {
    const { sandbox, incidentId, post, events } = await open();
    const { incident_update } = (await post({ message: "Still looking" })).body;
    expect(incident_update).toMatchObject({ new_incident_status: { name: "Investigating" } });
    sandbox.control.editIncident(incidentId, { status: "Fixing" });
    const [told, edited, moved] = await events();
    expect([told, edited].map(({ payload }) => payload.most_recent_update_message)).toEqual(["Still looking", "Still looking"]);
    expect(moved.payload).not.toHaveProperty("message");
  });

  it("happens once per idempotency key", async () => {
    const { call, post, events } = await open();
    const first = await post({ idempotency_key: "hw:1", message: "One" });
    await events();
    expect((await post({ idempotency_key: "hw:1", message: "Two" })).body).toEqual(first.body);
    expect(await events()).toEqual([]);
    expect((await call("GET", path)).body.incident_updates).toHaveLength(1);
  });

  it.each([
    ["nothing to tell or change", {}, "message"],
    ["an empty message and no change", { message: "" }, "message"],
    ["an unknown incident", { message: "x", incident_id: "nothing" }, "incident_id"],
    ["a status that it cannot move to", { to_incident_status_id: "Triage" }, "to_incident_status_id"],
    ["an unknown severity", { to_severity_id: "nothing" }, "to_severity_id"],
  ])("is refused with %s", async (_name, fields, field) => {
    const { call, statuses, post } = await open();
    const body = JSON.parse(JSON.stringify(fields).replace('"Triage"', JSON.stringify(statuses["Triage"]))) as object;
    expect(await post(body)).toMatchObject({ status: 422, body: { errors: [{ source: { field } }] } });
    expect((await call("GET", path)).body.incident_updates).toEqual([]);
  });

  it("P1 of a private incident is hidden from keys without global access, and makes no event of its status", async () => {
    const { sandbox, call, post, events } = await open();
    const secret = sandbox.control.addIncident("Secret", [], "private");
    sandbox.control.postUpdate(secret, { message: "Secret", status: "Fixing" });
    expect((await call("GET", path)).body.incident_updates).toEqual([]);
    expect((await post({ incident_id: secret, message: "x" })).status).toBe(422);
    const all = caller(sandbox, sandbox.control.addKey(["viewer", "global_access"]));
    expect((await all("GET", path)).body.incident_updates).toHaveLength(1);
    expect(await events()).toEqual(["created", "updated"].map((what) => ({ type: `private_incident.incident_${what}_v2`, payload: { id: secret } })));
  });

  it("is written by editors only, and listed page by page", async () => {
    const { sandbox, call, post } = await open();
    await post({ message: "One" });
    await post({ message: "Two" });
    const first = (await call("GET", `${path}?page_size=1`)).body;
    const second = (await call("GET", `${path}?page_size=1&after=${first.pagination_meta.after}`)).body;
    expect([first, second].map(({ incident_updates }) => incident_updates[0].message)).toEqual(["One", "Two"]);
    expect((await call("GET", `${path}?page_size=251`)).status).toBe(422);
    const viewer = caller(sandbox, sandbox.control.addKey(["viewer"]));
    expect((await viewer("POST", path, {})).status).toBe(403);
  });
});

describe("an incident that a person merges into another", () => {
  it("is in the merged status, and its update names the other; both come back with a snapshot", async () => {
    const { sandbox, call, incidentId } = await open();
    const other = sandbox.control.addIncident("The same");
    sandbox.control.mergeIncident(incidentId, other);
    const updates = async (): Promise<readonly Json[]> => (await call("GET", `${path}?incident_id=${incidentId}`)).body.incident_updates;
    const before = await updates();
    expect(before).toMatchObject([
      { merged_into_incident_id: other, new_incident_status: { category: "merged" }, updater: { user: { name: "Avery Quill" } } },
    ]);
    const snapshot = JSON.parse(JSON.stringify(sandbox.control.snapshot())) as ReturnType<typeof sandbox.control.snapshot>;
    sandbox.control.postUpdate(incidentId, { status: "Investigating" });
    expect(await updates()).toHaveLength(2);
    sandbox.control.restore(snapshot);
    expect(await updates()).toEqual(before);
    expect((await call("GET", `/v2/incidents/${incidentId}`)).body.incident.incident_status.category).toBe("merged");
  });
});
