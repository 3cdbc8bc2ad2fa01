import { describe, expect, it } from "vitest";
import type { FieldMap } from "../mapping/field-map.ts";
import type { ConflictRow, LinkState, NewConflict } from "../ports/store.ts";
import type { FieldValues, SideRecord } from "../record/canonical.ts";
import { conflictRow } from "../../../test/support/conflict-row.ts";
import { planLink } from "./plan-link.ts";
import { overruledValues } from "./plan-field.ts";
import { nextBase } from "./plan-both-sides.ts";
import type { ActPlan, KnownCandidate, LinkPlanInput, SideState } from "./link-plan.ts";
import { sameOperations } from "./same-operations.ts";
import type { Operation } from "./sync-plan.ts";

const fingerprint = (text: string): string => `f:${text}`;
const overruledBy = (operation: Operation): readonly NewConflict[] =>
  operation.kind === "update" ? overruledValues(operation.side, operation.changes) : [];
const row = (field: string, kind: FieldMap["kind"], more: Partial<FieldMap> = {}): FieldMap => {
  return { field, kind, direction: "both", policy: "ask", personal: false, left: field, right: field, label: field, ...more };
};
const fields = [
  row("fullName", "name"),
  row("email", "email"),
  row("phone", "phone"),
  row("tags", "set"),
  row("company", "text", { direction: "to-incident" }),
];
const bridge = { fields, firstLink: "ask", onDelete: "unlink", matchKeys: ["email", "phone"] } as const;

const ada: FieldValues = { fullName: "Ada Example", email: "ada@example.com", phone: "+12025550101", tags: ["vip"], company: "Example" };
const found = (side: SideRecord["side"], id: string, values: FieldValues = ada, counterpartId: string | null = null): SideState => {
  return { kind: "found", record: { side, id, version: "2026-11-23T09:00:00Z", fields: values, counterpartId } };
};
const none: SideState = { kind: "none" };
const missing: SideState = { kind: "missing" };
const agreed = nextBase(
  { fields },
  null,
  fields.map(({ field }) => field),
  ada,
  ada,
  fingerprint,
);

const candidate = (id: string, matchedBy: KnownCandidate["matchedBy"], taken = false): KnownCandidate => {
  return { record: { side: "incident", id, version: "1", fields: ada, counterpartId: null }, matchedBy, taken, rivals: [] };
};
const ask = (more: Partial<LinkPlanInput>): LinkPlanInput => {
  return { bridge, state: "active", base: null, left: none, right: none, candidates: null, conflicts: [], flips: {}, now: 0, fingerprint, ...more };
};
const act = (more: Partial<LinkPlanInput>): ActPlan => {
  const plan = planLink(ask(more));
  expect(plan.kind).toBe("act");
  return plan as ActPlan;
};

