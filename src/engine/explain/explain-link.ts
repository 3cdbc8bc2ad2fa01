import type { Bridge, Entity } from "#core/bridge.ts";
import { fieldLabels, type FieldLabel } from "#core/mapping/field-label.ts";
import type { JournalRow, LinkRow, Store } from "#core/ports/store.ts";
import type { Explanation, RunExplanation } from "../application.ts";
import { isPaused } from "../pause-link.ts";
import { runEntries } from "../run-entries.ts";
import { linksNaming } from "./find-links.ts";
import { causeWords, sentenceForEntry } from "./sentences.ts";

/** Entries of one link that are told, the newest. */
const TOLD = 50;

/** Tells why a record was or was not written, and how all else stands that hangs on it. */
export async function explainLink(store: Store, link: LinkRow): Promise<Explanation> {
  const bridges = await store.bridges(link.workspaceId);
  const label = fieldLabels(bridges);
  const [entries, conflicts, related] = await Promise.all([
    store.journal(link.workspaceId, { linkId: link.id, limit: TOLD }),
    store.conflicts(link.workspaceId, { state: "open", linkId: link.id, limit: TOLD }),
    relatedTo(store, bridges, link),
  ]);
  const steps = entries.map((entry) => stepOf(entry, label));
  return {
    link,
    headline: headlineOf(link, steps[0]?.sentence),
    steps,
    conflicts,
    related: await Promise.all(
      related.map(async (other) => {
        const [newest] = await store.journal(link.workspaceId, { linkId: other.id, limit: 1 });
        const headline = headlineOf(other, newest === undefined ? undefined : sentenceForEntry(newest, label));
        return { link: other, entity: entityOf(bridges, other), headline };
      }),
    ),
  };
}

/** Tells what a run wrote, and what of it was taken back. */
export async function explainRun(store: Store, workspaceId: Bridge["workspaceId"], run: JournalRow): Promise<RunExplanation> {
  const label = fieldLabels(await store.bridges(workspaceId));
  const counts = { written: 0, takenBack: 0 };
  const steps: Explanation["steps"][number][] = [];
  for await (const { entry, isUndo } of runEntries(store, workspaceId, run)) {
    counts[isUndo ? "takenBack" : "written"] += 1;
    if (steps.length < TOLD) steps.push(stepOf(entry, label));
  }
  return { run, ...counts, steps };
}

const stepOf = (entry: JournalRow, label: FieldLabel): Explanation["steps"][number] => ({
  at: entry.at,
  sentence: sentenceForEntry(entry, label),
  chain: entry.cause.map(causeWords),
  entry,
});

const entityOf = (bridges: readonly Bridge[], link: LinkRow): Entity => bridges.find(({ id }) => id === link.bridgeId)?.entity ?? "contact";

/** What hangs on a contact or a task, in all other bridges. */
async function relatedTo(store: Store, bridges: readonly Bridge[], link: LinkRow): Promise<readonly LinkRow[]> {
  const entity = entityOf(bridges, link);
  if (entity !== "contact" && entity !== "task") return [];
  const recordId = link.leftId?.split("/").at(-1);
  const others = bridges.filter(({ id }) => id !== link.bridgeId).map(({ id }) => id);
  return recordId === undefined ? [] : linksNaming(store, link.workspaceId, others, recordId);
}

function headlineOf(link: LinkRow, newest: string | undefined): string {
  if (isPaused(link)) return "Paused by a person: nothing of it is written until somebody resumes it.";
  const open = link.openConflicts;
  if (open > 0) return `Waits for a person: ${open === 1 ? "one conflict is" : `${String(open)} conflicts are`} open. ${newest ?? ""}`.trim();
  if (link.state === "parked") return newest ?? "Set aside.";
  if (link.dirty) return `Waiting to be looked at (${link.dirtyReasons.map(causeWords).join(", ")}). ${newest ?? ""}`.trim();
  return newest ?? "In step; nothing has happened since it was linked.";
}
