import { useEffect, useEffectEvent } from "react";
import { keptWord } from "./kept-choice.ts";

/** Whether single keys do something; speech input may press them by accident (WCAG 2.1.4). */
const singleKeys = keptWord("hw-single-keys", ["on", "off"], "on");

/** Do single keys do something? Kept in the browser; default yes. */
export function useSingleKeys(): readonly [boolean, (on: boolean) => void] {
  const [word, set] = singleKeys.use();
  return [word === "on", (on) => set(on ? "on" : "off")];
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
