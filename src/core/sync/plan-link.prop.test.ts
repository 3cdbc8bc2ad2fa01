import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conflictRow } from "../../../test/support/conflict-row.ts";
import { propertyRuns } from "../../../test/support/property-runs.ts";
import type { ConflictPolicy, Direction, FieldMap } from "../mapping/field-map.ts";
import type { ConflictRow, FlipHistory, LinkState, NewConflict, Resolution } from "../ports/store.ts";
import type { ConflictId } from "../ids.ts";
import type { CanonicalValue, FieldKind, FieldValues, SideRecord } from "../record/canonical.ts";
import { elementsOf, sameValue } from "../record/canonicalise.ts";
import { baseOf, canWrite, matchesBase } from "./merge-field.ts";
import { planLink } from "./plan-link.ts";
import { overruledValues } from "./plan-field.ts";
import { nextBase } from "./plan-both-sides.ts";
import type { ActPlan, LinkPlanInput, SideState } from "./link-plan.ts";
import { sameOperations } from "./same-operations.ts";
import type { Operation } from "./sync-plan.ts";

const NOW = Date.UTC(2026, 10, 23, 9);
const runs = propertyRuns(4_000);
const fingerprint = (text: string): string => `f:${text}`;
const overruledBy = (operation: Operation): readonly NewConflict[] =>
  operation.kind === "update" ? overruledValues(operation.side, operation.changes) : [];

/** Of every kind that merges differently, and of every direction. */
const shapes: readonly (readonly [field: string, kind: FieldKind])[] = [
  ["fullName", "name"],
  ["email", "email"],
  ["phone", "phone"],
  ["seats", "number"],
  ["vip", "boolean"],
  ["tags", "set"],
  ["groups", "set"],
];
const valueOf = (kind: FieldKind): fc.Arbitrary<CanonicalValue> => {
  if (kind === "set") return fc.uniqueArray(fc.constantFrom("a", "b", "c"), { maxLength: 3 }).map((elements) => elements.toSorted());
  if (kind === "number") return fc.constantFrom(null, 0, 1, 2);
  if (kind === "boolean") return fc.constantFrom(null, true, false);
  return fc.constantFrom(null, "x", "y", "z");
};
const policy: fc.Arbitrary<ConflictPolicy> = fc.constantFrom("highlevel", "incident", "newest", "ask");
const direction: fc.Arbitrary<Direction> = fc.constantFrom("both", "both", "to-incident", "to-highlevel");

const mapping: fc.Arbitrary<readonly FieldMap[]> = fc.tuple(
  ...shapes.map(([field, kind]) =>
    fc.record({ direction, policy }).map((flow): FieldMap => ({ field, kind, ...flow, personal: true, left: field, right: field, label: field })),
  ),
);
const record = fc.tuple(...shapes.map(([, kind]) => valueOf(kind))).map((values) => fieldsOf(values));
const fieldsOf = (values: readonly CanonicalValue[]): FieldValues =>
  Object.fromEntries(shapes.map(([field], index) => [field, values[index] ?? null]));
/** The same record with some of its fields changed: two of these differ in a few places, as two vendors' copies do. */
const perturbed = (from: FieldValues): fc.Arbitrary<FieldValues> =>
  fc
    .tuple(
      ...shapes.map(([field, kind]) => fc.oneof({ weight: 3, arbitrary: fc.constant(from[field] ?? null) }, { weight: 1, arbitrary: valueOf(kind) })),
    )
    .map((values) => fieldsOf(values));

interface Copies {
  readonly agreed: FieldValues;
  readonly left: FieldValues;
  readonly right: FieldValues;
}
const copies: fc.Arbitrary<Copies> = record.chain((agreed) =>
  fc.record({ agreed: fc.constant(agreed), left: perturbed(agreed), right: perturbed(agreed) }),
);

