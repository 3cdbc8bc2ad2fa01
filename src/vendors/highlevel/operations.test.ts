import { describe, expect, it } from "vitest";
import { factsOf, operations, scopesFor, type OperationName } from "./operations.ts";

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

  it("need the least permissions that they name together, sorted, each once", () => {
    expect(scopesFor(["contacts.update", "contacts.read", "contacts.delete"])).toEqual(["contacts.readonly", "contacts.write"]);
    expect(scopesFor(["contacts.search"])).toEqual(["contacts.readonly"]);
    expect(scopesFor([])).toEqual([]);
  });
});
