import { testsOf, type Mutant } from "./mutant.ts";

const delivery = testsOf("test/engine/delivery.test.ts");
const applying = testsOf("test/engine/plan-and-apply.test.ts");
const calls = testsOf("test/engine/calls.test.ts");
const sweeps = testsOf("test/engine/sweeps.test.ts");
const store = testsOf("src/storage/postgres.db.test.ts");
const rows = testsOf("src/storage/behind-the-store.db.test.ts");

const carryOut = "src/engine/reconcile/carry-out.ts";
const pageReads = "src/engine/reconcile/page-reads.ts";
const sweepSide = "src/engine/sweep/sweep-side.ts";
const version = "src/core/record/version.ts";

/** Who may work on a link, what is written down about it, and what gets looked at at all. */
export const workMutants: readonly Mutant[] = [
  {
    name: "errand-lets-a-due-link-rest",
    rule: "M1",
    file: "src/engine/hold-link.ts",
    find: `return dirty ? {`,
    replace: `return dirty && dueAt === null ? {`,
    killedBy: [
      testsOf("test/engine/contact-360.test.ts")(
        "M1 X6 an edit that waits for its retry still waits, and travels, after somebody has pressed Complete on an older page",
      ),
    ],
  },
  {
    name: "payload-is-the-truth",
    rule: "S1",
    file: "src/vendors/highlevel/webhook.ts",
    find: `if (contactEvents.has(type)) return [`,
    replace: `if (contactEvents.has(type) && type !== "ContactUpdate") return [`,
    killedBy: [delivery("S1 writes what is read at that moment, not what the payload said")],
  },
  {
    name: "takes-in-what-has-to-look",
    rule: "X1",
    file: "src/engine/reconcile/reconcile-link.ts",
    find: `hasToLook(context, owner, plan.side) || (await owesAccount`,
    replace: `(await owesAccount`,
    killedBy: [testsOf("test/engine/identity.test.ts")("X1 a link that has ended is not taken in while it has something to look at")],
  },
  {
    name: "refused-forgets-what-was-made",
    rule: "A1",
    file: "src/core/ports/claims.ts",
    find: `outcomes: [...rejected, ...done]`,
    replace: `outcomes: [...rejected, ...done.slice(done.length)]`,
    killedBy: [
      testsOf("test/engine/killed-twice.test.ts")(
        "A1 a contact that was made has its entry in the journal, though the settlement was refused and the contact is gone before anybody looks",
      ),
    ],
  },
  {
    name: "taken-in-before-it-is-read",
    rule: "X1",
    file: "src/engine/reconcile/reconcile-link.ts",
    find: `  run.matchedBy = plan.matchedBy;`,
    replace: `  run.matchedBy = plan.matchedBy;
  if (owner !== null && owner.id !== run.link.id) run.absorb = owner.id;`,
    killedBy: [
      testsOf("test/engine/killed-twice.test.ts")(
        "X1 I1 a link keeps its record and what it is to look at when another one fails to read what it would take in",
      ),
    ],
  },
  {
    name: "shadow-settles-what-live-has-marked",
    rule: "S1",
    file: "src/engine/reconcile/reconcile-batch.ts",
    find: `{ mode: bridge.mode } : {`,
    replace: `{} : {`,
    killedBy: [
      testsOf("test/engine/told-in-shadow.test.ts")(
        "S1 what is marked because a bridge begins to write is not claimed by who still takes it for one in shadow",
      ),
    ],
  },
  {
    name: "store-forgets-which-mode-claims",
    rule: "S1",
    file: "src/storage/postgres/claim.ts",
    find: `WHERE $7::text IS NULL OR EXISTS`,
    replace: `WHERE $7::text IS NOT DISTINCT FROM $7::text OR EXISTS`,
    killedBy: [store("S1 claims nothing for who has not heard that the bridge has another mode, and marks wait for the next")],
  },
  {
    name: "lease-is-ignored",
    rule: "S2",
    file: "src/storage/postgres/claim.ts",
    find: `d.due_at <= $3 AND d.lease_until <= $3`,
    replace: `d.due_at <= $3`,
    killedBy: [
      store("S2 a claimed link is nobody else's until its lease ends, then its fence rises"),
      store("S2 racing claimers never share a link, and together get all"),
    ],
  },
  {
    name: "takes-a-link-in-without-its-account",
    rule: "A1",
    file: "src/storage/postgres/settled-row.ts",
    find: `absorbed?.dirty === true || owes;`,
    replace: `absorbed?.dirty === true;`,
    killedBy: [store("A1 a link that takes in one with unanswered writes is due at once, to give an account of them")],
  },
  {
    name: "says-that-nothing-made-what-was-taken-in",
    rule: "A1",
    file: "src/engine/reconcile/settle-unfinished.ts",
    find: `showsMade(known.record, intent, run)`,
    replace: `run.link.unfinished.length === 0`,
    killedBy: [
      testsOf("test/engine/killed-twice.test.ts")(
        "A1 a contact that was made by a link which another one took in has its entry, though the first one gave no account of it",
      ),
    ],
  },
  {
    name: "takes-a-record-in-before-its-account",
    rule: "M1",
    file: "src/engine/reconcile/reconcile-link.ts",
    find: `hasToLook(context, owner, plan.side) || (await owesAccount(context, run, owner, plan.side))`,
    replace: `hasToLook(context, owner, plan.side)`,
    killedBy: [
      testsOf("test/engine/killed-twice.test.ts")(
        "M1 an entry is not taken for somebody else's while the link that made it owes its account, so nobody is asked about it",
      ),
    ],
  },
  {
    name: "settles-under-a-lost-fence",
    rule: "S2",
    file: "src/storage/postgres/settle.ts",
    find: `link === undefined || link.fence !== settlement.fence || link.lease_owner === null`,
    replace: `link === undefined || link.lease_owner === null`,
    killedBy: [store("S2 a lost fence settles nothing of it: no patch, outcome, conflict, decision or journal")],
  },
  {
    name: "sends-under-a-lost-fence",
    rule: "S2",
    file: "src/storage/postgres/intents.ts",
    find: `AND l.fence = i.fence AND l.lease_owner IS NOT NULL AND l.lease_until > $3`,
    replace: `AND l.lease_owner IS NOT NULL AND l.lease_until > $3`,
    killedBy: [store("S2 a lost fence writes no intent and releases none")],
  },
  {
    name: "sends-after-the-lease",
    rule: "S2",
    file: "src/storage/postgres/intents.ts",
    find: `AND l.lease_owner IS NOT NULL AND l.lease_until > $3`,
    replace: `AND l.lease_owner IS NOT NULL AND l.lease_until + $3 > $3`,
    killedBy: [store("S2 a passed lease releases no intent, even when nobody took the link")],
  },
  {
    name: "mark-under-way-is-lost",
    rule: "S2",
    file: "src/storage/postgres/settled-row.ts",
    find: `link.dirty_generation !== settlement.dirtyGeneration || absorbed?.dirty === true`,
    replace: `absorbed?.dirty === true`,
    killedBy: [store("S2 a mark during the claim keeps the link dirty after settling")],
  },
  {
    name: "writes-without-an-intent",
    rule: "S2",
    file: carryOut,
    find: `  if (!opened) throw new LinkLost();\n`,
    replace: `  if (!opened) context.ports.log.warn("intent.lost", {});\n`,
    killedBy: [delivery("S2 a worker whose lease ended while it read writes nothing")],
  },
  {
    name: "watching-bridge-writes",
    rule: "S4",
    file: "src/engine/reconcile/reconcile-link.ts",
    find: `if (context.mode === "shadow" && plan.operations.length > 0)`,
    replace: `if (context.mode === "shadow" && plan.operations.length > 1)`,
    killedBy: [applying("S4 a bridge that only watches says what it would write, and writes nothing at either vendor")],
  },
  {
    name: "apply-writes-what-changed-since",
    rule: "S4",
    file: "src/engine/reconcile/reconcile-link.ts",
    find: `return promised !== undefined && !afterCreate && !sameOperations(promised.operations, plan.operations);`,
    replace: `return promised !== undefined && !afterCreate && promised.operations.length !== plan.operations.length;`,
    killedBy: [applying("S4 apply leaves alone what changed since the plan, and that record's next ordinary run writes it")],
  },
  {
    name: "bulk-writes-the-first-ones-fields",
    rule: "S6",
    file: "src/engine/reconcile/bulk-writer.ts",
    find: `      .map((change) => change.field)\n`,
    replace: `      .map((change) => change.kind.slice(0, 0))\n`,
    killedBy: [delivery("S6 links of one batch that change different fields keep all of their changes")],
  },
  {
    name: "write-is-not-journalled",
    rule: "A1",
    file: carryOut,
    find: `    run.bookWrite(id, operation.side, action, writtenId, changes, "confirmed");\n`,
    replace: "",
    killedBy: [delivery("S5 A1 each write has one intent and one entry in the journal, with before, after and its cause")],
  },
  {
    name: "write-is-journalled-twice",
    rule: "A1",
    file: carryOut,
    find: `    run.bookWrite(id, operation.side, action, writtenId, changes, "confirmed");\n`,
    replace: `    for (const _time of [1, 2]) run.bookWrite(id, operation.side, action, writtenId, changes, "confirmed");\n`,
    killedBy: [delivery("S5 A1 each write has one intent and one entry in the journal, with before, after and its cause")],
  },
  {
    name: "chain-does-not-go-on",
    rule: "A1",
    file: "src/storage/postgres/journal.ts",
    find: `    head = { seq: row.seq, hash: row.hash };\n`,
    replace: `    head = { seq: row.seq, hash: head.hash };\n`,
    killedBy: [store("A1 the hash chain fits, whoever wrote at once")],
  },
  {
    name: "chain-is-not-followed",
    rule: "A1",
    file: "src/storage/postgres/journal.ts",
    find: `if (row.prev_hash !== expected.hash || !fits(keys, workspaceId, row))`,
    replace: `if (!fits(keys, workspaceId, row))`,
    killedBy: [rows("A1 names the entry after one that was rewritten together with its hash")],
  },
  {
    name: "chain-is-taken-on-trust",
    rule: "A1",
    file: "src/storage/postgres/journal.ts",
    find: `if (row.prev_hash !== expected.hash || !fits(keys, workspaceId, row))`,
    replace: `if (row.prev_hash !== expected.hash)`,
    killedBy: [rows("A1 names an entry whose evidence was changed")],
  },
  {
    name: "sweep-marks-everything",
    rule: "W2",
    file: version,
    find: `return isDated(version) ? isLaterVersion(version, known) : version !== known;`,
    replace: `return version !== "";`,
    killedBy: [sweeps("W2 a sweep over records of which one changed marks that one, and reads no other by itself")],
  },
  {
    name: "stale-row-is-a-change",
    rule: "W2",
    file: version,
    find: `return isDated(version) ? isLaterVersion(version, known) : version !== known;`,
    replace: `return version !== known;`,
    killedBy: [sweeps("W2 takes a row of a lagging list, older than what was read since, for no change")],
  },
  {
    name: "page-read-beats-news",
    rule: "M1",
    file: pageReads,
    find: `if (link.base !== null || firstReasons(link).some((reason) => reason !== "backfill")) return null;`,
    replace: `if (link.base !== null) return null;`,
    killedBy: [sweeps("M1 a page read of a first load that is older than the news of a record is not what gets written")],
  },
  {
    name: "page-need-not-show-the-news",
    rule: "S1",
    file: pageReads,
    find: `return isTold(context, link, row.record) ? { record: row.record, as: "news" } : null;`,
    replace: `return { record: row.record, as: "news" };`,
    killedBy: [calls("S1 a page that is older than the news is not taken for it")],
  },
  {
    name: "any-page-may-be-written-over",
    rule: "S1",
    file: pageReads,
    find: `return isQuiet && row.proven ? { record: row.record, as: "unchanged" } : null;`,
    replace: `return isQuiet ? { record: row.record, as: "unchanged" } : null;`,
    killedBy: [calls("S1 a listing of some seconds ago serves no read")],
  },
  {
    name: "sweep-forgets-catalog-edits",
    rule: "W1",
    file: sweepSide,
    find: `const different = records.filter((record) => isNewsTo(known.get(record.id), record.version));`,
    replace: `const different = records.filter((record) => record.side === "highlevel" && isNewsTo(known.get(record.id), record.version));`,
    killedBy: [sweeps("W1 a sweep finds edits of both sides whose events were lost, and tells how far it got")],
  },
  {
    name: "first-look-is-written-over",
    rule: "M4",
    file: pageReads,
    find: `as === undefined || as === "unchanged"`,
    replace: `as !== "news"`,
    killedBy: [sweeps("M4 a contact that a first load knows from a page is read by id before it is written over")],
  },
  {
    name: "listed-candidate-is-written-over",
    rule: "M4",
    file: "src/engine/reconcile/reconcile-link.ts",
    find: `if (candidate !== undefined) run.paged.set(plan.side, "first-look");`,
    replace: ``,
    killedBy: [sweeps("M4 an entry that a list has shown is read by id before it gets its marker, because every write of an entry says its name")],
  },
];
