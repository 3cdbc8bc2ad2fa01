import { describe, expect, it } from "vitest";
import { addEntry, contactType, stopped, type Answered, type Call } from "./testing.ts";

const about = { name: "Blocking", description: "Nothing works" };
const open = (call: Call, fields: object): Promise<Answered> =>
  call("POST", "/v2/incidents", { idempotency_key: "one", visibility: "public", name: "Slow", ...fields });

describe("severities", () => {
  it("are created on top unless ranked, changed, and deleted while no incident has them", async () => {
    const { call } = stopped({ sampleIncidents: 0 });
    const { severity } = (await call("POST", "/v1/severities", about)).body;
    expect(severity).toMatchObject({ ...about, rank: 4 });
    const changed = await call("PUT", `/v1/severities/${severity.id}`, { ...about, name: "Total", rank: 9 });
    expect(changed.body.severity).toMatchObject({ id: severity.id, name: "Total", rank: 9 });
    await open(call, { severity_id: severity.id });
    expect((await call("DELETE", `/v1/severities/${severity.id}`)).status).toBe(422);
    const unused = (await call("POST", "/v1/severities", { ...about, rank: 0 })).body.severity;
    expect((await call("DELETE", `/v1/severities/${unused.id}`)).status).toBe(202);
    expect((await call("GET", "/v1/severities")).body.severities.map(({ name }: { name: string }) => name)).toEqual([
      "Minor",
      "Major",
      "Critical",
      "Total",
    ]);
  });

  it.each([
    ["too long a name", { name: "x".repeat(51) }],
    ["no name", { name: "" }],
    ["no description", { description: null }],
    ["a rank that is no whole number", { rank: 1.5 }],
  ])("are refused with %s", async (_name, fields) => {
    const { call } = stopped();
    expect((await call("POST", "/v1/severities", { ...about, ...fields })).status).toBe(422);
    expect((await call("PUT", "/v1/severities/nothing", about)).status).toBe(404);
  });
});

describe("statuses of incidents", () => {
  it("are created in the three open categories, renamed, and deleted while no incident is in them", async () => {
    const { call } = stopped({ sampleIncidents: 0 });
    const { incident_status } = (await call("POST", "/v1/incident_statuses", { ...about, category: "learning" })).body;
    expect(incident_status).toMatchObject({ ...about, category: "learning" });
    const at = `/v1/incident_statuses/${incident_status.id}`;
    expect((await call("PUT", at, { ...about, name: "Writing up" })).body.incident_status).toMatchObject({
      name: "Writing up",
      category: "learning",
    });
    const { incident } = (await open(call, { incident_status_id: incident_status.id })).body;
    expect((await call("DELETE", at)).status).toBe(422);
    const closed = (await call("GET", "/v1/incident_statuses")).body.incident_statuses.find(({ name }: { name: string }) => name === "Closed");
    await call("POST", `/v2/incidents/${incident.id}/actions/edit`, { incident: { incident_status_id: closed.id }, notify_incident_channel: false });
    expect((await call("DELETE", at)).status).toBe(202);
    expect((await call("GET", at)).status).toBe(404);
  });

  it("of the vendor's own categories are neither made nor changed, and names are unique", async () => {
    const { call } = stopped();
    for (const category of ["triage", "merged", "declined", "paused", "canceled"])
      expect((await call("POST", "/v1/incident_statuses", { ...about, category })).status).toBe(422);
    expect((await call("POST", "/v1/incident_statuses", { ...about, name: "Fixing", category: "live" })).status).toBe(422);
    const { incident_statuses } = (await call("GET", "/v1/incident_statuses")).body;
    const merged = incident_statuses.find(({ category }: { category: string }) => category === "merged");
    expect((await call("PUT", `/v1/incident_statuses/${merged.id}`, about)).status).toBe(422);
    expect((await call("DELETE", `/v1/incident_statuses/${merged.id}`)).status).toBe(422);
  });
});

