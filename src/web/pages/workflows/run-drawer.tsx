import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { RunDetail } from "#contract/workflows.ts";
import { runQuery, versionQuery } from "../../api/workflow-calls.ts";
import { useErrors } from "../../api/error-calls.ts";
import { text } from "../../i18n/text.ts";
import { exactTime } from "../../i18n/time.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Notice } from "../../ui/notice.tsx";
import { RawText } from "../../ui/raw-text.tsx";
import { Answer } from "../../ui/states.tsx";
import { asJson } from "../catalog/input-values.ts";
import { useBuilder } from "./builder.ts";
import { Questions, RunActs, type ActsProps } from "./run-acts.tsx";
import { causeWords, RunStateBadge } from "./run-state.tsx";
import { pathStepWords, StepResults } from "./step-results.tsx";
import type { Spoken } from "./step-words.ts";

interface Props extends Omit<ActsProps, "run"> {
  readonly id: string | undefined;
  readonly onClose: () => void;
}

/** One run: how it stands, what each step did, and what can be done about it. */
export function RunDrawer({ id, onClose, ...rest }: Props): ReactElement {
  const query = useQuery(runQuery(id));
  return (
    <Dialog kind="drawer" title={text("wf.run.title")} open={id !== undefined} onClose={onClose}>
      <Answer query={query}>{(run) => <Run run={run} {...rest} />}</Answer>
    </Dialog>
  );
}

function Run({ run, onOpen, onUse }: ActsProps): ReactElement {
  const spoken = useSpoken(run);
  return (
    <>
      <p>
        <RunStateBadge state={run.state} /> {text("wf.run.began", { at: exactTime(run.startedAt), cause: causeWords(run.cause) })}
      </p>
      <Because run={run} spoken={spoken} />
      <Questions run={run} />
      <RunActs run={run} onOpen={onOpen} onUse={onUse} />
      <h3>{text("wf.run.steps")}</h3>
      <StepResults results={run.steps.toSorted((one, other) => one.startedAt - other.startedAt)} spoken={spoken} />
      <details className="wf-options">
        <summary>{text("wf.run.trigger")}</summary>
        <RawText label={text("wf.run.trigger")}>{asJson(run.trigger)}</RawText>
      </details>
    </>
  );
}

/** The steps of the version that ran; until it has come, those of the draft. */
function useSpoken({ workflow, version }: RunDetail): Spoken {
  const { definition, items } = useBuilder();
  const ran = useQuery(versionQuery(workflow, version));
  return { steps: (ran.data ?? definition).steps, items };
}

/** Why it stands still or failed, and what mends that. */
function Because({ run: { because, reason, at }, spoken }: { readonly run: RunDetail; readonly spoken: Spoken }): ReactElement | null {
  const errors = useErrors();
  const known = errors?.find(({ code }) => code === because);
  if (because === null && reason === null) return null;
  return (
    <Notice tone="warn" title={known === undefined ? (reason ?? because) : `${known.title} (${known.number})`}>
      {at !== null && (
        <p>
          <bdi>{text("wf.run.at", { name: pathStepWords(at, spoken) })}</bdi>
        </p>
      )}
      {known !== undefined && <p>{known.fix}</p>}
    </Notice>
  );
}
