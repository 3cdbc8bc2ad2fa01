import { describe, expect, it } from "vitest";
import { factsOf, operations, type OperationName } from "./operations.ts";

const names = Object.keys(operations) as OperationName[];

describe("incident.io's operations", () => {
  it("are each documented once, and known under one name", () => {
    expect(new Set(Object.values(operations)).size).toBe(names.length);
  });

  it("are called as they are documented", () => {
    expect(names.filter((name) => `${factsOf(name).method} ${factsOf(name).path}` !== operations[name])).toEqual([]);
  });

  it("hold nothing of actions and follow-ups but version 3, because version 2 ends on 31 December 2026", () => {
    const ending = names.filter((name) => /^\/v[12]\/(?:actions|follow_ups)\b/u.test(factsOf(name).path));
    expect(ending).toEqual([]);
  });
});
