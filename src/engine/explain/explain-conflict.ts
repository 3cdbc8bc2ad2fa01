import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { ConflictId, Instant, WorkspaceId } from "#core/ids.ts";
import type { FieldMap } from "#core/mapping/field-map.ts";
import type { ConflictRow, JournalRow, LinkRow, Observation, Store } from "#core/ports/store.ts";
import type { CanonicalValue, FieldValues, Side } from "#core/record/canonical.ts";
import { titleIn } from "#core/record/title.ts";
import { baseFor, matchesBase } from "#core/sync/merge-field.ts";

/** Entries of the link in which the value last agreed on is looked for. */
const LOOKED_THROUGH = 200;

/** One conflict with everything that helps to decide it. */
export interface ConflictStory {
  readonly conflict: ConflictRow;
  readonly link: LinkRow;
  readonly bridge: Bridge;
  /** Null when it is about the whole record. */
  readonly map: FieldMap | null;
  /** The value that both sides last agreed on. Only its keyed hash is kept with the link; the value itself is known while the journal still has it. */
  readonly agreed: { readonly known: boolean; readonly value: CanonicalValue };
  readonly left: SideStory;
  readonly right: SideStory;
  /** What is known here of the records that come into question. */
  readonly candidates: readonly { readonly recordId: string; readonly title: string | null; readonly fields: FieldValues }[];
}

export interface SideStory {
  readonly recordId: string | null;
  readonly seenAt: Instant | null;
  /** When the vendor says that the record was last changed, where it says so. */
  readonly changedAt: Instant | null;
  /** When Highwire itself last wrote the field there; null when it was somebody else, or the journal no longer knows. */
  readonly writtenAt: Instant | null;
}

/** Tells one conflict. Throws `HW_REQUEST_NOT_FOUND`. */
export async function explainConflict(store: Store, workspaceId: WorkspaceId, id: ConflictId): Promise<ConflictStory> {
  const conflict = await store.conflict(workspaceId, id);
  const [link, bridge] =
    conflict === null ? [null, null] : await Promise.all([store.link(workspaceId, conflict.linkId), store.bridge(workspaceId, conflict.bridgeId)]);
  if (conflict === null || link === null || bridge === null) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "conflict" });
  const map = bridge.fields.find(({ field }) => field === conflict.field) ?? null;
  const entries = await store.journal(workspaceId, { linkId: link.id, kinds: ["write"], limit: LOOKED_THROUGH });
  return {
    conflict,
    link,
    bridge,
    map,
    agreed: map === null ? { known: false, value: null } : await agreedValue(store, link, map, entries),
    left: sideStory("highlevel", link, map, entries),
    right: sideStory("incident", link, map, entries),
    candidates: await candidatesOf(store, conflict, link),
  };
}

/** The newest value of the field in the journal that fits the keyed hash of what was agreed. */
async function agreedValue(store: Store, link: LinkRow, map: FieldMap, entries: readonly JournalRow[]): Promise<ConflictStory["agreed"]> {
  const base = baseFor(link.base, map);
  if (base === null) return { known: false, value: null };
  const fingerprint = await store.fingerprinter(link.workspaceId);
  const fits = (value: CanonicalValue): boolean =>
    matchesBase(map.kind, base, "highlevel", value, fingerprint) || matchesBase(map.kind, base, "incident", value, fingerprint);
  const told = entries.flatMap(({ values }) => values.filter(({ field }) => field === map.field).flatMap(({ after, before }) => [after, before]));
  const found = [null, ...told].find(fits);
  return found === undefined ? { known: false, value: null } : { known: true, value: found };
}

function sideStory(side: Side, link: LinkRow, map: FieldMap | null, entries: readonly JournalRow[]): SideStory {
  const seen = side === "highlevel" ? link.left : link.right;
  const wrote = entries.find((entry) => entry.side === side && (map === null || entry.values.some(({ field }) => field === map.field)));
  return {
    recordId: side === "highlevel" ? link.leftId : link.rightId,
    seenAt: seen?.seenAt ?? null,
    changedAt: changedAt(seen),
    writtenAt: wrote?.at ?? null,
  };
}

/** Both vendors use the time of the last change as version; anything else says nothing. */
function changedAt(seen: Observation | null): Instant | null {
  const at = Date.parse(/^\d{4}-\d\d-\d\dT/u.exec(seen?.version ?? "") === null ? "" : (seen?.version ?? ""));
  return Number.isNaN(at) ? null : at;
}

/** Candidates are records of the side that the link has none of. */
async function candidatesOf(store: Store, { candidates, bridgeId }: ConflictRow, link: LinkRow): Promise<ConflictStory["candidates"]> {
  const side: Side = link.leftId === null ? "highlevel" : "incident";
  return Promise.all(
    candidates.map(async (recordId) => {
      const owner = await store.linkOf(link.workspaceId, bridgeId, side, recordId);
      const fields = (side === "highlevel" ? owner?.left : owner?.right)?.fields ?? {};
      return { recordId, title: titleIn(fields), fields };
    }),
  );
}
