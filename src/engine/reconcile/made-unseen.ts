import type { IntentRow } from "#core/ports/intents.ts";
import type { CallOptions, Candidate } from "#core/ports/records-port.ts";
import type { LinkRow } from "#core/ports/store.ts";
import type { CanonicalValue, FieldKind, Side, SideRecord } from "#core/record/canonical.ts";
import { opposite } from "#core/sync/merge-field.ts";
import type { LinkRun } from "./link-run.ts";
import { keepsRecord, portOf, recordIdOf } from "./read-sides.ts";
import type { ReconcileContext } from "./reconcile-context.ts";

/** By which people tell one record from another: any of them, unchanged, makes a new record likely to be the one that was sent. */
const telling: ReadonlySet<FieldKind> = new Set(["name", "email", "phone"]);

/**
 * Ten minutes, in milliseconds: for so long a new record waits for a create that nobody can account for, and after that only for one whose link is
 * looked at again within as long. So does who takes another link in.
 */
const WAITED_MS = 600_000;

/** Whether a record shows something telling of what a create sent; whatever else differs a person may have changed since. */
export function mayBeMade({ fields }: SideRecord, { changes }: IntentRow): boolean {
  return changes.some(({ field, kind, value }) => telling.has(kind) && value !== null && folded(fields[field] ?? null) === folded(value));
}

/** A vendor may keep what was sent in another case. */
const folded = (value: CanonicalValue): CanonicalValue => (typeof value === "string" ? value.toLowerCase() : value);

/**
 * The one record that a create whose outcome is unknown may have made, where a look by what was sent does not find it: it was made since, no other
 * record is its counterpart, and it still shows something telling that no other unanswered create sent (I4). Null when there is none, or more than
 * one.
 */
export async function findMadeUnseen(context: ReconcileContext, run: LinkRun, intent: IntentRow, call: CallOptions): Promise<Candidate | null> {
  const port = portOf(context, intent.side);
  if (port.madeSince === undefined) return null;
  const { store } = context.ports;
  const { workspaceId, id } = context.bridge;
  const alike = (await port.madeSince(intent.createdAt, call)).filter((record) => mayBeMade(record, intent));
  // Asked for behind the look: whoever else made one of them has it linked by now, or is still without an account.
  const unknown = await store.unknownCreates(workspaceId, id, intent.side);
  const likely = alike.filter((record) => !unknown.some((other) => other.linkId !== run.link.id && mayBeMade(record, other)));
  const owners = await Promise.all(likely.map((record) => store.linkOf(workspaceId, id, intent.side, record.id)));
  const free = likely.filter((_record, index) => {
    const owner = owners[index] ?? null;
    return owner === null || owner.id === run.link.id || !keepsRecord(owner, intent.side);
  });
  const [only, ...others] = free;
  return only === undefined || others.length > 0 ? null : { record: only, matchedBy: [] };
}

/**
 * Whether a new record may be what another link's create made without anybody knowing yet: to make its counterpart now would make the same thing
 * twice, so that link is looked at first (I4).
 */
export async function awaitsAccount(context: ReconcileContext, run: LinkRun, createOn: Side): Promise<boolean> {
  const side = opposite(createOn);
  const state = run.state(side);
  if (state.kind !== "found" || portOf(context, side).madeSince === undefined) return false;
  const others = (await context.unknownCreates(side)).filter(({ linkId }) => linkId !== run.link.id);
  if (others.length === 0) return false;
  const { store } = context.ports;
  const { workspaceId, id } = context.bridge;
  // Whoever has just found it may be writing to it already, so that it shows no longer what was sent.
  const writers = await store.openWriters(workspaceId, id, side, state.record.id);
  const alike = others.filter((intent) => writers.includes(intent.linkId) || mayBeMade(state.record, intent));
  const awaited = await Promise.all(alike.map((intent) => isAccountedForSoon(context, intent)));
  return awaited.includes(true);
}

/**
 * Whether the link that holds a record to be taken in has yet to tell whether it made this link's own: it alone knows what both sides agreed on then, so
 * it is looked at first (A1, M1). Whoever owes such an account as well waits for nobody.
 */
export async function owesAccount(context: ReconcileContext, run: LinkRun, owner: LinkRow, adoptOn: Side): Promise<boolean> {
  const side = opposite(adoptOn);
  const state = run.state(side);
  if (state.kind !== "found" || !owner.dirty || run.link.unfinished.some(({ action }) => action === "create")) return false;
  const owed = (await context.unknownCreates(side)).filter((intent) => intent.linkId === owner.id && mayBeMade(state.record, intent));
  const awaited = await Promise.all(owed.map((intent) => isAccountedForSoon(context, intent)));
  return awaited.includes(true);
}

/**
 * Whether a link that has ended is soon to look at its other record: that one would be nobody's once the link is taken in, and what came of it never
 * looked at (X1).
 */
export function hasToLook({ ports }: ReconcileContext, owner: LinkRow, adoptOn: Side): boolean {
  return recordIdOf(owner, opposite(adoptOn)) !== null && owner.dirty && owner.dueAt !== null && owner.dueAt < ports.clock.now() + WAITED_MS;
}

/** An account that was shut off for hours leaves creates older than that, and lets both links in at the same moment. */
async function isAccountedForSoon({ ports, bridge }: ReconcileContext, { linkId, createdAt }: IntentRow): Promise<boolean> {
  const now = ports.clock.now();
  if (now - createdAt < WAITED_MS) return true;
  const link = await ports.store.link(bridge.workspaceId, linkId);
  return link !== null && link.dueAt !== null && link.dueAt < now + WAITED_MS;
}
