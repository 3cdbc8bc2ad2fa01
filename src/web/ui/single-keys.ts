import { useEffect, useEffectEvent, useSyncExternalStore } from "react";

/** Where the choice is kept whether single keys do something; speech input may press them by accident (WCAG 2.1.4). */
const KEPT = "hw-single-keys";
const listeners = new Set<() => void>();

/** Do single keys do something? Kept in the browser; default yes. */
export function useSingleKeys(): readonly [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => localStorage.getItem(KEPT) !== "off",
  );
  const set = (next: boolean): void => {
    localStorage.setItem(KEPT, next ? "on" : "off");
    for (const listener of listeners) listener();
  };
  return [on, set];
}

const isTyping = ({ target }: Event): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select"));

/**
 * Hears keys that are pressed without Ctrl, ⌘ or Alt: not while somebody types, not once they are switched off, and not below a window that is
 * open, unless they are that window's own. `onKey` says whether it has used the key.
 */
export function useSingleKey(onKey: (event: KeyboardEvent) => boolean, inWindow = false): void {
  const [on] = useSingleKeys();
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    if (!inWindow && document.querySelector("dialog[open]") !== null) return;
    if (onKey(event)) event.preventDefault();
  });
  useEffect(() => {
    if (!on) return undefined;
    const hear = (event: KeyboardEvent): void => press(event);
    addEventListener("keydown", hear);
    return () => removeEventListener("keydown", hear);
  }, [on]);
}
