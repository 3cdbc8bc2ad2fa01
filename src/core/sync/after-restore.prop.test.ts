import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../test/support/property-runs.ts";
import type { ConflictPolicy, Direction, FieldMap } from "../mapping/field-map.ts";
import type { Base, NewConflict } from "../ports/store.ts";
import { sameValue } from "../record/canonicalise.ts";
import type { CanonicalValue, Side, SideRecord } from "../record/canonical.ts";
import { restoredBase } from "./after-restore.ts";
import { planLink } from "./plan-link.ts";
import { overruledValues } from "./plan-field.ts";
import { nextBase } from "./plan-both-sides.ts";
import type { ActPlan } from "./link-plan.ts";
import type { Operation } from "./sync-plan.ts";

/**
 * A field lives through a history of edits and syncs; somewhere in it a backup is made, and at its end everything but the backup is lost. What the
 * restored base then plans is held against what the base that was lost would have planned.
 */
type Event =
  | { readonly kind: "edit"; readonly side: Side; readonly value: CanonicalValue }
  /** Another field of the record changes: its version moves, this field does not. */
  | { readonly kind: "touch"; readonly side: Side }
  | { readonly kind: "sync" }
  | { readonly kind: "backup" };

interface Story {
  readonly start: CanonicalValue;
  readonly events: readonly Event[];
  readonly policy: ConflictPolicy;
  readonly direction: Direction;
}

const fingerprint = (text: string): string => `f:${text}`;
const other = { highlevel: "incident", incident: "highlevel" } as const;
const side: fc.Arbitrary<Side> = fc.constantFrom("highlevel", "incident");
// Few values, so that people often set a field back to what it once was: the case in which an old base misleads.
const scalar: fc.Arbitrary<CanonicalValue> = fc.constantFrom(null, "a", "b", "c");
const set: fc.Arbitrary<CanonicalValue> = fc.uniqueArray(fc.constantFrom("a", "b", "c")).map((elements) => elements.toSorted());

const storyOf = (value: fc.Arbitrary<CanonicalValue>): fc.Arbitrary<Story> => {
  const happening: fc.Arbitrary<Event> = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("edit" as const), side, value }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("touch" as const), side }) },
    { weight: 4, arbitrary: fc.constant<Event>({ kind: "sync" }) },
  );
  return fc.record({
    start: value,
    events: fc
      .tuple(fc.array(happening, { maxLength: 6 }), fc.array(happening, { maxLength: 8 }))
      .map(([before, after]): readonly Event[] => [...before, { kind: "backup" }, ...after]),
    policy: fc.constantFrom("highlevel", "incident", "newest", "ask"),
    direction: fc.constantFrom("both", "both", "to-incident", "to-highlevel"),
  });
};

interface Kept {
  readonly base: Base;
  readonly versions: Readonly<Record<Side, number>>;
}

/** The field as both vendors and the database have it. */
class Pair {
  readonly values: Record<Side, CanonicalValue>;
  readonly versions: Record<Side, number> = { highlevel: 1, incident: 1 };
  base: Base;
  seen: Record<Side, number>;
  readonly #map: FieldMap;

