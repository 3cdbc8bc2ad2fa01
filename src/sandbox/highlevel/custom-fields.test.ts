import { describe, expect, it } from "vitest";
import { fieldKeyOf } from "./custom-fields.ts";
import { addContact, stopped, type Json, type Stopped } from "./testing.ts";

const at = (kit: Stopped): string => `/locations/${kit.sandbox.locationId}/customFields`;
const define = async (kit: Stopped, name: string, dataType: string, more: object = {}): Promise<Json> =>
  (await kit.call(`POST ${at(kit)}`, { name, dataType, ...more })).body.customField;

async function write(kit: Stopped, contactId: string, field: object): Promise<Json> {
  return (await kit.call(`PUT /contacts/${contactId}`, { customFields: [field] })).body.contact.customFields;
}

describe("custom field values", () => {
  it.each([
    ["TEXT", "x", "x"],
    ["TEXT", 7, "7"],
    ["LARGE_TEXT", "a\nb", "a\nb"],
    ["RADIO", "yes", "yes"],
    ["SINGLE_OPTIONS", "Growth", "Growth"],
    ["NUMERICAL", 7, 7],
    ["NUMERICAL", "7.5", 7.5],
    ["MONETORY", 100, 100],
    ["CHECKBOX", ["a", "b"], ["a", "b"]],
    ["MULTIPLE_OPTIONS", "a", ["a"]],
    ["FILE_UPLOAD", { uuid: { url: "x" } }, { uuid: { url: "x" } }],
    ["DATE", "2026-09-01", "2026-09-01"],
  ])("of type %s keep %j as %j", async (dataType, sent, kept) => {
    const kit = stopped();
    const field = await define(kit, "Field", dataType);
    const { id } = await addContact(kit);
    expect(await write(kit, id, { id: field.id, field_value: sent })).toEqual([{ id: field.id, value: kept }]);
  });

  it("are written by id or key and under both spellings, read without the key, and cleared by null", async () => {
    const kit = stopped();
    const field = await define(kit, "Plan level", "TEXT");
    expect(field).toMatchObject({ fieldKey: "contact.plan_level", model: "contact", locationId: kit.sandbox.locationId });
    const { id } = await addContact(kit);
    for (const [index, reference] of [
      { id: field.id },
      { key: "plan_level" },
      { key: "contact.plan_level" },
      { id: "", key: "plan_level" },
    ].entries()) {
      const value = `v${String(index)}`;
      expect(await write(kit, id, { ...reference, [index % 2 === 0 ? "field_value" : "fieldValue"]: value })).toEqual([{ id: field.id, value }]);
    }
    expect(await write(kit, id, { id: field.id })).toHaveLength(1);
    expect(await write(kit, id, { id: field.id, field_value: null })).toEqual([]);
  });

  it("that suit no field or not its type are dropped with 200", async () => {
    const kit = stopped();
    const seats = await define(kit, "Seats", "NUMERICAL");
    const { id } = await addContact(kit);
    await write(kit, id, { id: seats.id, field_value: 5 });
    expect(await write(kit, id, { id: seats.id, field_value: "many" })).toEqual([{ id: seats.id, value: 5 }]);
    expect(await write(kit, id, { id: "unknown", field_value: "x" })).toEqual([{ id: seats.id, value: 5 }]);
    const deal = await define(kit, "Deal", "TEXT", { model: "opportunity" });
    expect(await write(kit, id, { id: deal.id, field_value: "x" })).toEqual([{ id: seats.id, value: 5 }]);
  });

  it("of a text box list are kept under the vendor's own row ids only", async () => {
    const kit = stopped();
    const field = await define(kit, "Rows", "TEXTBOX_LIST", { textBoxListOptions: [{ label: "One" }, { label: "Two" }] });
    const { id } = await addContact(kit);
    expect(await write(kit, id, { id: field.id, field_value: { One: "x" } })).toEqual([]);
    const [row] = field.textBoxListOptions;
    expect(await write(kit, id, { id: field.id, field_value: { [row.id]: "x", One: "y" } })).toEqual([{ id: field.id, value: { [row.id]: "x" } }]);
  });
});

describe("custom field definitions", () => {
  it("are made, read, renamed with their key kept, and deleted with their values", async () => {
    const kit = stopped();
    const made = await kit.call(`POST ${at(kit)}`, { name: " Plan ", dataType: "TEXT", placeholder: "which" });
    expect([made.status, made.body.customField]).toMatchObject([
      201,
      { name: "Plan", fieldKey: "contact.plan", placeholder: "which", dataType: "TEXT" },
    ]);
    const { id } = made.body.customField;
    const contact = await addContact(kit);
    await write(kit, contact.id, { id, field_value: "x" });
    expect((await kit.call(`PUT ${at(kit)}/${String(id)}`, { name: "Tier" })).body.customField).toMatchObject({
      id,
      name: "Tier",
      fieldKey: "contact.plan",
    });
    expect((await kit.call(`GET ${at(kit)}/${String(id)}`)).body.customField.name).toBe("Tier");
    expect((await kit.call(`DELETE ${at(kit)}/${String(id)}`)).body).toMatchObject({ succeded: true });
    expect((await kit.call(`GET ${at(kit)}`)).body.customFields).toEqual([]);
    expect((await kit.call(`GET /contacts/${String(contact.id)}`)).body.contact.customFields).toEqual([]);
    expect((await kit.call(`GET ${at(kit)}/${String(id)}`)).status).toBe(400);
  });

  it("are listed by model", async () => {
    const kit = stopped();
    await define(kit, "Plan", "TEXT");
    await define(kit, "Deal", "TEXT", { model: "opportunity" });
    const listed = async (query: string): Promise<string[]> =>
      (await kit.call(`GET ${at(kit)}${query}`)).body.customFields.map(({ name }: Json) => name);
    expect([await listed(""), await listed("?model=opportunity"), await listed("?model=all")]).toEqual([["Plan"], ["Deal"], ["Plan", "Deal"]]);
    expect((await kit.call(`GET ${at(kit)}?model=task`)).status).toBe(422);
  });

  it.each([
    [{ name: "", dataType: "TEXT" }],
    [{ name: "x", dataType: "MONETARY" }],
    [{ dataType: "TEXT" }],
    [{ name: "x", dataType: "TEXT", model: "task" }],
  ])("refuse %j with 422", async (body) => {
    const kit = stopped();
    expect((await kit.call(`POST ${at(kit)}`, body)).status).toBe(422);
  });

  it("get keys of their own, also for equal names and names without letters", () => {
    expect(fieldKeyOf("contact", "Größe (cm)", new Set())).toBe("contact.größe_cm");
    expect(fieldKeyOf("contact", "Plan", new Set(["contact.plan", "contact.plan_2"]))).toBe("contact.plan_3");
    expect(fieldKeyOf("contact", "!!!", new Set())).toBe("contact.field");
  });
});
