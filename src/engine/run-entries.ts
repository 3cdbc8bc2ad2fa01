import type { Bridge } from "#core/bridge.ts";
import type { JournalRow, Store } from "#core/ports/store.ts";

const PAGE = 1_000;

/** The chain word of everything that carries out a plan. */
export const planCause = (id: string): string => `plan ${id}`;
/** The chain word of everything that takes a run back. */
export const undoCause = (id: string): string => `undo ${id}`;

/** A write of a run, or one by which it was taken back. */
export interface RunEntry {
  readonly entry: JournalRow;
  readonly isUndo: boolean;
}

/** Everything that a run wrote and that was taken back of it, oldest first. Looks through the journal from where the run began. */
export async function* runEntries(store: Store, workspaceId: Bridge["workspaceId"], run: JournalRow): AsyncGenerator<RunEntry> {
  const planId = String(run.detail["plan"]);
  for (let after = run.id; ;) {
    const page = await store.journal(workspaceId, { kinds: ["write", "deleted"], after, limit: PAGE });
    for (const entry of page) {
      const isUndo = entry.cause.includes(undoCause(planId));
      if (isUndo || entry.cause.includes(planCause(planId))) yield { entry, isUndo };
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.id;
  }
}
