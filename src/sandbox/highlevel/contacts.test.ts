import { describe, expect, it } from "vitest";
import { addContact, stopped, START_MS, type Json, type Stopped } from "./testing.ts";

const create = (kit: Stopped, fields: object) => kit.call("POST /contacts/", { locationId: kit.sandbox.locationId, ...fields });
const upsert = (kit: Stopped, fields: object) => kit.call("POST /contacts/upsert", { locationId: kit.sandbox.locationId, ...fields });
const get = async (kit: Stopped, id: string): Promise<Json> => (await kit.call(`GET /contacts/${id}`)).body.contact;

describe("creating a contact", () => {
  it("answers 201 with what it stored: E.164, lower-cased e-mail and tags, the location's country, the integration's mark", async () => {
    const kit = stopped();
    const { status, body } = await create(kit, {
      firstName: " Zoë ",
      lastName: "Ångström",
      email: "Zoe@Example.ORG",
      phone: "(212) 555-0142",
      tags: ["VIP", " vip ", "Größe"],
    });
    expect(status).toBe(201);
    expect(body.traceId).toMatch(/^[0-9a-f]{24}$/u);
    expect(body.contact).toEqual({
      id: expect.stringMatching(/^\w{20}$/u),
      locationId: kit.sandbox.locationId,
      type: "lead",
      firstName: "Zoë",
      firstNameLowerCase: "zoë",
      lastName: "Ångström",
      lastNameLowerCase: "ångström",
      fullNameLowerCase: "zoë ångström",
      email: "zoe@example.org",
      emailLowerCase: "zoe@example.org",
      phone: "+12125550142",
      country: "US",
      tags: ["vip", "größe"],
      customFields: [],
      additionalEmails: [],
      additionalPhones: [],
      dateAdded: expect.any(String),
      dateUpdated: expect.any(String),
      createdBy: { source: "INTEGRATION", channel: "OAUTH", sourceId: "private-integration" },
    });
    expect(await get(kit, body.contact.id)).toEqual(body.contact);
  });

  it("marks what an OAuth token makes with the client id, and nothing that a person makes", async () => {
    const kit = stopped();
    const token = kit.sandbox.control.addToken({ kind: "location" });
    const { body } = await kit.call("POST /contacts/", { locationId: kit.sandbox.locationId, name: "Ada Lovelace" }, { token });
    expect(body.contact).toMatchObject({ firstName: "Ada", lastName: "Lovelace", createdBy: { sourceId: kit.sandbox.oauth.app.clientId } });
    expect(await get(kit, kit.sandbox.control.createContact({ firstName: "Eve" }))).not.toHaveProperty("createdBy");
  });

  it("reads a national number in the location's country and keeps one that it cannot read", async () => {
    const kit = stopped({ locations: [{ id: "loc00SandboxHighwire", name: "Berlin", country: "DE" }] });
    expect((await create(kit, { firstName: "A", phone: "030 23125 123" })).body.contact).toMatchObject({ phone: "+493023125123", country: "DE" });
    expect((await create(kit, { firstName: "B", phone: "call me" })).body.contact.phone).toBe("call me");
  });

  it.each([
    [{ firstName: "A", nickname: "B" }, "property nickname should not exist"],
    [{ firstName: "A", constructor: "B" }, "property constructor should not exist"],
    [{ firstName: "A", createNewIfDuplicateAllowed: true }, "property createNewIfDuplicateAllowed should not exist"],
    [{ firstName: "A", email: "nobody" }, "email must be an email"],
    [{ firstName: 7 }, "firstName must be a string"],
    [{ firstName: "A", postalCode: null }, "postalCode must be a string"],
    [{ firstName: "A", tags: "vip" }, "tags must be an array"],
    [{ firstName: "A", customFields: [{ value: "x" }] }, "each value in customFields must have an id or a key"],
    [{ firstName: "A", dnd: "yes" }, "dnd must be a boolean value"],
    [{ firstName: "A", dndSettings: { Email: { status: "maybe" } } }, "dndSettings.Email.status must be a valid enum value"],
  ])("refuses %j with 422 and its sentence", async (fields, sentence) => {
    const kit = stopped();
    const { status, body } = await create(kit, fields);
    expect([status, body]).toEqual([422, { statusCode: 422, message: [sentence], error: "Unprocessable Entity" }]);
    expect(kit.sandbox.control.contacts()).toEqual([]);
  });

  it("refuses a contact without anything to know it by: HTTP 400 whose body says 422", async () => {
    const { status, body } = await create(stopped(), { tags: ["x"] });
    expect([status, body.statusCode]).toEqual([400, 422]);
  });

  it("refuses a second contact with the same e-mail or phone and names the first", async () => {
    const kit = stopped();
    const first = await addContact(kit, { firstName: "Ada", lastName: "Abara", email: "ada@example.com", phone: "+12125550142" });
    const byEmail = await create(kit, { email: "ADA@example.com" });
    expect([byEmail.status, byEmail.body]).toEqual([
      400,
      {
        statusCode: 400,
        message: "This location does not allow duplicated contacts.",
        meta: { contactId: first.id, contactName: "Ada Abara", matchingField: "email" },
      },
    ]);
    expect((await create(kit, { firstName: "B", phone: "212-555-0142" })).body.meta).toMatchObject({ contactId: first.id, matchingField: "phone" });
    kit.sandbox.control.setQuirks({ allowDuplicateContact: true });
    expect((await create(kit, { email: "ada@example.com" })).status).toBe(201);
  });

  it("answers 200 where the recordings do, by quirk", async () => {
    const kit = stopped();
    kit.sandbox.control.setQuirks({ createStatus: 200 });
    expect((await create(kit, { firstName: "Ada" })).status).toBe(200);
  });
});