describe("a record whose counterpart is not known yet", () => {
  const left = found("highlevel", "L1");

  it("I1 asks for candidates before anything else", () => {
    expect(planLink(ask({ left }))).toEqual({ kind: "look-for-candidates", side: "incident" });
    expect(planLink(ask({ right: found("incident", "R1") }))).toEqual({ kind: "look-for-candidates", side: "highlevel" });
  });

  it("I1 follows the marker on the record before it looks at any key", () => {
    const right = found("incident", "R1", ada, "L9");
    expect(planLink(ask({ right, candidates: [candidate("L2", ["email"])] }))).toEqual({
      kind: "adopt",
      side: "highlevel",
      recordId: "L9",
      matchedBy: ["marker"],
    });
  });

  it("I1 takes a candidate found by marker although others match by key", () => {
    const candidates = [candidate("R2", ["email", "phone"]), candidate("R3", ["marker"])];
    expect(planLink(ask({ left, candidates }))).toEqual({ kind: "adopt", side: "incident", recordId: "R3", matchedBy: ["marker"] });
  });

  it("I1 adopts the only candidate that a key found", () => {
    expect(planLink(ask({ left, candidates: [candidate("R2", ["phone"])] }))).toEqual({
      kind: "adopt",
      side: "incident",
      recordId: "R2",
      matchedBy: ["phone"],
    });
  });

  it.each([
    ["e-mail and phone point at different records", [candidate("R3", ["phone"]), candidate("R2", ["email"])], ["R2", "R3"]],
    ["one key finds two records", [candidate("R2", ["email"]), candidate("R3", ["email"])], ["R2", "R3"]],
    ["two records carry the marker", [candidate("R2", ["marker"]), candidate("R3", ["marker"]), candidate("R4", ["email"])], ["R2", "R3"]],
    ["the only candidate belongs to another record", [candidate("R2", ["email"], true)], ["R2"]],
  ])("I2 asks a person when %s: no guess, no create", (_why, candidates, ids) => {
    const plan = act({ left, candidates });
    expect(plan).toMatchObject({ operations: [], state: "parked", because: "HW_LINK_AMBIGUOUS", reason: "ambiguous", settledFields: [] });
    expect(plan.open).toMatchObject([{ kind: "ambiguous", field: "*", state: "open", candidates: ids }]);
  });

  it("I2 asks once: the same question is not opened again, another one is", () => {
    const candidates = [candidate("R2", ["email"]), candidate("R3", ["phone"])];
    expect(act({ left, candidates, conflicts: [conflictRow({ candidates: ["R2", "R3"] })] }).open).toEqual([]);
    expect(act({ left, candidates, conflicts: [conflictRow({ candidates: ["R2", "R4"] })] }).open).toHaveLength(1);
    expect(act({ left, candidates, conflicts: [conflictRow({ candidates: ["R2", "R3"], closedAt: 1 })] }).open).toHaveLength(1);
  });

  it("I2 does what the person chose, even before looking again", () => {
    const chosen = conflictRow({ candidates: ["R2", "R3"], resolution: { choose: "candidate", recordId: "R3" } });
    expect(planLink(ask({ left, conflicts: [chosen] }))).toEqual({ kind: "adopt", side: "incident", recordId: "R3", matchedBy: ["person"] });
    const unlink = act({ left, conflicts: [conflictRow({ resolution: { choose: "unlink" } })] });
    expect(unlink).toMatchObject({ operations: [], state: "unlinked", reason: "unlinked-by-person", close: [{ how: "resolved" }] });
  });

  it("I2 creates when nobody matches, with every field that flows that way and the other side's id", () => {
    const plan = act({ left, candidates: [], conflicts: [conflictRow({ candidates: ["R2"] })] });
    expect(plan.operations).toEqual([{ kind: "create", side: "incident", fields: ada, counterpartId: "L1" }]);
    expect(plan.close).toMatchObject([{ how: "vanished" }]);
    const back = act({ right: found("incident", "R1"), candidates: [] });
    const { company, ...flowing } = ada;
    expect(company).toBe("Example");
    expect(back.operations).toEqual([{ kind: "create", side: "highlevel", fields: flowing, counterpartId: "R1" }]);
  });

  it("I4 creates no contact that could not be found again, but leaves an entry free to be made", () => {
    const keyless = { ...ada, email: null, phone: null };
    const plan = act({ right: found("incident", "R1", keyless), candidates: [] });
    expect(plan).toMatchObject({ operations: [], state: "excluded", because: "HW_LINK_NO_MATCH_KEY", reason: "no-match-key" });
    expect(act({ left: found("highlevel", "L1", keyless), candidates: [] }).operations).toMatchObject([{ kind: "create", side: "incident" }]);
    const byPhone = { ...bridge, matchKeys: ["phone"] as const };
    expect(act({ bridge: byPhone, right: found("incident", "R1", { ...keyless, email: "a@example.com" }), candidates: [] }).reason).toBe(
      "no-match-key",
    );
  });
});

describe("a record of a kind that begins in HighLevel", () => {
  const keyless = { ...bridge, matchKeys: [] };

  it("A2 is never made there from an entry, whatever the entry says", () => {
    expect(act({ bridge: keyless, right: found("incident", "R1"), candidates: [] })).toMatchObject({
      operations: [],
      state: "excluded",
      because: "HW_LINK_BEGINS_ELSEWHERE",
      reason: "begins-elsewhere",
    });
  });

  it("gets an entry all the same", () => {
    expect(act({ bridge: keyless, left: found("highlevel", "L1"), candidates: [] }).operations).toMatchObject([{ kind: "create", side: "incident" }]);
  });
});

