import { expect, it } from "vitest";
import { fill, pathsIn, picksIn, templatesIn, worded, type Scope } from "./expression.ts";

const scope: Scope = {
  trigger: { contact: { id: "c1", tags: ["a", "b"], age: 7 } },
  steps: { find: { list: [{ name: "Ada" }] } },
  run: { id: "r", startedAt: "2026-01-01T00:00:00.000Z" },
  item: { n: 1 },
};

it("keeps the type of what is picked, at any depth", () => {
  const expression = { age: { pick: "trigger.contact.age" }, deep: [{ tags: { pick: "trigger.contact.tags" } }], gone: { pick: "trigger.none.x" } };
  expect(fill(expression, scope)).toEqual({ age: 7, deep: [{ tags: ["a", "b"] }], gone: null });
  expect(fill({ pick: "steps.find.list.0.name" }, scope)).toBe("Ada");
});

it("fills templates in the order in which it names them", () => {
  const expression = { one: { text: "{{ a }}" }, plain: { text: "as it is" }, two: [{ text: "{% b %}" }] };
  expect(templatesIn(expression)).toEqual(["{{ a }}", "{% b %}"]);
  expect(fill(expression, scope, ["first", "second"])).toEqual({ one: "first", plain: "as it is", two: ["second"] });
});

it("leaves literals as they stand, also those that look like something else", () => {
  expect(fill({ literal: { pick: "trigger" } }, scope)).toEqual({ pick: "trigger" });
  expect(fill({ pick: 7 }, scope)).toEqual({ pick: 7 });
  expect(fill({ pick: "trigger", more: 1 }, scope)).toEqual({ pick: "trigger", more: 1 });
});

it("says where each pick stands", () => {
  expect(picksIn({ body: [{ pick: "item.n" }] })).toEqual([{ path: "item.n", at: ".body[0].pick" }]);
});

it("finds the values that a text shows, whatever is done to them there, and puts words in their places", () => {
  const template =
    "{{ trigger.contact.id | upcase }} and {{item.n}}, {{ steps.find.list[0].name }} {% if trigger.contact.id %}{{ item.n }}{% endif %} {{ 7 }} {{";
  expect(pathsIn(template)).toEqual(["trigger.contact.id", "item.n", "steps.find.list"]);
  expect(worded("Hello {{ item.n }}, {{item.n | plus: 1}}!", (path) => `[${path}]`)).toBe("Hello [item.n], [item.n]!");
  expect(pathsIn(`{{ ${"a".repeat(50_000)}`.repeat(4))).toEqual([]);
});
