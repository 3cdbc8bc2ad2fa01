import { useNavigate } from "@tanstack/react-router";
import { useEffect, useSyncExternalStore } from "react";

/** Where the choice is kept whether single keys do something; speech input may press them by accident (WCAG 2.1.4). */
const KEPT = "hw-single-keys";
/** Milliseconds within which the second key of a pair must come. */
const PAIR_MS = 1_200;

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

/** Pages by the key that follows `g`. */
export const goKeys = { h: "/", c: "/contacts" } as const;

/** Is the person typing, or is a window open that has its own keys? */
function isTaken(target: EventTarget | null): boolean {
  if (document.querySelector("dialog[open]") !== null) return true;
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

/** The keys that work on every page: ⌘K or Ctrl+K opens the search, `?` the list of keys, `g` and a letter goes to a page. */
export function useShortcuts(open: (what: "search" | "keys") => void): void {
  const navigate = useNavigate();
  const [single] = useSingleKeys();
  useEffect(() => {
    let wentAt = Number.NEGATIVE_INFINITY;
    const press = (event: KeyboardEvent): void => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        open("search");
        return;
      }
      if (!single || event.metaKey || event.ctrlKey || event.altKey || isTaken(event.target)) return;
      if (event.key === "?") open("keys");
      else if (event.key === "g") wentAt = event.timeStamp;
      else if (event.timeStamp - wentAt < PAIR_MS && event.key in goKeys) {
        event.preventDefault();
        void navigate({ to: goKeys[event.key as keyof typeof goKeys] });
      }
      if (event.key !== "g") wentAt = Number.NEGATIVE_INFINITY;
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [navigate, open, single]);
}