const instant = fc.integer({ min: 0, max: 3 }).map((minutes) => new Date(NOW + minutes * 60_000).toISOString());
const sideRecord = (side: SideRecord["side"], fields: FieldValues, version: string, counterpartId: string | null): SideRecord => ({
  side,
  id: side === "highlevel" ? "L1" : "R1",
  version,
  // A vendor's record holds more than is mapped; only what is mapped may ever be written (P2, P3).
  fields: { ...fields, dnd: true, inboundDndSettings: "on", ssn: "000" },
  counterpartId,
});

/** A link with both records there; with or without a base, marked or not. */
const linked: fc.Arbitrary<LinkPlanInput> = fc
  .record({
    copies,
    fields: mapping,
    firstLink: policy,
    hasBase: fc.boolean(),
    marker: fc.constantFrom("L1", null, "foreign"),
    versions: fc.tuple(instant, instant),
    state: fc.constantFrom<LinkState>("active", "active", "parked", "excluded", "tombstone"),
  })
  .map(({ copies: { agreed, left, right }, fields, firstLink, hasBase, marker, versions, state }) => ({
    bridge: { fields, firstLink, onDelete: "unlink" as const, matchKeys: ["email", "phone"] as const },
    state,
    base: hasBase
      ? Object.fromEntries(fields.map(({ field, kind }) => [field, baseOf(kind, agreed[field] ?? null, agreed[field] ?? null, fingerprint)]))
      : null,
    left: { kind: "found" as const, record: sideRecord("highlevel", left, versions[0], null) },
    right: { kind: "found" as const, record: sideRecord("incident", right, versions[1], marker) },
    candidates: null,
    conflicts: [],
    flips: {},
    now: NOW,
    fingerprint,
  }));

const sideState = (side: SideRecord["side"]): fc.Arbitrary<SideState> =>
  fc.oneof(
    fc.constant<SideState>({ kind: "none" }),
    fc.constant<SideState>({ kind: "missing" }),
    fc.tuple(record, instant, fc.constantFrom(null, null, "X9")).map(([fields, version, counterpartId]): SideState => {
      return { kind: "found", record: sideRecord(side, fields, version, counterpartId) };
    }),
  );
const resolution: fc.Arbitrary<Resolution | null> = fc.oneof(
  fc.constant(null),
  fc.constantFrom("left", "right", "both", "keep", "delete", "unlink", "unfreeze").map((choose) => ({ choose }) as Resolution),
  fc.constant<Resolution>({ choose: "value", value: "x" }),
  fc.constant<Resolution>({ choose: "candidate", recordId: "R7" }),
);
const conflict: fc.Arbitrary<ConflictRow> = fc
  .record({
    kind: fc.constantFrom("field", "first-link", "oscillation", "ambiguous", "delete-edit"),
    field: fc.constantFrom(...shapes.map(([field]) => field)),
    resolution,
  })
  .map(({ kind, field, resolution: chosen }) =>
    rowOf({ kind: kind as ConflictRow["kind"], field: kind === "ambiguous" || kind === "delete-edit" ? "*" : field, resolution: chosen }),
  );
const rowOf = (more: Partial<ConflictRow>): ConflictRow =>
  conflictRow({ id: `c-${String(more.field)}` as ConflictId, kind: "field", openedAt: NOW, ...more });
const flips: fc.Arbitrary<FlipHistory> = fc.dictionary(
  fc.constantFrom(...shapes.map(([field]) => field)),
  fc.array(fc.record({ at: fc.integer({ min: NOW - 900_000, max: NOW }), value: fc.constantFrom("f:string:x", "f:string:y", "f:a") }), {
    maxLength: 5,
  }),
);
/** Anything that the planner can be asked at all. */
const anything: fc.Arbitrary<LinkPlanInput> = fc
  .tuple(
    linked,
    sideState("highlevel"),
    sideState("incident"),
    fc.array(conflict, { maxLength: 4 }),
    flips,
    fc.boolean(),
    fc.constantFrom("unlink", "delete", "archive"),
  )
  .chain(([input, left, right, conflicts, history, bothFound, onDelete]) =>
    fc
      .record({
        candidates: fc.constantFrom<LinkPlanInput["candidates"]>(null, []),
        state: fc.constantFrom<LinkState>("active", "parked", "excluded", "unlinked", "tombstone"),
      })
      .map(({ candidates, state }) => ({
        ...input,
        ...(bothFound ? {} : { left, right }),
        conflicts,
        flips: history,
        candidates,
        state,
        bridge: { ...input.bridge, onDelete: onDelete as "unlink" },
      })),
  );

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}

