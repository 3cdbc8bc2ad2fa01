import { useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { RunDetail, StepView } from "#contract/workflows.ts";
import { answerRun, cancelRun, confirmRun, replayRun, retryRun } from "../../api/workflow-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { UnlessMay } from "../../ui/ask-owner.tsx";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { sayDone } from "../../ui/toast.tsx";
import { asJson } from "../catalog/input-values.ts";

/** Reads again what acts on a run change. */
const askAnew = (client: QueryClient): Promise<unknown> =>
  Promise.all(["workflow-run", "workflow-runs"].map((key) => client.invalidateQueries({ queryKey: [key] })));

/** What a run asks people. */
export function Questions({ run }: { readonly run: RunDetail }): ReactElement {
  const open = run.state === "going" ? run.steps.filter(({ kind, state }) => kind === "approve" && state === "waiting") : [];
  return (
    <>
      {open.map((step) => (
        <Question key={step.path} run={run.id} step={step} />
      ))}
    </>
  );
}

function Question({ run, step }: { readonly run: string; readonly step: StepView }): ReactElement {
  const client = useQueryClient();
  const mayOperate = useMay("operate");
  const [note, setNote] = useState("");
  const answer = useMutation({
    mutationFn: (approved: boolean) => answerRun(run, step.path, approved, note),
    onSuccess: () => askAnew(client),
  });
  const { question = "" } = (step.input ?? {}) as { readonly question?: unknown };
  return (
    <Notice tone="info" title={<bdi>{typeof question === "string" ? question : asJson(question)}</bdi>}>
      <UnlessMay needs="operate" />
      {mayOperate && (
        <>
          <TextField label={text("wf.answer.note")} maxLength={500} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
          {answer.isError && <ProblemCard error={answer.error} />}
          <div className="row-of">
            <Button look="main" busy={answer.isPending} onClick={() => answer.mutate(true)}>
              {text("wf.answer.yes")}
            </Button>
            <Button busy={answer.isPending} onClick={() => answer.mutate(false)}>
              {text("wf.answer.no")}
            </Button>
          </div>
        </>
      )}
    </Notice>
  );
}

export interface ActsProps {
  readonly run: RunDetail;
  readonly onOpen: (run: string) => void;
  /** Shows the steps with its data. */
  readonly onUse: (run: string) => void;
}

/** Try again, do anew, end, or look at the steps with its data. */
export function RunActs({ run, onOpen, onUse }: ActsProps): ReactElement {
  const client = useQueryClient();
  const mayOperate = useMay("operate");
  const done = (words: string) => () => {
    sayDone(words);
    return askAnew(client);
  };
  const retry = useMutation({ mutationFn: () => retryRun(run.id), onSuccess: done(text("wf.retry.done")) });
  const confirm = useMutation({ mutationFn: () => confirmRun(run.id), onSuccess: done(text("wf.confirm.done")) });
  const cancel = useMutation({ mutationFn: () => cancelRun(run.id), onSuccess: done(text("wf.cancel.done")) });
  const replay = useMutation({
    mutationFn: (version: "then" | "today") => replayRun(run.id, version),
    async onSuccess(id) {
      sayDone(text("wf.replay.done"));
      await askAnew(client);
      onOpen(id);
    },
  });
  const failed = [retry, confirm, cancel, replay].find(({ isError }) => isError);
  const isOpen = run.state === "parked" || run.state === "going";
  return (
    <>
      {failed?.error !== undefined && failed.error !== null && <ProblemCard error={failed.error} />}
      <div className="row-of">
        <Button onClick={() => onUse(run.id)}>{text("wf.use-data")}</Button>
        {mayOperate && run.state === "parked" && (
          <Button look="main" busy={retry.isPending} onClick={() => retry.mutate()}>
            {text("wf.retry")}
          </Button>
        )}
        {mayOperate && run.state === "parked" && run.because === "HW_STEP_UNCERTAIN" && (
          <Button busy={confirm.isPending} onClick={() => confirm.mutate()}>
            {text("wf.confirm")}
          </Button>
        )}
        {mayOperate && (
          <>
            <Button busy={replay.isPending} onClick={() => replay.mutate("today")}>
              {text("wf.replay.today")}
            </Button>
            <Button look="quiet" busy={replay.isPending} onClick={() => replay.mutate("then")}>
              {text("wf.replay.then", { version: run.version })}
            </Button>
          </>
        )}
        {mayOperate && isOpen && (
          <Button look="quiet" busy={cancel.isPending} onClick={() => cancel.mutate()}>
            {text("wf.cancel")}
          </Button>
        )}
      </div>
    </>
  );
}
