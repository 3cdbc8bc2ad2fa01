import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import { useState, type ReactElement } from "react";
import type { StatusView } from "#contract/status.ts";
import { pauseWrites } from "../api/status-calls.ts";
import { useMay } from "../api/use-me.ts";
import { text } from "../i18n/text.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { ProblemCard } from "../ui/problem-card.tsx";

/** Stops everything at once, after saying what that does; the same place lets it go on. */
export function PauseAll({ status }: { readonly status: StatusView | undefined }): ReactElement | null {
  const may = useMay("administer");
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: pauseWrites,
    onSuccess: () => setAsking(false),
    onSettled: () => client.invalidateQueries(),
  });
  if (!may || status === undefined || status.connections.length === 0) return null;
  if (status.allPaused)
    return (
      <>
        <Button small icon={<Play size={14} aria-hidden />} busy={change.isPending} onClick={() => change.mutate(false)}>
          {text("pause.resume")}
        </Button>
        {change.isError && <ProblemCard error={change.error} />}
      </>
    );
  return (
    <>
      <Button small icon={<Pause size={14} aria-hidden />} onClick={() => setAsking(true)}>
        {text("pause.all")}
      </Button>
      <Confirm
        title={text("pause.title")}
        act={text("pause.confirm")}
        open={asking}
        busy={change.isPending}
        onConfirm={() => change.mutate(true)}
        onClose={() => setAsking(false)}
      >
        <p>{text("pause.body")}</p>
        {change.isError && <ProblemCard error={change.error} />}
      </Confirm>
    </>
  );
}
