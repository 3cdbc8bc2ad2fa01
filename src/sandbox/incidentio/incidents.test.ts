import { describe, expect, it } from "vitest";
import { addEntry, caller, contactType, stopped, type Answered, type Call } from "./testing.ts";

const open = (call: Call, fields: Readonly<Record<string, unknown>> = {}): Promise<Answered> =>
  call("POST", "/v2/incidents", { idempotency_key: "one", visibility: "public", name: "Slow", ...fields });
const edit = (call: Call, id: string, incident: unknown): Promise<Answered> =>
  call("POST", `/v2/incidents/${id}/actions/edit`, { incident, notify_incident_channel: false });
const idOf = async (call: Call, path: string, name: string): Promise<string> => {
  const rows: readonly { id: string; name: string }[] = Object.values((await call("GET", path)).body)[0] as never;
  return rows.find((row) => row.name === name)?.id ?? "";
};

describe("incidents", () => {
  it("a repeat under the same idempotency key answers 200 with the first incident", async () => {
    const { call } = stopped({ sampleIncidents: 0 });
    const [first, again] = [await open(call), await open(call, { name: "Another name" })];
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.body.incident).toEqual(first.body.incident);
    expect((await call("GET", "/v2/incidents")).body.pagination_meta.total_record_count).toBe(1);
  });

  it("names the key that created it, and lists every custom field, unset ones empty", async () => {
    const { call } = stopped({ sampleIncidents: 0 });
    const { incident } = (await open(call)).body;
    expect(incident).toMatchObject({ reference: "INC-1", creator: { api_key: { name: "Sandbox key" } }, incident_status: { category: "live" } });
    expect(incident.custom_field_entries.map((entry: { values: unknown[] }) => entry.values)).toEqual([[], []]);
  });

  it.each([["idempotency_key"], ["visibility"]])("requires %s", async (field) => {
    const { call } = stopped();
    expect(await open(call, { [field]: undefined })).toMatchObject({ status: 422, body: { errors: [{ code: "is_required", source: { field } }] } });
  });

  it("requires what the organisation's form requires", async () => {
    const { sandbox, call } = stopped();
    sandbox.control.setQuirks({ requiredIncidentFields: ["severity_id"] });
    expect((await open(call)).body.errors[0]).toMatchObject({ code: "is_required", source: { field: "severity_id" } });
    expect((await open(call, { severity_id: await idOf(call, "/v1/severities", "Major") })).status).toBe(200);
  });

  it("shows by id and by number", async () => {
    const { call } = stopped({ sampleIncidents: 3 });
    const second = await call("GET", "/v2/incidents/2");
    expect(second.body.incident.reference).toBe("INC-2");
    expect((await call("GET", `/v2/incidents/${second.body.incident.id}`)).body).toEqual(second.body);
    expect((await call("GET", "/v2/incidents/99")).status).toBe(404);
  });

  it("P1 a private incident is not there without global access: neither listed nor shown nor edited", async () => {
    const { sandbox, call } = stopped({ sampleIncidents: 5 });
    expect((await call("GET", "/v2/incidents")).body.incidents).toHaveLength(4);
    expect((await call("GET", "/v2/incidents/5")).status).toBe(404);
    expect((await edit(call, "5", { name: "X" })).status).toBe(404);
    const all = caller(sandbox, sandbox.control.addKey(["viewer", "global_access"]));
    expect((await all("GET", "/v2/incidents/5")).body.incident.visibility).toBe("private");
    expect((await all("GET", "/v2/incidents")).body.incidents).toHaveLength(5);
  });

  it("an edit touches only what it names", async () => {
    const { call } = stopped({ sampleIncidents: 0 });
    const { id } = (await open(call, { summary: "Old" })).body.incident;
    expect((await edit(call, id, { name: "New" })).body.incident).toMatchObject({ name: "New", summary: "Old" });
    expect((await call("POST", `/v2/incidents/${id}/actions/edit`, { incident: {} })).body.errors[0].source.field).toBe("notify_incident_channel");
  });

  it("a status moves within its category and towards the end, not back", async () => {
    const { call } = stopped({ sampleIncidents: 0 });
    const { id } = (await open(call)).body.incident;
    const move = async (name: string): Promise<number> =>
      (await edit(call, id, { incident_status_id: await idOf(call, "/v1/incident_statuses", name) })).status;
    expect([
      await move("Fixing"),
      await move("Triage"),
      await move("Documenting"),
      await move("Fixing"),
      await move("Closed"),
      await move("Documenting"),
    ]).toEqual([200, 422, 200, 422, 200, 422]);
  });
});

