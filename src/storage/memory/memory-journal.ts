import { createHash } from "node:crypto";
import type { Instant, WorkspaceId } from "#core/ids.ts";
import type { JournalEntry, Store } from "#core/ports/store.ts";
import type { JournalQuery } from "#core/ports/store-queries.ts";
import type { MemoryState } from "./memory-state.ts";

/** The journal's part of the store. */
export function journalIn(
  state: MemoryState,
  tell: (topic: "activity", workspaceId: WorkspaceId) => void,
): Pick<Store, "journal" | "runs" | "appendJournal" | "verifyJournal"> {
  return {
    journal: async (workspaceId, query) => journalPage(state, workspaceId, query),
    runs: async (workspaceId, query) => newestRuns(state, workspaceId, query),
    async appendJournal(workspaceId, entries, now) {
      appendTo(state, workspaceId, entries, now);
      tell("activity", workspaceId);
    },
    verifyJournal: async (workspaceId) => verifyChain(state, workspaceId),
  };
}

/** Adds entries to the end of a workspace's chain, which covers a hash of their values, so that erasure can empty them. */
export function appendTo(state: MemoryState, workspaceId: WorkspaceId, entries: readonly JournalEntry[], now: Instant): void {
  for (const entry of entries) {
    const row = { ...entry, id: String(state.journal.length + 1).padStart(16, "0"), at: now, workspaceId, valuesHash: hashOf(entry.values) };
    const previous = state.journal.findLast((other) => other.workspaceId === workspaceId)?.hash ?? "";
    state.journal.push({ ...row, hash: chainHash(previous, row) });
  }
}

/** Id of the last entry; `0` where there is none. */
export const headOf = (state: MemoryState, workspaceId: WorkspaceId): string =>
  state.journal.findLast((row) => row.workspaceId === workspaceId)?.id ?? "0";

const hashOf = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");
const chainHash = (previous: string, row: JournalEntry): string => hashOf([previous, { ...row, values: null }]);

function verifyChain(state: MemoryState, workspaceId: WorkspaceId): { checked: number; brokenAt: string | null } {
  let previous = "";
  let checked = 0;
  for (const { hash, ...row } of state.journal) {
    if (row.workspaceId !== workspaceId) continue;
    const fits = row.values.length === 0 || hashOf(row.values) === row.valuesHash;
    if (!fits || chainHash(previous, row) !== hash) return { checked, brokenAt: row.id };
    previous = hash;
    checked += 1;
  }
  return { checked, brokenAt: null };
}

function newestRuns(state: MemoryState, workspaceId: WorkspaceId, { plan, limit }: Parameters<Store["runs"]>[1]): Awaited<ReturnType<Store["runs"]>> {
  const runs = state.journal.filter((row) => row.workspaceId === workspaceId && row.kind === "run");
  return runs
    .filter(({ detail }) => plan === undefined || detail["plan"] === plan)
    .toReversed()
    .slice(0, limit);
}

function journalPage(state: MemoryState, workspaceId: WorkspaceId, query: JournalQuery): Awaited<ReturnType<Store["journal"]>> {
  const rows = state.journal.filter(
    (row) =>
      row.workspaceId === workspaceId &&
      (query.linkId === undefined || row.linkId === query.linkId) &&
      (query.kinds === undefined || query.kinds.includes(row.kind)) &&
      (query.before === undefined || row.id < query.before),
  );
  if (query.after !== undefined) return rows.filter((row) => row.id > (query.after ?? "")).slice(0, query.limit);
  return rows.toReversed().slice(0, query.limit);
}
