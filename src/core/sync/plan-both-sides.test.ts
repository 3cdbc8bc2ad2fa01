import { describe, expect, it } from "vitest";
import { conflictRow } from "../../../test/support/conflict-row.ts";
import type { ConflictId } from "../ids.ts";
import type { FieldMap } from "../mapping/field-map.ts";
import type { FieldValues } from "../record/canonical.ts";
import type { ActPlan, LinkPlanInput, SideState } from "./link-plan.ts";
import { nextBase } from "./plan-both-sides.ts";
import { planLink } from "./plan-link.ts";

const fingerprint = (text: string): string => `f:${text}`;
const row = (field: string, policy: FieldMap["policy"]): FieldMap => {
  return { field, kind: "text", direction: "both", policy, personal: false, left: field, right: field, label: field };
};
const fields = [row("title", "newest"), row("note", "ask")];
const agreed = nextBase({ fields }, null, ["title", "note"], { title: "a", note: "n" }, { title: "a", note: "n" }, fingerprint);

const shows = (side: "highlevel" | "incident", values: FieldValues, version: string): SideState => ({
  kind: "found",
  record: { side, id: side === "highlevel" ? "L1" : "R1", version, fields: values, counterpartId: side === "incident" ? "L1" : null },
});
function plan(left: FieldValues, right: FieldValues, more: Partial<LinkPlanInput> & { readonly at?: readonly [string, string] } = {}): ActPlan {
  const { at = ["2026-11-25T10:00:00Z", "2026-11-25T10:00:01Z"], ...input } = more;
  return planLink({
    bridge: { fields, firstLink: "newest", onDelete: "unlink", matchKeys: ["email"] },
    state: "active",
    base: agreed,
    left: shows("highlevel", left, at[0]),
    right: shows("incident", right, at[1]),
    candidates: null,
    conflicts: [],
    flips: {},
    now: 0,
    fingerprint,
    ...input,
  }) as ActPlan;
}
describe("the policy newest", () => {
  const differ = [
    { title: "left", note: "n" },
    { title: "right", note: "n" },
  ] as const;

  it("M1 goes by the instants of both records, not by their text", () => {
    expect(plan(...differ).operations).toMatchObject([{ kind: "update", side: "highlevel" }]);
    expect(plan(...differ, { at: ["2026-11-25T10:00:00.5Z", "2026-11-25T10:00:00.45Z"] }).operations).toMatchObject([{ side: "incident" }]);
    expect(plan(...differ, { at: ["2026-11-25T11:00:00+02:00", "2026-11-25T10:00:00Z"] }).operations).toMatchObject([{ side: "highlevel" }]);
  });

  it.each([
    ["2026-11-25T10:00:00Z", "2026-11-25T10:00:00.000Z"],
    ["", "2026-11-25T10:00:00Z"],
    ["2026-11-25T10:00:00Z", "sha256:00"],
  ] as const)("M2 asks where %j and %j tell nothing", (...at) => {
    expect(plan(...differ, { at })).toMatchObject({ operations: [], open: [{ field: "title", state: "open" }], reason: "waits-for-person" });
  });
});

describe("the reason of a plan", () => {
  it.each([
    ["fields-changed", { title: "b", note: "n" }, { title: "a", note: "n" }, agreed],
    ["first-link", { title: "a", note: "n" }, { title: null, note: "n" }, null],
    ["first-link", { title: "a", note: "n" }, { title: "a", note: "n" }, null],
    ["equal", { title: "a", note: "n" }, { title: "a", note: "n" }, agreed],
    ["waits-for-person", { title: "a", note: "x" }, { title: "a", note: "y" }, agreed],
    ["fields-changed", { title: "b", note: "x" }, { title: "a", note: "y" }, agreed],
  ] as const)("S3 is %s", (reason, left, right, base) => {
    expect(plan(left, right, { base }).reason).toBe(reason);
  });
});

describe("questions about the whole record", () => {
  const same = { title: "a", note: "n" };

  it("M2 have an answer once both records are there, as one about a field has once it is equal", () => {
    const conflicts = [
      conflictRow({ id: "whole" as ConflictId }),
      conflictRow({ id: "chosen" as ConflictId, resolution: { choose: "keep" } }),
      conflictRow({ id: "closed" as ConflictId, closedAt: 1 }),
      conflictRow({ id: "decided" as ConflictId, state: "decided" }),
      conflictRow({ id: "field" as ConflictId, kind: "field", field: "note", left: "x", right: "y" }),
    ];
    expect(plan(same, same, { conflicts }).close).toEqual([
      { id: "field", how: "vanished" },
      { id: "whole", how: "vanished" },
      { id: "chosen", how: "resolved" },
    ]);
  });
});