describe("custom fields of incidents", () => {
  async function withField(): Promise<{ call: Call; typeId: string; fieldId: string; incidentId: string }> {
    const { call } = stopped({ sampleIncidents: 0 });
    const typeId = await contactType(call);
    const field = await call("POST", "/v2/custom_fields", {
      name: "Affected contacts",
      description: "",
      field_type: "multi_select",
      catalog_type_id: typeId,
    });
    expect(field.status).toBe(201);
    return { call, typeId, fieldId: field.body.custom_field.id, incidentId: (await open(call)).body.incident.id };
  }
  const affected = ({ body }: Answered): readonly string[] =>
    body.incident.custom_field_entries
      .find((entry: { custom_field: { name: string } }) => entry.custom_field.name === "Affected contacts")
      .values.map((value: { value_catalog_entry: { name: string } }) => value.value_catalog_entry.name);

  it("a contact is named by id, external id or alias; the list replaces, and an empty one clears", async () => {
    const { call, typeId, fieldId, incidentId } = await withField();
    const ada = await addEntry(call, typeId, { name: "Ada" });
    await addEntry(call, typeId, { name: "Bo", external_id: "loc:2" });
    await addEntry(call, typeId, { name: "Chidi", aliases: ["chidi@example.com"] });
    const set = (...named: readonly string[]): Promise<Answered> =>
      edit(call, incidentId, {
        custom_field_entries: [{ custom_field_id: fieldId, values: named.map((value_catalog_entry_id) => ({ value_catalog_entry_id })) }],
      });
    expect(affected(await set(ada.id, "loc:2", "chidi@example.com"))).toEqual(["Ada", "Bo", "Chidi"]);
    expect(affected(await edit(call, incidentId, { name: "Other" }))).toHaveLength(3);
    expect(affected(await set("loc:2"))).toEqual(["Bo"]);
    expect((await set("loc:2", "nobody")).status).toBe(422);
    expect(affected(await set())).toEqual([]);
  });

  it("a contact that was archived leaves the incident and comes back with its entry", async () => {
    const { call, typeId, fieldId, incidentId } = await withField();
    const { id } = await addEntry(call, typeId, { name: "Bo", external_id: "loc:2" });
    await edit(call, incidentId, { custom_field_entries: [{ custom_field_id: fieldId, values: [{ value_catalog_entry_id: "loc:2" }] }] });
    await call("DELETE", `/v3/catalog_entries/${id}`);
    expect(affected(await call("GET", `/v2/incidents/${incidentId}`))).toEqual([]);
    await addEntry(call, typeId, { name: "Bo", external_id: "loc:2" });
    expect(affected(await call("GET", `/v2/incidents/${incidentId}`))).toEqual(["Bo"]);
  });

  it("takes options, texts and numbers as the field's type says", async () => {
    const { call } = stopped({ sampleIncidents: 0 });
    const { incident } = (await open(call)).body;
    const [select, mail] = incident.custom_field_entries.map(
      (entry: { custom_field: { id: string; options: { id: string }[] } }) => entry.custom_field,
    );
    const number = (await call("POST", "/v2/custom_fields", { name: "Revenue", description: "", field_type: "numeric" })).body.custom_field;
    const set = (custom_field_id: string, ...values: readonly unknown[]): Promise<Answered> =>
      edit(call, incident.id, { custom_field_entries: [{ custom_field_id, values }] });
    const shown = async (answer: Promise<Answered>, id: string): Promise<unknown> =>
      (await answer).body.incident.custom_field_entries.find((entry: { custom_field: { id: string } }) => entry.custom_field.id === id).values;
    expect(await shown(set(select.id, { value_option_id: select.options[1].id }), select.id)).toMatchObject([{ value_option: { value: "Phone" } }]);
    expect(await shown(set(mail.id, { value_text: "a@example.com" }), mail.id)).toEqual([{ value_text: "a@example.com" }]);
    expect(await shown(set(number.id, { value_numeric: "12.5" }), number.id)).toEqual([{ value_numeric: "12.5" }]);
    expect((await set(number.id, { value_numeric: "much" })).status).toBe(422);
    expect((await set(select.id, { value_option_id: select.options[0].id }, { value_option_id: select.options[1].id })).status).toBe(422);
  });

  it("are listed, shown, renamed and deleted; type and catalog type stay", async () => {
    const { call, fieldId, typeId } = await withField();
    const renamed = await call("PUT", `/v2/custom_fields/${fieldId}`, { name: "Contacts", description: "New", field_type: "text" });
    expect(renamed.body.custom_field).toMatchObject({ name: "Contacts", field_type: "multi_select", catalog_type_id: typeId });
    expect((await call("GET", `/v2/custom_fields/${fieldId}`)).body).toEqual(renamed.body);
    expect((await call("DELETE", `/v2/custom_fields/${fieldId}`)).status).toBe(204);
    expect((await call("GET", "/v2/custom_fields")).body.custom_fields).toHaveLength(2);
  });
});

