import { describe, expect, it } from "vitest";
import { addContact, stopped, type Json, type Stopped } from "./testing.ts";

const tagNames = async (kit: Stopped): Promise<string[]> =>
  (await kit.call(`GET /locations/${kit.sandbox.locationId}/tags`)).body.tags.map(({ name }: Json) => name);

describe("tags of a contact", () => {
  it("are added lower-cased, once, and defined for the location by themselves", async () => {
    const kit = stopped();
    const { id } = await addContact(kit, { firstName: "Ada", tags: ["One"] });
    const { status, body } = await kit.call(`POST /contacts/${String(id)}/tags`, { tags: ["TWO", "one", "two"] });
    expect([status, body]).toEqual([201, { tags: ["one", "two"], tagsAdded: ["two"], traceId: expect.any(String) }]);
    expect(await tagNames(kit)).toEqual(["one", "two"]);
  });

  it("are removed, and what was not there is not named", async () => {
    const kit = stopped();
    const { id } = await addContact(kit, { firstName: "Ada", tags: ["one", "two"] });
    const { status, body } = await kit.call(`DELETE /contacts/${String(id)}/tags`, { tags: ["TWO", "three"] });
    expect([status, body]).toMatchObject([200, { tags: ["one"], tagsRemoved: ["two"] }]);
    expect(await tagNames(kit)).toEqual(["one", "two"]);
  });

  it("must be texts", async () => {
    const kit = stopped();
    const { id } = await addContact(kit);
    expect((await kit.call(`POST /contacts/${String(id)}/tags`, { tags: [7] })).status).toBe(422);
    expect((await kit.call(`POST /contacts/${String(id)}/tags`, {})).status).toBe(422);
  });
});

describe("tags of many contacts", () => {
  it("change for those that are here and count those that are not", async () => {
    const kit = stopped();
    const [one, two] = [await addContact(kit), await addContact(kit, { firstName: "Bea", tags: ["x", "y"] })];
    const { locationId } = kit.sandbox;
    const bulk = (type: string, more: object) =>
      kit.call(`POST /contacts/bulk/tags/update/${type}`, { contacts: [one.id, two.id, "nobody"], tags: ["X"], locationId, ...more });
    const added = await bulk("add", {});
    expect([added.status, added.body.errorCount]).toEqual([201, 1]);
    expect(added.body.responses).toMatchObject([
      { contactId: one.id, type: "success", oldTags: [], tagsAdded: ["x"], tagsRemoved: [] },
      { contactId: two.id, type: "success", oldTags: ["x", "y"], tagsAdded: [], tagsRemoved: [] },
      { contactId: "nobody", type: "error" },
    ]);
    const tags = (): unknown => kit.sandbox.control.contacts().map((contact) => contact["tags"]);
    expect(tags()).toEqual([["x"], ["x", "y"]]);
    await bulk("remove", { contacts: [two.id] });
    expect(tags()).toEqual([["x"], ["y"]]);
    await bulk("remove", { removeAllTags: true });
    expect(tags()).toEqual([[], []]);
    expect((await bulk("replace", {})).status).toBe(400);
    expect((await bulk("add", { locationId: "elsewhere" })).status).toBe(403);
    expect((await bulk("add", { contacts: "x" })).status).toBe(422);
  });
});

describe("tags of a location", () => {
  it("are made, read, renamed and deleted, while contacts keep theirs", async () => {
    const kit = stopped();
    const path = `/locations/${kit.sandbox.locationId}/tags`;
    const { status, body } = await kit.call(`POST ${path}`, { name: " VIP " });
    expect([status, body.tag]).toEqual([200, { id: expect.any(String), name: "vip", locationId: kit.sandbox.locationId }]);
    expect((await kit.call(`POST ${path}`, { name: "vip" })).status).toBe(400);
    const one = `${path}/${String(body.tag.id)}`;
    await addContact(kit, { firstName: "Ada", tags: ["vip"] });
    expect((await kit.call(`PUT ${one}`, { name: "Gold" })).body.tag).toMatchObject({ id: body.tag.id, name: "gold" });
    expect((await kit.call(`GET ${one}`)).body.tag.name).toBe("gold");
    expect((await kit.call(`DELETE ${one}`)).body.succeded).toBe(true);
    expect((await kit.call(`GET ${one}`)).status).toBe(400);
    expect([await tagNames(kit), kit.sandbox.control.contacts()[0]?.["tags"]]).toEqual([[], ["vip"]]);
  });
});
