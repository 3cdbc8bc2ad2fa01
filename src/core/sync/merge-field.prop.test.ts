import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../test/support/property-runs.ts";
import { sameValue } from "../record/canonicalise.ts";
import type { CanonicalValue, Side } from "../record/canonical.ts";
import type { ConflictPolicy, Direction } from "../mapping/field-map.ts";
import { baseOf, mergeField, type FieldMergeInput } from "./merge-field.ts";

const runs = propertyRuns(6_000);
const fingerprint = (text: string): string => `f:${text}`;
// Few values, so that equal, changed and crossed values are all common: one value perturbed, not three strangers.
const scalar: fc.Arbitrary<CanonicalValue> = fc.constantFrom(null, "a", "b", "c", 1, true);
const set: fc.Arbitrary<CanonicalValue> = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d")).map((elements) => elements.toSorted());
const policy: fc.Arbitrary<ConflictPolicy> = fc.constantFrom("highlevel", "incident", "newest", "ask");
const direction: fc.Arbitrary<Direction> = fc.constantFrom("both", "to-incident", "to-highlevel");
const newest: fc.Arbitrary<Side | null> = fc.constantFrom("highlevel", "incident", null);

interface Case {
  readonly base: readonly [CanonicalValue, CanonicalValue] | null;
  readonly left: CanonicalValue;
  readonly right: CanonicalValue;
  readonly policy: ConflictPolicy;
  readonly firstLink: ConflictPolicy;
  readonly direction: Direction;
  readonly newest: Side | null;
}
const caseOf = (value: fc.Arbitrary<CanonicalValue>): fc.Arbitrary<Case> =>
  fc.record({
    base: fc.option(
      fc.oneof(
        value.map((both) => [both, both] as const),
        fc.tuple(value, value),
      ),
      { nil: null },
    ),
    left: value,
    right: value,
    policy,
    firstLink: policy,
    direction,
    newest,
  });

function input(kind: "text" | "set", given: Case): FieldMergeInput {
  return {
    map: { field: "f", kind, direction: given.direction, policy: given.policy },
    left: given.left,
    right: given.right,
    firstLink: given.firstLink,
    newest: given.newest,
    fingerprint,
    base: given.base === null ? null : baseOf(kind, given.base[0], given.base[1], fingerprint),
  };
}

const mirrorSide = { highlevel: "incident", incident: "highlevel" } as const;
const mirrorPolicy = (one: ConflictPolicy): ConflictPolicy => (one === "highlevel" || one === "incident" ? mirrorSide[one] : one);
const mirrorDirection = { both: "both", "to-incident": "to-highlevel", "to-highlevel": "to-incident", off: "off" } as const;
const mirror = (given: Case): Case => ({
  base: given.base === null ? null : [given.base[1], given.base[0]],
  left: given.right,
  right: given.left,
  policy: mirrorPolicy(given.policy),
  firstLink: mirrorPolicy(given.firstLink),
  direction: mirrorDirection[given.direction],
  newest: given.newest === null ? null : mirrorSide[given.newest],
});

describe.each([
  ["text", scalar],
  ["set", set],
] as const)("merging a %s", (kind, value) => {
  it("M6 is deterministic, and mirrored sides under a mirrored policy give the mirrored result", () => {
    fc.assert(
      fc.property(caseOf(value), (given) => {
        const one = mergeField(input(kind, given));
        const other = mergeField(input(kind, mirror(given)));
        expect(mergeField(input(kind, given))).toEqual(one);
        expect([other.left, other.right]).toEqual([one.right, one.left]);
        expect(other.conflict?.winner ?? null).toEqual(
          one.conflict === null || one.conflict.winner === null ? null : mirrorSide[one.conflict.winner],
        );
      }),
      runs,
    );
  });

  it("M6 is idempotent: merging what a merge gave, from the base it leaves, writes nothing", () => {
    fc.assert(
      fc.property(caseOf(value), (given) => {
        const { left, right, conflict } = mergeField(input(kind, given));
        if (conflict?.state === "open") return;
        const again = mergeField(input(kind, { ...given, left, right, base: [left, right] }));
        expect([again.left, again.right, again.changed, again.conflict]).toEqual([left, right, "none", null]);
      }),
      runs,
    );
  });

  it("E1 writes nothing when neither side moved from what was agreed, whatever was agreed", () => {
    fc.assert(
      fc.property(caseOf(value), (given) => {
        const quiet = mergeField(input(kind, { ...given, base: [given.left, given.right] }));
        expect([quiet.left, quiet.right, quiet.conflict]).toEqual([given.left, given.right, null]);
      }),
      runs,
    );
  });

  it("S3 leaves its input as it was", () => {
    fc.assert(
      fc.property(caseOf(value), (given) => {
        const before = structuredClone(given);
        mergeField(input(kind, given));
        expect(given).toEqual(before);
      }),
      propertyRuns(1_000),
    );
  });

  it("M1 never writes a side that the field does not flow to", () => {
    fc.assert(
      fc.property(caseOf(value), (given) => {
        const merged = mergeField(input(kind, given));
        if (given.direction === "to-incident") expect(merged.left).toEqual(given.left);
        if (given.direction === "to-highlevel") expect(merged.right).toEqual(given.right);
      }),
      runs,
    );
  });
});

