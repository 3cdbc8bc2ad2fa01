import { expect, it } from "vitest";
import type { FieldMap } from "./field-map.ts";
import { mappingChanges } from "./mapping-changes.ts";
import type { TablePair } from "./transform.ts";

const plan: FieldMap = {
  field: "custom_plan",
  label: "Plan",
  kind: "text",
  left: "customField:1",
  right: "attribute:hw_plan",
  direction: "both",
  policy: "ask",
  personal: false,
};
const through = (...pairs: readonly TablePair[]): FieldMap => ({ ...plan, transforms: [{ op: "table", pairs }] });

it("tells what became of each field, and nothing of one that stayed as it was", () => {
  const city = { ...plan, field: "city", label: "City" };
  expect(mappingChanges([plan, city], [city, plan])).toEqual([]);
  expect(mappingChanges([city], [plan]).map(({ field, what }) => [field, what])).toEqual([
    ["custom_plan", "added"],
    ["city", "removed"],
  ]);
  const changed: FieldMap = { ...plan, left: "customField:2", direction: "to-incident", creates: "both", policy: "newest", personal: true };
  expect(mappingChanges([plan], [changed])).toEqual([
    {
      field: "custom_plan",
      label: "Plan",
      what: "changed",
      sentences: [
        "Now between customField:2 and attribute:hw_plan; before, between customField:1 and attribute:hw_plan",
        "Afterwards: both ways → HighLevel to incident.io",
        "When both sides changed: ask a person → the newest wins",
        "Personal: no → yes",
      ],
    },
  ]);
});

it("M9 tells of every change to what values are told through, however alike the values look", () => {
  const [one, other] = [through({ left: "a = b", right: "c" }), through({ left: "a", right: "b = c" })];
  expect(mappingChanges([plan], [one])[0]?.sentences).toEqual(['On the way: as it is → table ("a = b" = "c")']);
  expect(mappingChanges([one], [other])[0]?.sentences).toEqual(['On the way: table ("a = b" = "c") → table ("a" = "b = c")']);
});
