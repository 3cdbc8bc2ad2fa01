import type { WorkflowDefinition } from "#core/workflow/definition.ts";

export interface DraftHistory {
  readonly now: WorkflowDefinition;
  readonly past: readonly WorkflowDefinition[];
  readonly future: readonly WorkflowDefinition[];
  /** Names the field that is being typed into. */
  readonly typing: string | null;
}

export type DraftAct =
  | { readonly do: "edit"; readonly next: WorkflowDefinition; readonly typing?: string }
  | { readonly do: "undo" }
  | { readonly do: "redo" };

/** Steps that can be taken back. */
const MOST_STEPS = 100;

/** One act upon a draft. What was undone can be done again until something else is done. */
export function drafted(history: DraftHistory, act: DraftAct): DraftHistory {
  const { now, past, future } = history;
  if (act.do === "undo") {
    const before = past.at(-1);
    return before === undefined ? history : { now: before, past: past.slice(0, -1), future: [now, ...future], typing: null };
  }
  if (act.do === "redo") {
    const [after, ...others] = future;
    return after === undefined ? history : { now: after, past: [...past, now], future: others, typing: null };
  }
  if (act.next === now) return history;
  const typing = act.typing ?? null;
  const goesOn = typing !== null && typing === history.typing;
  return { now: act.next, past: goesOn ? past : [...past, now].slice(-MOST_STEPS), future: [], typing };
}
