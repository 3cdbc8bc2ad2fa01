import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useSingleKey } from "../ui/single-keys.ts";
import { navigationItems } from "./navigation.tsx";

/** Milliseconds within which the second key of a pair must come. */
const PAIR_MS = 1_200;

/** How the key is written on this machine that goes with others. */
export const MOD = /mac|iphone|ipad/iu.test(navigator.userAgent) ? "⌘" : "Ctrl";

/** The keys that work on every page: ⌘K or Ctrl+K opens the search, `?` the list of keys, `g` and a letter goes to a page. */
export function useShortcuts(open: (what: "search" | "keys") => void): void {
  const navigate = useNavigate();
  const wentAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!(event.metaKey || event.ctrlKey) || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      open("search");
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [open]);
  useSingleKey(({ key, timeStamp }) => {
    const isPair = timeStamp - wentAt.current < PAIR_MS;
    wentAt.current = key === "g" ? timeStamp : Number.NEGATIVE_INFINITY;
    if (key === "?") open("keys");
    const to = isPair ? navigationItems.find((item) => item.key === key)?.to : undefined;
    if (to !== undefined) void navigate({ to });
    return key === "?" || to !== undefined;
  });
}
