import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { ignore, replay, resync, retry, undo, type Chosen } from "../../api/activity-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { TextField } from "../../ui/text-field.tsx";

/** What people can do about entries, and what came of it. */
export interface Verbs {
  retry(chosen: Chosen): void;
  ignore(chosen: Chosen, reason: string): void;
  replay(id: string): void;
  resync(id: string): void;
  undo(id: string): void;
  readonly busy: boolean;
  /** What came of the last one, in words. */
  readonly outcome: string | undefined;
  readonly error: Error | null;
}

export function useVerbs(): Verbs {
  const client = useQueryClient();
  const act = useMutation({ mutationFn: (run: () => Promise<string>) => run(), onSettled: () => client.invalidateQueries() });
  const { mutate, isPending: busy, data: outcome, error } = act;
  return {
    retry: (chosen) => mutate(async () => text("activity.done.retry", { count: await retry(chosen) })),
    ignore: (chosen, reason) => mutate(async () => text("activity.done.ignore", { count: await ignore(chosen, reason) })),
    replay: (id) => mutate(async () => text("activity.done.replay", { count: await replay(id) })),
    resync: (id) =>
      mutate(async () => {
        await resync(id);
        return text("activity.done.resync");
      }),
    undo: (id) => mutate(async () => text("activity.done.undo", { restored: (await undo(id, false)).restored })),
    busy,
    outcome,
    error,
  };
}

/** What came of the last act, read out when it is known. */
export function Outcome({ verbs }: { readonly verbs: Verbs }): ReactElement {
  return (
    <output>
      {verbs.error !== null && <ProblemCard error={verbs.error} />}
      {verbs.error === null && verbs.outcome !== undefined && <Notice tone="good" title={verbs.outcome} />}
    </output>
  );
}

/** Asks why something does not matter, before it is left alone. */
export function IgnoreDialog({
  open,
  count,
  onClose,
  onIgnore,
}: {
  readonly open: boolean;
  readonly count: number;
  readonly onClose: () => void;
  readonly onIgnore: (reason: string) => void;
}): ReactElement {
  const [reason, setReason] = useState("");
  return (
    <Dialog title={text("activity.ignore.title", { count })} open={open} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onIgnore(reason.trim());
          setReason("");
        }}
      >
        <p>{text("activity.effect.ignore")}</p>
        <TextField label={text("activity.ignore.reason")} value={reason} maxLength={500} onChange={(event) => setReason(event.currentTarget.value)} />
        <div className="dialog-foot">
          <Button onClick={onClose}>{text("dialog.cancel")}</Button>
          <Button type="submit" look="main">
            {text("activity.verb.ignore")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
