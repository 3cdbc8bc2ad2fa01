import { describe, expect, it } from "vitest";
import type { Bridge } from "../bridge.ts";
import type { FieldMap } from "../mapping/field-map.ts";
import type { Connection } from "../ports/store.ts";
import type { FieldValues, SideRecord } from "../record/canonical.ts";
import { restoredBase, restoredBridge, restoredConnection } from "./after-restore.ts";
import { planLink } from "./plan-link.ts";
import { nextBase } from "./plan-both-sides.ts";
import type { ActPlan, LinkPlanInput, SideState } from "./link-plan.ts";

const fingerprint = (text: string): string => `f:${text}`;
const fields = (["phone", "website"] as const).map((field): FieldMap => {
  return { field, kind: "text", direction: "both", policy: "highlevel", personal: false, left: field, right: field, label: field };
});
const agreed: FieldValues = { phone: "+1", website: "w" };
const names = fields.map(({ field }) => field);
const backup = restoredBase(nextBase({ fields }, null, names, agreed, agreed, fingerprint), { left: "left 1", right: "right 1" });

const record = (side: SideRecord["side"], version: string, more: FieldValues, counterpartId: string | null): SideRecord => {
  return { side, id: side === "highlevel" ? "L" : "R", version, fields: { ...agreed, ...more }, counterpartId };
};
const left = (version: string, more: FieldValues = {}): SideState => ({ kind: "found", record: record("highlevel", version, more, null) });
const right = (version: string, more: FieldValues = {}, marker = "L"): SideState => ({
  kind: "found",
  record: record("incident", version, more, marker),
});
const plan = (more: Partial<LinkPlanInput>): ActPlan => {
  const made = planLink({
    bridge: { fields, firstLink: "highlevel", onDelete: "unlink", matchKeys: [] },
    state: "active",
    base: backup,
    left: left("left 1"),
    right: right("right 1"),
    candidates: null,
    conflicts: [],
    flips: {},
    now: 0,
    fingerprint,
    ...more,
  });
  expect(made.kind).toBe("act");
  return made as ActPlan;
};