describe("updating a contact", () => {
  it("changes what was sent and moves dateUpdated, strictly, even while the clock stands still", async () => {
    const kit = stopped();
    const before = await addContact(kit, { firstName: "Ada", lastName: "Abara", email: "ada@example.com", city: "Graz", tags: ["one"] });
    const { status, body } = await kit.call(`PUT /contacts/${String(before.id)}`, { lastName: "Byron", tags: ["Two"] });
    expect([status, body.succeded, body.succeeded]).toEqual([200, true, true]);
    expect(body.contact).toMatchObject({
      firstName: "Ada",
      lastName: "Byron",
      email: "ada@example.com",
      city: "Graz",
      tags: ["two"],
      dateAdded: before.dateAdded,
    });
    expect(Date.parse(body.contact.dateUpdated)).toBeGreaterThan(Date.parse(before.dateUpdated));
  });

  it.each(["locationId", "gender", "companyName"])("refuses %s, which only creates take", async (key) => {
    const kit = stopped();
    const { id } = await addContact(kit);
    expect((await kit.call(`PUT /contacts/${String(id)}`, { [key]: "x" })).body.message).toEqual([`property ${key} should not exist`]);
  });

  it("clears by null and by empty text, or not, as the quirks say", async () => {
    const kit = stopped();
    const { id } = await addContact(kit, { firstName: "Ada", email: "ada@example.com", website: "https://a.example.com", city: "Graz", source: "x" });
    await kit.call(`PUT /contacts/${String(id)}`, { website: null, city: "", source: null });
    const cleared = await get(kit, id);
    for (const key of ["website", "city", "source"]) expect(cleared).not.toHaveProperty(key);
    kit.sandbox.control.setQuirks({ clearByNull: false, clearByEmpty: false });
    await kit.call(`PUT /contacts/${String(id)}`, { firstName: null, email: "" });
    expect(await get(kit, id)).toMatchObject({ firstName: "Ada", email: "ada@example.com" });
  });

  it("loses what lossy normalisers lose", async () => {
    const kit = stopped();
    kit.sandbox.control.setQuirks({ truncateNamesAt: 3, lowercaseNames: true, phoneFormat: "national", unicodeForm: "NFD" });
    const contact = await addContact(kit, { firstName: "ZOË the Great", phone: "+12125550142" });
    // Decomposed, "Ë" is two code points, and the cut falls between them.
    expect(contact).toMatchObject({ firstName: "zoe", phone: "(212) 555-0142" });
    kit.sandbox.control.setQuirks({ trimTexts: false, truncateNamesAt: null, phoneFormat: "as-sent" });
    await kit.call(`PUT /contacts/${String(contact.id)}`, { lastName: " b ", phone: "212 555 0143" });
    expect(await get(kit, contact.id)).toMatchObject({ lastName: " b ", phone: "212 555 0143" });
  });

  it("refuses an e-mail that another contact holds, unless the quirk or the location allows it", async () => {
    const kit = stopped();
    const one = await addContact(kit);
    const two = await addContact(kit, { email: "bea@example.com" });
    const put = () => kit.call(`PUT /contacts/${String(two.id)}`, { email: "ada@example.com" });
    expect((await put()).body.meta).toMatchObject({ contactId: one.id, matchingField: "email" });
    kit.sandbox.control.setQuirks({ refusesTakenKeys: false });
    expect((await put()).status).toBe(200);
  });

  it("spells the success flag as the quirk says under dated versions, and both ways under v3", async () => {
    const kit = stopped();
    const { id } = await addContact(kit);
    const flags = async (version: string): Promise<unknown> => {
      const { body } = await kit.call(`PUT /contacts/${String(id)}`, { city: "Graz" }, { version });
      return [body.succeded, body.succeeded];
    };
    kit.sandbox.control.setQuirks({ successFlag: "succeded" });
    expect([await flags("2021-07-28"), await flags("v3")]).toEqual([
      [true, undefined],
      [true, true],
    ]);
    kit.sandbox.control.setQuirks({ successFlag: "succeeded" });
    expect(await flags("2023-02-21")).toEqual([undefined, true]);
  });

  it("says 400, not 404, for a contact that is not there, and after a delete", async () => {
    const kit = stopped();
    const { id } = await addContact(kit);
    expect((await kit.call(`DELETE /contacts/${String(id)}`)).body).toMatchObject({ succeded: true, succeeded: true });
    for (const operation of ["GET", "PUT", "DELETE"]) {
      const { status, body } = await kit.call(`${operation} /contacts/${String(id)}`, operation === "PUT" ? { city: "x" } : undefined);
      expect([status, body.message]).toEqual([400, `Contact not found for id:${String(id)}`]);
    }
    // Its e-mail is free again.
    expect((await create(kit, { email: "ada@example.com" })).status).toBe(201);
  });

  it("stamps by a clock that is wrong, when it is", async () => {
    const kit = stopped();
    kit.sandbox.control.setQuirks({ clockSkewMs: 3_600_000 });
    const { dateAdded } = await addContact(kit);
    expect(Date.parse(dateAdded)).toBe(START_MS + 3_600_000);
    kit.sandbox.control.setQuirks({ clockSkewMs: -3_600_000 });
    expect(Date.parse((await addContact(kit, { firstName: "B" })).dateAdded)).toBeGreaterThan(Date.parse(dateAdded));
  });
});

