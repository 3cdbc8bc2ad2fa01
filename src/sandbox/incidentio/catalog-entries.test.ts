import { describe, expect, it } from "vitest";
import { addEntry, contactType, list, stopped, text, type Call } from "./testing.ts";
import { RefusedByDashboard } from "./dashboard.ts";

async function ready(options = {}): Promise<{ sandbox: ReturnType<typeof stopped>["sandbox"]; call: Call; typeId: string }> {
  const { sandbox, call } = stopped({ limits: "off", ...options });
  return { sandbox, call, typeId: await contactType(call) };
}

const names = (body: { catalog_entries: readonly { name: string }[] }): readonly string[] => body.catalog_entries.map(({ name }) => name);

describe("creating catalog entries", () => {
  it("a second create under the same external id updates the first entry and answers 201", async () => {
    const { call, typeId, sandbox } = await ready();
    const first = await addEntry(call, typeId, { external_id: "loc:1", attribute_values: { email: text("a@example.com") } });
    const again = await call("POST", "/v3/catalog_entries", {
      catalog_type_id: typeId,
      external_id: "loc:1",
      name: "Ada B",
      attribute_values: { phone: text("+12025550100") },
    });
    expect(again.status).toBe(201);
    expect(again.body.catalog_entry).toMatchObject({
      id: first.id,
      name: "Ada B",
      attribute_values: { phone: { value: { literal: "+12025550100" } } },
    });
    expect(again.body.catalog_entry.attribute_values).not.toHaveProperty("email");
    expect(sandbox.control.entries(typeId)).toHaveLength(1);
  });

  it("the quirk keeps what an upsert leaves out", async () => {
    const { call, typeId, sandbox } = await ready();
    sandbox.control.setQuirks({ upsertClears: false });
    await addEntry(call, typeId, { external_id: "loc:1", attribute_values: { email: text("a@example.com") } });
    const again = await addEntry(call, typeId, { external_id: "loc:1", attribute_values: { phone: text("+12025550100") } });
    expect(Object.keys(again.attribute_values).toSorted()).toEqual(["email", "phone"]);
  });

  it("an archived entry comes back under its old id when its external id is created again", async () => {
    const { call, typeId } = await ready();
    const first = await addEntry(call, typeId, { external_id: "loc:1" });
    expect((await call("DELETE", `/v3/catalog_entries/${first.id}`)).status).toBe(204);
    expect((await call("GET", `/v3/catalog_entries/${first.id}`)).status).toBe(404);
    const back = await addEntry(call, typeId, { external_id: "loc:1", name: "Back" });
    expect(back).toMatchObject({ id: first.id, name: "Back", created_at: first.created_at });
    expect(back).not.toHaveProperty("archived_at");
    expect((await call("GET", `/v3/catalog_entries/${first.id}`)).status).toBe(200);
  });

  it("a type holds 50,000 live entries and refuses the next, but takes one again once another is archived", async () => {
    const { call, typeId, sandbox } = await ready();
    const [oldest] = sandbox.control.seedContactEntries(50_000);
    const over = await call("POST", "/v3/catalog_entries", { catalog_type_id: typeId, name: "One more", attribute_values: {} });
    expect(over).toMatchObject({ status: 422, body: { type: "validation_error" } });
    sandbox.control.archiveEntry(String(oldest));
    expect(await addEntry(call, typeId, { name: "One more" })).toMatchObject({ name: "One more" });
  });

  it.each([
    ["a missing name", { name: undefined }, "name"],
    ["missing values", { attribute_values: undefined }, "attribute_values"],
    ["an unknown attribute", { attribute_values: { nope: text("x") } }, "attribute_values.nope"],
    ["a list where one value is expected", { attribute_values: { email: list("x") } }, "attribute_values.email"],
    ["one value where a list is expected", { attribute_values: { tags: text("x") } }, "attribute_values.tags"],
    ["a number that is none", { attribute_values: { seats: text("many") } }, "attribute_values.seats"],
    ["a truth that is neither", { attribute_values: { vip: text("yes") } }, "attribute_values.vip"],
    ["a literal that is no text", { attribute_values: { seats: { value: { literal: 5 } } } }, "attribute_values.seats"],
  ])("refuses %s with 422 and names the field", async (_what, fields, field) => {
    const { call, typeId, sandbox } = await ready();
    const answer = await call("POST", "/v3/catalog_entries", { catalog_type_id: typeId, name: "Ada", attribute_values: {}, ...fields });
    expect(answer).toMatchObject({ status: 422, body: { type: "validation_error", errors: [{ source: { field } }] } });
    expect(sandbox.control.entries(typeId)).toHaveLength(0);
  });
});

