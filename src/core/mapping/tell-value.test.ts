import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../test/support/property-runs.ts";
import { canonicalise } from "../record/canonicalise.ts";
import type { CanonicalValue, SideRecord } from "../record/canonical.ts";
import { nextBase } from "../sync/plan-both-sides.ts";
import { planLink } from "../sync/plan-link.ts";
import type { ConflictPolicy, Direction, FieldMap } from "./field-map.ts";
import { readThrough, roundTrip, writeThrough } from "./tell-value.ts";
import type { Transform } from "./transform.ts";

const context = { defaultCountry: "GB" };
const plans: Transform = {
  op: "table",
  pairs: [
    { left: "G", right: "Gold" },
    { left: "gold member", right: "Gold" },
    { left: "S", right: "Silver" },
  ],
};
const told = (...transforms: readonly Transform[]) => ({ transforms });

describe("a value on its way to the other side and back", () => {
  it("M9 shows what becomes of it there, and what would come back", () => {
    expect(roundTrip(told({ op: "lowercase" }), "GOLD", context)).toEqual({ before: "GOLD", after: "gold", back: "gold" });
    expect(roundTrip(told({ op: "trim" }), "Ada  King", context)).toEqual({ before: "Ada  King", after: "Ada King", back: "Ada King" });
    expect(roundTrip(told({ op: "e164" }), "020 7946 0018", context).after).toBe("+442079460018");
    expect(roundTrip(told({ op: "utc" }), "2026-03-01T09:00:00+02:00", context).after).toBe("2026-03-01T07:00:00.000Z");
    expect(roundTrip(told(plans), "S", context)).toEqual({ before: "S", after: "Silver", back: "S" });
    expect(roundTrip(told(plans), "gold member", context)).toEqual({ before: "gold member", after: "Gold", back: "G" });
    expect(roundTrip(told(plans), "Bronze", context)).toEqual({ before: "Bronze", after: "Bronze", back: "Bronze" });
  });

  it("M9 tells nothing as the fallback of a side, and reads that as nothing", () => {
    const map = told({ op: "fallback", side: "incident", value: "Unknown" });
    expect(roundTrip(map, null, context)).toEqual({ before: null, after: "Unknown", back: null });
    expect(readThrough(map, "highlevel", "Unknown", context)).toBe("Unknown");
    expect(writeThrough(map, "highlevel", null)).toBeNull();
  });

  it("M9 finds a value of the table however it is spelt where spelling is cleaned", () => {
    const map = told({ op: "lowercase" }, plans);
    expect(readThrough(map, "highlevel", "GOLD Member", context)).toBe("Gold");
    expect(readThrough(map, "incident", "gOLD", context)).toBe("Gold");
    expect(readThrough(map, "incident", "BRONZE", context)).toBe("bronze");
  });

  it("M5 compares what cleaning makes of both sides, so that the richer spelling is not written over", () => {
    const map = told({ op: "lowercase" });
    expect(readThrough(map, "highlevel", "Enterprise", context)).toBe(readThrough(map, "incident", "ENTERPRISE", context));
  });

  it("M9 lets values pass that are no text", () => {
    for (const value of [3, true, ["a"]])
      expect(roundTrip(told({ op: "lowercase" }, plans), value, context)).toEqual({ before: value, after: value, back: value });
    expect(readThrough({}, "highlevel", "As it is", context)).toBe("As it is");
  });
});

const words = ["a", "A", "b", "B", "b  b", "x", "X", "none", "020 7946 0018", "2026-03-01T09:00:00+02:00"];
const word = fc.constantFrom(...words);
const pairs = fc.uniqueArray(fc.record({ left: word, right: word }), { selector: ({ left }) => left.toLowerCase(), minLength: 1, maxLength: 3 });
const cleanUps = fc.subarray<Transform>([{ op: "trim" }, { op: "e164" }, { op: "utc" }, { op: "lowercase" }]);
const transforms = fc
  .tuple(cleanUps, fc.option(pairs), fc.option(fc.constantFrom("highlevel" as const, "incident" as const)))
  .map(([cleans, table, side]): readonly Transform[] => [
    ...cleans,
    ...(table === null ? [] : [{ op: "table" as const, pairs: table }]),
    ...(side === null ? [] : [{ op: "fallback" as const, side, value: "none" }]),
  ]);
