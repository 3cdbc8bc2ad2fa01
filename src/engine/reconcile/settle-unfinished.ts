import { textOrNull } from "#core/record/text-or-null.ts";
import type { Instant } from "#core/ids.ts";
import type { CallOptions, Candidate, RecordsPort } from "#core/ports/records-port.ts";
import type { IntentOutcome, IntentRow } from "#core/ports/intents.ts";
import type { NewConflict } from "#core/ports/store.ts";
import { elementsOf, sameValue } from "#core/record/canonicalise.ts";
import { fillsNew, opposite } from "#core/sync/merge-field.ts";
import { overruledValues } from "#core/sync/plan-field.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import type { SideState } from "#core/sync/link-plan.ts";
import { MAX_READ_AGE_MS, portOf, readById, recordIdOf } from "./read-sides.ts";
import type { LinkRun } from "./link-run.ts";
import { findMadeUnseen, mayBeMade } from "./made-unseen.ts";
import type { ReconcileContext } from "./reconcile-context.ts";

/** A write may yet be done, or a list may lag behind it: the look is repeated then, and nobody has failed. */
export class NotShownYet extends Error {
  readonly untilAt: Instant;

  constructor(untilAt: Instant) {
    super("a new record may not be shown yet");
    this.untilAt = untilAt;
  }
}

/** Decided conflicts of one link that are looked through, newest first. */
const MOST_KEPT = 100;

/**
 * Finds out what became of writes that an earlier holder sent without learning the outcome (I4). Never repeats one: whatever is still
 * missing is planned again from what is read now.
 */
export async function settleUnfinished(context: ReconcileContext, run: LinkRun, call: CallOptions): Promise<void> {
  for (const intent of run.link.unfinished) {
    // An intent that was never sent is no vendor write, so it has no audit entry.
    if (intent.state === "pending") run.outcomes.push(abandoned(intent));
    else await settleSent(context, run, intent, call);
  }
}

async function settleSent(context: ReconcileContext, run: LinkRun, intent: IntentRow, call: CallOptions): Promise<void> {
  const state = await stateOf(context, run, intent, call);
  takeUp(run, intent, state);
  const outcome = intent.action === "create" ? await probeCreate(context, run, intent, state, call) : outcomeOf(run, intent, state);
  run.outcomes.push(outcome);
  run.overruled.push(...(await notKeptYet(context, run, intent, state)));
  const said = outcome.state === "confirmed" ? "confirmed-by-probe" : "not-seen";
  run.bookWrite(intent.id, intent.side, intent.action, outcome.recordId, intent.changes, said);
}

/** What the record shows that was written to. A holder that had just made or found it may have ended before the link came to know it. */
async function stateOf(context: ReconcileContext, run: LinkRun, { side, recordId }: IntentRow, call: CallOptions): Promise<SideState> {
  const state = run.state(side);
  if (state.kind !== "none" || recordId === null) return state;
  const found = run.candidates?.find(({ record }) => record.id === recordId);
  return found === undefined ? readById(portOf(context, side), recordId, call) : { kind: "found", record: found.record };
}

/** A record that bears our marker is the counterpart, whatever the index of keys knows of it by now: to make it again would be to write it over. */
function takeUp(run: LinkRun, { side }: IntentRow, state: SideState): void {
  if (state.kind !== "found" || run.state(side).kind !== "none" || run.candidates !== null) return;
  const { record } = state;
  if (record.counterpartId !== null && record.counterpartId === recordIdOf(run, opposite(side)))
    run.candidates = [{ record, matchedBy: ["marker"], taken: false, rivals: [] }];
}

const abandoned = ({ id, recordId }: IntentRow): IntentOutcome => ({ id, state: "abandoned", recordId, code: null });

/**
 * Values that the write overruled. When both records of a first link were looked at side by side, both links wrote the same, and the one that
 * took the other in has kept them already.
 */
async function notKeptYet({ ports }: ReconcileContext, run: LinkRun, intent: IntentRow, state: SideState): Promise<readonly NewConflict[]> {
  const overruled = overruledValues(intent.side, changesNotUndone(intent, state));
  if (overruled.length === 0) return [];
  const kept = await ports.store.conflicts(run.link.workspaceId, { state: "decided", linkId: run.link.id, limit: MOST_KEPT });
  return overruled.filter((one) => !kept.some((other) => other.openedAt >= intent.createdAt && isSameLoss(one, other)));
}

function isSameLoss(one: NewConflict, other: NewConflict): boolean {
  return one.field === other.field && one.winner === other.winner && sameValue(one.left, other.left) && sameValue(one.right, other.right);
}

/** What the record still shows as it was before was overruled by nobody: the write never happened. */
function changesNotUndone({ changes }: IntentRow, state: SideState): IntentRow["changes"] {
  return state.kind === "found" ? changes.filter(({ field, before }) => !sameValue(state.record.fields[field] ?? null, before)) : changes;
}