describe("the list of incidents", () => {
  async function listed(call: Call, query: string): Promise<readonly string[]> {
    const { status, body } = await call("GET", `/v2/incidents?${query}`);
    return status === 200 ? body.incidents.map((incident: { name: string }) => incident.name) : [`status ${String(status)}`];
  }

  it("filters by status, category, severity, mode and time, together or any of them", async () => {
    const { sandbox, call } = stopped({ sampleIncidents: 0 });
    const [minor, critical] = [await idOf(call, "/v1/severities", "Minor"), await idOf(call, "/v1/severities", "Critical")];
    await open(call, { idempotency_key: "a", name: "A", severity_id: minor });
    sandbox.control.advance(86_400_000);
    await open(call, { idempotency_key: "b", name: "B", severity_id: critical });
    await open(call, { idempotency_key: "t", name: "T", mode: "test", severity_id: critical });
    sandbox.control.editIncident("1", { status: "Closed" });
    expect(await listed(call, "")).toEqual(["B", "A"]);
    expect(await listed(call, "sort_by=created_at_oldest_first")).toEqual(["A", "B"]);
    expect(await listed(call, "status_category[one_of]=live")).toEqual(["B"]);
    expect(await listed(call, "status_category[not_in]=live")).toEqual(["A"]);
    expect(await listed(call, `severity[gte]=${critical}`)).toEqual(["B"]);
    expect(await listed(call, `severity[one_of]=${minor}&severity[one_of]=${critical}`)).toEqual(["B", "A"]);
    expect(await listed(call, "mode[one_of]=test&mode[one_of]=standard")).toEqual(["T", "B", "A"]);
    expect(await listed(call, "created_at[lte]=2026-09-01")).toEqual(["A"]);
    expect(await listed(call, "created_at[date_range]=2026-09-02~2026-09-03")).toEqual(["B"]);
    expect(await listed(call, "updated_at[gte]=2026-09-02T08:00:00Z")).toEqual(["B", "A"]);
    expect(await listed(call, `status_category[one_of]=live&severity[one_of]=${minor}`)).toEqual([]);
    expect(await listed(call, `filter_mode=any&status_category[one_of]=live&severity[one_of]=${minor}`)).toEqual(["B", "A"]);
  });

  it("finds the incidents that name a contact", async () => {
    const { sandbox, call } = stopped({ sampleIncidents: 0 });
    const { id } = await addEntry(call, await contactType(call));
    sandbox.control.addIncident("Named", [id]);
    sandbox.control.addIncident("Other");
    const field = await idOf(call, "/v2/custom_fields", "Affected contacts");
    expect(await listed(call, `custom_field[${field}][one_of]=${id}`)).toEqual(["Named"]);
    expect(await listed(call, `custom_field[${field}][is_blank]=true`)).toEqual(["Other"]);
  });

  it("refuses unknown filters, operators and too large pages, and pages by cursor", async () => {
    const { sandbox, call } = stopped({ sampleIncidents: 4 });
    for (const query of ["colour[one_of]=red", "status[like]=x", "created_at[gte]=soon", "page_size=251", "after=nothing", "status=x"])
      expect(await listed(call, query)).toEqual(["status 422"]);
    const first = (await call("GET", "/v2/incidents?page_size=3")).body;
    expect(first.incidents.map((incident: { reference: string }) => incident.reference)).toEqual(["INC-4", "INC-3", "INC-2"]);
    const second = (await call("GET", `/v2/incidents?page_size=3&after=${first.pagination_meta.after}`)).body;
    expect([second.incidents.length, second.pagination_meta.after]).toEqual([1, undefined]);
    sandbox.control.setQuirks({ endByEmptyPage: true });
    const ending = (await call("GET", `/v2/incidents?page_size=3&after=${first.pagination_meta.after}`)).body;
    expect((await call("GET", `/v2/incidents?page_size=3&after=${ending.pagination_meta.after}`)).body).toMatchObject({ incidents: [] });
  });
});
