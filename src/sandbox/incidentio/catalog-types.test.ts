import { describe, expect, it } from "vitest";
import { RefusedByDashboard } from "./dashboard.ts";
import { addEntry, contactAttributes, contactType, list, stopped, text, type Answered, type Call } from "./testing.ts";

const create = (call: Call, fields: Readonly<Record<string, unknown>> = {}): Promise<Answered> =>
  call("POST", "/v3/catalog_types", { name: "Contact", description: "", ...fields });
const schema = (call: Call, id: string, version: number, attributes: readonly unknown[]): Promise<Answered> =>
  call("POST", `/v3/catalog_types/${id}/actions/update_schema`, { version, attributes });

describe("catalog types", () => {
  it("begins with no contact type, creates one with its annotations, shows, lists, updates and deletes it", async () => {
    const { call } = stopped();
    const names = async (): Promise<readonly string[]> =>
      (await call("GET", "/v3/catalog_types")).body.catalog_types.map((type: { type_name: string }) => type.type_name);
    expect(await names()).toEqual(['Custom["Team"]']);
    const created = await create(call, {
      type_name: 'Custom["HighLevelContact"]',
      categories: ["customer"],
      icon: "user",
      annotations: { "highwire/kind": "contact" },
    });
    expect(created).toMatchObject({
      status: 201,
      body: {
        catalog_type: {
          type_name: 'Custom["HighLevelContact"]',
          annotations: { "highwire/kind": "contact" },
          schema: { version: 1, attributes: [] },
        },
      },
    });
    const { id } = created.body.catalog_type;
    const updated = await call("PUT", `/v3/catalog_types/${id}`, { name: "Renamed", description: "New", type_name: 'Custom["Other"]' });
    expect(updated.body.catalog_type).toMatchObject({
      name: "Renamed",
      type_name: 'Custom["HighLevelContact"]',
      annotations: { "highwire/kind": "contact" },
    });
    expect((await call("GET", `/v3/catalog_types/${id}`)).body).toEqual(updated.body);
    const { id: entry } = await addEntry(call, id);
    expect((await call("DELETE", `/v3/catalog_types/${id}`)).status).toBe(204);
    expect((await call("GET", `/v3/catalog_entries/${entry}`)).status).toBe(404);
    expect(await names()).toEqual(['Custom["Team"]']);
  });

  it.each([
    ["a name is missing", { name: "" }, "name"],
    ["the type name has another form", { type_name: "Contact" }, "type_name"],
    ["the type name has a dash", { type_name: 'Custom["A-B"]' }, "type_name"],
    ["the type name is taken", { type_name: 'Custom["Team"]' }, "type_name"],
    ["the colour is unknown", { color: "red" }, "color"],
    ["a category is unknown", { categories: ["person"] }, "categories"],
    ["an annotation is no text", { annotations: { a: 1 } }, "annotations"],
    ["a team is unknown", { owning_team_ids: ["x"] }, "owning_team_ids"],
  ])("refuses a type when %s", async (_what, fields, field) => {
    const { call } = stopped();
    expect(await create(call, fields)).toMatchObject({ status: 422, body: { errors: [{ source: { field } }] } });
  });
});

describe("schemas", () => {
  it("keeps attribute ids of the caller's choice, makes the others, and counts versions up", async () => {
    const { call } = stopped();
    const { id } = (await create(call)).body.catalog_type;
    const answer = await schema(call, id, 1, [
      { id: "email", name: "Email", type: "String", array: false, mode: "api" },
      { name: "Phone", type: "String", array: false },
    ]);
    const { version, attributes } = answer.body.catalog_type.schema;
    expect([answer.status, version, attributes[0].id, attributes[1].mode]).toEqual([200, 2, "email", ""]);
    expect(attributes[1].id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/u);
  });

  it.each([409, 422] as const)("a stale version is refused with %i and changes nothing", async (staleSchemaStatus) => {
    const { sandbox, call } = stopped();
    sandbox.control.setQuirks({ staleSchemaStatus });
    const id = await contactType(call);
    expect((await schema(call, id, 1, [])).status).toBe(staleSchemaStatus);
    expect((await call("GET", `/v3/catalog_types/${id}`)).body.catalog_type.schema).toMatchObject({ version: 2, attributes: contactAttributes });
  });

  it("replaces all attributes: the values of one that is left out are gone for good", async () => {
    const { call } = stopped();
    const id = await contactType(call);
    const entry = await addEntry(call, id, { attribute_values: { email: text("a@example.com"), tags: list("x") } });
    await schema(call, id, 2, contactAttributes.slice(1));
    await schema(call, id, 3, contactAttributes);
    expect((await call("GET", `/v3/catalog_entries/${entry.id}`)).body.catalog_entry).toMatchObject({
      updated_at: entry.updated_at,
      attribute_values: { tags: {} },
    });
    expect((await call("GET", `/v3/catalog_entries/${entry.id}`)).body.catalog_entry.attribute_values).not.toHaveProperty("email");
  });

  it.each([
    ["an unknown type", { type: "Date" }],
    ["a list of numbers", { type: "Number", array: true }],
    ["a list of rich texts", { type: "Text", array: true }],
    ["an unknown mode", { mode: "manual" }],
    ["a missing array flag", { array: undefined }],
    ["a backlink through nothing", { mode: "backlink", type: 'Custom["Team"]', array: true, backlink_attribute: "none" }],
    ["a path without steps", { mode: "path" }],
  ])("refuses %s", async (_what, fields) => {
    const { call } = stopped();
    const { id } = (await create(call)).body.catalog_type;
    expect((await schema(call, id, 1, [{ name: "A", type: "String", array: false, ...fields }])).status).toBe(422);
  });

  it("refuses two attributes of one name or id", async () => {
    const { call } = stopped();
    const { id } = (await create(call)).body.catalog_type;
    const attribute = { id: "a", name: "A", type: "String", array: false };
    expect((await schema(call, id, 1, [attribute, { ...attribute, id: "b" }])).status).toBe(422);
    expect((await schema(call, id, 1, [attribute, { ...attribute, name: "B" }])).status).toBe(422);
  });

  it("a type that powers teams refuses every schema, even the one it has", async () => {
    const { sandbox, call } = stopped();
    const id = await contactType(call);
    sandbox.control.setPowersTeams(id, true);
    expect((await schema(call, id, 2, contactAttributes)).status).toBe(422);
    sandbox.control.setPowersTeams(id, false);
    expect((await schema(call, id, 2, contactAttributes)).status).toBe(200);
  });

  it("the resources are the primitives and every catalog type", async () => {
    const { call } = stopped();
    await contactType(call);
    const { resources } = (await call("GET", "/v3/catalog_resources")).body;
    expect(resources.map((resource: { type: string }) => resource.type)).toEqual([
      "String",
      "Text",
      "Number",
      "Bool",
      'Custom["Team"]',
      'Custom["HighLevelContact"]',
    ]);
  });
});

