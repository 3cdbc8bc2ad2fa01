import { describe, expect, it } from "vitest";
import type { ActPlan, KnownCandidate, LinkPlan } from "./link-plan.ts";
import { hasMatchKey, planSingle } from "./plan-one-side.ts";
import type { SideRecord } from "../record/canonical.ts";

const record: SideRecord = { side: "highlevel", id: "L1", version: "1", fields: { email: "shared@example.com" }, counterpartId: null };
const candidate = (matchedBy: KnownCandidate["matchedBy"], rivals: readonly string[], id = "R1"): KnownCandidate => ({
  record: { side: "incident", id, version: "1", fields: record.fields, counterpartId: null },
  matchedBy,
  taken: false,
  rivals,
});
const plan = (...candidates: readonly KnownCandidate[]): LinkPlan =>
  planSingle(
    {
      bridge: { fields: [], firstLink: "ask", onDelete: "unlink", matchKeys: ["email", "phone"] },
      state: "active",
      base: null,
      left: { kind: "found", record },
      right: { kind: "none" },
      candidates,
      conflicts: [],
      flips: {},
      now: 0,
      fingerprint: (text) => text,
    },
    record,
    "incident",
  );

describe("a candidate that other records of our side match as well", () => {
  it.each([[["email"]], [["phone"]], [["email", "phone"]]] as const)(
    "I2 is for a person to give away when %j found it: no guess, no create",
    (by) => {
      const waiting = plan(candidate(by, ["L2"])) as ActPlan;
      expect(waiting).toMatchObject({ operations: [], settledFields: [], state: "parked", because: "HW_LINK_AMBIGUOUS", reason: "ambiguous" });
      expect(waiting.open).toEqual([{ kind: "ambiguous", field: "*", left: null, right: null, state: "open", winner: null, candidates: ["R1"] }]);
    },
  );

  it("I1 is taken all the same when its marker names this record, whoever shares a key with it", () => {
    const adopted = { kind: "adopt", side: "incident", recordId: "R1" };
    expect(plan(candidate(["email", "marker"], ["L2"]))).toEqual({ ...adopted, matchedBy: ["email", "marker"] });
    expect(plan(candidate(["marker"], ["L2"]), candidate(["email"], ["L2"], "R2"))).toEqual({ ...adopted, matchedBy: ["marker"] });
  });

  it("I1 is taken when nobody else matches it", () => {
    expect(plan(candidate(["email"], []))).toEqual({ kind: "adopt", side: "incident", recordId: "R1", matchedBy: ["email"] });
  });
});

describe("a record of before the history that was chosen", () => {
  const old: SideRecord = { ...record, version: "2026-01-01T00:00:00Z" };
  const since = Date.parse("2026-06-01T00:00:00Z");
  const planOld = (side: "highlevel" | "incident", given: SideRecord, more: Partial<Parameters<typeof planSingle>[0]> = {}): LinkPlan =>
    planSingle(
      {
        bridge: { fields: [], firstLink: "ask", onDelete: "unlink", matchKeys: ["email"], history: { days: 0, since } },
        state: "active",
        base: null,
        left: { kind: "none" },
        right: { kind: "none" },
        candidates: [],
        conflicts: [],
        flips: {},
        now: since,
        fingerprint: (text) => text,
        ...more,
      },
      { ...given, side },
      side === "highlevel" ? "incident" : "highlevel",
    );

  it.each(["highlevel", "incident"] as const)("I6 at %s gets no counterpart, and says so", (side) => {
    expect(planOld(side, old)).toMatchObject({ operations: [], state: "excluded", because: "HW_LINK_BEFORE_HISTORY", reason: "before-history" });
  });

  it.each(["highlevel", "incident"] as const)("I6 at %s gets one once it has changed, also at the very moment when the history begins", (side) => {
    expect(planOld(side, { ...old, version: "2026-06-01T00:00:00.000Z" })).toMatchObject({ reason: "create" });
  });

  it("I6 takes a counterpart that is there, and gets a new one when it had one before", () => {
    expect(planOld("highlevel", old, { candidates: [candidate(["email"], [])] })).toMatchObject({ kind: "adopt" });
    expect(planOld("highlevel", old, { wasLinked: true })).toMatchObject({ reason: "create" });
  });
});

describe("a record's match keys", () => {
  it("I4 count only when they are the bridge's and hold something", () => {
    expect(hasMatchKey(["email", "phone"], { phone: "+1" })).toBe(true);
    expect(hasMatchKey(["email"], { email: null, phone: "+1" })).toBe(false);
    expect(hasMatchKey([], { email: "a@example.com" })).toBe(false);
  });
});
