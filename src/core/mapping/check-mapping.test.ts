import { describe, expect, it } from "vitest";
import { mappingIssues } from "./check-mapping.ts";
import { draftOf, type DraftRow } from "./draft-row.ts";
import type { FieldMap } from "./field-map.ts";
import { faultWords } from "./fault-words.ts";
import { highlevelPlaces, namePlace, type Places } from "./places.ts";
import { remap } from "./remap.ts";
import { suggestPairs } from "./suggest.ts";

const stored = (field: string, kind: FieldMap["kind"], right: string, more: Partial<FieldMap> = {}): FieldMap => ({
  field,
  kind,
  direction: "both",
  policy: "ask",
  personal: false,
  left: field,
  right,
  label: field,
  ...more,
});
const fields = [
  stored("fullName", "name", "name", { personal: true }),
  stored("email", "email", "attribute:hw_email", { personal: true }),
  stored("phone", "phone", "attribute:hw_phone", { personal: true }),
  stored("website", "url", "attribute:hw_website"),
];
const bridge = { entity: "contact", fields, defaultCountry: "US" } as const;
const places: Places = {
  left: [
    ...highlevelPlaces.contact,
    { place: "customField:1", label: "Plan", type: "text", custom: true, personal: true },
    { place: "customField:2", label: "Seats", type: "number", custom: true },
  ],
  right: [
    namePlace,
    ...["hw_email", "hw_phone", "hw_website", "hw_plan", "plan_level", "organisation"].map((id) => ({
      place: `attribute:${id}`,
      label: id,
      type: "text" as const,
    })),
    { place: "attribute:seats", label: "Seats", type: "number" },
    { place: "attribute:labels", label: "Labels", type: "list" },
  ],
};
const rows = fields.map(draftOf);
const plan: DraftRow = {
  field: null,
  label: "Plan",
  left: "customField:1",
  right: "attribute:hw_plan",
  creates: "both",
  direction: "both",
  policy: "ask",
  personal: true,
  transforms: [],
};
const issuesOf = (...more: readonly DraftRow[]) => mappingIssues(bridge, [...rows, ...more], places).map(({ path, fault }) => `${path} ${fault}`);
const changed = (field: string, change: Partial<DraftRow>) =>
  mappingIssues(
    bridge,
    rows.map((row) => (row.field === field ? { ...row, ...change } : row)),
    places,
  ).map(({ path, fault }) => `${path} ${fault}`);

describe("a mapping that cannot be used", () => {
  it("is told where and why, row by row", () => {
    expect(issuesOf(plan)).toEqual([]);
    expect(issuesOf({ ...plan, right: "attribute:seats" })).toEqual([]);
    expect(issuesOf({ ...plan, right: "attribute:labels" })).toEqual(["fields[4].right never-compatible"]);
    expect(issuesOf({ ...plan, right: "attribute:hw_phone" })).toEqual(["fields[4].right place-taken"]);
    expect(issuesOf({ ...plan, left: "nowhere", label: " " })).toEqual(["fields[4].label label-missing", "fields[4].left place-unknown"]);
    expect(issuesOf({ ...plan, field: "unheard" })).toEqual(["fields[4].field field-unknown"]);
  });

  it("P3 never writes consent, nor what the vendor does not take", () => {
    const dnd = { ...plan, left: "dnd", right: "attribute:plan_level" };
    expect(issuesOf(dnd)).toEqual(["fields[4].creates consent", "fields[4].direction consent"]);
    expect(issuesOf({ ...dnd, creates: "to-incident", direction: "to-incident" })).toEqual([]);
    const company = { ...plan, left: "companyName", right: "attribute:organisation" };
    expect(issuesOf(company)).toEqual(["fields[4].direction only-on-create"]);
    expect(issuesOf({ ...company, direction: "to-incident" })).toEqual([]);
  });

  it("keeps the rows by which a record is recognised as they are", () => {
    expect(mappingIssues(bridge, rows.slice(0, 2), places).map(({ fault }) => fault)).toEqual(["key-field-missing"]);
    expect(changed("email", { right: "attribute:hw_plan" })).toEqual(["fields[1].right key-field-moved"]);
    expect(changed("email", { direction: "off" })).toEqual(["fields[1].direction key-field-off"]);
    expect(changed("email", { personal: false })).toEqual(["fields[1].personal key-field-personal"]);
    expect(changed("fullName", { transforms: [{ op: "lowercase" }] })).toEqual(["fields[0].transforms key-field-transformed"]);
    expect(changed("email", { policy: "newest", direction: "to-incident", creates: "to-incident" })).toEqual([]);
  });

  it("M9 has no transform that would make two values of one by mistake", () => {
    const through = (...transforms: DraftRow["transforms"]) => issuesOf({ ...plan, transforms });
    const table = (...pairs: readonly (readonly [string, string])[]) =>
      ({ op: "table", pairs: pairs.map(([left, right]) => ({ left, right })) }) as const;
    expect(through({ op: "lowercase" }, table(["g", "Gold"], ["s", "Silver"]))).toEqual([]);
    expect(through({ op: "lowercase" }, table(["g", "Gold"], ["G", "Silver"]))).toEqual(["fields[4].transforms[1].pairs[1].left table-repeats"]);
    expect(through({ op: "lowercase" }, table(["g", "Gold"], ["s", "gold"]))).toEqual(["fields[4].transforms[1].pairs[1].right table-repeats"]);
    expect(through(table(["g", " "]))).toEqual(["fields[4].transforms[0].pairs[0].right table-value-missing"]);
    expect(through(table())).toEqual(["fields[4].transforms[0].pairs table-empty"]);
    expect(through({ op: "fallback", side: "incident", value: "Gold" }, table(["g", "Gold"]))).toEqual([
      "fields[4].transforms[0].value fallback-in-table",
    ]);
    expect(through({ op: "trim" }, { op: "trim" })).toEqual(["fields[4].transforms[1] transform-twice"]);
    expect(issuesOf({ ...plan, left: "customField:2", right: "attribute:seats", transforms: [{ op: "trim" }] })).toEqual([
      "fields[4].transforms transform-needs-text",
    ]);
  });

  it("says what is wrong in words that name the field", () => {
    expect(faultWords({ fault: "consent", about: "Do not disturb" })).toContain("Do not disturb");
  });
});

