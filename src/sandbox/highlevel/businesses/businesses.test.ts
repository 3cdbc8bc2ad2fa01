import { describe, expect, it } from "vitest";
import { breathe, stopped, type Json, type Stopped } from "../testing.ts";

const create = (kit: Stopped, fields: object = {}) =>
  kit.call("POST /businesses/", { locationId: kit.sandbox.locationId, name: "Northwind", ...fields });

describe("a business", () => {
  it.each(["2021-07-28", "v3"])("is made, read, listed, changed and deleted under %s, written under the vendor's spelling", async (version) => {
    const kit = stopped();
    const made = await create(kit, { email: "hello@example.com", city: "Graz" });
    const { buiseness: business, success } = made.body;
    expect([made.status, success]).toEqual([201, true]);
    expect(business).toMatchObject({ name: "Northwind", email: "hello@example.com", city: "Graz", locationId: kit.sandbox.locationId });
    const call: Stopped["call"] = (operation, body) => kit.call(operation, body, { version });
    expect((await call(`GET /businesses/${String(business.id)}`)).body.business).toEqual(business);
    expect((await call(`GET /businesses/?locationId=${kit.sandbox.locationId}`)).body.businesses).toEqual([business]);
    const changed = await call(`PUT /businesses/${String(business.id)}`, { name: "株式会社みどり", city: "" });
    expect(changed.body.buiseness).toMatchObject({ id: business.id, name: "株式会社みどり" });
    expect(changed.body.buiseness).not.toHaveProperty("city");
    expect((await call(`DELETE /businesses/${String(business.id)}`)).body).toEqual({ success: true });
    expect((await call(`GET /businesses/${String(business.id)}`)).status).toBe(400);
    expect(kit.sandbox.control.businesses()).toEqual([]);
  });

  it.each([
    [{ name: undefined }, 422, ["name must be a string"]],
    [{ name: " " }, 422, ["name should not be empty"]],
    [{ email: "nobody" }, 422, ["email must be an email"]],
    [{ customFields: [] }, 422, ["property customFields should not exist"]],
    [{ locationId: "elsewhere" }, 403, "The token does not have access to this location."],
  ])("is refused for %j with %i", async (fields, status, message) => {
    const kit = stopped();
    const named = await kit.call("POST /businesses/", JSON.parse(JSON.stringify({ locationId: kit.sandbox.locationId, name: "x", ...fields })));
    expect([named.status, named.body.message]).toEqual([status, message]);
    expect(kit.sandbox.control.businesses()).toEqual([]);
  });

  it("takes contacts in and lets them go in bulk, passing over those that are not there, without an event", async () => {
    const kit = stopped();
    const { control, locationId } = kit.sandbox;
    const ids = ["Ada", "Bea"].map((firstName) => control.createContact({ firstName }));
    const businessId = control.createBusiness("Northwind");
    await breathe();
    kit.events.length = 0;
    const answer = await kit.call("POST /contacts/bulk/business", { locationId, ids: [...ids, "nobody"], businessId });
    expect([answer.status, answer.body]).toEqual([200, { success: true, ids }]);
    const members = async (query = ""): Promise<string[]> =>
      (await kit.call(`GET /contacts/business/${businessId}?locationId=${locationId}${query}`)).body.contacts.map(({ id }: Json) => id);
    expect([await members(), await members("&query=bea"), await members("&limit=1&skip=1")]).toEqual([ids, [ids[1]], [ids[1]]]);
    expect((await kit.call(`GET /contacts/${String(ids[0])}`)).body.contact.businessId).toBe(businessId);
    await kit.call("POST /contacts/bulk/business", { locationId, ids: [ids[0]], businessId: null });
    expect(await members()).toEqual([ids[1]]);
    control.deleteBusiness(businessId);
    expect(control.contacts().some((contact) => "businessId" in contact)).toBe(false);
    await breathe();
    expect(kit.events).toEqual([]);
  });

  it("is known to the search of tasks by its contacts", async () => {
    const kit = stopped();
    const contactId = kit.sandbox.control.createContact({ firstName: "Ada" });
    const task = kit.sandbox.control.createTask(contactId, { title: "Call" });
    const businessId = kit.sandbox.control.createBusiness("Northwind");
    kit.sandbox.control.setBusiness(contactId, businessId);
    const { body } = await kit.call(`POST /locations/${kit.sandbox.locationId}/tasks/search`, { businessId });
    expect(body.tasks).toMatchObject([{ _id: task, businessId }]);
  });

  it("refuses bulk calls that are too large, name no business or another location's", async () => {
    const kit = stopped();
    const { locationId } = kit.sandbox;
    const bulk = async (body: object): Promise<number> => (await kit.call("POST /contacts/bulk/business", { locationId, ids: [], ...body })).status;
    expect(await bulk({ ids: Array.from({ length: 51 }, String), businessId: null })).toBe(422);
    expect([await bulk({}), await bulk({ businessId: "nothing" }), await bulk({ businessId: null, locationId: "x" })]).toEqual([422, 400, 403]);
  });

  it("comes back with a snapshot, and needs its scopes", async () => {
    const kit = stopped();
    const id = kit.sandbox.control.createBusiness("Northwind");
    const saved = kit.sandbox.control.snapshot();
    kit.sandbox.control.deleteBusiness(id);
    kit.sandbox.control.restore(saved);
    expect(kit.sandbox.control.businesses()).toMatchObject([{ id, name: "Northwind" }]);
    const token = kit.sandbox.control.addToken({ scopes: ["businesses.readonly"] });
    expect((await kit.call(`GET /businesses/${id}`, undefined, { token })).status).toBe(200);
    expect((await kit.call(`DELETE /businesses/${id}`, undefined, { token })).status).toBe(401);
  });
});
