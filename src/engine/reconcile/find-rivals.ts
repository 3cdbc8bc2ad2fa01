import type { Candidate } from "#core/ports/records-port.ts";
import type { LinkRow } from "#core/ports/store.ts";
import type { Side, SideRecord } from "#core/record/canonical.ts";
import { opposite } from "#core/sync/merge-field.ts";
import { markerHash, matchKeyHashes } from "../match-keys.ts";
import { recordIdOf } from "./read-sides.ts";
import type { ReconcileContext } from "./reconcile-context.ts";

type RivalContext = Pick<ReconcileContext, "ports" | "bridge" | "fingerprint">;

/**
 * Ids of other records on `record`'s side that `candidate` matches as well, so that a key alone cannot say whose counterpart it is (I2). Asks
 * the store only, never a vendor. One found by its marker has none: the marker names one record.
 *
 * @param owner link that holds the candidate's record, when there is one
 */
export async function findRivals(context: RivalContext, record: SideRecord, candidate: Candidate, owner: LinkRow | null): Promise<readonly string[]> {
  if (candidate.matchedBy.includes("marker")) return [];
  const [byKey, asked] = await Promise.all([matchedByKey(context, candidate.record, record.side), askedAbout(context, owner, record.side)]);
  return [...new Set([...byKey, ...asked])].filter((id) => id !== record.id);
}

/** Records that share a match key with the candidate, or whose marker names it. */
async function matchedByKey({ ports, bridge, fingerprint }: RivalContext, candidate: SideRecord, side: Side): Promise<readonly string[]> {
  const fields = Object.fromEntries(bridge.matchKeys.map((key) => [key, candidate.fields[key] ?? null]));
  const hashes = [markerHash(candidate.id, fingerprint), ...matchKeyHashes({ fields, counterpartId: null }, fingerprint)];
  const rows = await ports.store.linksByKeys(bridge.workspaceId, bridge.id, side, hashes);
  return rows.flatMap((row) => (isFree(row, side) ? (recordIdOf(row, side) ?? []) : []));
}

/**
 * Records between which a person has yet to choose for the candidate: the vendor may have shown them before the index came to know them, as in
 * a first load.
 */
async function askedAbout({ ports, bridge }: RivalContext, owner: LinkRow | null, side: Side): Promise<readonly string[]> {
  if (owner?.because !== "HW_LINK_AMBIGUOUS" || recordIdOf(owner, side) !== null) return [];
  const open = await ports.store.conflicts(bridge.workspaceId, { state: "open", linkId: owner.id, limit: 10 });
  const ids = open.flatMap(({ candidates }) => candidates);
  const rows = await Promise.all(ids.map(async (id) => ports.store.linkOf(bridge.workspaceId, bridge.id, side, id)));
  return ids.filter((_id, index) => {
    const row = rows[index] ?? null;
    return row === null || isFree(row, side);
  });
}

/** A record that still looks for its counterpart. */
function isFree(row: LinkRow, side: Side): boolean {
  return recordIdOf(row, opposite(side)) === null && row.state !== "tombstone" && row.state !== "unlinked";
}