function outcomeOf(run: LinkRun, intent: IntentRow, state: SideState): IntentOutcome {
  const confirmed: IntentOutcome = { ...abandoned(intent), state: "confirmed" };
  if (intent.action === "delete") return state.kind === "missing" ? confirmed : abandoned(intent);
  if (state.kind !== "found") return abandoned(intent);
  for (const change of intent.changes) if (!isThirdValue(run, change.field)) run.agreedOnRecord(state.record, change);
  return shows(state.record, intent, run) ? confirmed : abandoned(intent);
}

/** A value that a person chose in place of both came from neither side: the other one has yet to get it. */
const isThirdValue = (run: LinkRun, field: string): boolean =>
  run.link.conflicts.some((conflict) => conflict.field === field && conflict.resolution?.choose === "value");

function shows(record: SideRecord, intent: IntentRow, run: LinkRun): boolean {
  if (intent.action === "stamp") return record.counterpartId !== null && record.counterpartId === run.leftId && record.markerStale !== true;
  return intent.changes.every((change) => sameValue(record.fields[change.field] ?? null, change.value));
}

/** Whether a record that the link has is what an earlier holder made: that of a link which this one took in meanwhile, with its unanswered create (A1). */
function showsMade(record: SideRecord, intent: IntentRow, run: LinkRun): boolean {
  const bearsMarker = record.counterpartId !== null && record.counterpartId === recordIdOf(run, opposite(intent.side));
  return bearsMarker || mayBeMade(record, intent) || shows(record, intent, run);
}

async function probeCreate(context: ReconcileContext, run: LinkRun, intent: IntentRow, made: SideState, call: CallOptions): Promise<IntentOutcome> {
  const source = run.state(opposite(intent.side));
  const known = run.state(intent.side);
  const notSeen: IntentOutcome = { id: intent.id, state: "abandoned", recordId: null, code: null };
  if (known.kind === "found" && showsMade(known.record, intent, run)) return { ...notSeen, state: "confirmed", recordId: known.record.id };
  if (known.kind !== "none") return notSeen;
  // The vendor had answered, and the settlement was refused: what was made may be gone since, or show nothing any more of what was sent.
  if (intent.recordId !== null && made.kind === "missing") return { ...notSeen, state: "confirmed", recordId: intent.recordId };
  const only =
    intent.recordId !== null && made.kind === "found" ? { record: made.record, matchedBy: [] } : await findMade(context, run, intent, call);
  if (only === null) {
    waitUntilShown(context, intent, portOf(context, intent.side));
    return notSeen;
  }
  const { record } = only;
  // What it was made from is gone: nothing is taken in any more, but what has been done is said (A1).
  if (source.kind !== "found") return { ...notSeen, state: "confirmed", recordId: record.id };
  // Found is found: to look by other means and miss it would make it again, over what a person has changed on it since.
  run.candidates = [{ ...only, taken: false, rivals: [] }];
  const { beginsWith } = portOf(context, intent.side);
  for (const map of context.bridge.fields.filter((one) => fillsNew(one, intent.side))) {
    const held = record.fields[map.field] ?? null;
    const isAsBegun = beginsWith !== undefined && map.field in beginsWith && sameValue(held, beginsWith[map.field] ?? null);
    // What every new record says at first was not what was sent, and nobody chose it.
    const value = isAsBegun ? held : (intent.changes.find((change) => change.field === map.field)?.value ?? null);
    run.agreedOn(intent.side, { field: map.field, value, add: elementsOf(value) }, held);
  }
  return { id: intent.id, state: "confirmed", recordId: record.id, code: null };
}

/** The record that a create made which the vendor never answered, as it reads now: a list may lag behind what was written to it since. */
async function findMade(context: ReconcileContext, run: LinkRun, intent: IntentRow, call: CallOptions): Promise<Candidate | null> {
  // By what was sent: the source may have been changed since.
  const sent = (field: string): string | null => textOrNull(intent.changes.find((change) => change.field === field)?.value);
  const port = portOf(context, intent.side);
  const found = await port.candidates({ counterpartId: recordIdOf(run, opposite(intent.side)), email: sent("email"), phone: sent("phone") }, call);
  const shown = found.length === 1 ? found[0] : found.find((candidate) => candidate.matchedBy.includes("marker"));
  const only = shown ?? (found.length === 0 ? await findMadeUnseen(context, run, intent, call) : null);
  if (only === null || run.state(opposite(intent.side)).kind !== "found") return only;
  const read = await port.read(only.record.id, call);
  return read.kind === "found" ? { ...only, record: read.record } : only;
}

/** Throws `NotShownYet` while the write may yet be done, or a list may lag behind it, so that the look is repeated. */
function waitUntilShown({ ports }: ReconcileContext, { state, createdAt }: IntentRow, { lateMs }: RecordsPort): void {
  if (lateMs === undefined) return;
  // Whoever learned that the outcome is unknown had made the call by then; when the call of one that died left, nobody knows.
  const leftBy = state === "sent" ? createdAt + MAX_READ_AGE_MS : createdAt;
  const leftMs = leftBy + lateMs - ports.clock.now();
  if (leftMs <= 0) return;
  throw new NotShownYet(ports.clock.now() + leftMs);
}