describe("updating catalog entries", () => {
  const values = { email: text("a@example.com"), phone: text("+12025550100"), tags: list("vip", "eu") };

  it("without update_attributes every value is replaced", async () => {
    const { call, typeId } = await ready();
    const { id } = await addEntry(call, typeId, { attribute_values: values });
    const answer = await call("PUT", `/v3/catalog_entries/${id}`, { name: "Ada", attribute_values: { seats: text("7") } });
    expect(answer.body.catalog_entry.attribute_values).toEqual({ seats: { value: { label: "7", literal: "7" } } });
  });

  it("with update_attributes only listed ids change, and a listed id that was not sent is cleared", async () => {
    const { call, typeId } = await ready();
    const { id } = await addEntry(call, typeId, { attribute_values: values });
    const sent = { name: "Ada", attribute_values: { phone: text("+12025550199"), seats: text("9") }, update_attributes: ["phone", "email"] };
    const { attribute_values: after } = (await call("PUT", `/v3/catalog_entries/${id}`, sent)).body.catalog_entry;
    expect(Object.keys(after).toSorted()).toEqual(["phone", "tags"]);
    expect(after.phone.value.literal).toBe("+12025550199");
    expect(after.tags.array_value.map((item: { literal: string }) => item.literal)).toEqual(["vip", "eu"]);
  });

  it("name is required, and external id and aliases that are left out are kept", async () => {
    const { call, typeId } = await ready();
    const { id } = await addEntry(call, typeId, { external_id: "loc:1", aliases: ["one"] });
    expect((await call("PUT", `/v3/catalog_entries/${id}`, { attribute_values: {} })).body.errors).toMatchObject([
      { code: "is_required", source: { field: "name" } },
    ]);
    const answer = await call("PUT", `/v3/catalog_entries/${id}`, { name: "New", attribute_values: {} });
    expect(answer.body.catalog_entry).toMatchObject({ name: "New", external_id: "loc:1", aliases: ["one"] });
  });

  it("an external id that another entry has is refused", async () => {
    const { call, typeId } = await ready();
    await addEntry(call, typeId, { external_id: "loc:1" });
    const { id } = await addEntry(call, typeId);
    expect((await call("PUT", `/v3/catalog_entries/${id}`, { name: "X", external_id: "loc:1", attribute_values: {} })).status).toBe(422);
  });

  it("two changes within one millisecond still move updated_at twice", async () => {
    const { call, typeId } = await ready();
    const { id } = await addEntry(call, typeId);
    const change = async (): Promise<number> =>
      Date.parse((await call("PUT", `/v3/catalog_entries/${id}`, { name: "X", attribute_values: {} })).body.catalog_entry.updated_at);
    expect(await change()).toBeLessThan(await change());
  });

  it("times have no trailing zeros in their fraction, so they do not sort as text", async () => {
    const { call, typeId, sandbox } = await ready();
    expect((await addEntry(call, typeId)).created_at).toBe("2026-09-01T08:00:00Z");
    sandbox.control.advance(120);
    expect((await addEntry(call, typeId)).created_at).toBe("2026-09-01T08:00:00.12Z");
  });
});

