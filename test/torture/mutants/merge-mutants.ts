import { testsOf, type Mutant } from "./mutant.ts";

const undo = testsOf("src/core/sync/plan-undo.test.ts");
const followUps = testsOf("test/engine/follow-ups.test.ts");
const merging = testsOf("src/core/sync/merge-field.prop.test.ts");
const planning = testsOf("src/core/sync/plan-link.prop.test.ts");
const canonical = testsOf("src/core/record/canonicalise.test.ts");
const underWay = testsOf("test/engine/edits-under-way.test.ts");
const echoes = testsOf("test/engine/echoes.test.ts");
const conflicts = testsOf("test/engine/no-edit-lost.test.ts");

const mapped = testsOf("test/engine/mapping-rules.test.ts");
const caseTags = testsOf("test/engine/case-tags.test.ts");

const mergeField = "src/core/sync/merge-field.ts";
const canonicalise = "src/core/record/canonicalise.ts";

/** What a field becomes, what counts as agreed, and what counts as our own echo. */
export const mergeMutants: readonly Mutant[] = [
  {
    name: "base-stays-as-it-was",
    rule: "E2",
    file: "src/engine/reconcile/link-run.ts",
    find: `this.base = nextBase(bridge, this.base, settledFields,`,
    replace: `this.base ??= nextBase(bridge, this.base, settledFields,`,
    killedBy: [echoes("E2 knows its own write coming back by what it says, and reads neither side for it")],
  },
  {
    name: "equal-edits-are-not-agreed",
    rule: "M1",
    file: "src/engine/reconcile/link-run.ts",
    find: `if (this.left.kind === "found" && this.right.kind === "found") this.#rebase(plan.settledFields);`,
    replace: `if (this.base === null) this.#rebase(plan.settledFields);`,
    killedBy: [conflicts("M1 what people of both sides typed alike is agreed: a later edit of one is followed")],
  },
  {
    name: "base-is-what-was-sent",
    rule: "M7",
    file: "src/engine/reconcile/link-run.ts",
    find: `if (change.kind !== "set") return seen === "in-answer" ? back : change.value;`,
    replace: `if (change.kind !== "set") return change.value;`,
    killedBy: [underWay("M5 M7 a vendor that shortens what it is given leaves the other side's longer value alone, and nobody writes again")],
  },
  {
    name: "base-is-a-later-read",
    rule: "M7",
    file: "src/engine/reconcile/link-run.ts",
    find: `if (change.kind !== "set") return seen === "in-answer" ? back : change.value;`,
    replace: `if (change.kind !== "set") return back;`,
    killedBy: [underWay("M1 M7 an edit made between a bulk update and its read-back is an edit, not what was agreed")],
  },
  {
    name: "base-outlives-its-mapping",
    rule: "M9",
    file: mergeField,
    find: `return known !== undefined && (known.era ?? 0) === (map.era ?? 0) ? known : null;`,
    replace: `return known ?? null;`,
    killedBy: [
      testsOf("src/core/sync/plan-field.test.ts")(
        "M9 has no base once it is mapped anew, so a difference is asked about and an equal value is adopted",
      ),
    ],
  },
  {
    name: "off-is-compared",
    rule: "M8",
    file: "src/core/sync/plan-field.ts",
    find: `if (map.once === true || map.direction === "off") return`,
    replace: `if (map.once === true) return`,
    killedBy: [testsOf("src/core/sync/plan-field.test.ts")("M8 is neither written nor asked about while it is off")],
  },
  {
    name: "new-records-are-filled-as-later-ones",
    rule: "M8",
    file: "src/core/sync/plan-one-side.ts",
    find: `filter((map) => fillsNew(map, side))`,
    replace: `filter((map) => fillsNew({ direction: map.direction }, side))`,
    killedBy: [mapped("M8 is left out of a new record and follows from the first change on")],
  },
  {
    name: "table-is-not-turned-round",
    rule: "M9",
    file: "src/core/mapping/tell-value.ts",
    find: `return pairsOf(transforms).find(({ right }) => right === value)?.left ?? value;`,
    replace: `return value;`,
    killedBy: [mapped("M9 crosses both ways through the table, and nothing is written when nobody edits")],
  },
  {
    name: "fallback-reads-as-a-value",
    rule: "M9",
    file: "src/core/mapping/tell-value.ts",
    find: `if (text === null || isFallback(transforms, side, text, context)) return null;`,
    replace: `if (text === null) return null;`,
    killedBy: [mapped("M9 tells nothing as the fallback, which reads back as nothing")],
  },
  {
    name: "ask-answers-itself",
    rule: "M2",
    file: mergeField,
    find: `policy === "ask" ? null : policy;`,
    replace: `policy === "ask" ? "highlevel" : policy;`,
    killedBy: [merging("M1 M2 under ask, a conflict is open exactly when both changed and differ, and then neither side is written")],
  },
  {
    name: "overruled-value-is-dropped",
    rule: "M1",
    file: "src/engine/reconcile/carry-out.ts",
    find: `    run.overruled.push(...overruledValues(operation.side, changes));\n`,
    replace: "",
    killedBy: [conflicts("M1 the value that a rule overruled is kept, once")],
  },
  {
    name: "first-write-of-a-broken-run-is-not-agreed",
    rule: "M1",
    file: "src/engine/reconcile/link-run.ts",
    find: `    for (const change of changes) this.#agreeOn(side, change, agreed[change.field] ?? null);\n`,
    replace: "",
    killedBy: [
      conflicts("M1 M4 what the first write of a first link decided is agreed although the next one failed: an edit made since is an edit"),
      conflicts("M1 M7 a value that the vendor cut is overruled once, however often the rest of a first link fails"),
    ],
  },
  {
    name: "overruled-value-is-kept-twice",
    rule: "M1",
    file: "src/engine/reconcile/settle-unfinished.ts",
    find: `other.openedAt >= intent.createdAt && isSameLoss(one, other)`,
    replace: `other.openedAt < intent.createdAt && isSameLoss(one, other)`,
    killedBy: [conflicts("M1 what a first link overruled is kept once, although both records' links wrote it side by side")],
  },
  {
    name: "removal-beats-addition",
    rule: "M3",
    file: mergeField,
    find: `return { left: toLeft ? added : there.left, right: toRight ? added : there.right };`,
    replace: `return { left: toLeft ? added && !removed : there.left, right: toRight ? added && !removed : there.right };`,
    killedBy: [merging("M3 an element that is added on one side survives although the other side, whose vendor had kept it, removed it")],
  },
  {
    name: "removal-is-forgotten",
    rule: "M3",
    file: mergeField,
    find: `const removed = (!there.left && there.baseLeft && toRight) || (!there.right && there.baseRight && toLeft);`,
    replace: `const removed = !there.left && there.baseLeft && toRight;`,
    killedBy: [merging("M3 an addition on either side survives, and a removal beats an element that the other side left alone")],
  },
  {
    name: "left-over-tags-stay",
    rule: "M3",
    file: mergeField,
    find: `return direction === "to-highlevel" ? !there.right : !there.left;`,
    replace: `return direction === "to-highlevel" ? !there.right && there.baseRight : !there.left && there.baseLeft;`,
    killedBy: [
      merging("M3 a set whose leftovers go is what the one side tells, but for what a person took away, whatever was agreed; its mirror likewise"),
      caseTags("I3 after everything here was lost, tags of incidents that go on stay, and left ones are found and go; people's own never do"),
    ],
  },
  {
    name: "flapping-incident-freezes-its-tags",
    rule: "E3",
    file: "src/core/sync/plan-field.ts",
    find: `  if (isFollowing(map, merge)) return { field: map.field, ...changes, waits: false, close: vanished, flips: {} };\n`,
    replace: "",
    killedBy: [caseTags("E3 an incident that opens and closes again and again is followed to its end: nobody waits for a person")],
  },
  {
    name: "tags-replace-all-tags",
    rule: "M3",
    file: "src/vendors/highlevel/highlevel-contacts.ts",
    find: `    if ((change.add ?? []).length > 0) await contacts.addTags(record.id, change.add ?? [], call);\n`,
    replace: `    await contacts.update(record.id, { tags: change.value }, call);\n    if (change.value !== null) continue;\n`,
    killedBy: [underWay("M3 a tag that a person adds between our read and our write reaches the other side")],
  },
  {
    name: "first-link-overwrites",
    rule: "M4",
    file: mergeField,
    find: `return settleDifference(input, input.firstLink, "both");`,
    replace: `return take(input, "highlevel", "both", null);`,
    killedBy: [
      merging("M4 two records that meet: equal is adopted, empty is filled, a difference is asked"),
      testsOf("test/engine/identity.test.ts")("I3 finds every link again after the whole database is lost: no duplicate, no write over an edit"),
    ],
  },
  {
    name: "old-facts-stand-for-ever",
    rule: "M4",
    file: mergeField,
    find: `if (input.map.leftovers === "removed" && mayWrite(input, opposite(empty))) return take(input, empty, empty, null);`,
    replace: "",
    killedBy: [
      testsOf("src/core/sync/merge-field.test.ts")(
        "M4 empties what can only be left over from what the other side told before, and nothing that flows both ways",
      ),
      testsOf("test/engine/contact-facts.test.ts")(
        "M4 facts that stand on an entry when its link is made go, when the contact is on no incident any more",
      ),
    ],
  },
  {
    name: "unicode-forms-differ",
    rule: "M5",
    file: canonicalise,
    find: `.normalize("NFC").trim()`,
    replace: `.trim()`,
    killedBy: [canonical("M5 a text in two Unicode forms is the same"), canonical("M5 a name in two Unicode forms is the same")],
  },
  {
    name: "email-case-differs",
    rule: "M5",
    file: canonicalise,
    find: `      return lowerCase(text);\n`,
    replace: `      return text;\n`,
    killedBy: [canonical("M5 a email in another case is the same")],
  },
  {
    name: "phone-is-compared-as-typed",
    rule: "M5",
    file: canonicalise,
    find: `return parsed?.isPossible() === true ? parsed.number :`,
    replace: `return parsed?.isPossible() === false ? parsed.number :`,
    killedBy: [canonical("M5 a phone with and without punctuation is the same")],
  },
  {
    name: "equal-values-are-written",
    rule: "E1",
    file: "src/core/sync/plan-field.ts",
    find: `  if (sameValue(before, value)) return null;\n`,
    replace: `  if (before === value) return null;\n`,
    killedBy: [planning("E1 comes to rest: once the writes are done, the next plan writes nothing and opens nothing")],
  },
  {
    name: "what-is-left-to-do-passes-for-an-echo",
    rule: "E2",
    file: "src/engine/reconcile/echo.ts",
    find: `(reason) => reason !== "webhook")`,
    replace: `(reason) => reason !== "webhook" && reason !== "again")`,
    killedBy: [
      underWay("M1 E2 an edit that a write's answer shows is not forgotten because an event shows what was agreed"),
      underWay("M3 E2 a tag that is still to be removed after a refusal is not forgotten because the event shows what was agreed before"),
    ],
  },
  {
    name: "echo-is-known-by-time",
    rule: "E2",
    file: "src/engine/reconcile/echo.ts",
    find: `return link.events.every((event) => showsBase(context, base, event));`,
    replace: `return link.events.every((event) => event.receivedAt - link.changedAt < 10_000 || showsBase(context, base, event));`,
    killedBy: [echoes("E2 takes an edit by a person for an edit although it follows our own write at once")],
  },
  {
    name: "flips-are-not-counted",
    rule: "E3",
    file: "src/core/sync/oscillation.ts",
    find: `return flips.length >= FLIP_LIMIT;`,
    replace: `return flips.length > recent.length;`,
    killedBy: [
      echoes("E3 freezes a field that somebody keeps setting back and lets the others go on"),
      planning("E3 freezes phone set to and fro on the left at the third flip, once, and the rest goes on"),
    ],
  },
  {
    name: "takes-back-what-both-agreed-on-since",
    rule: "A3",
    file: "src/core/sync/plan-undo.ts",
    find: `return isAgreed(opposite(side), after) && isAgreed(side, now);`,
    replace: `return isAgreed(side, now);`,
    killedBy: [undo("A3 takes back what the vendor keeps in its own way, as both agreed on it, and not what either changed since")],
  },
  {
    name: "calls-what-the-vendor-filled-in-a-change",
    rule: "A3",
    file: "src/core/sync/plan-undo.ts",
    find: `if (agreed === null) return false;`,
    replace: `if (agreed === null || after === null) return false;`,
    killedBy: [
      undo("A3 deletes a record in which the vendor filled in what the run left empty, as long as both agreed on that"),
      followUps("A3 is taken back with the due date that HighLevel wants of every task, and stays where somebody has moved that"),
    ],
  },
];
