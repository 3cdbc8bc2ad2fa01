import { testsOf, type Mutant } from "./mutant.ts";

const planning = testsOf("src/core/sync/plan-link.test.ts");
const identity = testsOf("test/engine/identity.test.ts");
const lostMarkers = testsOf("test/engine/lost-markers.test.ts");
const killedTwice = testsOf("test/engine/killed-twice.test.ts");
const deletes = testsOf("test/engine/deletes.test.ts");
const underWay = testsOf("test/engine/edits-under-way.test.ts");
const firstLoad = testsOf("test/engine/first-load.test.ts");

const planOneSide = "src/core/sync/plan-one-side.ts";
const planDelete = "src/core/sync/plan-delete.ts";
const readSides = "src/engine/reconcile/read-sides.ts";

/** Which records are the same thing, and what becomes of one whose counterpart is gone. */
export const identityMutants: readonly Mutant[] = [
  {
    name: "keys-beat-the-marker",
    rule: "I1",
    file: planOneSide,
    find: `const pool = marked.length > 0 ? marked : candidates;`,
    replace: `const pool = candidates;`,
    killedBy: [planning("I1 takes a candidate found by marker although others match by key")],
  },
  {
    name: "first-of-several-is-taken",
    rule: "I2",
    file: planOneSide,
    find: `if (pool.length > 1 || only.taken || isSharedByKey(only)) return waitForChoice(input, pool);`,
    replace: `if (only.taken || isSharedByKey(only)) return waitForChoice(input, pool);`,
    killedBy: [
      planning("I2 asks a person when one key finds two records: no guess, no create"),
      identity("I2 asks a person when e-mail and phone point at different entries, and makes nothing"),
    ],
  },
  {
    name: "record-of-another-link-is-taken",
    rule: "I2",
    file: planOneSide,
    find: `if (pool.length > 1 || only.taken || isSharedByKey(only)) return waitForChoice(input, pool);`,
    replace: `if (pool.length > 1 || isSharedByKey(only)) return waitForChoice(input, pool);`,
    killedBy: [planning("I2 asks a person when the only candidate belongs to another record: no guess, no create")],
  },
  {
    name: "shared-candidate-is-guessed",
    rule: "I2",
    file: planOneSide,
    find: `if (pool.length > 1 || only.taken || isSharedByKey(only)) return waitForChoice(input, pool);`,
    replace: `if (pool.length > 1 || only.taken) return waitForChoice(input, pool);`,
    killedBy: [
      testsOf("src/core/sync/plan-one-side.test.ts")('I2 is for a person to give away when ["email"] found it: no guess, no create'),
      identity("I2 gives an entry to neither of two contacts with its e-mail, whichever is looked at first, and makes nothing"),
    ],
  },
  {
    name: "what-was-made-unseen-is-made-again",
    rule: "I4",
    file: "src/engine/reconcile/settle-unfinished.ts",
    find: `const only = shown ?? (found.length === 0 ? await findMadeUnseen(context, run, intent, call) : null);`,
    replace: `const only = shown ?? null;`,
    killedBy: [identity("I4 a contact that was made unseen is found by what is left of it when a person has changed its e-mail since")],
  },
  {
    name: "name-in-another-case-is-another",
    rule: "I4",
    file: "src/engine/reconcile/made-unseen.ts",
    find: `typeof value === "string" ? value.toLowerCase() : value`,
    replace: `typeof value === "string" ? value.trim() : value`,
    killedBy: [
      identity(
        "I4 a contact that was made unseen is found by its name although HighLevel keeps that in lower case, and its entry is not written over",
      ),
    ],
  },
  {
    name: "marker-that-was-taken-away-stays-away",
    rule: "I3",
    file: "src/core/sync/plan-both-sides.ts",
    find: `right.counterpartId === left.id && right.markerStale !== true`,
    replace: `right.counterpartId === left.id`,
    killedBy: [lostMarkers("I3 an external id that a person has taken away is written again, and nothing else is")],
  },
  {
    name: "entry-without-its-marker-is-nobodys",
    rule: "I4",
    file: "src/vendors/incidentio/canonical-entry.ts",
    find: `const counterpartId = marked?.startsWith(own) === true ? marked : own || null;`,
    replace: `const counterpartId = own === "" ? marked : (marked ?? null);`,
    killedBy: [
      lostMarkers("I4 an entry that a sweep has met is found by what no person can edit, when everything else of it was changed"),
      lostMarkers("I3 finds links again after a total loss although their external ids, e-mails and numbers are others by then"),
    ],
  },
  {
    name: "contact-of-another-create-is-taken",
    rule: "I2",
    file: "src/engine/reconcile/made-unseen.ts",
    find: `!unknown.some((other) => other.linkId !== run.link.id && mayBeMade(record, other))`,
    replace: `unknown.length >= 0`,
    killedBy: [identity("I2 a contact that another unanswered create may have made is not taken for what was made unseen, whatever its name")],
  },
  {
    name: "new-record-waits-for-no-account",
    rule: "I4",
    file: "src/engine/reconcile/made-unseen.ts",
    find: `if (others.length === 0) return false;`,
    replace: `if (others.length >= 0) return false;`,
    killedBy: [identity("I4 a new contact that may be what an unanswered create has made gets no entry of its own before that is known")],
  },
  {
    name: "new-record-waits-for-no-writer",
    rule: "I4",
    file: "src/engine/reconcile/made-unseen.ts",
    find: `writers.includes(intent.linkId) || mayBeMade(state.record, intent)`,
    replace: `mayBeMade(state.record, intent)`,
    killedBy: [killedTwice("I4 a contact waits for whoever has just found it and writes to it, though it shows nothing any more of what was sent")],
  },
  {
    name: "new-record-waits-for-no-old-account",
    rule: "I4",
    file: "src/engine/reconcile/made-unseen.ts",
    find: `return link !== null && link.dueAt !== null && link.dueAt < now + WAITED_MS;`,
    replace: `return link !== null && link.dueAt !== null && link.dueAt > now + WAITED_MS;`,
    killedBy: [killedTwice("I4 a contact that a dead worker made a day ago gets no second entry, though its own link has the first turn")],
  },
  {
    name: "new-record-waits-for-ever",
    rule: "I4",
    file: "src/engine/reconcile/made-unseen.ts",
    find: `return link !== null && link.dueAt !== null && link.dueAt < now + WAITED_MS;`,
    replace: `return link !== null;`,
    killedBy: [killedTwice("I4 a contact waits no longer than ten minutes for a create whose link nobody looks at again")],
  },
  {
    name: "write-to-a-new-record-is-forgotten",
    rule: "I4",
    file: "src/engine/reconcile/settle-unfinished.ts",
    find: `if (state.kind !== "none" || recordId === null) return state;`,
    replace: `if (recordId !== "") return state;`,
    killedBy: [
      killedTwice(
        "I4 what was written over an entry that had just been made counts as agreed, though whoever made it died, and whoever wrote it too",
      ),
    ],
  },
  {
    name: "list-that-lags-is-believed",
    rule: "I4",
    file: "src/engine/reconcile/settle-unfinished.ts",
    find: `return read.kind === "found" ? { ...only, record: read.record } : only;`,
    replace: `return read.kind === "missing" ? only : only;`,
    killedBy: [
      killedTwice("I4 what a dead worker wrote over what another one had made counts as agreed, though lists that lag show it as it was made"),
    ],
  },
  {
    name: "marked-record-is-made-again",
    rule: "I4",
    file: "src/engine/reconcile/settle-unfinished.ts",
    find: `if (record.counterpartId !== null && record.counterpartId === recordIdOf(run, opposite(side)))`,
    replace: `if (record.counterpartId !== null && record.counterpartId !== recordIdOf(run, opposite(side)))`,
    killedBy: [
      killedTwice("I4 an entry that a dead worker gave its marker is not made again over what a person typed there, though no key tells it any more"),
    ],
  },
  {
    name: "write-to-a-found-record-is-not-agreed",
    rule: "I4",
    file: "src/engine/reconcile/link-run.ts",
    find: `if (record.side === side && record.id === recordId) this.agreedOn`,
    replace: `if (record.side === side && record.id !== recordId) this.agreedOn`,
    killedBy: [
      killedTwice("I4 what was written over an entry that was found counts as agreed, though whoever found it died before it was known whose it is"),
    ],
  },
  {
    name: "new-record-waits-for-everybody",
    rule: "I4",
    file: "src/engine/reconcile/made-unseen.ts",
    find: `return changes.some(({ field, kind, value }) => telling.has(kind) && value !== null && folded(fields[field] ?? null) === folded(value));`,
    replace: `return changes.some(({ field, kind, value }) => telling.has(kind) && value !== null && field in fields);`,
    killedBy: [identity("I4 a new contact waits for no unanswered create to which nothing about it is alike")],
  },
  {
    name: "rivals-are-not-looked-for",
    rule: "I2",
    file: "src/engine/reconcile/find-candidates.ts",
    find: `rivals: taken ? [] : await findRivals(context, record, candidate, other)`,
    replace: `rivals: taken ? await findRivals(context, record, candidate, other) : []`,
    killedBy: [identity("I2 gives an entry to neither of two contacts with its e-mail, whichever is looked at first, and makes nothing")],
  },
  {
    name: "open-question-about-an-entry-is-overlooked",
    rule: "I2",
    file: "src/engine/reconcile/find-rivals.ts",
    find: `[...new Set([...byKey, ...asked])]`,
    replace: `[...new Set([...byKey, ...asked.slice(0, 0)])]`,
    killedBy: [identity("I2 waits while a person is asked about the entry, although the index does not know the other contact yet")],
  },
  {
    name: "preview-guesses",
    rule: "I2",
    file: "src/engine/preview.ts",
    find: `rivals: this.#rivals(source, record)`,
    replace: `rivals: this.#rivals(source, record).slice(0, 0)`,
    killedBy: [identity("I2 gives a contact to neither of two entries with its e-mail, in the preview as in the run")],
  },
  {
    name: "entry-carries-no-external-id",
    rule: "I3",
    file: "src/vendors/incidentio/canonical-entry.ts",
    find: `external_id: externalIdOf(mapping, recordId), aliases: aliasesOf(values, recordId, aliases)`,
    replace: `aliases: aliasesOf(values, contactId, aliases)`,
    killedBy: [identity("I3 finds the entry of a contact without e-mail and phone again, by the external id alone")],
  },
  {
    name: "unknown-outcome-counts-as-refused",
    rule: "I4",
    file: "src/engine/reconcile/carry-out.ts",
    find: `const mayHaveHappened = known === null || known.data.mayHaveHappened === true;`,
    replace: `const mayHaveHappened = known === null;`,
    killedBy: [identity("I4 a create at incident that times out after it went through is found, not made again")],
  },
  {
    name: "lost-create-is-sent-again",
    rule: "I4",
    file: "src/vendors/highlevel/send.ts",
    find: `    if (!(error instanceof HighwireError) || error.code !== "HW_VENDOR_TOKEN_EXPIRED") throw error;\n`,
    replace: `    if (error instanceof HighwireError && error.data.mayHaveHappened === true) return sendOnce(parts, prepared, token, call);\n    if (!(error instanceof HighwireError) || error.code !== "HW_VENDOR_TOKEN_EXPIRED") throw error;\n`,
    killedBy: [identity("I4 a create at highlevel that times out after it went through is found, not made again")],
  },
  {
    name: "lost-create-is-not-looked-for",
    rule: "I4",
    file: "src/engine/reconcile/settle-unfinished.ts",
    find: `intent.action === "create" ? await probeCreate(context, run, intent, state, call) : outcomeOf(run, intent, state)`,
    replace: `intent.action === "create" ? abandoned(intent) : outcomeOf(run, intent, state)`,
    killedBy: [identity("I4 a create that seemed to fail is booked as done once a look has found it")],
  },
  {
    name: "not-found-is-believed-without-canary",
    rule: "D1",
    file: readSides,
    find: `if (await port.canary(now)) return { kind: "missing" };`,
    replace: `if (outcome.kind === "missing") return { kind: "missing" };`,
    killedBy: [deletes("D1 does not believe that a record is gone while the connection can read nothing at all")],
  },
  {
    name: "stale-update-resurrects",
    rule: "D2",
    file: planOneSide,
    find: `if (input.state === "unlinked" || input.state === "tombstone") return end(input, input.state, "already-ended");`,
    replace: `if (input.state === "unlinked") return end(input, input.state, "already-ended");`,
    killedBy: [planning("D2 a stale update of a tombstone brings nothing back (2)")],
  },
  {
    name: "gone-record-ends-its-link-twice",
    rule: "D2",
    file: planDelete,
    find: `if (input.state === "tombstone" || input.state === "unlinked") return end(input, input.state, "already-ended");`,
    replace: `if (input.state === "unlinked") return end(input, input.state, "already-ended");`,
    killedBy: [planning("D2 a stale update of a tombstone brings nothing back (0)")],
  },
  {
    name: "upsert-counts-as-new",
    rule: "M1",
    file: "src/engine/reconcile/link-run.ts",
    find: `else if (!upserts || elementsOf(asked).length > 0) this.#rebase([field]);`,
    replace: `else if (!upserts || elementsOf(asked).length >= 0) this.#rebase([field]);`,
    killedBy: [
      killedTwice("I3 M1 what the vendor kept of an archived entry that it brings back is somebody's word, and reaches the contact"),
      underWay("M1 what a contact held that came in between our look and our upsert reaches the entry that we made it for"),
    ],
  },
  {
    name: "own-type-counts-as-anothers",
    rule: "I3",
    file: "src/vendors/incidentio/entry-type.ts",
    find: `if (made !== null) return made;`,
    replace: `if (made?.id === "") return made;`,
    killedBy: [firstLoad("I3 two workers that find no type make one, though one of them learns late which mode works")],
  },
  {
    name: "delete-beats-an-edit",
    rule: "D3",
    file: planDelete,
    find: `if (isEdited(input, survivor) || (propagate && isUnproven)) return deleteAgainstEdit(input, survivor);`,
    replace: `if (propagate && isUnproven) return deleteAgainstEdit(input, survivor);`,
    killedBy: [
      planning("D3 asks when the survivor was edited, under delete, once"),
      deletes("D3 keeps the survivor and asks when one side deleted what the other had edited"),
    ],
  },
  {
    name: "deletes-always-propagate",
    rule: "D4",
    file: planDelete,
    find: `const propagate = onDelete !== "unlink" && deletesReach`,
    replace: `const propagate = onDelete !== undefined && deletesReach`,
    killedBy: [deletes("D4 by default a delete ends the link and leaves the other side alone")],
  },
  {
    name: "absent-from-a-list-is-gone",
    rule: "D4",
    file: readSides,
    find: `  const page = pageRead(context, run.link, side, id);\n`,
    replace: `  if (run.link.dirtyReasons.includes("missing")) return run.setState(side, { kind: "missing" });
  const page = pageRead(context, run.link, side, id);
`,
    killedBy: [deletes("D4 absence from a list deletes nothing: the record is read by its id")],
  },
  {
    name: "brake-never-bites",
    rule: "D5",
    file: "src/engine/reconcile/delete-brake.ts",
    find: `if (count <= allowed) return;`,
    replace: `if (count <= allowed || bridge.brake === null) return;`,
    killedBy: [deletes("D5 stops before the twenty-first delete of one run until a person releases the brake")],
  },
];