describe("a record whose counterpart is gone", () => {
  const left = found("highlevel", "L1");
  const edited = found("highlevel", "L1", { ...ada, phone: "+12025550199" });
  const propagating = { ...bridge, onDelete: "delete" } as const;

  it("D2 leaves a tombstone, and D4 by default nothing else", () => {
    expect(act({ base: agreed, left, right: missing })).toMatchObject({
      operations: [],
      state: "tombstone",
      because: "HW_VENDOR_NOT_FOUND",
      reason: "counterpart-deleted",
    });
  });

  it("D4 deletes the other record when the bridge says so, on whichever side it is", () => {
    expect(act({ bridge: propagating, base: agreed, left, right: missing }).operations).toEqual([
      { kind: "delete", side: "highlevel", recordId: "L1" },
    ]);
    const right = found("incident", "R1", ada, "L1");
    expect(act({ bridge: propagating, base: agreed, left: missing, right }).operations).toEqual([
      { kind: "delete", side: "incident", recordId: "R1" },
    ]);
  });

  it("D3 asks nobody when what a record has given rise to is deleted, and D4 never deletes the record for it", () => {
    const told = fields.map((map): FieldMap => ({ ...map, direction: "to-highlevel" }));
    for (const right of [found("incident", "R1", ada, "L1"), found("incident", "R1", { ...ada, tags: [] }, "L1")]) {
      const plan = act({ bridge: { ...propagating, fields: told, origin: "incident" }, base: agreed, left: missing, right });
      expect(plan).toMatchObject({ operations: [], state: "tombstone", reason: "counterpart-deleted", open: [] });
      const both = act({ bridge: { ...propagating, origin: "incident" }, base: agreed, left: missing, right });
      expect(both.operations.length + both.open.length).toBe(1);
    }
  });

  it("D4 never deletes a record that was not known to be in step", () => {
    expect(act({ bridge: propagating, base: null, left, right: missing })).toMatchObject({ operations: [], state: "unlinked" });
    expect(act({ bridge: propagating, base: agreed, left, right: none, candidates: [] }).operations.map(({ kind }) => kind)).toEqual(["create"]);
  });

  it("D4 asks before it deletes a record that holds a value on which the two never agreed, and counts an empty one for nothing", () => {
    const { phone, ...half } = agreed;
    expect(phone).toBeDefined();
    expect(act({ bridge: propagating, base: half, left, right: missing })).toMatchObject({ operations: [], reason: "deleted-against-edit" });
    expect(act({ base: half, left, right: missing })).toMatchObject({ state: "tombstone", reason: "counterpart-deleted" });
    const empty = found("highlevel", "L1", { ...ada, phone: null });
    expect(act({ bridge: propagating, base: half, left: empty, right: missing }).operations).toMatchObject([{ kind: "delete" }]);
  });

  it.each(["unlink", "delete"] as const)("D3 asks when the survivor was edited, under %s, once", (onDelete) => {
    const plan = act({ bridge: { ...bridge, onDelete }, base: agreed, left: edited, right: missing });
    expect(plan).toMatchObject({ operations: [], state: "parked", reason: "deleted-against-edit" });
    expect(plan.open).toMatchObject([{ kind: "delete-edit", field: "*", candidates: ["L1"] }]);
    const standing = conflictRow({ kind: "delete-edit", candidates: ["L1"] });
    expect(act({ bridge: { ...bridge, onDelete }, base: agreed, left: edited, right: missing, conflicts: [standing] }).open).toEqual([]);
  });

  it("M2 D3 asks about no field of a record that is gone, answered or not, and asks anew when it is back", () => {
    const standing = (kind: ConflictRow["kind"], resolution: ConflictRow["resolution"] = null): ConflictRow =>
      conflictRow({ id: kind as ConflictRow["id"], kind, field: "phone", resolution });
    const asked = (["field", "first-link", "restored"] as const).flatMap((kind) => [standing(kind), standing(kind, { choose: "left" })]);
    const held = [standing("oscillation"), standing("undone"), conflictRow({ kind: "delete-edit", candidates: ["L1"] })];
    const plan = act({ base: agreed, left: edited, right: missing, conflicts: [...asked, ...held] });
    expect(plan).toMatchObject({ operations: [], state: "parked", open: [] });
    expect(plan.close).toEqual(asked.map(({ id }) => ({ id, how: "vanished" })));
    const ended = asked.map((conflict) => ({ ...conflict, closedAt: 1 }));
    expect(act({ base: agreed, left: edited, right: missing, conflicts: ended }).close).toEqual([]);
    const back = found("incident", "R1", { ...ada, phone: "+12025550133" }, "L1");
    expect(act({ base: agreed, left: edited, right: back, conflicts: ended }).open).toMatchObject([{ kind: "field", field: "phone" }]);
  });

  it("D3 keeps or deletes the edited record as the person says", () => {
    const answered = (choose: "keep" | "delete"): ActPlan =>
      act({
        bridge: propagating,
        base: agreed,
        left: edited,
        right: missing,
        conflicts: [conflictRow({ kind: "delete-edit", resolution: { choose } })],
      });
    expect(answered("keep")).toMatchObject({ operations: [], state: "tombstone", close: [{ how: "resolved" }] });
    expect(answered("delete")).toMatchObject({ operations: [{ kind: "delete", recordId: "L1" }], state: "tombstone", close: [{ how: "resolved" }] });
  });

  it("D3 takes an edit of a set for an edit, and a set in another order for none", () => {
    const two = { ...ada, tags: ["a", "vip"] };
    const base = nextBase(
      { fields },
      null,
      fields.map(({ field }) => field),
      two,
      { ...two, tags: ["vip", "a"] },
      fingerprint,
    );
    expect(act({ base, left: found("highlevel", "L1", two), right: missing }).reason).toBe("counterpart-deleted");
    expect(act({ base, left: found("highlevel", "L1", { ...two, tags: ["vip"] }), right: missing }).reason).toBe("deleted-against-edit");
  });

  it.each<[LinkState, SideState, SideState]>([
    ["tombstone", edited, missing],
    ["tombstone", missing, found("incident", "R1", { ...ada, phone: "+1" }, "L1")],
    ["tombstone", edited, none],
    ["unlinked", edited, missing],
    ["unlinked", none, found("incident", "R1", ada, "L1")],
  ])("D2 a stale update of a %s brings nothing back (%#)", (state, one, other) => {
    const plan = act({ bridge: propagating, state, base: agreed, left: one, right: other, candidates: [] });
    expect(plan).toMatchObject({ operations: [], open: [], state, reason: "already-ended" });
  });

  it("D2 both gone is the end of the link and of its open questions", () => {
    const plan = act({ base: agreed, left: missing, right: missing, conflicts: [conflictRow({ kind: "field", field: "phone" })] });
    expect(plan).toMatchObject({ operations: [], state: "tombstone", reason: "both-deleted", close: [{ how: "vanished" }] });
    expect(act({ left: none, right: none })).toMatchObject({ state: "tombstone", reason: "both-deleted" });
  });

  it("D5 each planned delete is an operation of its own, so that a run can count them before it carries any out", () => {
    const plans = Array.from({ length: 30 }, (_, index) =>
      act({ bridge: propagating, base: agreed, left: found("highlevel", `L${String(index)}`), right: missing }),
    );
    expect(plans.flatMap(({ operations }) => operations).filter(({ kind }) => kind === "delete")).toHaveLength(30);
  });
});

