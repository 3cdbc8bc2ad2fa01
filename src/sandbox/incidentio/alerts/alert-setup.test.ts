import { describe, expect, it } from "vitest";
import { contactType, stopped } from "../testing.ts";

const template = { title: { literal: "Fixed" }, description: { reference: "alert.description" }, attributes: [], expressions: [] };
const source = { name: "Tickets", source_type: "http", template };

describe("alert attributes", () => {
  it("are made of known types, renamed, and deleted", async () => {
    const { call } = stopped();
    await contactType(call);
    const draft = { name: "Contact", type: 'Custom["HighLevelContact"]', array: false, required: true };
    const made = await call("POST", "/v2/alert_attributes", draft);
    expect(made).toMatchObject({ status: 201, body: { alert_attribute: draft } });
    const at = `/v2/alert_attributes/${made.body.alert_attribute.id}`;
    const { required: _left, ...change } = { ...draft, name: "Client", emoji: "bust" };
    expect((await call("PUT", at, change)).body.alert_attribute).toMatchObject({ name: "Client", emoji: "bust", required: true });
    expect((await call("GET", at)).body.alert_attribute.name).toBe("Client");
    expect((await call("GET", "/v2/alert_attributes")).body.alert_attributes).toHaveLength(3);
    expect((await call("DELETE", at)).status).toBe(204);
    for (const method of ["GET", "DELETE"]) expect((await call(method, at)).status).toBe(404);
  });

  it.each([
    ["an unknown type", { type: 'CatalogEntry["nothing"]' }, "type"],
    ["a taken name", { name: "Customer e-mail" }, "name"],
    ["no word about lists", { array: undefined }, "array"],
  ])("are refused with %s", async (_name, fields, field) => {
    const { call } = stopped();
    const answer = await call("POST", "/v2/alert_attributes", { name: "New", type: "String", array: false, ...fields });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ source: { field } }] } });
  });
});

describe("alert sources", () => {
  it("are made with a secret of their own, show labels, are changed and deleted; their alerts stay", async () => {
    const { sandbox, call } = stopped({ sampleIncidents: 0 });
    const { alert_source } = (await call("POST", "/v2/alert_sources", source)).body;
    expect(alert_source).toMatchObject({
      name: "Tickets",
      source_type: "http",
      template: { title: { literal: "Fixed", label: "Fixed" }, description: { reference: "alert.description", label: "alert.description" } },
    });
    expect(alert_source.alert_events_url.endsWith(`/v2/alert_events/http/${alert_source.id}`)).toBe(true);
    expect(alert_source.secret_token).not.toBe(sandbox.control.alertSources()[0]?.secretToken);
    const at = `/v2/alert_sources/${alert_source.id}`;
    const alertId = String(sandbox.control.fireAlert(alert_source.id, { title: "Any" }));
    expect((await call("GET", `/v2/alerts/${alertId}`)).body.alert.title).toBe("Fixed");
    const changed = (await call("PUT", at, { ...source, name: "Renamed" })).body.alert_source;
    expect(changed).toMatchObject({ name: "Renamed", secret_token: alert_source.secret_token });
    expect((await call("GET", at)).body.alert_source).toEqual(changed);
    expect((await call("DELETE", at)).status).toBe(204);
    expect((await call("GET", at)).status).toBe(404);
    expect((await call("GET", `/v2/alerts/${alertId}`)).status).toBe(200);
  });

  it.each([
    ["a taken name", { name: "Customer signals" }, "name"],
    ["no template", { template: undefined }, "template"],
    ["a template without attributes", { template: { ...template, attributes: undefined } }, "template.attributes"],
    ["an unknown attribute", { template: { ...template, attributes: [{ alert_attribute_id: "x", binding: {} }] } }, "template.attributes"],
  ])("are refused with %s", async (_name, fields, field) => {
    const { call } = stopped();
    expect(await call("POST", "/v2/alert_sources", { ...source, ...fields })).toMatchObject({
      status: 422,
      body: { errors: [{ source: { field } }] },
    });
  });

  it.each([
    ["alert sources of type email", { source_type: "email" }],
    ["auto_resolve_timeout_minutes of alert sources", { auto_resolve_timeout_minutes: 5 }],
    [
      "expressions of alert sources beyond one parse each",
      { template: { ...template, expressions: [{ reference: "x", operations: [{ operation_type: "count" }] }] } },
    ],
  ])("say 501 and the name of what is not emulated: %s", async (name, fields) => {
    const { call } = stopped();
    const answer = await call("POST", "/v2/alert_sources", { ...source, ...fields });
    expect(answer).toMatchObject({ status: 501, body: { errors: [{ message: `sandbox: not emulated: ${name}` }] } });
  });
});

describe("notes of an alert", () => {
  it("are written, edited and deleted, and listed page by page, oldest first", async () => {
    const { sandbox, call } = stopped();
    const id = String(sandbox.control.alerts()[0]?.["id"]);
    const write = async (content: string): Promise<string> => (await call("POST", "/v1/alert_notes", { alert_id: id, content })).body.alert_note.id;
    const [first, second] = [await write("One"), await write("**Two**")];
    const shown = (await call("GET", `/v1/alert_notes/${second}`)).body.alert_note;
    expect(shown).toMatchObject({ alert_id: id, content: "**Two**", creator: { api_key: { name: "Sandbox key" } }, images: [] });
    expect(shown).not.toHaveProperty("last_edited_at");
    const edited = (await call("PUT", `/v1/alert_notes/${second}`, { content: "Three" })).body.alert_note;
    expect(edited).toMatchObject({ content: "Three", last_edited_at: edited.updated_at });
    sandbox.control.editAlertNote(first, "Uno");
    const page = (await call("GET", `/v1/alert_notes?alert_id=${id}&page_size=1`)).body;
    const rest = (await call("GET", `/v1/alert_notes?alert_id=${id}&page_size=1&after=${page.pagination_meta.after}`)).body;
    expect([page, rest].map(({ alert_notes }) => alert_notes[0].content)).toEqual(["Uno", "Three"]);
    expect((await call("DELETE", `/v1/alert_notes/${first}`)).status).toBe(204);
    expect((await call("GET", `/v1/alert_notes/${first}`)).status).toBe(404);
    expect((await call("GET", "/v1/alert_notes?alert_group_id=x")).body.alert_notes).toEqual([]);
  });

  it.each([
    ["neither an alert nor a group", {}],
    ["both", { alert_id: "x", alert_group_id: "y" }],
    ["an unknown alert", { alert_id: "x" }],
    ["a group, which the sandbox has none of", { alert_group_id: "x" }],
  ])("are refused of %s", async (_name, of) => {
    const { call } = stopped();
    expect((await call("POST", "/v1/alert_notes", { content: "x", ...of })).status).toBe(422);
  });
});
