import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import type { ReactElement } from "react";
import type { StatusView } from "#contract/status.ts";
import { pauseWrites } from "../api/status-calls.ts";
import { useMay } from "../api/use-me.ts";
import { text } from "../i18n/text.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { ProblemCard } from "../ui/problem-card.tsx";
import { sayDone } from "../ui/toast.tsx";

/** Pauses all writes or lets them go on; says so, and offers the opposite for ten seconds. */
function usePause(): UseMutationResult<unknown, Error, boolean> {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: pauseWrites,
    onSuccess: (_answer, paused) => sayDone(text(paused ? "pause.done" : "pause.resumed"), () => change.mutate(!paused)),
    onSettled: () => client.invalidateQueries(),
  });
  return change;
}

/** Asks before everything stops; lets it go on at once. */
export function PauseButton({ status, onAsk }: { readonly status: StatusView | undefined; readonly onAsk: () => void }): ReactElement | null {
  const may = useMay("administer");
  const change = usePause();
  if (!may || status === undefined || status.connections.length === 0) return null;
  if (!status.allPaused)
    return (
      <Button small icon={<Pause size={14} aria-hidden />} onClick={onAsk}>
        {text("pause.all")}
      </Button>
    );
  return (
    <>
      <Button small icon={<Play size={14} aria-hidden />} busy={change.isPending} onClick={() => change.mutate(false)}>
        {text("pause.resume")}
      </Button>
      {change.isError && <ProblemCard error={change.error} />}
    </>
  );
}

/** What pausing does, before it is done. */
export function PauseQuestion({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }): ReactElement {
  const change = usePause();
  return (
    <Confirm
      title={text("pause.title")}
      act={text("pause.confirm")}
      open={open}
      busy={change.isPending}
      onConfirm={() => change.mutate(true, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{text("pause.body")}</p>
      {change.isError && <ProblemCard error={change.error} />}
    </Confirm>
  );
}
