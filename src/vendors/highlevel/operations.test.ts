import { describe, expect, it } from "vitest";
import { factsOf, operations, type OperationName } from "./operations.ts";

const names = Object.keys(operations) as OperationName[];

describe("operations", () => {
  it("are each documented once, and known under one name", () => {
    expect(new Set(Object.values(operations)).size).toBe(names.length);
  });

  it("mutate unless they read, whatever their method", () => {
    const reading = names.filter((name) => !factsOf(name).mutating);
    expect(reading.filter((name) => factsOf(name).method !== "GET")).toEqual(["contacts.search", "tasks.search"]);
    expect(names.filter((name) => factsOf(name).method === "GET" && factsOf(name).mutating)).toEqual([]);
  });
});