describe("the fields that rows make", () => {
  it("M9 keeps the name of a field for good, and begins another era each time that it is mapped anew, moved or turned on", () => {
    const [, , , , first] = remap(bridge, [...rows, plan], places, []);
    expect(first).toEqual({ ...stored("custom_plan", "text", "attribute:hw_plan", { personal: true, left: "customField:1", label: "Plan" }) });
    const was = [first as FieldMap];
    const again = remap(bridge, [...rows, plan], places, was)[4];
    expect(again).toMatchObject({ field: "custom_plan", era: 1 });
    const mapped = { ...bridge, fields: [...fields, first as FieldMap] };
    const kept = { ...plan, field: "custom_plan" };
    expect(remap(mapped, [...rows, { ...kept, policy: "newest" }], places, was)[4]).toEqual({ ...first, policy: "newest" });
    expect(remap(mapped, [...rows, { ...kept, right: "attribute:plan_level" }], places, was)[4]).toMatchObject({ field: "custom_plan", era: 1 });
    const off = { ...mapped, fields: [...fields, { ...(first as FieldMap), direction: "off" as const }] };
    expect(remap(off, [...rows, kept], places, was)[4]).toMatchObject({ direction: "both", era: 1 });
  });

  it("gives two fields of one label two names", () => {
    const two = remap(bridge, [...rows, plan, { ...plan, left: "customField:2", right: "attribute:seats" }], places, []);
    expect(two.slice(4).map(({ field, kind }) => [field, kind])).toEqual([
      ["custom_plan", "text"],
      ["custom_plan_2", "number"],
    ]);
  });

  it("M9 carries transforms out in one order, whatever the order in which they were added", () => {
    const pairs = [{ left: " g ", right: "Gold" }];
    const [map] = remap(bridge, [{ ...plan, transforms: [{ op: "table", pairs }, { op: "lowercase" }] }], places, []);
    expect(map?.transforms).toEqual([{ op: "lowercase" }, { op: "table", pairs: [{ left: "g", right: "Gold" }] }]);
  });

  it("says how a record that is made is filled only where that differs", () => {
    const [map] = remap(bridge, [{ ...plan, creates: "to-incident" }], places, []);
    expect(map).toMatchObject({ creates: "to-incident", direction: "both" });
    expect(remap(bridge, [plan], places, [])[0]).not.toHaveProperty("creates");
  });
});

describe("pairs that seem to belong together", () => {
  it("P2 are named with the reason, the surest first, and never what is personal by nature", () => {
    const found = suggestPairs(places, { left: fields.map(({ left }) => left), right: fields.map(({ right }) => right) });
    expect(found).toEqual([
      { left: "customField:2", right: "attribute:seats", confidence: "sure", reason: "same-name" },
      { left: "customField:1", right: "attribute:hw_plan", confidence: "sure", reason: "same-key" },
      { left: "companyName", right: "attribute:organisation", confidence: "likely", reason: "synonym" },
      { left: "tags", right: "attribute:labels", confidence: "likely", reason: "synonym" },
    ]);
  });
});