describe("people in the dashboard", () => {
  it("edit entries without any event, and updated_at moves", async () => {
    const events: string[] = [];
    const { sandbox, call } = stopped({ webhook: { deliver: async (_headers, body) => (events.push(body), 200) } });
    const id = await contactType(call);
    const entry = await addEntry(call, id, { attribute_values: { email: text("a@example.com") } });
    sandbox.control.advance(1_000);
    sandbox.control.editEntry(entry.id, "Ada Smith", { email: "", phone: "+12025550100", tags: ["x"] });
    const after = (await call("GET", `/v3/catalog_entries/${entry.id}`)).body.catalog_entry;
    expect(after).toMatchObject({
      name: "Ada Smith",
      updated_at: "2026-09-01T08:00:01Z",
      attribute_values: { phone: { value: { literal: "+12025550100" } }, tags: { array_value: [{ literal: "x" }] } },
    });
    expect(after.attribute_values).not.toHaveProperty("email");
    sandbox.control.archiveEntry(entry.id);
    sandbox.control.createEntry(id, "New", {});
    sandbox.control.deleteType(id);
    expect(events).toEqual([]);
  });

  it("cannot edit attributes of mode api, nor anything of a type managed in a repository", async () => {
    const { sandbox, call } = stopped();
    const id = await contactType(call);
    const { id: entry } = await addEntry(call, id);
    expect(() => sandbox.control.editEntry(entry, null, { vip: "true" })).toThrow(RefusedByDashboard);
    sandbox.control.setQuirks({ apiModeLocksPeople: false });
    sandbox.control.editEntry(entry, null, { vip: "true" });
    await call("PUT", `/v3/catalog_types/${id}`, { name: "Contact", description: "", source_repo_url: "https://example.com/repo" });
    expect(() => sandbox.control.editEntry(entry, "New", {})).toThrow(RefusedByDashboard);
    expect((await call("PUT", `/v3/catalog_entries/${entry}`, { name: "By API", attribute_values: {} })).status).toBe(200);
  });

  it("seed entries without external ids, with e-mail and phone where attributes ask for them", async () => {
    const { sandbox, call } = stopped();
    const id = await contactType(call);
    sandbox.control.seedContactEntries(250);
    const stored = sandbox.control.listEntries(id);
    expect(stored).toHaveLength(250);
    expect(new Set(stored.map(({ values }) => values["phone"])).size).toBe(250);
    expect(stored[0]).toMatchObject({ externalId: null, values: { email: "person0@example.com", phone: "+12005550100" } });
  });

  it("a snapshot that went through JSON brings everything back, and the same calls give the same ids", async () => {
    const { sandbox, call } = stopped();
    const id = await contactType(call);
    const first = await addEntry(call, id, { external_id: "loc:1", attribute_values: { email: text("a@example.com") } });
    const snapshot = JSON.parse(JSON.stringify(sandbox.control.snapshot()));
    const list = async (): Promise<unknown> => (await call("GET", `/v3/catalog_entries?catalog_type_id=${id}&page_size=9`)).body;
    const before = await list();
    const second = await addEntry(call, id);
    await call("DELETE", `/v3/catalog_entries/${first.id}`);
    sandbox.control.restore(snapshot);
    expect(await list()).toEqual(before);
    expect((await call("GET", `/v3/catalog_entries?catalog_type_id=${id}&page_size=9&identifier=loc:1`)).body.catalog_entries).toHaveLength(1);
    expect((await addEntry(call, id)).id).toBe(second.id);
  });
});