function foundOf(state: SideState): SideRecord {
  if (state.kind !== "found") throw new Error("no record");
  return state.record;
}

/** What both vendors hold after they have done exactly what they were asked. */
function carryOut(input: LinkPlanInput, operations: readonly Operation[]): { left: SideState; right: SideState } {
  const after = { highlevel: input.left, incident: input.right };
  for (const operation of operations) {
    if (operation.kind === "delete") after[operation.side] = { kind: "missing" };
    else if (operation.kind === "create") {
      const empty = Object.fromEntries(input.bridge.fields.map(({ field, kind }) => [field, kind === "set" ? [] : null]));
      const counterpartId = operation.side === "incident" ? operation.counterpartId : null;
      after[operation.side] = {
        kind: "found",
        record: { ...sideRecord(operation.side, {}, "new", counterpartId), fields: { ...empty, ...operation.fields } },
      };
    } else {
      const before = foundOf(after[operation.side]);
      after[operation.side] = {
        kind: "found",
        record:
          operation.kind === "stamp"
            ? { ...before, counterpartId: operation.counterpartId }
            : { ...before, fields: { ...before.fields, ...Object.fromEntries(operation.changes.map(({ field, value }) => [field, value])) } },
      };
    }
  }
  return { left: after.highlevel, right: after.incident };
}

/** The next look at the link, with everything that the plan left behind. */
function afterwards(input: LinkPlanInput, plan: ActPlan): LinkPlanInput {
  const { left, right } = carryOut(input, plan.operations);
  const closed = new Set(plan.close.map(({ id }) => id));
  return {
    ...input,
    left,
    right,
    state: plan.state,
    flips: plan.flips,
    conflicts: [
      ...input.conflicts.map((row) => (closed.has(row.id) ? { ...row, closedAt: NOW } : row)),
      ...plan.open.map((opened, index) =>
        rowOf({ ...opened, id: `n-${String(index)}` as ConflictId, closedAt: opened.state === "decided" ? NOW : null }),
      ),
    ],
    base: nextBase(input.bridge, input.base, plan.settledFields, foundOf(left).fields, foundOf(right).fields, fingerprint),
  };
}

const act = (input: LinkPlanInput): ActPlan => {
  const plan = planLink(input);
  if (plan.kind !== "act") throw new Error(`expected an act, got ${plan.kind}`);
  return plan;
};