describe("bulk updates", () => {
  it("changes many entries at once, keeps what a row leaves out, and resets a rank that is left out", async () => {
    const { call, typeId, sandbox } = await ready();
    const one = await addEntry(call, typeId, { external_id: "loc:1", aliases: ["one"], rank: 4, attribute_values: { email: text("a@example.com") } });
    const two = await addEntry(call, typeId, { rank: 5 });
    const entries = [
      { entry_id: one.id, attribute_values: { seats: text("1") } },
      { entry_id: two.id, name: "Two", rank: 6, attribute_values: { seats: text("2") } },
    ];
    expect(
      await call("POST", "/v3/catalog_entries/actions/bulk_update", { catalog_type_id: typeId, entries, update_attributes: ["seats"] }),
    ).toMatchObject({ status: 204, body: undefined });
    expect(sandbox.control.listEntries(typeId)).toMatchObject([
      { name: "Ada Abara", externalId: "loc:1", aliases: ["one"], rank: null, values: { email: "a@example.com", seats: "1" } },
      { name: "Two", rank: 6, values: { seats: "2" } },
    ]);
  });

  it("one bad row changes nothing at all", async () => {
    const { call, typeId, sandbox } = await ready();
    const [one, two] = [await addEntry(call, typeId), await addEntry(call, typeId)];
    const before = sandbox.control.listEntries(typeId);
    const entries = [
      { entry_id: one.id, attribute_values: { seats: text("1") } },
      { entry_id: two.id, attribute_values: { seats: text("many") } },
    ];
    expect((await call("POST", "/v3/catalog_entries/actions/bulk_update", { catalog_type_id: typeId, entries })).status).toBe(422);
    expect(sandbox.control.listEntries(typeId)).toEqual(before);
  });

  it("refuses none, more than 250, entries of another type, and one entry twice", async () => {
    const { call, typeId, sandbox } = await ready();
    const { id } = await addEntry(call, typeId);
    const foreign = sandbox.control.listEntries().find((entry) => entry.typeId !== typeId);
    const bulk = async (entries: readonly unknown[]): Promise<number> =>
      (await call("POST", "/v3/catalog_entries/actions/bulk_update", { catalog_type_id: typeId, entries })).status;
    const row = { entry_id: id, attribute_values: {} };
    expect(await bulk([])).toBe(422);
    expect(await bulk(Array.from({ length: 251 }, () => row))).toBe(422);
    expect(await bulk([{ ...row, entry_id: foreign?.id }])).toBe(404);
    expect(await bulk([row, row])).toBe(422);
    expect(await bulk([row])).toBe(204);
  });
});