describe("two records of one link", () => {
  const left = found("highlevel", "L1");
  const right = found("incident", "R1", ada, "L1");

  it("I1 stamps a record that carries no marker, or a foreign one, and nothing else when they are equal", () => {
    for (const counterpart of [null, "L9"]) {
      const plan = act({ left, right: found("incident", "R1", ada, counterpart) });
      expect(plan.operations).toEqual([{ kind: "stamp", side: "incident", recordId: "R1", counterpartId: "L1" }]);
    }
    expect(act({ left, right })).toMatchObject({ operations: [], reason: "first-link" });
    expect(act({ base: agreed, left, right })).toMatchObject({ operations: [], reason: "equal" });
  });

  it("D4 a link that a person ended is left alone although both records are there", () => {
    const moved = found("incident", "R1", { ...ada, phone: "+1" }, "L1");
    expect(act({ state: "unlinked", base: agreed, left, right: moved })).toMatchObject({
      operations: [],
      state: "unlinked",
      reason: "already-ended",
    });
  });

  it("M1 puts back the drifted copy of a field that flows one way, and keeps what stood there", () => {
    const drifted = found("incident", "R1", { ...ada, company: "Drifted" }, "L1");
    const plan = act({ base: agreed, left, right: drifted });
    expect(plan.operations).toMatchObject([
      { kind: "update", side: "incident", changes: [{ field: "company", before: "Drifted", value: "Example" }] },
    ]);
    expect(plan.operations.flatMap(overruledBy)).toMatchObject([
      { field: "company", state: "decided", winner: "highlevel", left: "Example", right: "Drifted" },
    ]);
  });

  it("E3 counts what is put back and not what only follows the one side that tells it, however often that changes its mind", () => {
    const flips = { company: ["a", "b", "a", "b", "a"].map((value, index) => ({ at: index, value })) };
    const follows = act({ base: agreed, left: found("highlevel", "L1", { ...ada, company: "a" }), right, flips });
    expect([follows.operations.length, follows.open]).toEqual([1, []]);
    const putBack = act({ base: agreed, left, right: found("incident", "R1", { ...ada, company: "a" }, "L1"), flips });
    expect([putBack.operations.length, putBack.open]).toMatchObject([0, [{ kind: "oscillation", field: "company" }]]);
  });

  it("I5 asks nobody about a set of which the other side tells all: what a backup agreed on counts for nothing", () => {
    const tags = { ...row("tags", "set", { direction: "to-highlevel", leftovers: "removed" }) };
    const restored = { tags: { ...nextBase({ fields: [tags] }, null, ["tags"], ada, ada, fingerprint)["tags"], asOf: { l: "old", r: "old" } } };
    const plan = act({
      bridge: { ...bridge, fields: [tags] },
      base: restored as unknown as LinkPlanInput["base"],
      left: found("highlevel", "L1", { tags: ["left-over"] }),
      right: found("incident", "R1", { tags: ["vip"] }, "L1"),
    });
    expect(plan).toMatchObject({ open: [], operations: [{ side: "highlevel", changes: [{ add: ["vip"], remove: ["left-over"] }] }] });
  });

  it("M1 a conflict whose sides have come together again closes by itself", () => {
    const standing = conflictRow({ kind: "field", field: "phone", left: "+1", right: "+2" });
    expect(act({ base: agreed, left, right, conflicts: [standing] })).toMatchObject({ operations: [], close: [{ how: "vanished" }] });
  });

  it("M1 under newest, the record changed last wins; when that cannot be told, a person is asked, and our own writes answer nothing", () => {
    const newest = { ...bridge, fields: [row("phone", "phone", { policy: "newest" })] };
    const at = (side: SideRecord["side"], phone: string, version: string): SideState => {
      return { kind: "found", record: { side, id: side === "highlevel" ? "L1" : "R1", version, fields: { phone }, counterpartId: "L1" } };
    };
    const base = { phone: { l: "f:string:+0", r: "f:string:+0" } };
    const decided = act({
      bridge: newest,
      base,
      left: at("highlevel", "+1", "2026-01-01T00:00:00Z"),
      right: at("incident", "+2", "2026-01-01T00:00:00.5Z"),
    });
    expect(decided.operations).toMatchObject([{ side: "highlevel", changes: [{ value: "+2" }] }]);
    const even = {
      bridge: newest,
      base,
      left: at("highlevel", "+1", "2026-01-01T00:00:00Z"),
      right: at("incident", "+2", "2026-01-01T00:00:00.000Z"),
    };
    const asked = act(even);
    expect(asked.open).toMatchObject([{ state: "open", left: "+1", right: "+2" }]);
    const standing = conflictRow({ kind: "field", field: "phone", left: "+1", right: "+2" });
    const later = act({ ...even, right: at("incident", "+2", "2026-01-01T09:00:00Z"), conflicts: [standing] });
    expect([later.operations, later.open, later.reason]).toEqual([[], [], "waits-for-person"]);
    const edited = act({ ...even, right: at("incident", "+3", "2026-01-01T09:00:00Z"), conflicts: [standing] });
    expect(edited.operations).toMatchObject([{ side: "highlevel", changes: [{ value: "+3" }] }]);
  });

  it("M1 M2 a choice made between two values is asked again when it would overwrite a third that came meanwhile", () => {
    const apart = { ...ada, phone: "+3" };
    const chose = (resolution: ConflictRow["resolution"]): ActPlan =>
      act({
        base: agreed,
        left: found("highlevel", "L1", { ...ada, phone: "+1" }),
        right: found("incident", "R1", apart, "L1"),
        conflicts: [conflictRow({ kind: "field", field: "phone", left: "+1", right: "+2", resolution })],
      });
    for (const resolution of [{ choose: "left" }, { choose: "value", value: "+9" }] as const) {
      const asked = chose(resolution);
      expect(asked.operations).toEqual([]);
      expect(asked.open).toMatchObject([{ field: "phone", left: "+1", right: "+3", state: "open" }]);
    }
    expect(chose({ choose: "right" }).operations).toMatchObject([{ side: "highlevel", changes: [{ before: "+1", value: "+3" }] }]);
  });

  it("M1 a person may give a value of their own, take both of two sets, or let a frozen field rest as it is", () => {
    const apart = {
      base: agreed,
      left: found("highlevel", "L1", { ...ada, phone: "+1", tags: ["a"] }),
      right: found("incident", "R1", { ...ada, phone: "+2", tags: ["b"] }, "L1"),
    };
    const own = act({
      ...apart,
      conflicts: [conflictRow({ kind: "field", field: "phone", left: "+1", right: "+2", resolution: { choose: "value", value: "+3" } })],
    });
    expect(
      own.operations.flatMap((operation) => (operation.kind === "update" ? operation.changes : [])).filter(({ field }) => field === "phone"),
    ).toMatchObject([{ value: "+3" }, { value: "+3" }]);
    const both = act({ ...apart, conflicts: [conflictRow({ kind: "oscillation", field: "tags", resolution: { choose: "both" } })] });
    expect(both.operations.flatMap((operation) => (operation.kind === "update" ? operation.changes : []))).toMatchObject([
      { field: "tags", add: ["b"], remove: [] },
      { field: "tags", add: ["a"], remove: [] },
    ]);
    const rest = act({
      ...apart,
      flips: { phone: [{ at: 0, value: "x" }] },
      conflicts: [conflictRow({ kind: "oscillation", field: "phone", resolution: { choose: "unfreeze" } })],
    });
    expect(rest.operations.flatMap((operation) => (operation.kind === "update" ? operation.changes : [])).map(({ field }) => field)).not.toContain(
      "phone",
    );
    expect([rest.settledFields.includes("phone"), rest.flips["phone"]]).toEqual([true, []]);
  });
});

