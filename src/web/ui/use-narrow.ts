import { useSyncExternalStore } from "react";

/** As wide as the style sheets' narrow screens. */
const narrow = matchMedia("(max-width: 720px)");

function listen(changed: () => void): () => void {
  narrow.addEventListener("change", changed);
  return () => narrow.removeEventListener("change", changed);
}

/** Whether the screen is so narrow that parts of a row stand below each other. */
export const useNarrow = (): boolean => useSyncExternalStore(listen, () => narrow.matches);
