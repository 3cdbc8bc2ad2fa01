import { describe, expect, it } from "vitest";
import { conflictRow } from "../../../test/support/conflict-row.ts";
import type { ConflictId } from "../ids.ts";
import type { FieldMap } from "../mapping/field-map.ts";
import type { Base } from "../ports/store.ts";
import type { FieldValues, Side } from "../record/canonical.ts";
import type { LinkPlanInput, SideState } from "./link-plan.ts";
import { baseOf, type Fingerprint } from "./merge-field.ts";
import { planUndo, type DoneWrite, type UndoPlan } from "./plan-undo.ts";

const row = (field: string, kind: FieldMap["kind"]): FieldMap => {
  return { field, kind, direction: "both", policy: "ask", personal: false, left: field, right: field, label: field };
};
const fields = [row("phone", "phone"), row("website", "text"), row("tags", "set")];
const plainly: Fingerprint = (text) => text;
const missing: SideState = { kind: "missing" };
const found = (side: Side, values: FieldValues): SideState => ({
  kind: "found",
  record: { side, id: side === "highlevel" ? "L1" : "R1", version: "1", fields: values, counterpartId: null },
});
const input = (left: SideState, right: SideState): LinkPlanInput => ({
  bridge: { fields, firstLink: "ask", onDelete: "unlink", matchKeys: [] },
  state: "active",
  base: null,
  left,
  right,
  candidates: null,
  conflicts: [conflictRow({ id: "asked" as ConflictId, kind: "field", field: "website" })],
  flips: {},
  now: 0,
  fingerprint: plainly,
});
const update = (side: Side, ...values: DoneWrite["values"]): DoneWrite => ({ side, action: "update", values });
const create = (side: Side, ...values: DoneWrite["values"]): DoneWrite => ({ side, action: "create", values });
const nothingDone = { restored: [], changedSince: [] };

describe("taking back an update", () => {
  const undone = (now: FieldValues, ...writes: readonly DoneWrite[]): UndoPlan =>
    planUndo(input(found("highlevel", { phone: "+2" }), found("incident", now)), writes);

  it("A3 gives a field that nobody has touched its old value, and asks which side's holds", () => {
    const { plan, ...counted } = undone({ phone: "+2" }, update("incident", { field: "phone", before: "+1", after: "+2" }));
    expect(counted).toEqual({ restored: ["phone"], changedSince: [] });
    expect(plan).toMatchObject({ kind: "act", state: "active", reason: "undone", settledFields: [], close: [] });
    expect(plan.operations).toEqual([
      { kind: "update", side: "incident", recordId: "R1", changes: [{ field: "phone", kind: "phone", before: "+2", value: "+1" }] },
    ]);
    expect(plan.open).toEqual([{ kind: "undone", field: "phone", left: "+2", right: "+1", state: "open", winner: null, candidates: [] }]);
  });

  it("A3 leaves alone what somebody has changed since, and what is not mapped any more", () => {
    const writes = update("incident", { field: "phone", before: "+1", after: "+2" }, { field: "company", before: null, after: "x" });
    const { plan, ...counted } = undone({ phone: "+3", company: "x" }, writes);
    expect(counted).toEqual({ restored: [], changedSince: ["phone", "company"] });
    expect(plan).toMatchObject({ operations: [], open: [] });
  });

  it("A3 goes from after the last of several writes to before the first, also when there was nothing before it", () => {
    const steps = (first: string | null) => [
      update("incident", { field: "phone", before: first, after: "+1" }),
      update("incident", { field: "phone", before: "+1", after: "+2" }),
    ];
    for (const first of ["+0", null]) {
      const [operation] = undone({ phone: "+2" }, ...steps(first)).plan.operations;
      expect(operation).toMatchObject({ changes: [{ before: "+2", value: first }] });
    }
    expect(undone({ phone: "+1" }, ...steps("+0")).changedSince).toEqual(["phone"]);
  });

  it("A3 takes back what the vendor keeps in its own way, as both agreed on it, and not what either changed since", () => {
    const write = update("incident", { field: "phone", before: "+1", after: "+2" });
    const undoneFrom = (base: Base, now: string): UndoPlan =>
      planUndo({ ...input(found("highlevel", { phone: "+2" }), found("incident", { phone: now })), base }, [write]);
    const agreed = (left: string, right: string): Base => ({ phone: baseOf("phone", left, right, plainly) });
    expect(undoneFrom(agreed("+2", "+2 ext"), "+2 ext").plan.operations).toMatchObject([{ changes: [{ before: "+2 ext", value: "+1" }] }]);
    expect(undoneFrom(agreed("+2", "+2 ext"), "+3").changedSince).toEqual(["phone"]);
    // Somebody wrote what the other side has now, and both agreed on that.
    expect(undoneFrom(agreed("+3", "+3"), "+3").changedSince).toEqual(["phone"]);
  });

  it("A3 takes each side's own writes back, and tells both sides' values as they will stand", () => {
    const both = planUndo(input(found("highlevel", { phone: "+2", website: "a" }), found("incident", { phone: "+2", website: "b" })), [
      update("highlevel", { field: "website", before: "old", after: "a" }),
      update("incident", { field: "phone", before: null, after: "+2" }),
    ]);
    expect(both.plan.operations).toMatchObject([
      { side: "highlevel", recordId: "L1", changes: [{ field: "website", value: "old" }] },
      { side: "incident", recordId: "R1", changes: [{ field: "phone", value: null }] },
    ]);
    expect(both.plan.open).toMatchObject([
      { field: "website", left: "old", right: "b" },
      { field: "phone", left: "+2", right: null },
    ]);
  });

  it("A3 cannot give anything back to a record that is gone, nor tell its value", () => {
    const write = update("incident", { field: "phone", before: "+1", after: "+2" });
    const gone = planUndo(input(found("highlevel", { phone: "+2" }), missing), [write]);
    expect(gone).toMatchObject({ restored: [], changedSince: ["phone"], plan: { operations: [], open: [] } });
    const alone = planUndo(input(missing, found("incident", { phone: "+2" })), [write]);
    expect(alone.plan.open).toMatchObject([{ field: "phone", left: null, right: "+1" }]);
  });
});

