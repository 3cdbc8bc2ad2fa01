import { describe, expect, it } from "vitest";
import { conflictRow } from "../../../test/support/conflict-row.ts";
import type { ConflictId } from "../ids.ts";
import type { FieldMap } from "../mapping/field-map.ts";
import type { ConflictRow, Resolution } from "../ports/store.ts";
import type { CanonicalValue, Side, SideRecord } from "../record/canonical.ts";
import type { LinkPlanInput } from "./link-plan.ts";
import { baseOf, type FieldBase } from "./merge-field.ts";
import { overruledValues, planField } from "./plan-field.ts";

const fingerprint = (text: string): string => `f:${text}`;
const mapOf = (more: Partial<FieldMap> = {}): FieldMap => ({
  field: "phone",
  kind: "phone",
  direction: "both",
  policy: "ask",
  personal: false,
  left: "phone",
  right: "phone",
  label: "Phone",
  ...more,
});
const record = (side: Side, value: CanonicalValue, version: string): SideRecord => ({
  side,
  id: side === "highlevel" ? "L1" : "R1",
  version,
  fields: { phone: value },
  counterpartId: side === "incident" ? "L1" : null,
});

interface Case {
  readonly map?: FieldMap;
  readonly base?: FieldBase | null;
  readonly conflicts?: readonly ConflictRow[];
  readonly flips?: LinkPlanInput["flips"];
}
function plan(left: CanonicalValue, right: CanonicalValue, { map = mapOf(), base = null, conflicts = [], flips = {} }: Case = {}) {
  const input: LinkPlanInput = {
    bridge: { fields: [map], firstLink: "ask", onDelete: "unlink", matchKeys: [] },
    state: "active",
    base: base === null ? null : { phone: base },
    left: { kind: "none" },
    right: { kind: "none" },
    candidates: null,
    conflicts,
    flips,
    now: 5,
    fingerprint,
  };
  return planField(input, map, record("highlevel", left, "l1"), record("incident", right, "r1"), null);
}
const agreed = baseOf("phone", "+1", "+1", fingerprint);
const question = { field: "phone", left: "+2", right: "+3", state: "open", winner: null, candidates: [] };

describe("a field that waits for a person", () => {
  it("M4 is asked about as a first link without a base, and as a field with one; nothing else happens to it", () => {
    expect(plan("+2", "+3")).toEqual({ field: "phone", waits: true, close: [], flips: {}, open: { kind: "first-link", ...question } });
    expect(plan("+2", "+3", { base: agreed })).toEqual({ field: "phone", waits: true, close: [], flips: {}, open: { kind: "field", ...question } });
  });

  it("M2 opens nothing while the same question stands", () => {
    const conflicts = [conflictRow({ kind: "field", field: "phone", left: "+2", right: "+3" })];
    expect(plan("+2", "+3", { base: agreed, conflicts })).toEqual({ field: "phone", waits: true, close: [], flips: {} });
  });

  it("A3 stays as an undo left it while the sides differ, and is agreed once they are equal again", () => {
    const conflicts = [conflictRow({ id: "undone" as ConflictId, kind: "undone", field: "phone", left: "+1", right: "+2" })];
    expect(plan("+1", "+2", { base: agreed, conflicts })).toEqual({ field: "phone", waits: true, close: [], flips: {} });
    expect(plan("+3", "+2", { base: agreed, conflicts })).toEqual({ field: "phone", waits: true, close: [], flips: {} });
    expect(plan("+2", "+2", { base: agreed, conflicts })).toMatchObject({ waits: false, close: [{ id: "undone", how: "vanished" }] });
  });

  it("E3 is asked about with both values when it has come back three times within ten minutes", () => {
    const flips = ["+1", "+2", "+1", "+2", "+1"].map((value, at) => ({ at, value: `f:string:${value}` }));
    const verdict = plan("+2", "+1", { base: agreed, flips: { phone: flips } });
    const open = { kind: "oscillation", field: "phone", left: "+2", right: "+1", state: "open", winner: null, candidates: [] };
    expect(verdict).toEqual({ field: "phone", waits: true, close: [], flips: {}, open });
  });
});

describe("a field that one side has changed", () => {
  it("M1 is written on the other side alone, overrules nothing, and its history begins with what it leaves", () => {
    expect(plan("+2", "+1", { base: agreed })).toEqual({
      field: "phone",
      rightChange: { field: "phone", kind: "phone", before: "+1", value: "+2" },
      waits: false,
      close: [],
      flips: {
        phone: [
          { at: 5, value: "f:string:+1" },
          { at: 5, value: "f:string:+2" },
        ],
      },
    });
  });
});

describe("a base out of a backup", () => {
  const seen = (l: string, r: string): FieldBase => ({ ...agreed, asOf: { l, r } });

  it("I5 that may decide keeps the value that it writes over, and says nothing where nothing is written", () => {
    expect(plan("+2", "+1", { base: seen("old", "r1") }).rightChange).toEqual({
      field: "phone",
      kind: "phone",
      before: "+1",
      value: "+2",
      overrules: true,
    });
    expect(plan("+1", "+1", { base: seen("l1", "r1") })).toEqual({ field: "phone", waits: false, close: [], flips: {} });
    expect(plan("+4", "+4", { base: seen("l1", "r1") })).toEqual({ field: "phone", waits: false, close: [], flips: {} });
  });

  it("I5 that may not decide settles what is equal or stands where it stood, and asks about any other difference", () => {
    const differing = { ...baseOf("phone", "+1", "+9", fingerprint), asOf: { l: "old", r: "old" } };
    const settled = { field: "phone", waits: false, close: [], flips: {} };
    expect(plan("+4", "+4", { base: seen("old", "old") })).toEqual(settled);
    expect(plan("+1", "+9", { base: differing })).toEqual(settled);
    for (const [left, right] of [
      ["+1", "+8"],
      ["+8", "+9"],
      ["+9", "+1"],
    ] as const)
      expect(plan(left, right, { base: differing }).open).toEqual({ ...question, kind: "restored", left, right });
  });
});

