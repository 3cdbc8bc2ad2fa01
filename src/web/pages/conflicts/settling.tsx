import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, type ReactElement } from "react";
import type { SettledView, SettleRequest } from "#contract/conflicts.ts";
import { reopen, settle, settleAlways, type Cause } from "../../api/conflict-calls.ts";
import { text } from "../../i18n/text.ts";
import { useClock } from "../../ui/ago.tsx";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";

type Choice = Pick<SettleRequest, "choose" | "value" | "recordId">;

/** Settling, and taking it back while that can be done. */
export interface Settling {
  one(id: string, choice: Choice): void;
  all(cause: Cause, choose: SettleRequest["choose"]): void;
  always(cause: Cause, choose: "left" | "right"): void;
  /** False when there is nothing to take back. */
  readonly undo: () => boolean;
  readonly busy: boolean;
  readonly last: SettledView | undefined;
  readonly error: Error | null;
  /** How many were taken back, once that was asked. */
  readonly reopened: number | null;
}

const groupOf = ({ flow, kind, field }: Cause): Cause => ({ flow, kind, field });

export function useSettling(): Settling {
  const client = useQueryClient();
  const again = useCallback(() => void client.invalidateQueries(), [client]);
  const back = useMutation({ mutationFn: reopen, onSettled: again });
  const act = useMutation({ mutationFn: (run: () => Promise<SettledView>) => run(), onMutate: () => back.reset(), onSettled: again });
  const { mutate, isPending: busy, data: last, error } = act;
  const { mutate: takeBack, data: reopened } = back;
  return useMemo(
    () => ({
      one: (id, choice) => mutate(() => settle({ ids: [id], ...choice })),
      all: (cause, choose) => mutate(() => settle({ group: groupOf(cause), choose })),
      always: (cause, choose) => mutate(() => settleAlways(groupOf(cause), choose)),
      undo() {
        if (last === undefined || last.settled.length === 0 || last.until < Date.now()) return false;
        takeBack(last.settled);
        return true;
      },
      busy,
      last,
      error: error ?? back.error,
      reopened: reopened === undefined ? null : reopened.length,
    }),
    [mutate, takeBack, busy, last, error, back.error, reopened],
  );
}

/** What was settled just now, and the way back from it. */
export function SettledBar({ settling }: { readonly settling: Settling }): ReactElement {
  const { last, reopened, error } = settling;
  return (
    <output className="settled">
      {error !== null && <ProblemCard error={error} />}
      {reopened !== null && (
        <Notice tone="info" title={reopened > 0 ? text("conflicts.undone", { count: reopened }) : text("conflicts.undone.late")} />
      )}
      {reopened === null && last !== undefined && last.settled.length > 0 && <Done last={last} onUndo={settling.undo} />}
    </output>
  );
}

function Done({ last, onUndo }: { readonly last: SettledView; readonly onUndo: () => boolean }): ReactElement {
  const count = last.settled.length;
  const mayUndo = useClock((now) => now < last.until);
  // Without a countdown, which would be read out each second.
  const words = text(mayUndo ? "conflicts.settled" : "conflicts.carried", { count });
  return (
    <Notice tone="good" title={last.left > 0 ? `${words} ${text("conflicts.settled.more", { left: last.left })}` : words}>
      {mayUndo && (
        <Button small onClick={() => void onUndo()}>
          {text("conflicts.undo")} <kbd>Z</kbd>
        </Button>
      )}
    </Notice>
  );
}
