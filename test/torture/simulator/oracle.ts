import type { ConflictRow, JournalRow, LinkRow } from "#core/ports/store.ts";
import { compareSides } from "#main/demo/compare-sides.ts";
import type { History, PersonEdit } from "./people.ts";
import type { Universe } from "./universe.ts";

/** A broken promise: the rule and what happened, with ids only. */
export type Violation = string;

/** Milliseconds around a person's edit within which our write of the same field may have been under way: the one window that no vendor lets us close. */
export const WRITE_WINDOW_MS = 60_000;

/** What the judge looks at: both vendors' truth and the store's. */
export type Scene = Pick<Universe, "store" | "workspaceId" | "highlevel" | "incident" | "bridge">;

interface Evidence {
  readonly links: readonly LinkRow[];
  readonly conflicts: readonly ConflictRow[];
  readonly journal: readonly JournalRow[];
}

/** What is true once everything has come to rest. */
export async function judge(universe: Scene, history: History): Promise<{ readonly violations: readonly Violation[]; readonly inWindow: number }> {
  const evidence = await gather(universe);
  const { unaccounted, inWindow } = accountFor(universe, history, evidence);
  return {
    violations: [...(await sidesAgree(universe, history, evidence)), ...unaccounted, ...(await auditHolds(universe, evidence)), ...atRest(evidence)],
    inWindow,
  };
}

async function gather({ store, workspaceId }: Scene): Promise<Evidence> {
  const page = { limit: 100_000 } as const;
  const [{ links }, journal, ...conflicts] = await Promise.all([
    store.listLinks({ workspaceId, sort: "name", ...page }),
    store.journal(workspaceId, page),
    ...(["open", "decided", "closed"] as const).map(async (state) => store.conflicts(workspaceId, { state, ...page })),
  ]);
  return { links, journal, conflicts: conflicts.flat() };
}

/** M1, I4, S5: every pair is equal but for what waits for a person; nothing exists twice. */
async function sidesAgree(universe: Scene, history: History, { links, conflicts }: Evidence): Promise<readonly Violation[]> {
  const byLink = new Map(links.map((link) => [link.id, link]));
  const waiting = new Set(
    conflicts
      .filter((conflict) => conflict.state === "open" && conflict.closedAt === null)
      .flatMap(({ linkId, field, candidates }) => {
        const link = byLink.get(linkId);
        return [link?.leftId, link?.rightId, ...candidates].flatMap((id) => (typeof id === "string" ? [`${id}:${field}`] : []));
      }),
  );
  // A link that has ended, or a contact that cannot be found again, owes nothing.
  for (const link of links) {
    if (link.state === "active" || link.state === "parked") continue;
    for (const id of [link.leftId, link.rightId]) if (id !== null) waiting.add(`${id}:*`);
  }
  const typeId = universe.incident.control.types().find(({ type_name: name }) => name.includes("HighLevelContact"))?.id ?? "";
  const truth = { contacts: universe.highlevel.control.contacts(), entries: universe.incident.control.entries(typeId) };
  const comparison = compareSides(truth, await universe.bridge(), waiting);
  return [
    ...comparison.unequal.map(({ contactId, field }) => `M1 ${field} of ${contactId} differs and nobody was asked`),
    ...(comparison.duplicates > 0 ? [`I4 ${String(comparison.duplicates)} records exist twice`] : []),
    ...(comparison.unpaired > 0 && history.gone.size === 0 ? [`S3 ${String(comparison.unpaired)} records have no counterpart`] : []),
  ];
}

/** M1, M3: each edit is the final value, or was seen by whoever replaced it, or stands in a conflict. */
function accountFor(
  universe: Scene,
  history: History,
  evidence: Evidence,
): { readonly unaccounted: readonly Violation[]; readonly inWindow: number } {
  const fates = history.edits.map((edit) => ({ edit, fate: fateOf(universe, history, evidence, edit) }));
  return {
    unaccounted: fates.filter(({ fate }) => fate === "lost").map(({ edit }) => `M1 ${edit.side} edit of ${edit.field} of ${edit.recordId} vanished`),
    inWindow: fates.filter(({ fate }) => fate === "in-window").length,
  };
}

function fateOf(universe: Scene, history: History, evidence: Evidence, edit: PersonEdit): "kept" | "in-window" | "lost" {
  const link = evidence.links.find(({ leftId, rightId }) => (edit.side === "highlevel" ? leftId : rightId) === edit.recordId);
  if (link === undefined || [link.leftId, link.rightId].some((id) => id !== null && history.gone.has(id))) return "kept";
  if (edit.field === "tags") return fateOfTag(universe, history, link, edit);
  if (finalValue(link, edit) === edit.token) return "kept";
  const replacedByTheSame = history.edits.some(
    (other) => other.at >= edit.at && other !== edit && other.side === edit.side && other.recordId === edit.recordId && other.field === edit.field,
  );
  if (replacedByTheSame) return "kept";
  const own = evidence.journal.filter(({ linkId }) => linkId === link.id);
  const reached = own.some(
    ({ side, values }) => side !== edit.side && values.some(({ field, after }) => field === edit.field && after === edit.token),
  );
  if (reached) return "kept";
  if (evidence.conflicts.some(({ linkId, left, right }) => linkId === link.id && [left, right].includes(edit.token))) return "kept";
  const overwritten = own.some(
    ({ side, at, values }) => side === edit.side && Math.abs(at - edit.at) <= WRITE_WINDOW_MS && values.some(({ field }) => field === edit.field),
  );
  return overwritten ? "in-window" : "lost";
}

const finalValue = (link: LinkRow, edit: PersonEdit): unknown => (edit.side === "highlevel" ? link.left : link.right)?.fields[edit.field];

function fateOfTag(universe: Scene, history: History, link: LinkRow, edit: PersonEdit): "kept" | "lost" {
  if (history.tagsRemoved.has(`${edit.recordId}:${edit.token}`)) return "kept";
  const contact = universe.highlevel.control.contacts().find(({ id }) => id === link.leftId);
  return ((contact?.["tags"] as readonly string[] | undefined) ?? []).includes(edit.token) ? "kept" : "lost";
}

/** A1: the chain fits, and no intent has two entries of one kind. */
async function auditHolds({ store, workspaceId }: Scene, { journal }: Evidence): Promise<readonly Violation[]> {
  const { brokenAt } = await store.verifyJournal(workspaceId);
  const written = journal.filter(({ kind }) => kind === "write" || kind === "deleted").flatMap(({ intentId }) => intentId ?? []);
  return [
    ...(brokenAt === null ? [] : [`A1 the journal's chain breaks at ${brokenAt}`]),
    ...(new Set(written).size === written.length ? [] : ["A1 a write has two entries"]),
  ];
}

/** X6, S2: nothing is left due or failing once every fault is gone. */
function atRest({ links }: Evidence): readonly Violation[] {
  return links
    .filter((link) => link.dirty || (link.state === "parked" && link.openConflicts === 0))
    .map((link) => `S2 link ${link.id} did not come to rest (${link.state} ${link.because ?? ""})`);
}