describe("listing catalog entries", () => {
  it("requires the type and the page size, and refuses more than 250 a page", async () => {
    const { call, typeId } = await ready();
    expect((await call("GET", "/v3/catalog_entries?page_size=10")).body.errors[0].source.field).toBe("catalog_type_id");
    expect((await call("GET", `/v3/catalog_entries?catalog_type_id=${typeId}`)).body.errors[0]).toMatchObject({
      code: "is_required",
      source: { field: "page_size" },
    });
    expect((await call("GET", `/v3/catalog_entries?catalog_type_id=${typeId}&page_size=251`)).status).toBe(422);
    expect((await call("GET", `/v3/catalog_entries?catalog_type_id=${typeId}&page_size=250`)).status).toBe(200);
  });

  async function pagesOf(call: Call, typeId: string, size: number): Promise<{ ids: string[]; pages: number }> {
    const ids: string[] = [];
    let after = "";
    for (let pages = 1; ; pages += 1) {
      const { body } = await call("GET", `/v3/catalog_entries?catalog_type_id=${typeId}&page_size=${String(size)}${after}`);
      ids.push(...body.catalog_entries.map((entry: { id: string }) => entry.id));
      if (body.pagination_meta.after === undefined || body.catalog_entries.length === 0) return { ids, pages };
      after = `&after=${String(body.pagination_meta.after)}`;
    }
  }

  it.each([
    [false, 3],
    [true, 4],
  ])("pages through every live entry once (end by an empty page: %s)", async (endByEmptyPage, pages) => {
    const { call, typeId, sandbox } = await ready();
    const seeded = sandbox.control.seedContactEntries(31);
    sandbox.control.archiveEntry(String(seeded[9]));
    sandbox.control.setQuirks({ endByEmptyPage });
    const read = await pagesOf(call, typeId, 10);
    expect(read.pages).toBe(pages);
    expect(read.ids).toEqual(seeded.filter((_, index) => index !== 9));
  });

  it("a cursor to an entry that was archived meanwhile still stands, and one that names nothing is refused", async () => {
    const { call, typeId, sandbox } = await ready();
    const seeded = sandbox.control.seedContactEntries(4);
    sandbox.control.archiveEntry(String(seeded[1]));
    const path = `/v3/catalog_entries?catalog_type_id=${typeId}&page_size=10&after=`;
    expect((await call("GET", path + String(seeded[1]))).body.catalog_entries).toHaveLength(2);
    expect((await call("GET", `${path}nobody`)).status).toBe(422);
  });

  it("shuffled order misses and repeats nothing", async () => {
    const { call, typeId, sandbox } = await ready();
    const seeded = sandbox.control.seedContactEntries(40);
    sandbox.control.setQuirks({ shuffledOrder: true });
    const { ids } = await pagesOf(call, typeId, 7);
    expect(ids).not.toEqual(seeded);
    expect(ids.toSorted()).toEqual(seeded.toSorted());
  });

  it("carries the whole type and the number of live entries", async () => {
    const { call, typeId, sandbox } = await ready();
    sandbox.control.seedContactEntries(3);
    const { body } = await call("GET", `/v3/catalog_entries?catalog_type_id=${typeId}&page_size=2`);
    expect(body).toMatchObject({ catalog_type: { id: typeId, schema: { version: 2 } }, pagination_meta: { page_size: 2, total_record_count: 3 } });
  });

  it("identifier finds by id, external id and alias, and by name only where the type says so", async () => {
    const { call, typeId } = await ready();
    const { id } = await addEntry(call, typeId, { name: "Ada", external_id: "loc:1", aliases: ["ada@example.com"] });
    await addEntry(call, typeId, { name: "Bo" });
    const find = async (identifier: string): Promise<readonly string[]> =>
      names((await call("GET", `/v3/catalog_entries?catalog_type_id=${typeId}&page_size=5&identifier=${encodeURIComponent(identifier)}`)).body);
    for (const identifier of [id, "loc:1", "ada@example.com"]) expect(await find(identifier)).toEqual(["Ada"]);
    expect(await find("Ada")).toEqual([]);
    await call("PUT", `/v3/catalog_types/${typeId}`, { name: "Contact", description: "", use_name_as_identifier: true });
    expect(await find("Ada")).toEqual(["Ada"]);
  });

  it("identifier forgets an alias that was taken away and an entry that was archived", async () => {
    const { call, typeId } = await ready();
    const { id } = await addEntry(call, typeId, { aliases: ["old"] });
    const count = async (identifier: string): Promise<number> =>
      (await call("GET", `/v3/catalog_entries?catalog_type_id=${typeId}&page_size=5&identifier=${identifier}`)).body.catalog_entries.length;
    await call("PUT", `/v3/catalog_entries/${id}`, { name: "Ada", aliases: ["new"], attribute_values: {} });
    expect([await count("old"), await count("new")]).toEqual([0, 1]);
    await call("DELETE", `/v3/catalog_entries/${id}`);
    expect(await count("new")).toBe(0);
  });

  it("whoever keeps the catalog clears or changes what an entry is known by, unless another has it", async () => {
    const { call, typeId, sandbox } = await ready();
    const before = await addEntry(call, typeId, { external_id: "loc:1", aliases: ["1", "ada@example.com"] });
    const { id } = before;
    const other = await addEntry(call, typeId, { name: "Bob", external_id: "loc:2" });
    const shown = async (): Promise<unknown> => (await call("GET", `/v3/catalog_entries/${id}`)).body.catalog_entry;
    sandbox.control.identifyEntry(id, null);
    expect(await shown()).toMatchObject({ aliases: ["1", "ada@example.com"], name: before.name });
    expect(await shown()).not.toHaveProperty("external_id");
    expect(await shown()).not.toHaveProperty("updated_at", before.updated_at);
    sandbox.control.identifyEntry(id, "crm-1", []);
    expect(await shown()).toMatchObject({ external_id: "crm-1", aliases: [] });
    expect(() => sandbox.control.identifyEntry(other.id, "crm-1")).toThrow(RefusedByDashboard);
  });

  it("lists lag behind as the quirk says: new, changed and archived entries show late, show is exact", async () => {
    const { call, typeId, sandbox } = await ready();
    const changed = await addEntry(call, typeId, { name: "Before" });
    const gone = await addEntry(call, typeId, { name: "Gone" });
    sandbox.control.setQuirks({ listLagMs: 30_000 });
    sandbox.control.advance(60_000);
    sandbox.control.editEntry(changed.id, "After", {});
    sandbox.control.archiveEntry(gone.id);
    await addEntry(call, typeId, { name: "New" });
    const listed = async (): Promise<readonly string[]> =>
      names((await call("GET", `/v3/catalog_entries?catalog_type_id=${typeId}&page_size=5`)).body);
    expect(await listed()).toEqual(["Before", "Gone"]);
    expect((await call("GET", `/v3/catalog_entries/${changed.id}`)).body.catalog_entry.name).toBe("After");
    sandbox.control.advance(31_000);
    expect(await listed()).toEqual(["After", "New"]);
  });

  it("the last page of 250 among 50,000 entries holds the last 250", async () => {
    const { call, typeId, sandbox } = await ready();
    const seeded = sandbox.control.seedContactEntries(50_000);
    const last = await call("GET", `/v3/catalog_entries?catalog_type_id=${typeId}&page_size=250&after=${String(seeded[49_749])}`);
    expect(last.body.catalog_entries.map((entry: { id: string }) => entry.id)).toEqual(seeded.slice(-250));
  });
});

