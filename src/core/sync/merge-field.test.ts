import { describe, expect, it } from "vitest";
import type { Direction, FieldMap } from "../mapping/field-map.ts";
import type { CanonicalValue } from "../record/canonical.ts";
import { baseAfterElements, baseOf, matchesBase, mergeField, scalarFingerprint, type FieldMerge } from "./merge-field.ts";

const fingerprint = (text: string): string => `f:${text}`;

describe("two records that meet without a base", () => {
  const meet = (direction: Direction, left: CanonicalValue, right: CanonicalValue, more: Pick<FieldMap, "leftovers"> = {}): FieldMerge =>
    mergeField({
      map: { field: "company", kind: "text", direction, policy: "ask", ...more },
      base: null,
      left,
      right,
      firstLink: "ask",
      newest: null,
      fingerprint,
    });

  it("M4 adopts what is equal and fills what is empty, and says whose value it was", () => {
    expect(meet("both", "a", "a")).toEqual({ left: "a", right: "a", changed: "none", conflict: null });
    expect(meet("both", null, "b")).toEqual({ left: "b", right: "b", changed: "incident", conflict: null });
    expect(meet("both", "a", null)).toEqual({ left: "a", right: "a", changed: "highlevel", conflict: null });
  });

  it("M4 leaves an empty value alone where the field does not flow that way", () => {
    expect(meet("to-incident", null, "b")).toEqual({ left: null, right: "b", changed: "none", conflict: null });
    expect(meet("to-highlevel", "a", null)).toEqual({ left: "a", right: null, changed: "none", conflict: null });
  });

  it("M4 empties what can only be left over from what the other side told before, and nothing that flows both ways", () => {
    const leftovers = "removed";
    expect(meet("to-incident", null, "b", { leftovers })).toEqual({ left: null, right: null, changed: "highlevel", conflict: null });
    expect(meet("to-highlevel", "a", null, { leftovers })).toEqual({ left: null, right: null, changed: "incident", conflict: null });
    expect(meet("to-highlevel", null, "b", { leftovers })).toMatchObject({ left: "b", right: "b" });
    expect(meet("both", null, "b", { leftovers })).toMatchObject({ left: "b", right: "b" });
    expect(meet("off", null, "b", { leftovers })).toMatchObject({ left: null, right: "b", changed: "none" });
  });

  it("M4 asks about a difference, which both sides count as having changed", () => {
    expect(meet("both", "a", "b")).toEqual({ left: "a", right: "b", changed: "both", conflict: { state: "open", winner: null } });
  });
});

describe("a scalar that drifted where nothing flows from", () => {
  const merge = (left: string, right: string, drift?: "kept"): FieldMerge =>
    mergeField({
      map: { field: "company", kind: "text", direction: "to-incident", policy: "highlevel", ...(drift !== undefined && { drift }) },
      base: baseOf("text", "a", "a", fingerprint),
      left,
      right,
      firstLink: "ask",
      newest: null,
      fingerprint,
    });

  it("M1 is put back, and what stood there is kept as decided", () => {
    expect(merge("a", "b")).toEqual({ left: "a", right: "a", changed: "incident", conflict: { state: "decided", winner: "highlevel" } });
  });

  it("M1 stays where the mapping lets edits stand, until the source changes as well", () => {
    expect(merge("a", "b", "kept")).toEqual({ left: "a", right: "b", changed: "incident", conflict: null });
    expect(merge("c", "a", "kept")).toEqual({ left: "c", right: "c", changed: "highlevel", conflict: null });
    expect(merge("c", "b", "kept")).toEqual({ left: "c", right: "c", changed: "both", conflict: { state: "decided", winner: "highlevel" } });
  });
});

describe("the base of a set after a write by element", () => {
  const base = { l: ["f:a", "f:b"], r: ["f:a", "f:b"] };

  it("I4 takes in what arrived and lets go of what is gone, on both sides", () => {
    expect(baseAfterElements(base, { add: ["c"], remove: ["b"] }, ["a", "c"], fingerprint)).toEqual({ l: ["f:a", "f:c"], r: ["f:a", "f:c"] });
  });

  it("I4 lets what the vendor does not show, or still shows, stay as it was", () => {
    expect(baseAfterElements(base, { add: ["c"], remove: ["b"] }, ["a", "b", "other"], fingerprint)).toEqual(base);
  });

  it("I4 counts an element once that both sides had", () => {
    expect(baseAfterElements(base, { add: ["a"] }, ["a", "b"], fingerprint)).toEqual(base);
  });

  it("I4 begins with nothing agreed where there was no base, or a write that moved nothing", () => {
    expect(baseAfterElements(null, { add: ["c"] }, ["c", "x"], fingerprint)).toEqual({ l: ["f:c"], r: ["f:c"] });
    expect(baseAfterElements(null, {}, ["x"], fingerprint)).toEqual({ l: [], r: [] });
  });
});

describe("fingerprints", () => {
  it("M5 tell a number from its text, and nothing from the text that says so", () => {
    expect(scalarFingerprint(1, fingerprint)).not.toBe(scalarFingerprint("1", fingerprint));
    expect(scalarFingerprint(null, fingerprint)).toBe("");
    expect(scalarFingerprint("null", fingerprint)).not.toBe("");
  });

  it("M3 match a set only when no element is missing and none is more", () => {
    const base = baseOf("set", ["a", "b"], ["a"], fingerprint);
    expect(matchesBase("set", base, "highlevel", ["b", "a"], fingerprint)).toBe(true);
    expect(matchesBase("set", base, "incident", ["a", "b"], fingerprint)).toBe(false);
    expect(matchesBase("set", base, "highlevel", ["a"], fingerprint)).toBe(false);
  });
});
