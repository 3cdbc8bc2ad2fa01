import type { MappingRow } from "#contract/mapping.ts";
import { changed, stepped, type UndoHistory } from "../../ui/undo-history.ts";

/** A row on the page: its key stays, whatever is changed in it or wherever it is moved. */
export interface DraftRow extends MappingRow {
  readonly key: string;
}

export type DraftHistory = UndoHistory<readonly DraftRow[]>;

export type DraftAct = DraftChange | { readonly do: "undo" } | { readonly do: "redo" };

type DraftChange =
  | { readonly do: "change"; readonly key: string; readonly change: Partial<MappingRow>; readonly typing?: string }
  | { readonly do: "add"; readonly rows: readonly DraftRow[] }
  | { readonly do: "remove"; readonly key: string }
  | { readonly do: "move"; readonly key: string; readonly by: -1 | 1 }
  | { readonly do: "replace"; readonly rows: readonly DraftRow[] };

export const keyed = (rows: readonly MappingRow[]): readonly DraftRow[] =>
  rows.map((row, index) => ({ ...row, key: row.field ?? `new ${String(index)}` }));

/** The rows as they are sent. */
export const sent = (rows: readonly DraftRow[]): readonly MappingRow[] => rows.map(({ key: _ours, ...row }) => row);

/** One act upon a draft. What was undone can be done again until something else is done. */
export function drafted(history: DraftHistory, act: DraftAct): DraftHistory {
  if (act.do === "undo" || act.do === "redo") return stepped(history, act.do);
  return changed(history, changedRows(history.now, act), act.do === "change" && act.typing !== undefined ? `${act.key} ${act.typing}` : null);
}

function changedRows(rows: readonly DraftRow[], act: DraftChange): readonly DraftRow[] {
  switch (act.do) {
    case "add":
      return [...rows, ...act.rows];
    case "remove":
      return rows.filter(({ key }) => key !== act.key);
    case "replace":
      return act.rows;
    case "change":
      return rows.map((row) => (row.key === act.key ? { ...row, ...act.change } : row));
    case "move": {
      const from = rows.findIndex(({ key }) => key === act.key);
      const to = from + act.by;
      const [moved, other] = [rows[from], rows[to]];
      if (moved === undefined || other === undefined) return rows;
      return rows.map((row, index) => (index === from ? other : index === to ? moved : row));
    }
  }
}