describe("values of catalog entries", () => {
  it.each([
    [false, { label: "7", literal: "7" }],
    [true, { label: "7" }],
    ["blank", { label: "7", literal: "" }],
  ] as const)("with literalEmpty %s a primitive reads back as %o", async (literalEmpty, shown) => {
    const { call, typeId, sandbox } = await ready();
    sandbox.control.setQuirks({ literalEmpty });
    expect((await addEntry(call, typeId, { attribute_values: { seats: text("7") } })).attribute_values.seats.value).toEqual(shown);
  });

  it("the API may write dashboard attributes, or may not, as the quirk says", async () => {
    const { call, typeId, sandbox } = await ready();
    const { id } = await addEntry(call, typeId, { attribute_values: { email: text("a@example.com") } });
    sandbox.control.setQuirks({ dashboardWrites: false });
    const update = (attribute_values: unknown): ReturnType<Call> => call("PUT", `/v3/catalog_entries/${id}`, { name: "Ada", attribute_values });
    expect((await update({ email: text("b@example.com") })).body.errors[0].source.field).toBe("attribute_values.email");
    expect((await update({ seats: text("3") })).body.catalog_entry.attribute_values.email.value.literal).toBe("a@example.com");
  });

  it("lossy normalisers trim, cut and change the Unicode form", async () => {
    const { call, typeId, sandbox } = await ready();
    const kept = await addEntry(call, typeId, { name: " Zoe\u0308 ", attribute_values: { email: text(" x ") } });
    expect([kept.name, kept.attribute_values.email.value.literal]).toEqual([" Zoe\u0308 ", " x "]);
    sandbox.control.setQuirks({ trimValues: true, unicodeForm: "NFC", truncateValuesAt: 3 });
    const lossy = await addEntry(call, typeId, { name: " Zoe\u0308 und mehr", attribute_values: { tags: list("  long tag", " ") } });
    expect([lossy.name, lossy.attribute_values.tags.array_value[0].literal, lossy.attribute_values.tags.array_value.length]).toEqual([
      "Zo\u00eb",
      "lon",
      1,
    ]);
  });

  it("links name their entry, and expand=true adds backlinks and paths", async () => {
    const { call, typeId } = await ready();
    const business = (await call("POST", "/v3/catalog_types", { name: "Business", description: "", type_name: 'Custom["Business"]' })).body
      .catalog_type;
    const schema = (id: string, version: number, attributes: readonly unknown[]): ReturnType<Call> =>
      call("POST", `/v3/catalog_types/${id}/actions/update_schema`, { version, attributes });
    const city = { id: "city", name: "City", type: "String", array: false };
    await schema(business.id, 1, [city]);
    const employer = { id: "employer", name: "Employer", type: 'Custom["Business"]', array: false };
    await schema(typeId, 2, [
      employer,
      { id: "town", name: "Town", type: "String", array: false, mode: "path", path: [{ attribute_id: "employer" }, { attribute_id: "city" }] },
    ]);
    const linked = await schema(business.id, 2, [
      city,
      { id: "people", name: "People", type: 'Custom["HighLevelContact"]', array: true, mode: "backlink", backlink_attribute: "employer" },
    ]);
    expect(linked.status).toBe(200);
    const acme = await addEntry(call, business.id, { name: "Acme", external_id: "b:1", attribute_values: { city: text("Oslo") } });
    const ada = await addEntry(call, typeId, { name: "Ada", attribute_values: { employer: text("b:1") } });
    expect(ada.attribute_values.employer.value).toEqual({ label: "Acme", literal: "b:1" });
    const show = async (id: string, query: string): Promise<Record<string, unknown>> =>
      (await call("GET", `/v3/catalog_entries/${id}${query}`)).body.catalog_entry.attribute_values;
    expect(await show(acme.id, "")).not.toHaveProperty("people");
    expect(await show(acme.id, "?expand=true")).toMatchObject({ people: { array_value: [{ label: "Ada", literal: ada.id }] } });
    expect(await show(ada.id, "?expand=true")).toMatchObject({ town: { value: { literal: "Oslo" } } });
    expect((await call("PUT", `/v3/catalog_entries/${acme.id}`, { name: "Acme", attribute_values: { people: list("x") } })).status).toBe(422);
  });
});
