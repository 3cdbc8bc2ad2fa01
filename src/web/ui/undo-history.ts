/** What is being changed, with what it was before and what was undone. */
export interface UndoHistory<State> {
  readonly now: State;
  readonly past: readonly State[];
  readonly future: readonly State[];
  /** Names the field that is being typed into, so that a word is one step and not one a letter. */
  readonly typing: string | null;
}

/** Steps that can be taken back. */
const MOST_STEPS = 100;

export const begun = <State>(now: State): UndoHistory<State> => ({ now, past: [], future: [], typing: null });

/** One step back, or forth again what was undone; as it was where there is none. */
export function stepped<State>(history: UndoHistory<State>, way: "undo" | "redo"): UndoHistory<State> {
  const { now, past, future } = history;
  if (way === "undo") {
    const [before] = past.slice(-1);
    return before === undefined ? history : { now: before, past: past.slice(0, -1), future: [now, ...future], typing: null };
  }
  const [after, ...others] = future;
  return after === undefined ? history : { now: after, past: [...past, now], future: others, typing: null };
}

/** With another state, which ends what could be done again. `typing` names the field that is being typed into; null where nobody types. */
export function changed<State>(history: UndoHistory<State>, next: State, typing: string | null): UndoHistory<State> {
  const { now, past } = history;
  if (next === now) return history;
  const goesOn = typing !== null && typing === history.typing;
  return { now: next, past: goesOn ? past : [...past, now].slice(-MOST_STEPS), future: [], typing };
}
