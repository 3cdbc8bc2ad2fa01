import { expect, it } from "vitest";
import type { FieldValues } from "./canonical.ts";
import { goesOn } from "./goes-on.ts";

it.each<readonly [boolean, FieldValues | null]>([
  [true, { title: "INC-1: Down", completed: null }],
  [true, { completed: false }],
  [false, { completed: true }],
  [false, { title: "INC-1: Down" }],
  [true, { tags: ["vip", "incident-inc-12"] }],
  [false, { tags: ["vip", "incident-active", "incident-inc-", "my-incident-inc-12"] }],
  [false, { tags: [] }],
  [false, null],
])("says %s of %j", (is, fields) => {
  expect(goesOn(fields)).toBe(is);
});