describe("planning one link", () => {
  it("S3 gives the same plan for the same input, and leaves a frozen input as it was", () => {
    fc.assert(
      fc.property(anything, (input) => {
        const one = planLink(deepFreeze(input));
        expect(planLink(input)).toEqual(one);
        if (one.kind === "act") expect(sameOperations(one.operations, act(input).operations)).toBe(true);
      }),
      runs,
    );
  });

  it("E1 comes to rest: once the writes are done, the next plan writes nothing and opens nothing", () => {
    fc.assert(
      fc.property(linked, (input) => {
        const next = afterwards(input, act(input));
        const again = act(next);
        expect(again.operations).toEqual([]);
        expect(again.open).toEqual([]);
        expect(again.state).toBe("active");
        expect(["equal", "waits-for-person"]).toContain(again.reason);
        expect(afterwards(next, again).base).toEqual(next.base);
      }),
      runs,
    );
  });

  it("E1 E2 writes nothing when both sides are what was agreed, whatever was agreed and whatever the versions say", () => {
    fc.assert(
      fc.property(linked, instant, (input, version) => {
        const settled = nextBase(
          input.bridge,
          null,
          input.bridge.fields.map(({ field }) => field),
          foundOf(input.left).fields,
          foundOf(input.right).fields,
          fingerprint,
        );
        const right = { ...foundOf(input.right), counterpartId: "L1", version };
        const plan = act({ ...input, base: settled, right: { kind: "found", record: right } });
        expect([plan.operations, plan.open, plan.reason]).toEqual([[], [], "equal"]);
      }),
      runs,
    );
  });

  it("E2 knows its own write when it comes back, in either order, and answers neither", () => {
    fc.assert(
      fc.property(linked, fc.boolean(), (input, late) => {
        const next = afterwards(input, act(input));
        const record = foundOf(late ? next.right : next.left);
        const echoed: SideState = { kind: "found", record: { ...record, version: new Date(NOW + 600_000).toISOString() } };
        expect(act({ ...next, ...(late ? { right: echoed } : { left: echoed }), now: NOW + 60_000 }).operations).toEqual([]);
      }),
      propertyRuns(2_000),
    );
  });

  it("P2 P3 writes mapped fields only, each only the way it flows, and never a field of consent", () => {
    fc.assert(
      fc.property(anything, (input) => {
        const plan = planLink(input);
        if (plan.kind !== "act") return;
        for (const operation of plan.operations) {
          if (operation.kind !== "create" && operation.kind !== "update") continue;
          const written = operation.kind === "create" ? Object.keys(operation.fields) : operation.changes.map(({ field }) => field);
          const allowed = input.bridge.fields.filter((map) => canWrite(map, operation.side)).map(({ field }) => field);
          for (const field of written) expect(allowed, `${operation.kind} ${field}`).toContain(field);
        }
      }),
      runs,
    );
  });

  it("M2 one field that waits for a person holds up no other", () => {
    fc.assert(
      fc.property(linked, (input) => {
        const plan = act(input);
        const waiting = input.bridge.fields.filter(({ field }) => !plan.settledFields.includes(field)).map(({ field }) => field);
        expect(plan.open.filter(({ state }) => state === "open").map(({ field }) => field)).toEqual(waiting);
        const alone = act({ ...input, bridge: { ...input.bridge, fields: input.bridge.fields.filter(({ field }) => !waiting.includes(field)) } });
        expect(alone.operations).toEqual(plan.operations);
      }),
      runs,
    );
  });

  it("M1 keeps a record of every value that a rule overwrote after both had changed", () => {
    fc.assert(
      fc.property(linked, (input) => {
        const plan = act(input);
        const before = { highlevel: foundOf(input.left).fields, incident: foundOf(input.right).fields };
        for (const opened of [...plan.open, ...plan.operations.flatMap(overruledBy)]) {
          expect(sameValue(opened.left, before.highlevel[opened.field] ?? null)).toBe(true);
          expect(sameValue(opened.right, before.incident[opened.field] ?? null)).toBe(true);
          expect(opened.state === "decided").toBe(opened.winner !== null);
        }
        const updates = plan.operations.flatMap((operation) => (operation.kind === "update" ? [operation] : []));
        for (const { side, changes } of updates)
          for (const change of changes.filter(({ kind }) => kind !== "set")) {
            const base = input.base?.[change.field];
            const hadChanged = base !== undefined && !matchesBase(change.kind, base, side, change.before, fingerprint);
            if (base !== undefined) expect(change.overrules === true).toBe(hadChanged);
          }
      }),
      propertyRuns(2_000),
    );
  });

  it("S5 says of each change what stood there before, and of each set exactly which elements come and go", () => {
    fc.assert(
      fc.property(linked, (input) => {
        const before = { highlevel: foundOf(input.left).fields, incident: foundOf(input.right).fields };
        for (const operation of act(input).operations) {
          if (operation.kind !== "update") continue;
          for (const change of operation.changes) {
            expect(change.before).toEqual(before[operation.side][change.field]);
            expect(sameValue(change.before, change.value)).toBe(false);
            if (change.kind !== "set") continue;
            const kept = elementsOf(change.before).filter((element) => !change.remove?.includes(element));
            expect([...kept, ...(change.add ?? [])].toSorted()).toEqual(change.value);
          }
        }
      }),
      runs,
    );
  });

  it("D2 D4 an ended link writes nothing, ever, while one of its records is gone", () => {
    fc.assert(
      fc.property(anything, fc.constantFrom<LinkState>("tombstone", "unlinked"), (input, state) => {
        fc.pre(input.left.kind !== "found" || input.right.kind !== "found");
        const plan = act({ ...input, state });
        expect(plan.operations).toEqual([]);
        expect(["tombstone", "unlinked"]).toContain(plan.state);
      }),
      runs,
    );
  });

  it("D1 deletes nothing unless a read said that the other record is missing, and only when the bridge or a person says so", () => {
    fc.assert(
      fc.property(anything, (input) => {
        const plan = planLink(input);
        if (plan.kind !== "act" || !plan.operations.some(({ kind }) => kind === "delete")) return;
        expect([input.left.kind, input.right.kind].toSorted()).toEqual(["found", "missing"]);
        const asked = input.conflicts.some(({ kind, resolution: chosen }) => kind === "delete-edit" && chosen?.choose === "delete");
        expect(input.bridge.onDelete !== "unlink" || asked).toBe(true);
        expect(plan.operations).toHaveLength(1);
      }),
      runs,
    );
  });

  it("I2 creates only after a look that found nobody, and at most one record", () => {
    fc.assert(
      fc.property(anything, (input) => {
        const plan = planLink(input);
        const creates = plan.kind === "act" ? plan.operations.filter(({ kind }) => kind === "create") : [];
        if (creates.length === 0) return;
        expect(input.candidates).toEqual([]);
        expect(plan.kind === "act" && plan.operations).toHaveLength(1);
        expect([input.left.kind, input.right.kind].toSorted()).toEqual(["found", "none"]);
      }),
      runs,
    );
  });

  it("E1 a created record is at rest with the one that it was made from", () => {
    fc.assert(
      fc.property(linked, fc.constantFrom("left" as const, "right" as const), (input, only) => {
        const single: LinkPlanInput = {
          ...input,
          state: "active",
          base: null,
          candidates: [],
          ...(only === "left"
            ? { right: { kind: "none" } }
            : { left: { kind: "none" }, right: { kind: "found", record: { ...foundOf(input.right), counterpartId: null } } }),
        };
        const plan = act(single);
        if (plan.reason === "no-match-key") return;
        expect(plan.operations.map(({ kind }) => kind)).toEqual(["create"]);
        const again = act(afterwards(single, plan));
        expect(again.operations.filter(({ kind }) => kind !== "stamp")).toEqual([]);
        expect(again.open).toEqual([]);
      }),
      propertyRuns(2_000),
    );
  });

  it("M1 a person's choice is written, closes the question and is final", () => {
    fc.assert(
      fc.property(linked, fc.constantFrom("left" as const, "right" as const), (given, choose) => {
        const fields = given.bridge.fields.map((map): FieldMap => ({ ...map, policy: "ask", direction: "both" }));
        const input = { ...given, bridge: { ...given.bridge, fields, firstLink: "ask" as const } };
        const asked = afterwards(input, act(input));
        const answered = { ...asked, conflicts: asked.conflicts.map((row) => ({ ...row, resolution: { choose } })) };
        const plan = act(answered);
        expect(plan.close.map(({ how }) => how)).toEqual(answered.conflicts.filter(({ state }) => state === "open").map(() => "resolved"));
        const { left, right } = carryOut(answered, plan.operations);
        const wanted = foundOf(choose === "left" ? asked.left : asked.right).fields;
        for (const { field } of asked.conflicts) {
          expect([foundOf(left).fields[field], foundOf(right).fields[field]]).toEqual([wanted[field], wanted[field]]);
        }
        expect(act(afterwards(answered, plan)).operations).toEqual([]);
      }),
      propertyRuns(2_000),
    );
  });
});