describe("merging a scalar", () => {
  it("M6 gives each side one of the two values, never a third", () => {
    fc.assert(
      fc.property(caseOf(scalar), (given) => {
        const merged = mergeField(input("text", given));
        for (const target of [merged.left, merged.right]) expect([given.left, given.right]).toContainEqual(target);
      }),
      runs,
    );
  });

  it("M1 M2 under ask, a conflict is open exactly when both changed and differ, and then neither side is written", () => {
    fc.assert(
      fc.property(
        caseOf(scalar).filter(({ base }) => base !== null),
        (given) => {
          const [baseLeft, baseRight] = given.base as readonly [CanonicalValue, CanonicalValue];
          const both = !sameValue(given.left, baseLeft) && !sameValue(given.right, baseRight) && !sameValue(given.left, given.right);
          const merged = mergeField(input("text", { ...given, policy: "ask" }));
          expect(merged.conflict?.state === "open").toBe(both);
          if (both) expect([merged.left, merged.right]).toEqual([given.left, given.right]);
        },
      ),
      runs,
    );
  });

  it("M1 a rule's decision between two changes always keeps a record of it", () => {
    fc.assert(
      fc.property(
        caseOf(scalar).filter(({ base }) => base !== null),
        fc.constantFrom("highlevel" as const, "incident" as const),
        (given, winner) => {
          const merged = mergeField(input("text", { ...given, policy: winner, direction: "both" }));
          const wasBoth = merged.changed === "both" && !sameValue(given.left, given.right);
          expect(merged.conflict).toEqual(wasBoth ? { state: "decided", winner } : null);
          if (wasBoth) expect(merged.left).toEqual(winner === "highlevel" ? given.left : given.right);
        },
      ),
      runs,
    );
  });

  it("M4 two records that meet: equal is adopted, empty is filled, a difference is asked", () => {
    fc.assert(
      fc.property(scalar, scalar, (left, right) => {
        const merged = mergeField(input("text", { base: null, left, right, policy: "ask", firstLink: "ask", direction: "both", newest: null }));
        const asked = left !== null && right !== null && !sameValue(left, right);
        expect(merged.conflict?.state === "open").toBe(asked);
        if (!asked) expect([merged.left, merged.right]).toEqual([left ?? right, left ?? right]);
      }),
      propertyRuns(2_000),
    );
  });

  it("M7 a side whose vendor reshaped the value stays quiet, because the base is what was read back on each side", () => {
    const merged = mergeField(
      input("text", {
        base: ["Long name", "Long"],
        left: "Long name",
        right: "Long",
        policy: "ask",
        firstLink: "ask",
        direction: "both",
        newest: null,
      }),
    );
    expect(merged).toEqual({ left: "Long name", right: "Long", changed: "none", conflict: null });
  });
});

describe("merging a set", () => {
  it("M3 an addition on either side survives, and a removal beats an element that the other side left alone", () => {
    fc.assert(
      fc.property(set, set, set, (base, left, right) => {
        const merged = mergeField(
          input("set", { base: [base, base], left, right, policy: "ask", firstLink: "ask", direction: "both", newest: null }),
        );
        for (const element of ["a", "b", "c", "d"]) {
          const [was, inLeft, inRight] = [base, left, right].map((one) => (one as readonly string[]).includes(element));
          const expected = was ? inLeft === true && inRight === true : inLeft === true || inRight === true;
          expect((merged.left as readonly string[]).includes(element), element).toBe(expected);
        }
        expect(merged.left).toEqual(merged.right);
      }),
      runs,
    );
  });

  it("M3 an element that is added on one side survives although the other side, whose vendor had kept it, removed it", () => {
    const apart: FieldMergeInput["base"] = { l: [], r: [fingerprint("a")] };
    const given = { base: null, policy: "ask", firstLink: "ask", direction: "both", newest: null } as const;
    for (const [left, right, base] of [
      [["a"], [], apart],
      [[], ["a"], { l: apart.r, r: apart.l }],
    ] as const) {
      const merged = mergeField({ ...input("set", { ...given, left, right }), base });
      expect([merged.left, merged.right, merged.changed]).toEqual([["a"], ["a"], "both"]);
    }
  });

  it("M3 a set whose leftovers go is what the one side tells, but for what a person took away, whatever was agreed; its mirror likewise", () => {
    fc.assert(
      fc.property(caseOf(set), (given) => {
        const told = input("set", { ...given, direction: "to-highlevel" });
        const merged = mergeField({ ...told, map: { ...told.map, leftovers: "removed" } });
        const has = (value: CanonicalValue | undefined, element: string): boolean =>
          (value as readonly string[] | undefined)?.includes(element) === true;
        for (const element of ["a", "b", "c", "d"]) {
          const takenAway = has(given.base?.[1], element) && !has(given.left, element);
          expect(has(merged.left, element), element).toBe(has(given.right, element) && !takenAway);
        }
        expect([merged.right, merged.conflict]).toEqual([given.right, null]);
        const mirrored = input("set", { ...mirror(given), direction: "to-incident" });
        expect(mergeField({ ...mirrored, map: { ...mirrored.map, leftovers: "removed" } })).toMatchObject({ left: merged.right, right: merged.left });
      }),
      runs,
    );
  });
});