describe("taking back an update of a set", () => {
  const after = (now: readonly string[] | null, before: readonly string[], wrote: readonly string[]): UndoPlan =>
    planUndo(input(missing, found("incident", { tags: now })), [update("incident", { field: "tags", before, after: wrote })]);

  it("A3 M3 goes by element: what the run added leaves, what it removed comes back, what others did since stays", () => {
    const { plan, restored } = after(["added", "by-hand", "kept"], ["kept", "removed"], ["added", "kept"]);
    expect(restored).toEqual(["tags"]);
    expect(plan.operations).toMatchObject([
      { changes: [{ field: "tags", kind: "set", value: ["by-hand", "kept", "removed"], add: ["removed"], remove: ["added"] }] },
    ]);
  });

  it("A3 M3 does only the half that is left to do, and nothing where others have done all of it", () => {
    expect(after(["added"], ["removed"], ["added"]).plan.operations).toMatchObject([{ changes: [{ add: ["removed"], remove: ["added"] }] }]);
    expect(after(["added", "removed"], ["removed"], ["added"]).plan.operations).toMatchObject([{ changes: [{ add: [], remove: ["added"] }] }]);
    expect(after([], ["removed"], ["added"]).plan.operations).toMatchObject([{ changes: [{ value: ["removed"], add: ["removed"], remove: [] }] }]);
    expect(after(["removed"], ["removed"], ["added"])).toMatchObject({ restored: [], changedSince: ["tags"], plan: { operations: [] } });
    expect(after(["kept"], ["kept"], ["added", "kept"]).changedSince).toEqual(["tags"]);
  });
});

describe("taking back a create", () => {
  const made = create("incident", { field: "phone", before: null, after: "+2" }, { field: "tags", before: null, after: ["a"] });

  it("A3 D4 deletes a record that is as it was made, and ends its link, so that it is not made again", () => {
    const { plan, ...counted } = planUndo(input(found("highlevel", {}), found("incident", { phone: "+2", tags: ["a"] })), [made]);
    expect(counted).toEqual({ restored: ["phone", "tags"], changedSince: [] });
    expect(plan).toMatchObject({ state: "unlinked", reason: "undone", close: [{ id: "asked", how: "vanished" }] });
    expect(plan.operations).toEqual([{ kind: "delete", side: "incident", recordId: "R1" }]);
  });

  it("A3 deletes a record in which the vendor filled in what the run left empty, as long as both agreed on that", () => {
    const given = { ...input(found("highlevel", {}), found("incident", { phone: "+2", tags: ["a"], website: "filled in" })) };
    const agreed = (left: string | null): Base => ({ website: baseOf("text", left, "filled in", plainly) });
    expect(planUndo({ ...given, base: agreed(null) }, [made])).toMatchObject({ changedSince: [], plan: { operations: [{ kind: "delete" }] } });
    expect(planUndo({ ...given, base: agreed("filled in") }, [made]).changedSince).toEqual(["website"]);
    expect(planUndo(given, [made]).changedSince).toEqual(["website"]);
  });

  it("A3 deletes nothing of which somebody has changed a value that the run wrote", () => {
    const { plan, ...counted } = planUndo(input(found("highlevel", {}), found("incident", { phone: "+3", tags: ["a"] })), [made]);
    expect(counted).toEqual({ restored: [], changedSince: ["phone"] });
    expect(plan).toMatchObject({ operations: [], state: "active", reason: "changed-since" });
    expect(planUndo(input(found("highlevel", {}), found("incident", { tags: ["a"] })), [made]).changedSince).toEqual(["phone"]);
  });

  it("A3 deletes nothing to which somebody has added what the run left empty", () => {
    const now = { phone: "+2", tags: ["a"], website: "https://by-hand.example.com/" };
    expect(planUndo(input(found("highlevel", {}), found("incident", now)), [made])).toMatchObject({
      changedSince: ["website"],
      plan: { operations: [], reason: "changed-since" },
    });
  });

  it("A3 counts what the run wrote to it later as its own, and has nothing to do when it is gone", () => {
    const later = update("incident", { field: "phone", before: "+2", after: "+5" });
    const { plan } = planUndo(input(found("highlevel", {}), found("incident", { phone: "+5", tags: ["a"] })), [made, later]);
    expect(plan.operations).toMatchObject([{ kind: "delete" }]);
    expect(planUndo(input(found("highlevel", {}), missing), [made])).toMatchObject({ ...nothingDone, plan: { operations: [], reason: "undone" } });
    expect(planUndo(input(missing, found("incident", {})), [create("highlevel")]).plan.operations).toEqual([]);
  });
});
