import { textOrNull } from "#core/record/text-or-null.ts";
import type { CallOptions, Candidate, MatchValues } from "#core/ports/records-port.ts";
import type { LinkRow } from "#core/ports/store.ts";
import type { Side, SideRecord } from "#core/record/canonical.ts";
import type { KnownCandidate } from "#core/sync/link-plan.ts";
import { markerHash, matchKeyHashes } from "../match-keys.ts";
import { findRivals } from "./find-rivals.ts";
import { firstLook } from "./page-reads.ts";
import { portOf, recordIdOf } from "./read-sides.ts";
import type { ReconcileContext } from "./reconcile-context.ts";
import { mergeCandidates } from "#core/sync/merge-candidates.ts";

/**
 * Records on `side` that may be the same thing as `record` (I1): what the vendor finds, and what our own index of match keys knows, which
 * covers catalog entries that a person made without any marker.
 */
export async function findCandidates(
  context: ReconcileContext,
  link: LinkRow,
  record: SideRecord,
  side: Side,
  call: CallOptions,
): Promise<readonly KnownCandidate[]> {
  const keys = context.bridge.matchKeys;
  const values: MatchValues = {
    counterpartId: record.id,
    email: keys.includes("email") ? textOrNull(record.fields["email"]) : null,
    phone: keys.includes("phone") ? textOrNull(record.fields["phone"]) : null,
  };
  const fromIndex = await indexedCandidates(context, record, side, call);
  const fromPlan = await promisedCandidate(context, link, record, side, call);
  const skipVendor = side === "incident" && (await context.rightIndexed());
  const fromVendor = skipVendor ? [] : await portOf(context, side).candidates(values, call);
  const merged = mergeCandidates([...fromIndex, ...fromPlan, ...fromVendor]);
  return Promise.all(merged.map((candidate) => withOthers(context, link, record, candidate)));
}

async function indexedCandidates(context: ReconcileContext, record: SideRecord, side: Side, call: CallOptions): Promise<readonly Candidate[]> {
  const { store } = context.ports;
  const hashes = [markerHash(record.id, context.fingerprint), ...matchKeyHashes({ fields: record.fields, counterpartId: null }, context.fingerprint)];
  const rows = await store.linksByKeys(context.bridge.workspaceId, context.bridge.id, side, hashes);
  const found = await Promise.all(rows.map(async (row) => confirmCandidate(context, row, record, side, call)));
  return found.flatMap((candidate) => candidate ?? []);
}

async function confirmCandidate(
  context: ReconcileContext,
  row: LinkRow,
  record: SideRecord,
  side: Side,
  call: CallOptions,
): Promise<Candidate | null> {
  const id = recordIdOf(row, side);
  if (id === null) return null;
  const known = firstLook(context, row, side, id);
  return known === null ? readCandidate(context, id, record, side, call) : matching(context, known.record, record);
}

/** The record that a plan meant, which a page showed and perhaps no sweep has met yet. */
async function promisedCandidate(
  context: ReconcileContext,
  link: LinkRow,
  record: SideRecord,
  side: Side,
  call: CallOptions,
): Promise<readonly Candidate[]> {
  const item = context.promised?.get(link.id);
  const id = (side === "highlevel" ? item?.leftId : item?.rightId) ?? null;
  const candidate = id === null ? null : await readCandidate(context, id, record, side, call);
  return candidate === null ? [] : [candidate];
}

async function readCandidate(context: ReconcileContext, id: string, record: SideRecord, side: Side, call: CallOptions): Promise<Candidate | null> {
  const read = await portOf(context, side).read(id, call);
  return read.kind === "missing" ? null : matching(context, read.record, record);
}

/** Where a record was found is a hint: it counts only for the keys that it really shows now. */
function matching(context: ReconcileContext, found: SideRecord, record: SideRecord): Candidate | null {
  const matchedBy = [
    ...(found.counterpartId === record.id ? (["marker"] as const) : []),
    ...context.bridge.matchKeys.filter((key) => found.fields[key] !== null && found.fields[key] === record.fields[key]),
  ];
  return matchedBy.length === 0 ? null : { record: found, matchedBy };
}

/** What else is known of a candidate: who has it already, and who else it may belong to. */
async function withOthers(context: ReconcileContext, link: LinkRow, record: SideRecord, candidate: Candidate): Promise<KnownCandidate> {
  const { store } = context.ports;
  const { workspaceId, id } = context.bridge;
  const owner = await store.linkOf(workspaceId, id, candidate.record.side, candidate.record.id);
  const other = owner === null || owner.id === link.id ? null : owner;
  const taken = other !== null && recordIdOf(other, record.side) !== null && other.state !== "tombstone" && other.state !== "unlinked";
  return { ...candidate, taken, rivals: taken ? [] : await findRivals(context, record, candidate, other) };
}