describe("upserting a contact", () => {
  it("makes one, then finds it by e-mail or phone and keeps what was not sent", async () => {
    const kit = stopped();
    const made = await upsert(kit, { firstName: "Ada", email: "ada@example.com", phone: "+12125550142" });
    expect([made.status, made.body.new]).toEqual([200, true]);
    const { id } = made.body.contact;
    expect((await upsert(kit, { email: "ADA@example.com", city: "Graz" })).body).toMatchObject({
      new: false,
      contact: { id, firstName: "Ada", city: "Graz" },
    });
    expect((await upsert(kit, { phone: "212 555 0142", city: "Linz" })).body).toMatchObject({
      new: false,
      contact: { id, city: "Linz", email: "ada@example.com" },
    });
    expect(kit.sandbox.control.contacts()).toHaveLength(1);
  });

  it("updates the first key's contact and drops the other key in silence when they point at two", async () => {
    const kit = stopped();
    const byEmail = await addContact(kit, { firstName: "A", email: "ada@example.com", phone: "+12125550101" });
    const byPhone = await addContact(kit, { firstName: "B", email: "bea@example.com", phone: "+12125550102" });
    const both = { email: "ada@example.com", phone: "+12125550102", city: "Graz" };
    expect((await upsert(kit, both)).body).toMatchObject({ new: false, contact: { id: byEmail.id, phone: "+12125550101", city: "Graz" } });
    expect(await get(kit, byPhone.id)).toMatchObject({ phone: "+12125550102", firstName: "B" });
    kit.sandbox.control.setQuirks({ duplicateOrder: ["phone", "email"] });
    expect((await upsert(kit, both)).body).toMatchObject({ contact: { id: byPhone.id, email: "bea@example.com", city: "Graz" } });
  });

  it("ignores gender on a contact that exists, and makes a twin only where duplicates are allowed and asked for", async () => {
    const kit = stopped();
    const { id } = await addContact(kit);
    const again = { email: "ada@example.com", gender: "female", createNewIfDuplicateAllowed: true };
    expect((await upsert(kit, again)).body).toMatchObject({ new: false, contact: { id } });
    expect(await get(kit, id)).not.toHaveProperty("gender");
    kit.sandbox.control.setQuirks({ allowDuplicateContact: true });
    expect((await upsert(kit, again)).body).toMatchObject({ new: true, contact: { gender: "female" } });
    expect((await upsert(kit, { email: "ada@example.com" })).body).toMatchObject({ new: false, contact: { id } });
  });
});

describe("looking for a duplicate", () => {
  it("finds by e-mail and number, and leaves contact out when there is none", async () => {
    const kit = stopped();
    const { id } = await addContact(kit, { firstName: "Ada", email: "ada+x@example.com", phone: "+12125550142" });
    const find = async (query: string): Promise<Json> =>
      (await kit.call(`GET /contacts/search/duplicate?locationId=${kit.sandbox.locationId}&${query}`)).body.contact?.id;
    expect(await find("email=ada%2Bx%40example.com")).toBe(id);
    expect(await find("number=%2B12125550142")).toBe(id);
    // An unencoded plus sign is a space.
    expect(await find("email=ada+x@example.com")).toBeUndefined();
    expect((await kit.call("GET /contacts/search/duplicate?email=a@example.com")).status).toBe(422);
  });
});
