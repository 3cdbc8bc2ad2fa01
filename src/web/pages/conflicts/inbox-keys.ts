import type { ConflictCauseView, InboxItem } from "#contract/conflicts.ts";
import { useSingleKey } from "../../ui/single-keys.ts";
import type { Settling } from "./settling.tsx";

/** What the keys 1, 2 and 3 answer. */
const answers: Readonly<Record<string, "left" | "right" | "both">> = { Digit1: "left", Digit2: "right", Digit3: "both" };

interface Given {
  readonly cause: ConflictCauseView | undefined;
  readonly item: InboxItem | undefined;
  readonly inbox: readonly InboxItem[];
  readonly open: (id: string) => void;
  readonly settling: Settling;
}

/** 1, 2, 3 answer, with Shift for all of the cause; z takes back; j and k move. */
export function useInboxKeys({ cause, item, inbox, open, settling }: Given): void {
  const answer = ({ code, shiftKey }: KeyboardEvent): boolean => {
    const choose = answers[code];
    if (choose === undefined || item === undefined || cause === undefined || !takesSides(cause.kind)) return false;
    if (shiftKey) settling.all(cause, choose);
    else settling.one(item.id, { choose });
    return true;
  };
  const move = ({ key }: KeyboardEvent): boolean => {
    const step = key === "j" ? 1 : key === "k" ? -1 : 0;
    const next = step === 0 ? undefined : inbox[inbox.findIndex(({ id }) => id === item?.id) + step];
    if (next !== undefined) open(next.id);
    return next !== undefined;
  };
  useSingleKey((event) => answer(event) || move(event) || (event.key.toLowerCase() === "z" && settling.undo()));
}

/** Deleted against edited and several candidates have answers of their own, which take a look. */
export const takesSides = (kind: ConflictCauseView["kind"]): boolean => kind !== "ambiguous" && kind !== "delete-edit";