const direction = fc.constantFrom<Direction>("both", "to-incident", "to-highlevel", "off");
const policy = fc.constantFrom<ConflictPolicy>("highlevel", "incident");
const mapping = fc
  .record({ transforms, direction, policy })
  .map((given): FieldMap => ({ field: "plan", kind: "text", personal: false, left: "plan", right: "attribute:plan", label: "Plan", ...given }));
const raw = fc.option(word);
const fingerprint = (text: string): string => `f:${text}`;

/** What both vendors hold, and one look of ours at it: what is written is held from then on. */
class Pair {
  readonly #bridge: { readonly fields: readonly FieldMap[]; readonly firstLink: ConflictPolicy; readonly onDelete: "unlink"; readonly matchKeys: [] };
  #held: { readonly highlevel: CanonicalValue; readonly incident: CanonicalValue };
  #base: ReturnType<typeof nextBase> | null = null;

  constructor(map: FieldMap, held: { readonly highlevel: string | null; readonly incident: string | null }) {
    this.#bridge = { fields: [map], firstLink: map.policy, onDelete: "unlink", matchKeys: [] };
    this.#held = held;
  }

  edit(side: SideRecord["side"], value: string | null): void {
    this.#held = { ...this.#held, [side]: value };
  }

  #record(side: SideRecord["side"]): SideRecord {
    const [map] = this.#bridge.fields;
    const value = canonicalise("text", this.#held[side], context);
    return { side, id: side, version: "", fields: { plan: readThrough(map ?? {}, side, value, context) }, counterpartId: "highlevel" };
  }

  /** Returns how many writes it took. */
  look(): number {
    const [left, right] = [this.#record("highlevel"), this.#record("incident")];
    const plan = planLink({
      bridge: this.#bridge,
      state: "active",
      base: this.#base,
      left: { kind: "found", record: left },
      right: { kind: "found", record: right },
      candidates: null,
      conflicts: [],
      flips: {},
      now: 0,
      fingerprint,
    });
    if (plan.kind !== "act") throw new Error(plan.kind);
    for (const operation of plan.operations) {
      if (operation.kind !== "update") continue;
      const value = operation.changes[0]?.value ?? null;
      this.#held = { ...this.#held, [operation.side]: writeThrough(this.#bridge.fields[0] ?? {}, operation.side, value) };
    }
    const fields = { left: this.#record("highlevel").fields, right: this.#record("incident").fields };
    this.#base = nextBase(this.#bridge, this.#base, plan.settledFields, fields.left, fields.right, fingerprint);
    return plan.operations.length;
  }
}

describe("whatever a field is told through", () => {
  it("M9 E1 one look brings both sides into step, and the next finds nothing to write", () => {
    fc.assert(
      fc.property(
        mapping,
        raw,
        raw,
        fc.array(fc.tuple(fc.constantFrom("highlevel" as const, "incident" as const), raw), { maxLength: 4 }),
        (map, highlevel, incident, edits) => {
          const pair = new Pair(map, { highlevel, incident });
          pair.look();
          expect(pair.look()).toBe(0);
          for (const [side, value] of edits) {
            pair.edit(side, value);
            pair.look();
            expect(pair.look()).toBe(0);
          }
        },
      ),
      propertyRuns(800),
    );
  });

  it("M9 what is written reads back as what was meant, on either side", () => {
    const table = fc
      .uniqueArray(fc.record({ left: fc.constantFrom("a", "b", "c"), right: fc.constantFrom("P", "Q") }), {
        selector: ({ left }) => left,
        minLength: 1,
      })
      .map((found): Transform => ({ op: "table", pairs: found }));
    const side = fc.constantFrom("highlevel" as const, "incident" as const);
    const fallback = side.map((where): Transform => ({ op: "fallback", side: where, value: "none" }));
    fc.assert(
      fc.property(cleanUps, table, fallback, fc.option(fc.constantFrom("P", "Q", "p", "z", "Z")), side, (cleans, pairsOf, instead, value, where) => {
        const map = told(...cleans, pairsOf, instead);
        const meant = readThrough(map, "incident", value, context);
        expect(readThrough(map, where, writeThrough(map, where, meant), context)).toBe(meant);
      }),
      propertyRuns(2_000),
    );
  });
});
