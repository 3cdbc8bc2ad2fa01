import { describe, expect, it } from "vitest";
import { conflictRow } from "../../../test/support/conflict-row.ts";
import type { ConflictId } from "../ids.ts";
import type { ConflictRow, NewConflict } from "../ports/store.ts";
import { end, isAlreadyOpen, nothing, resolutionFor, resolvedConflicts, type LinkPlanInput } from "./link-plan.ts";

const given = (conflicts: readonly ConflictRow[] = []): LinkPlanInput => ({
  bridge: { fields: [], firstLink: "ask", onDelete: "unlink", matchKeys: [] },
  state: "active",
  base: null,
  left: { kind: "none" },
  right: { kind: "none" },
  candidates: null,
  conflicts,
  flips: { phone: [{ at: 1, value: "f" }] },
  now: 0,
  fingerprint: (text) => text,
});
const closed = conflictRow({ id: "closed" as ConflictId, closedAt: 1 });
const decided = conflictRow({ id: "decided" as ConflictId, state: "decided" });
const asked = conflictRow({ id: "asked" as ConflictId });
const answered = conflictRow({ id: "answered" as ConflictId, resolution: { choose: "unlink" } });

describe("a plan that does nothing", () => {
  it("S3 leaves the link exactly as it is", () => {
    expect(nothing(given([asked]), "ambiguous")).toEqual({
      kind: "act",
      operations: [],
      settledFields: [],
      state: "active",
      because: null,
      open: [],
      close: [],
      flips: given().flips,
      reason: "ambiguous",
    });
  });
});

describe("the end of a link", () => {
  it.each(["unlinked", "tombstone"] as const)("D2 as %s says that a record is gone, and lets every standing question vanish", (state) => {
    expect(end(given([closed, decided, asked, answered]), state, "both-deleted")).toEqual({
      ...nothing(given(), "both-deleted"),
      state,
      because: "HW_VENDOR_NOT_FOUND",
      close: [
        { id: "asked", how: "vanished" },
        { id: "answered", how: "vanished" },
      ],
    });
  });
});

describe("a person's answer", () => {
  it("M2 is the one to a standing question of that kind, and to no other", () => {
    expect(resolutionFor([asked, answered], "ambiguous")).toBe(answered);
    expect(resolutionFor([asked], "ambiguous")).toBeUndefined();
    expect(resolutionFor([{ ...answered, kind: "delete-edit" }], "ambiguous")).toBeUndefined();
    expect(resolutionFor([{ ...answered, closedAt: 1 }], "ambiguous")).toBeUndefined();
  });

  it("M2 counts as carried out where it was given; a question without one has vanished", () => {
    expect(resolvedConflicts([closed, decided, asked, answered])).toEqual([
      { id: "asked", how: "vanished" },
      { id: "answered", how: "resolved" },
    ]);
  });
});

describe("a question", () => {
  const wanted: NewConflict = { kind: "field", field: "phone", left: "+1", right: "+2", state: "open", winner: null, candidates: ["R1", "R2"] };
  const standing = conflictRow({ kind: "field", field: "phone", left: "+1", right: "+2", candidates: ["R1", "R2"] });

  it("M2 is asked once while kind, field, both values and candidates stay the same", () => {
    expect(isAlreadyOpen([asked, standing], wanted)).toBe(true);
  });

  it.each([
    ["kind", { kind: "restored" }],
    ["field", { field: "email" }],
    ["left value", { left: "+3" }],
    ["right value", { right: "+3" }],
    ["candidates", { candidates: ["R1"] }],
    ["state", { state: "decided" }],
    ["end", { closedAt: 1 }],
  ] as const)("M2 is asked again when the standing one has another %s", (_what, other) => {
    expect(isAlreadyOpen([{ ...standing, ...other }], wanted)).toBe(false);
  });
});