describe("a link out of a backup", () => {
  it("I5 lets a side follow that is as the backup saw it, and keeps the value that is written over", () => {
    const made = plan({ left: left("left 2", { phone: "+2" }) });
    expect(made.operations).toEqual([
      { kind: "update", side: "incident", recordId: "R", changes: [{ field: "phone", kind: "text", before: "+1", value: "+2", overrules: true }] },
    ]);
    expect(made.settledFields).toEqual(names);
  });

  it("I5 asks when both records moved, although one shows the backup's value: it may have been set back", () => {
    const made = plan({ left: left("left 3"), right: right("right 2", { phone: "+2" }) });
    expect(made.operations).toEqual([]);
    expect(made.open).toEqual([{ kind: "restored", field: "phone", left: "+1", right: "+2", state: "open", winner: null, candidates: [] }]);
    expect(made.settledFields).toEqual(["website"]);
  });

  it("I5 asks when both values are new, whatever the policy says: one may be what both had agreed on", () => {
    expect(plan({ left: left("left 2", { phone: "+2" }), right: right("right 2", { phone: "+3" }) })).toMatchObject({
      operations: [],
      open: [{ kind: "restored", field: "phone", state: "open" }],
    });
  });

  it("I5 takes what both sides hold as agreed, without a write or a question", () => {
    const made = plan({ left: left("left 2", { phone: "+2" }), right: right("right 2", { phone: "+2" }) });
    expect([made.operations, made.open, made.settledFields]).toEqual([[], [], names]);
    const next = nextBase({ fields }, backup, made.settledFields, { ...agreed, phone: "+2" }, { ...agreed, phone: "+2" }, fingerprint);
    expect(Object.values(next).map(({ asOf }) => asOf)).toEqual([undefined, undefined]);
  });

  it("I5 goes on asking after the first look, because the base keeps the backup's versions", () => {
    const both = { left: left("left 3"), right: right("right 2", { phone: "+2" }) };
    const base = nextBase({ fields }, backup, plan(both).settledFields, agreed, { ...agreed, phone: "+2" }, fingerprint);
    expect(plan({ ...both, base })).toMatchObject({ operations: [], open: [{ kind: "restored", field: "phone" }] });
    expect(restoredBase(base, { left: "left 3", right: "right 2" })?.["phone"]?.asOf).toEqual({ l: "left 1", r: "right 1" });
  });

  it("I5 asks where the sides had agreed to differ and one of them moved: what it dropped and took up again must not be overlooked", () => {
    const tags: FieldMap = {
      field: "tags",
      kind: "set",
      direction: "to-incident",
      policy: "ask",
      personal: false,
      left: "tags",
      right: "tags",
      label: "tags",
    };
    const drifted = restoredBase(nextBase({ fields: [tags] }, null, ["tags"], { tags: ["a"] }, { tags: [] }, fingerprint), {
      left: "left 1",
      right: "right 1",
    });
    const more = { bridge: { fields: [tags], firstLink: "ask", onDelete: "unlink", matchKeys: [] }, base: drifted } as const;
    const moved = plan({ ...more, left: left("left 3", { tags: ["a", "b"] }), right: right("right 1", { tags: [] }) });
    expect(moved).toMatchObject({ operations: [], open: [{ kind: "restored", field: "tags" }] });
    const still = plan({ ...more, left: left("left 1", { tags: ["a"] }), right: right("right 1", { tags: [] }) });
    expect(still).toMatchObject({ operations: [], open: [], settledFields: ["tags"] });
  });

  it("I5 a record whose version is unknown proves nothing", () => {
    const base = restoredBase(nextBase({ fields }, null, names, agreed, agreed, fingerprint), { left: null, right: null });
    expect(plan({ base, left: left(""), right: right("", { phone: "+2" }) })).toMatchObject({ operations: [], open: [{ kind: "restored" }] });
  });

  it("I5 neither merges with nor marks a record whose marker names somebody else meanwhile", () => {
    const made = plan({ left: left("left 1"), right: right("right 2", { phone: "+2" }, "another") });
    expect(made.operations).toEqual([]);
    expect(made.open).toMatchObject([{ kind: "restored", field: "phone", state: "open" }]);
  });

  it("I5 D3 deletes no survivor by itself: a person may have chosen to keep it since", () => {
    const gone: Partial<LinkPlanInput> = { right: { kind: "missing" } };
    const deleting = { fields, firstLink: "ask", onDelete: "delete", matchKeys: [] } as const;
    expect(plan({ ...gone, bridge: deleting })).toMatchObject({ operations: [], state: "parked", open: [{ kind: "delete-edit" }] });
    expect(plan(gone)).toMatchObject({ operations: [], state: "tombstone", open: [] });
    expect(plan({ left: { kind: "missing" }, right: { kind: "missing" }, bridge: deleting })).toMatchObject({ operations: [], state: "tombstone" });
  });
});

describe("what stands around the links of a backup", () => {
  it("I5 pauses a bridge that would write, and leaves a draft a draft", () => {
    const modes = (["live", "shadow", "paused", "draft"] as const).map((mode) => restoredBridge({ mode } as Bridge).mode);
    expect(modes).toEqual(["paused", "paused", "paused", "draft"]);
  });

  it("X8 never uses a refresh token out of a backup: the account is connected anew", () => {
    const of = (auth: Connection["auth"]): Connection => restoredConnection({ auth, state: "active", pausedBecause: null } as Connection);
    expect(of("oauth")).toMatchObject({ state: "paused", pausedBecause: "HW_VENDOR_REAUTH_NEEDED" });
    expect(of("api-key")).toMatchObject({ state: "active", pausedBecause: null });
  });
});