  constructor(kind: FieldMap["kind"], { start, policy, direction }: Story) {
    this.#map = { field: "f", kind, direction, policy, personal: false, left: "f", right: "f", label: "f" };
    this.values = { highlevel: start, incident: start };
    this.seen = { ...this.versions };
    this.base = nextBase({ fields: [this.#map] }, null, ["f"], { f: start }, { f: start }, fingerprint);
  }

  #record(of: Side): SideRecord {
    const version = `v${String(this.versions[of])}`;
    return { side: of, id: of, version, fields: { f: this.values[of] }, counterpartId: of === "incident" ? "highlevel" : null };
  }

  plan(base: Base | null): ActPlan {
    const plan = planLink({
      bridge: { fields: [this.#map], firstLink: "highlevel", onDelete: "delete", matchKeys: [] },
      state: "active",
      base,
      left: { kind: "found", record: this.#record("highlevel") },
      right: { kind: "found", record: this.#record("incident") },
      candidates: null,
      conflicts: [],
      flips: {},
      now: 0,
      fingerprint,
    });
    if (plan.kind !== "act") throw new Error("two records that are there are acted on");
    return plan;
  }

  set(of: Side, value: CanonicalValue): void {
    this.values[of] = value;
    this.versions[of] += 1;
  }

  sync(): void {
    const plan = this.plan(this.base);
    for (const { side: of, value } of writesOf(plan)) this.set(of, value);
    this.base = nextBase(
      { fields: [this.#map] },
      this.base,
      plan.settledFields,
      { f: this.values.highlevel },
      { f: this.values.incident },
      fingerprint,
    );
    this.seen = { ...this.versions };
  }

  /** The base that a plan leaves, once it has been carried out. */
  baseAfter(plan: ActPlan, before: Base | null): Base {
    return nextBase({ fields: [this.#map] }, before, plan.settledFields, { f: this.values.highlevel }, { f: this.values.incident }, fingerprint);
  }

  backup(): Kept {
    return { base: this.base, versions: { ...this.seen } };
  }
}

function writesOf(plan: ActPlan): readonly { readonly side: Side; readonly value: CanonicalValue }[] {
  return plan.operations.flatMap((operation: Operation) =>
    operation.kind === "update" ? operation.changes.map(({ value }) => ({ side: operation.side, value })) : [],
  );
}

const overruledIn = ({ operations }: ActPlan): readonly NewConflict[] =>
  operations.flatMap((operation) => (operation.kind === "update" ? overruledValues(operation.side, operation.changes) : []));

function live(kind: FieldMap["kind"], story: Story): { readonly pair: Pair; readonly backup: Kept } {
  const pair = new Pair(kind, story);
  let backup = pair.backup();
  for (const event of story.events) {
    if (event.kind === "edit") pair.set(event.side, event.value);
    else if (event.kind === "touch") pair.set(event.side, pair.values[event.side]);
    else if (event.kind === "sync") pair.sync();
    else backup = pair.backup();
  }
  return { pair, backup };
}

/** Says what is wrong with a plan made after the loss; null when it keeps every promise of I5. */
function flaw(pair: Pair, backup: Kept, plan: ActPlan): string | null {
  const wouldBe = writesOf(pair.plan(pair.base));
  for (const { side: of, value } of writesOf(plan)) {
    if (!wouldBe.some((write) => write.side === of && sameValue(write.value, value))) return "a write that the lost base would not have made";
    const loser = overruledIn(plan).find(({ field }) => field === "f");
    if (!sameValue((of === "highlevel" ? loser?.left : loser?.right) ?? null, pair.values[of])) return "a value written over that nothing keeps";
    const hasMoved = pair.versions[of] !== backup.versions[of];
    const isDrift = sameValue(value, pair.values[other[of]]) && pair.versions[other[of]] === backup.versions[other[of]];
    if (hasMoved && !isDrift) return "a record written that had moved since the backup";
  }
  return null;
}

const restored = ({ base, versions }: Kept): Base | null =>
  restoredBase(base, { left: `v${String(versions.highlevel)}`, right: `v${String(versions.incident)}` });

describe.each([
  ["text", scalar],
  ["set", set],
] as const)("a %s whose base came out of a backup", (kind, value) => {
  it("I5 writes nothing that the lost base would not have written, and keeps what it writes over", () => {
    fc.assert(
      fc.property(storyOf(value), (story) => {
        const { pair, backup } = live(kind, story);
        expect(flaw(pair, backup, pair.plan(restored(backup)))).toBeNull();
      }),
      propertyRuns(12_000),
    );
  });

  it("I5 asks about every difference that it does not settle, unless the rules would leave it alone as well", () => {
    fc.assert(
      fc.property(storyOf(value), (story) => {
        const { pair, backup } = live(kind, story);
        const plan = pair.plan(restored(backup));
        if (sameValue(pair.values.highlevel, pair.values.incident) || writesOf(plan).length > 0) return;
        const asked = plan.open.some(({ state, kind: why }) => state === "open" && why === "restored");
        const plain = pair.plan(backup.base);
        expect(asked || (plain.operations.length === 0 && plain.open.length === 0)).toBe(true);
      }),
      propertyRuns(4_000),
    );
  });

  it("I5 comes to rest: what it wrote it does not write again, and it goes on asking whatever the policy", () => {
    fc.assert(
      fc.property(storyOf(value), (story) => {
        const { pair, backup } = live(kind, story);
        const first = pair.plan(restored(backup));
        for (const write of writesOf(first)) pair.set(write.side, write.value);
        const again = pair.plan(pair.baseAfter(first, restored(backup)));
        expect(writesOf(again)).toEqual([]);
        expect(again.open).toEqual(first.open);
      }),
      propertyRuns(4_000),
    );
  });

  it.each([
    ["simply believed", (pair: Pair, backup: Kept) => pair.plan(backup.base)],
    ["simply forgotten", (pair: Pair) => pair.plan(null)],
  ])("I5 is needed: among the same histories are some that a base %s would spoil", (_how, plan) => {
    const found = fc.check(
      fc.property(storyOf(value), (story) => {
        const { pair, backup } = live(kind, story);
        return flaw(pair, backup, plan(pair, backup)) !== "a write that the lost base would not have made";
      }),
      { numRuns: 20_000 },
    );
    expect(found.failed).toBe(true);
  });
});
