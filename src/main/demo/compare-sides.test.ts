import { describe, expect, it } from "vitest";
import { defaultFields } from "../default-mapping.ts";
import { compareSides, type Truth } from "./compare-sides.ts";

const bridge = { fields: defaultFields, locationId: "loc1", defaultCountry: "US" };
const contact = {
  id: "c1",
  firstName: "Ada",
  lastName: "Whitfield",
  email: "Ada@example.com",
  phone: "+12125550100",
  companyName: "Blue Heron",
  website: "https://a.example.com/",
  tags: ["b", "a"],
  customFields: [],
};
const value = (literal: string): object => ({ value: { literal, label: literal } });
const entry = {
  id: "e1",
  name: "Ada  Whitfield",
  external_id: "loc1:c1",
  attribute_values: {
    hw_email: value("ada@example.com"),
    hw_phone: value("(212) 555-0100"),
    hw_company: value("Blue Heron"),
    hw_website: value("https://a.example.com/"),
    hw_tags: { array_value: [{ literal: "A" }, { literal: "b" }] },
  },
};
const truth = (contacts: Truth["contacts"], entries: Truth["entries"]): Truth => ({ contacts, entries });
const none = new Set<string>();
const changed = (name: string, next: object | undefined): object => ({ ...entry, attribute_values: { ...entry.attribute_values, [name]: next } });

describe("comparing both sides", () => {
  it("M5 finds records equal that differ only in case, format and order", () => {
    expect(compareSides(truth([contact], [entry]), bridge, none)).toEqual({ pairs: 1, unequal: [], duplicates: 0, unpaired: 0 });
  });

  it.each([
    ["phone", changed("hw_phone", value("+12125550199"))],
    ["email", changed("hw_email", undefined)],
    ["tags", changed("hw_tags", { array_value: [{ literal: "a" }] })],
    ["companyName", changed("hw_company", value("Other"))],
    ["fullName", { ...entry, name: "Ada Whitfeld" }],
  ])("finds a planted difference in %s", (field, planted) => {
    const found = compareSides(truth([contact], [planted as Truth["entries"][number]]), bridge, none);
    expect(found.unequal).toEqual([{ contactId: "c1", field }]);
  });

  it("forgives a difference that waits for a person, under either record's id, and no other", () => {
    const planted = truth([contact], [changed("hw_phone", value("+12125550199")) as Truth["entries"][number]]);
    for (const waiting of ["c1:phone", "e1:phone", "c1:*"]) expect(compareSides(planted, bridge, new Set([waiting])).unequal).toEqual([]);
    expect(compareSides(planted, bridge, new Set(["c1:email", "c2:phone"])).unequal).toHaveLength(1);
  });

  it("counts a second entry for one contact and a second contact with one e-mail", () => {
    expect(compareSides(truth([contact], [entry, { ...entry, id: "e2" }]), bridge, none).duplicates).toBe(1);
    const twin = { ...contact, id: "c2", email: "ADA@example.com" };
    expect(compareSides(truth([contact, twin], [entry, { ...entry, id: "e2", external_id: "loc1:c2" }]), bridge, none).duplicates).toBe(1);
  });

  it("counts records without a counterpart on either side", () => {
    expect(compareSides(truth([contact], []), bridge, none).unpaired).toBe(1);
    expect(compareSides(truth([], [entry]), bridge, none).unpaired).toBe(1);
    expect(compareSides(truth([], [{ ...entry, external_id: "other:c1" }]), bridge, none).unpaired).toBe(1);
    expect(compareSides(truth([contact], []), bridge, new Set(["c1:*"])).unpaired).toBe(0);
  });
});
