import { expect, it } from "vitest";
import type { LogFields } from "#core/ports/log.ts";
import { allowed } from "./log.ts";

it("P5 lets only short scalars into the log", () => {
  const slipped = {
    id: "abc",
    count: 3,
    on: true,
    none: null,
    missing: undefined,
    body: { email: "ada@example.com" },
    list: ["ada@example.com"],
    long: `ada@example.com ${"x".repeat(300)}`,
  } as unknown as LogFields;
  const kept = allowed(slipped);
  expect(kept).toEqual({ id: "abc", count: 3, on: true, none: null, body: "(object)", list: "(object)", long: "(text of 316 characters)" });
  expect(JSON.stringify(kept)).not.toContain("ada@example.com");
});
