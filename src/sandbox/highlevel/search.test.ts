import { describe, expect, it } from "vitest";
import { addContact, stopped, type Json, type Stopped } from "./testing.ts";

const search = (kit: Stopped, body: object) => kit.call("POST /contacts/search", { locationId: kit.sandbox.locationId, pageLimit: 100, ...body });
const names = (body: Json): string[] => body.contacts.map(({ firstName }: Json) => firstName);
const byUpdate = { sort: [{ field: "dateUpdated", direction: "asc" }] };

async function people(kit: Stopped): Promise<void> {
  await addContact(kit, { firstName: "Ada", email: "ada@example.com", tags: ["vip", "beta"], city: "Graz" });
  kit.sandbox.control.advance(60_000);
  await addContact(kit, { firstName: "Bea", email: "bea@example.org", tags: ["beta"], companyName: "Blue Heron" });
  kit.sandbox.control.advance(60_000);
  await addContact(kit, { firstName: "Cyd", phone: "+12125550103", dndSettings: { Email: { status: "active" } } });
}

describe("searching contacts", () => {
  it("pages through everything by the last row's cursor, in order of change, ending with an empty page", async () => {
    const kit = stopped({ limits: "off", sampleContacts: 250 });
    const seen: string[] = [];
    let after: unknown;
    for (let page = 0; page < 10; page += 1) {
      const { body } = await search(kit, { ...byUpdate, ...(after !== undefined && { searchAfter: after }) });
      expect(body.total).toBe(250);
      if (body.contacts.length === 0) break;
      seen.push(...body.contacts.map(({ id }: Json) => id));
      after = body.contacts.at(-1).searchAfter;
    }
    expect(seen).toEqual(kit.sandbox.control.contacts().map(({ id }) => id));
  });

  it("neither skips nor repeats when a contact behind the cursor changes while paging", async () => {
    const kit = stopped({ limits: "off", sampleContacts: 30 });
    const [first] = kit.sandbox.control.contacts();
    const one = await search(kit, { ...byUpdate, pageLimit: 20 });
    kit.sandbox.control.editContact(String(first?.["id"]), { city: "Graz" });
    const two = await search(kit, { ...byUpdate, pageLimit: 20, searchAfter: one.body.contacts.at(-1).searchAfter });
    const ids = [...one.body.contacts, ...two.body.contacts].map(({ id }: Json) => id);
    expect([ids.length, new Set(ids).size, ids.at(-1)]).toEqual([31, 30, first?.["id"]]);
  });

  it("spells rows unlike reads: nulls, address, a lower-cased name, the e-mail kept", async () => {
    const kit = stopped();
    await addContact(kit, { firstName: "Ada", lastName: "ABARA", address1: "1 Road" });
    const [row] = (await search(kit, {})).body.contacts;
    expect(row).toMatchObject({
      firstName: "Ada",
      contactName: "ada abara",
      email: null,
      phone: null,
      phoneLabel: null,
      businessName: null,
      address: "1 Road",
      website: null,
    });
    expect(row).not.toHaveProperty("address1");
    expect(row.searchAfter).toEqual([Date.parse(row.dateAdded), row.id]);
  });

  it.each([
    [[{ field: "email", operator: "eq", value: "ada@example.com" }], ["Ada"]],
    [[{ field: "email", operator: "not_eq", value: "ada@example.com" }], ["Bea", "Cyd"]],
    [[{ field: "tags", operator: "eq", value: "beta" }], ["Ada", "Bea"]],
    [[{ field: "tags", operator: "not_eq", value: "beta" }], ["Cyd"]],
    [[{ field: "tags", operator: "contains", value: "VI" }], ["Ada"]],
    [[{ field: "email", operator: "contains", value: "example" }], ["Ada", "Bea"]],
    [[{ field: "email", operator: "not_contains", value: "example" }], ["Cyd"]],
    [[{ field: "companyName", operator: "exists" }], ["Bea"]],
    [[{ field: "email", operator: "not_exists" }], ["Cyd"]],
    [[{ field: "dndSettings.Email.status", operator: "eq", value: "active" }], ["Cyd"]],
    [[{ field: "dateAdded", operator: "range", value: { gt: "2026-09-01T08:00:30Z" } }], ["Bea", "Cyd"]],
    [[{ field: "dateAdded", operator: "range", value: { gte: "2026-09-01T08:01:00Z", lt: "2026-09-01T08:02:00Z" } }], ["Bea"]],
    [
      [
        {
          group: "OR",
          filters: [
            { field: "city", operator: "eq", value: "Graz" },
            { group: "AND", filters: [{ field: "phone", operator: "exists" }] },
          ],
        },
      ],
      ["Ada", "Cyd"],
    ],
    [
      [
        { field: "tags", operator: "eq", value: "beta" },
        { field: "tags", operator: "eq", value: "vip" },
      ],
      ["Ada"],
    ],
  ])("finds by %j", async (filters, expected) => {
    const kit = stopped();
    await people(kit);
    const { status, body } = await search(kit, { filters, ...byUpdate });
    expect([status, names(body), body.total]).toEqual([200, expected, expected.length]);
  });

  it.each([
    [{ pageLimit: undefined }, 422],
    [{ locationId: undefined }, 422],
    [{ pageLimit: 501 }, 400],
    [{ pageLimit: 0 }, 400],
    [{ page: 101 }, 400],
    [{ page: 0 }, 400],
    [{ query: "x".repeat(76) }, 400],
    [{ filters: [{ field: "shoeSize", operator: "eq", value: 1 }] }, 400],
    [{ filters: [{ field: "email", operator: "like", value: 1 }] }, 400],
    [{ filters: [null] }, 400],
    [{ sort: [{ field: "shoeSize", direction: "asc" }] }, 400],
  ])("refuses %j with %i instead of guessing", async (body, status) => {
    expect((await search(stopped(), body)).status).toBe(status);
  });

  it("names the unknown field", async () => {
    const { body } = await search(stopped(), { filters: [{ group: "OR", filters: [{ field: "shoeSize", operator: "eq", value: 1 }] }] });
    expect(body.message).toBe("Invalid field shoeSize");
  });

  it("finds by words in names, e-mail and phone", async () => {
    const kit = stopped();
    await people(kit);
    expect(names((await search(kit, { query: "BEA@" })).body)).toEqual(["Bea"]);
    expect(names((await search(kit, { query: "0103" })).body)).toEqual(["Cyd"]);
  });

  it("sorts by several fields and pages by number", async () => {
    const kit = stopped();
    for (const [firstName, city] of [
      ["B", "x"],
      ["A", "x"],
      ["C", "a"],
    ] as const)
      await addContact(kit, { firstName, city });
    const sort = [
      { field: "city", direction: "desc" },
      { field: "firstName", direction: "asc" },
    ];
    expect(names((await search(kit, { sort, pageLimit: 2 })).body)).toEqual(["A", "B"]);
    expect(names((await search(kit, { sort, pageLimit: 2, page: 2 })).body)).toEqual(["C"]);
    const { body } = await search(kit, { sort, pageLimit: 1 });
    expect(names((await search(kit, { sort, pageLimit: 2, searchAfter: body.contacts[0].searchAfter })).body)).toEqual(["B", "C"]);
  });
});