describe("comparing two lists of operations", () => {
  const update: Operation = {
    kind: "update",
    side: "incident",
    recordId: "R1",
    changes: [{ field: "phone", kind: "phone", before: "+1", value: "+2" }],
  };
  const others: readonly Operation[] = [
    { ...update, side: "highlevel" },
    { ...update, recordId: "R2" },
    { ...update, changes: [{ field: "phone", kind: "phone", before: "+1", value: "+3" }] },
    { ...update, changes: [{ field: "email", kind: "email", before: "+1", value: "+2" }] },
    { ...update, changes: [] },
    { kind: "delete", side: "incident", recordId: "R1" },
    { kind: "delete", side: "incident", recordId: "R2" },
    { kind: "delete", side: "highlevel", recordId: "R1" },
    { kind: "stamp", side: "incident", recordId: "R1", counterpartId: "L1" },
    { kind: "stamp", side: "incident", recordId: "R1", counterpartId: "L2" },
    { kind: "create", side: "incident", counterpartId: "L1", fields: { phone: "+2" } },
    { kind: "create", side: "incident", counterpartId: "L1", fields: { phone: "+3" } },
    { kind: "create", side: "incident", counterpartId: "L2", fields: { phone: "+2" } },
  ];

  it("S4 tells any two different operations apart and knows each for itself", () => {
    const all = [update, ...others];
    for (const one of all) for (const other of all) expect(sameOperations([one], [other]), JSON.stringify([one, other])).toBe(one === other);
    expect(sameOperations([update], [update, update])).toBe(false);
  });

  it("S4 does not mind what stood there before, nor a field that is empty in one and absent in the other", () => {
    expect(sameOperations([update], [{ ...update, changes: [{ field: "phone", kind: "phone", before: null, value: "+2" }] }])).toBe(true);
    const create = (values: FieldValues): Operation => ({ kind: "create", side: "incident", counterpartId: "L1", fields: values });
    expect(sameOperations([create({ phone: "+2", email: null, tags: [] })], [create({ phone: "+2" })])).toBe(true);
    expect(sameOperations([create({ phone: "+2", email: "a" })], [create({ phone: "+2", email: "b" })])).toBe(false);
    const emptied = (value: FieldValues[string]): Operation => ({ ...update, changes: [{ field: "tags", kind: "set", before: ["a"], value }] });
    expect([sameOperations([emptied([])], [emptied(null)]), sameOperations([emptied([])], [emptied(["a"])])]).toEqual([true, false]);
    expect(sameOperations([emptied(null)], [{ ...update, changes: [] }])).toBe(false);
    const [phone, email] = [
      { field: "phone", kind: "phone", before: null, value: "+2" },
      { field: "email", kind: "email", before: null, value: "a" },
    ] as const;
    expect(sameOperations([{ ...update, changes: [phone, email] }], [{ ...update, changes: [email, phone] }])).toBe(true);
  });
});