describe("a field that somebody keeps setting back", () => {
  const quiet = (field: string, kind: FieldKind): FieldMap => ({
    field,
    kind,
    direction: "both",
    policy: "ask",
    personal: false,
    left: field,
    right: field,
    label: field,
  });
  const fields = [quiet("phone", "phone"), quiet("tags", "set"), quiet("website", "url")];
  const values: Readonly<Record<string, readonly [CanonicalValue, CanonicalValue]>> = { phone: ["+1", "+2"], tags: [["a"], ["a", "b"]] };

  /** Somebody sets the field on one side to and fro, while the website changes forward. Returns how often the field was written. */
  function quarrel(
    field: string,
    side: "left" | "right",
    turns: number,
    pauseMs: number,
  ): { readonly writes: number; readonly last: ActPlan; readonly frozenAt: number } {
    const start: FieldValues = { phone: "+1", tags: ["a"], website: "w" };
    let input: LinkPlanInput = {
      bridge: { fields, firstLink: "ask", onDelete: "unlink", matchKeys: ["email"] },
      state: "active",
      base: nextBase({ fields }, null, ["phone", "tags", "website"], start, start, fingerprint),
      left: { kind: "found", record: { ...sideRecord("highlevel", start, "v", null), fields: start } },
      right: { kind: "found", record: { ...sideRecord("incident", start, "v", "L1"), fields: start } },
      candidates: null,
      conflicts: [],
      flips: {},
      now: NOW,
      fingerprint,
    };
    let writes = 0;
    let frozenAt = -1;
    let last = act(input);
    for (let turn = 0; turn < turns; turn += 1) {
      const now = NOW + turn * pauseMs;
      const edited = {
        ...foundOf(input[side]),
        fields: { ...foundOf(input[side]).fields, [field]: values[field]?.[(turn + 1) % 2] ?? null, website: `w${String(turn)}` },
      };
      input = { ...input, now, [side]: { kind: "found", record: edited } };
      last = act(input);
      const written = last.operations.flatMap((operation) => (operation.kind === "update" ? operation.changes.map((change) => change.field) : []));
      expect(written).toContain("website");
      if (written.includes(field)) writes += 1;
      if (last.open.some(({ kind }) => kind === "oscillation")) frozenAt = frozenAt === -1 ? turn : frozenAt;
      input = afterwards(input, last);
    }
    return { writes, last, frozenAt };
  }

  it.each([
    ["phone", "left"],
    ["phone", "right"],
    ["tags", "left"],
    ["tags", "right"],
  ] as const)("E3 freezes %s set to and fro on the %s at the third flip, once, and the rest goes on", (field, side) => {
    const { writes, frozenAt, last } = quarrel(field, side, 12, 10_000);
    expect([writes, frozenAt]).toEqual([3, 3]);
    expect(last.open.filter(({ kind }) => kind === "oscillation")).toEqual([]);
    expect(last.settledFields).toEqual(fields.map((map) => map.field).filter((name) => name !== field));
  });

  it.each(["phone", "tags"])("E3 lets %s go to and fro as slowly as a person may", (field) => {
    expect(quarrel(field, "right", 20, 301_000)).toMatchObject({ writes: 20, frozenAt: -1 });
  });

  it("E3 takes no number of ever new values for a flip", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 12 }), fc.boolean(), (texts, onLeft) => {
        const kind = quiet("f", "text");
        const first = texts[0] as string;
        let flipsOfField: FlipHistory = {};
        let current: string = first;
        for (const [turn, text] of texts.slice(1).entries()) {
          const sides = onLeft ? { left: text, right: current } : { left: current, right: text };
          const input: LinkPlanInput = {
            bridge: { fields: [kind], firstLink: "ask", onDelete: "unlink", matchKeys: [] },
            state: "active",
            base: { f: baseOf("text", current, current, fingerprint) },
            left: { kind: "found", record: { ...sideRecord("highlevel", {}, "v", null), fields: { f: sides.left } } },
            right: { kind: "found", record: { ...sideRecord("incident", {}, "v", "L1"), fields: { f: sides.right } } },
            candidates: null,
            conflicts: [],
            flips: flipsOfField,
            now: NOW + turn * 1_000,
            fingerprint,
          };
          const plan = act(input);
          expect(plan.open).toEqual([]);
          flipsOfField = plan.flips;
          current = text;
        }
      }),
      propertyRuns(500),
    );
  });
});
