import type { MappingRow } from "#contract/mapping.ts";

/** A row on the page: its key stays, whatever is changed in it or wherever it is moved. */
export interface DraftRow extends MappingRow {
  readonly key: string;
}

export interface DraftHistory {
  readonly rows: readonly DraftRow[];
  readonly past: readonly (readonly DraftRow[])[];
  readonly future: readonly (readonly DraftRow[])[];
  /** Names the field that is being typed into, so that a word is one step and not one a letter. */
  readonly typing: string | null;
}

export type DraftAct = DraftChange | { readonly do: "undo" } | { readonly do: "redo" };

type DraftChange =
  | { readonly do: "change"; readonly key: string; readonly change: Partial<MappingRow>; readonly typing?: string }
  | { readonly do: "add"; readonly rows: readonly DraftRow[] }
  | { readonly do: "remove"; readonly key: string }
  | { readonly do: "move"; readonly key: string; readonly by: -1 | 1 }
  | { readonly do: "replace"; readonly rows: readonly DraftRow[] };

/** Steps that can be taken back. */
const MOST_STEPS = 100;

export const keyed = (rows: readonly MappingRow[]): readonly DraftRow[] =>
  rows.map((row, index) => ({ ...row, key: row.field ?? `new ${String(index)}` }));

/** The rows as they are sent. */
export const sent = (rows: readonly DraftRow[]): readonly MappingRow[] => rows.map(({ key: _ours, ...row }) => row);

export const begun = (rows: readonly DraftRow[]): DraftHistory => ({ rows, past: [], future: [], typing: null });

/** One act upon a draft. What was undone can be done again until something else is done. */
export function drafted(history: DraftHistory, act: DraftAct): DraftHistory {
  const { rows, past, future } = history;
  if (act.do === "undo") {
    const before = past.at(-1);
    return before === undefined ? history : { rows: before, past: past.slice(0, -1), future: [rows, ...future], typing: null };
  }
  if (act.do === "redo") {
    const [after, ...others] = future;
    return after === undefined ? history : { rows: after, past: [...past, rows], future: others, typing: null };
  }
  const next = changedRows(rows, act);
  if (next === rows) return history;
  const typing = act.do === "change" && act.typing !== undefined ? `${act.key} ${act.typing}` : null;
  const goesOn = typing !== null && typing === history.typing;
  return { rows: next, past: goesOn ? past : [...past, rows].slice(-MOST_STEPS), future: [], typing };
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