describe("a person's answer about a field", () => {
  const answer = (resolution: Resolution, more: Partial<ConflictRow> = {}): readonly ConflictRow[] => [
    conflictRow({ id: "asked" as ConflictId, kind: "field", field: "phone", left: "+2", right: "+3", resolution, ...more }),
  ];
  const written = (left: CanonicalValue, right: CanonicalValue, conflicts: readonly ConflictRow[], map = mapOf()) => {
    const { leftChange, rightChange, waits } = plan(left, right, { base: agreed, conflicts, map });
    return [leftChange?.value, rightChange?.value, waits];
  };

  it("M2 is carried out on whichever side has not got it yet, and the field's history begins anew", () => {
    expect(plan("+2", "+3", { base: agreed, conflicts: answer({ choose: "left" }) })).toEqual({
      field: "phone",
      rightChange: { field: "phone", kind: "phone", before: "+3", value: "+2" },
      waits: false,
      close: [{ id: "asked", how: "resolved" }],
      flips: { phone: [] },
    });
    expect(written("+2", "+3", answer({ choose: "right" }))).toEqual(["+3", undefined, false]);
    expect(written("+2", "+3", answer({ choose: "value", value: "+7" }))).toEqual(["+7", "+7", false]);
    expect(written("+7", "+3", answer({ choose: "value", value: "+7" }))).toEqual([undefined, "+7", false]);
  });

  it("M2 between two values says nothing of a third on either side, unless that side has what was chosen", () => {
    expect(written("+2", "+4", answer({ choose: "left" }))).toEqual([undefined, undefined, true]);
    expect(written("+4", "+3", answer({ choose: "right" }))).toEqual([undefined, undefined, true]);
    expect(written("+4", "+5", answer({ choose: "value", value: "+7" }))).toEqual([undefined, undefined, true]);
  });

  it("M2 to leave both as they are holds whatever they have become; of a scalar, both cannot be had", () => {
    for (const choose of ["unfreeze", "both"] as const) {
      expect(written("+2", "+3", answer({ choose }))).toEqual([undefined, undefined, false]);
      expect(written("+4", "+5", answer({ choose }))).toEqual([undefined, undefined, false]);
    }
  });

  it("M2 never writes a field on a side to which it does not flow", () => {
    expect(written("+2", "+3", answer({ choose: "left" }), mapOf({ direction: "to-highlevel" }))).toEqual([undefined, undefined, false]);
    expect(written("+2", "+3", answer({ choose: "right" }), mapOf({ direction: "to-incident" }))).toEqual([undefined, undefined, false]);
  });

  it("M3 for both of a set gives each side what only the other has, element by element", () => {
    const map = mapOf({ kind: "set" });
    const verdict = plan(["b", "a"], ["c", "a"], { map, conflicts: answer({ choose: "both" }) });
    expect(verdict.leftChange).toMatchObject({ value: ["a", "b", "c"], add: ["c"], remove: [] });
    expect(verdict.rightChange).toMatchObject({ value: ["a", "b", "c"], add: ["b"], remove: [] });
  });
});

describe("the values that a write overruled", () => {
  it("M1 are those of the side that was written, and the other side has won", () => {
    const change = { field: "phone", kind: "phone", before: "+1", value: "+2" } as const;
    const lost = { kind: "field", field: "phone", state: "decided", candidates: [] };
    expect(overruledValues("highlevel", [{ ...change, overrules: true }])).toEqual([{ ...lost, left: "+1", right: "+2", winner: "incident" }]);
    expect(overruledValues("incident", [{ ...change, overrules: true }])).toEqual([{ ...lost, left: "+2", right: "+1", winner: "highlevel" }]);
    expect(overruledValues("incident", [change])).toEqual([]);
  });
});

describe("a field whose mapping changed", () => {
  it("M9 has no base once it is mapped anew, so a difference is asked about and an equal value is adopted", () => {
    const anew = mapOf({ era: 1 });
    expect(plan("+1", "+2", { map: anew, base: agreed }).open?.kind).toBe("first-link");
    expect(plan("+1", "+2", { base: agreed }).rightChange).toBeUndefined();
    expect(plan("+1", "+2", { base: agreed }).leftChange?.value).toBe("+2");
    expect(plan("+1", "+1", { map: anew, base: agreed })).toMatchObject({ waits: false });
    expect(plan("+1", "+2", { map: anew, base: { ...agreed, era: 1 } }).leftChange?.value).toBe("+2");
  });

  it("M8 is neither written nor asked about while it is off", () => {
    for (const base of [null, agreed])
      expect(plan("+2", "+3", { map: mapOf({ direction: "off" }), base })).toEqual({ field: "phone", waits: false, close: [], flips: {} });
  });

  it("M9 is told anew to the other side when a transform makes something else of an agreed value", () => {
    const text = mapOf({ kind: "text", transforms: [{ op: "table", pairs: [{ left: "G", right: "Gold" }] }] });
    const before = baseOf("text", "G", "G", fingerprint);
    // As read through the table.
    expect(plan("Gold", "G", { map: text, base: before }).rightChange?.value).toBe("Gold");
  });
});