describe("the search index", () => {
  it("lags behind creates, updates and deletes for as long as the quirk says, while reads by id do not", async () => {
    const kit = stopped();
    const { control } = kit.sandbox;
    const old = await addContact(kit, { firstName: "Old" });
    const gone = await addContact(kit, { firstName: "Gone" });
    control.setQuirks({ indexLagMs: 5_000 });
    await kit.call(`PUT /contacts/${String(old.id)}`, { firstName: "New" });
    await kit.call(`PUT /contacts/${String(old.id)}`, { firstName: "Newer" });
    await kit.call(`DELETE /contacts/${String(gone.id)}`);
    await addContact(kit, { firstName: "Fresh" });
    expect((await kit.call(`GET /contacts/${String(old.id)}`)).body.contact.firstName).toBe("Newer");
    control.advance(4_999);
    expect(names((await search(kit, {})).body).toSorted()).toEqual(["Gone", "Old"]);
    control.advance(1);
    expect(names((await search(kit, {})).body).toSorted()).toEqual(["Fresh", "Newer"]);
  });

  it("D1 keeps showing deleted contacts as full rows, by quirk, though reading them by id says 400", async () => {
    const kit = stopped();
    const { id } = await addContact(kit);
    kit.sandbox.control.setQuirks({ deletedLinger: true });
    await kit.call(`DELETE /contacts/${String(id)}`);
    expect((await search(kit, {})).body).toMatchObject({ total: 1, contacts: [{ id, firstName: "Ada" }] });
    expect((await kit.call(`GET /contacts/${String(id)}`)).status).toBe(400);
    kit.sandbox.control.setQuirks({ deletedLinger: false });
    expect((await search(kit, {})).body.total).toBe(0);
  });
});

describe("the deprecated list", () => {
  it("lower-cases names beside the originals and pages by a cursor pair, newest first", async () => {
    const kit = stopped();
    await people(kit);
    const list = `GET /contacts/?locationId=${kit.sandbox.locationId}&limit=2`;
    const first = (await kit.call(list)).body;
    expect(first).toMatchObject({
      count: 3,
      contacts: [{ firstName: "cyd", firstNameRaw: "Cyd" }, { firstName: "bea" }],
      meta: { total: 3, currentPage: 1, nextPage: 2, prevPage: null },
    });
    const { startAfter, startAfterId, nextPageUrl } = first.meta;
    const second = (await kit.call(`${list}&startAfter=${String(startAfter)}&startAfterId=${String(startAfterId)}`)).body;
    expect(second).toMatchObject({ contacts: [{ firstName: "ada" }], meta: { currentPage: 2, nextPage: null, nextPageUrl: null } });
    expect(new URL(nextPageUrl).searchParams.get("startAfterId")).toBe(startAfterId);
    expect((await kit.call(`GET /contacts/?locationId=${kit.sandbox.locationId}&limit=101`)).status).toBe(400);
    expect((await kit.call(`GET /contacts/?locationId=${kit.sandbox.locationId}&query=ada`)).body.count).toBe(1);
  });
});
