import type { KeyboardEvent } from "react";

/** Moves the focus from row to row of a virtual list, whose rows stand in the document in any order: arrow keys, j and k. `rows` selects what takes it. */
export function moveRowFocus(event: KeyboardEvent<HTMLElement>, rows: string): void {
  const step = event.key === "ArrowDown" || event.key === "j" ? 1 : event.key === "ArrowUp" || event.key === "k" ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const inOrder = [...event.currentTarget.querySelectorAll<HTMLElement>(rows)].toSorted(
    (one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top,
  );
  const at = inOrder.indexOf(document.activeElement as HTMLElement);
  inOrder[at === -1 ? 0 : at + step]?.focus();
}