describe("options of custom fields", () => {
  async function withSelect(): Promise<{ call: Call; fieldId: string; add(value: string, sort_key?: number): Promise<Answered> }> {
    const { call } = stopped({ sampleIncidents: 0 });
    const { custom_field } = (await call("POST", "/v2/custom_fields", { name: "Plan", description: "", field_type: "single_select" })).body;
    const add = (value: string, sort_key?: number): Promise<Answered> =>
      call("POST", "/v1/custom_field_options", { custom_field_id: custom_field.id, value, sort_key });
    return { call, fieldId: custom_field.id, add };
  }

  it("are listed by sort key, page by page", async () => {
    const { call, fieldId, add } = await withSelect();
    expect((await add("Last")).body.custom_field_option).toMatchObject({ value: "Last", sort_key: 1_000, custom_field_id: fieldId });
    await add("First", 1);
    const at = `/v1/custom_field_options?custom_field_id=${fieldId}&page_size=1`;
    const first = (await call("GET", at)).body;
    const second = (await call("GET", `${at}&after=${first.pagination_meta.after}`)).body;
    expect([first, second].map(({ custom_field_options }) => custom_field_options[0].value)).toEqual(["First", "Last"]);
    expect((await call("GET", "/v1/custom_field_options")).status).toBe(422);
    expect((await call("GET", "/v1/custom_field_options?custom_field_id=nothing")).status).toBe(404);
  });

  it("are changed, and vanish from incidents once they are deleted", async () => {
    const { call, fieldId, add } = await withSelect();
    const { id } = (await add("Gold")).body.custom_field_option;
    const entries = [{ custom_field_id: fieldId, values: [{ value_option_id: id }] }];
    const { incident } = (await open(call, { custom_field_entries: entries })).body;
    await call("PUT", `/v1/custom_field_options/${id}`, { value: "Platinum", sort_key: 5 });
    const values = async (): Promise<unknown> =>
      (await call("GET", `/v2/incidents/${incident.id}`)).body.incident.custom_field_entries.find(
        ({ custom_field }: { custom_field: { id: string } }) => custom_field.id === fieldId,
      ).values;
    expect(await values()).toMatchObject([{ value_option: { value: "Platinum", sort_key: 5 } }]);
    expect((await call("DELETE", `/v1/custom_field_options/${id}`)).status).toBe(204);
    expect(await values()).toEqual([]);
    for (const method of ["GET", "DELETE"]) expect((await call(method, `/v1/custom_field_options/${id}`)).status).toBe(404);
  });

  it("are refused with white space at their ends, tabs, line breaks, a taken value, or in a field that has none of its own", async () => {
    const { call, add } = await withSelect();
    await add("Gold");
    for (const value of [" Gold", "Gold\t", "Go\nld", "Gold", ""]) expect((await add(value)).status).toBe(422);
    const fields = { name: "Hit", description: "", field_type: "multi_select", catalog_type_id: await contactType(call) };
    const { custom_field } = (await call("POST", "/v2/custom_fields", fields)).body;
    expect((await call("POST", "/v1/custom_field_options", { custom_field_id: custom_field.id, value: "x" })).status).toBe(422);
  });
});

describe("what a person says of an incident in the dashboard", () => {
  it("holds mode, severity, lead, contacts and other fields; a status may go anywhere, also back", async () => {
    const { sandbox, call } = stopped({ sampleIncidents: 0 });
    const entry = await addEntry(call, await contactType(call));
    const more = {
      mode: "test",
      severity: "Major",
      lead: "bo@example.com",
      fields: { "Customer e-mail": "ada@example.com", "Reported through": "Chat" },
    } as const;
    const id = sandbox.control.addIncident("Drill", [entry.id], "public", more);
    const shown = async (): Promise<Answered["body"]> => (await call("GET", `/v2/incidents/${id}`)).body.incident;
    const before = await shown();
    expect(before).toMatchObject({ mode: "test", severity: { name: "Major" } });
    expect(before.incident_role_assignments[0]).toMatchObject({ assignee: { email: "bo@example.com" } });
    const values = before.custom_field_entries.flatMap((field: { values: unknown[] }) => field.values);
    expect(values).toMatchObject([{ value_option: { value: "Chat" } }, { value_text: "ada@example.com" }, { value_catalog_entry: { id: entry.id } }]);
    sandbox.control.editIncident(id, { status: "Merged", fields: { "Customer e-mail": null } });
    sandbox.control.editIncident(id, { status: "Investigating" });
    const after = await shown();
    expect(after.incident_status.category).toBe("live");
    expect(JSON.stringify(after)).not.toContain("ada@example.com");
    for (const wrong of [
      { fields: { Nothing: "x" } },
      { fields: { "Reported through": "Fax" } },
      { lead: "nobody@example.com" },
      { status: "Nothing" },
    ])
      expect(() => sandbox.control.editIncident(id, wrong)).toThrow();
  });
});
