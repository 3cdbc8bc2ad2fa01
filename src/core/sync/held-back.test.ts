import { describe, expect, it } from "vitest";
import type { FieldMap } from "../mapping/field-map.ts";
import type { FieldValues, Side, SideRecord } from "../record/canonical.ts";
import type { ActPlan, KnownCandidate, LinkPlanInput, SideState } from "./link-plan.ts";
import { nextBase } from "./plan-both-sides.ts";
import { planLink } from "./plan-link.ts";

const fingerprint = (text: string): string => `f:${text}`;
const row = (field: string, more: Partial<FieldMap> = {}): FieldMap => {
  return { field, kind: "text", direction: "both", policy: "ask", personal: false, left: field, right: field, label: field, ...more };
};
const same = { title: "a", due: "d" };

function planOf(records: readonly SideRecord[], more: Partial<LinkPlanInput> & { readonly fields?: readonly FieldMap[] } = {}): ActPlan {
  const { fields = [row("title"), row("due", { emptied: "kept" })], ...input } = more;
  const state = (side: Side): SideState => {
    const record = records.find((one) => one.side === side);
    return record === undefined ? { kind: "none" } : { kind: "found", record };
  };
  const names = fields.map(({ field }) => field);
  return planLink({
    bridge: { fields, firstLink: "ask", onDelete: "unlink", matchKeys: [], origin: "either" },
    state: "active",
    base: nextBase({ fields }, null, names, same, same, fingerprint),
    left: state("highlevel"),
    right: state("incident"),
    candidates: null,
    conflicts: [],
    flips: {},
    now: 0,
    fingerprint,
    ...input,
  }) as ActPlan;
}
const record = (side: Side, fields: FieldValues = same, more: Partial<SideRecord> = {}): SideRecord => ({
  side,
  id: side === "highlevel" ? "L1" : "R1",
  version: "1",
  fields,
  counterpartId: side === "incident" ? "L1" : null,
  ...more,
});
const marked = (side: Side): KnownCandidate => ({ record: record(side), matchedBy: ["marker"], taken: false, rivals: [] });

describe("a sealed record", () => {
  it.each([
    ["highlevel", "incident"],
    ["incident", "highlevel"],
  ] as const)("P1 at %s is written by nothing, and what is said there still goes on to %s", (sealed, open) => {
    const told = planOf([record(sealed, same, { sealed: true }), record(open, { title: "b", due: "e" })]);
    expect(told).toMatchObject({ operations: [], open: [], settledFields: ["title", "due"], reason: "equal" });
    const telling = planOf([record(sealed, { title: "b", due: "d" }, { sealed: true }), record(open)]);
    expect(telling.operations).toMatchObject([{ kind: "update", side: open, changes: [{ field: "title", value: "b" }] }]);
  });

  it("P1 keeps to itself also what a person chose, and what flows only to it", () => {
    const toLeft = [row("title", { direction: "to-highlevel" })];
    const plan = planOf([record("highlevel", same, { sealed: true }), record("incident", { title: "b", due: "d" })], { fields: toLeft });
    expect(plan).toMatchObject({ operations: [], settledFields: [] });
  });
});

describe("a value that the other side cannot do without", () => {
  it("M1 stays there when it is emptied, and follows when it is changed", () => {
    expect(planOf([record("highlevel"), record("incident", { title: "a", due: null })]).operations).toEqual([]);
    expect(planOf([record("highlevel"), record("incident", { title: null, due: "d" })]).operations).toMatchObject([{ side: "highlevel" }]);
    expect(planOf([record("highlevel"), record("incident", { title: "a", due: "e" })]).operations).toMatchObject([{ side: "highlevel" }]);
  });
});

describe("a record that stays alone", () => {
  const alone = record("incident", same, { counterpartId: null, alone: "HW_LINK_NOT_TAKEN" });

  it("A2 gets no counterpart and says why, until it no longer says so", () => {
    expect(planOf([alone], { base: null })).toMatchObject({ operations: [], state: "excluded", because: "HW_LINK_NOT_TAKEN", reason: "stays-alone" });
    const { alone: _alone, ...free } = alone;
    expect(planOf([free], { base: null, candidates: [] }).operations).toMatchObject([{ kind: "create", side: "highlevel" }]);
  });

  it("I4 takes the counterpart that it has all the same", () => {
    expect(planOf([alone], { base: null, candidates: [marked("highlevel")] })).toMatchObject({ kind: "adopt", recordId: "L1" });
    expect(planOf([alone, record("highlevel")]).state).toBe("active");
  });
});

describe("deletes that reach one side", () => {
  it.each(["archive", "delete"] as const)("D4 %s there and leave the record on the other side alone", (onDelete) => {
    const bridge = { fields: [row("title")], firstLink: "ask", onDelete, matchKeys: [], deletesReach: "incident" } as const;
    const gone = { kind: "missing" } as const;
    expect(planOf([record("incident")], { bridge, left: gone }).operations).toEqual([{ kind: "delete", side: "incident", recordId: "R1" }]);
    expect(planOf([record("highlevel")], { bridge, right: gone })).toMatchObject({ operations: [], state: "tombstone" });
  });
});
