import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { RunDetail, StepView } from "#contract/workflows.ts";
import { eachStep } from "#core/workflow/definition.ts";
import { fetchRun } from "../../api/workflow-calls.ts";
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
import { stepWords } from "./step-words.ts";

interface Props extends Omit<ActsProps, "run"> {
  readonly id: string | undefined;
  readonly onClose: () => void;
}

/** One run: how it stands, what each step did, and what can be done about it. */
export function RunDrawer({ id, onClose, ...rest }: Props): ReactElement {
  const query = useQuery({ queryKey: ["workflow-run", id], queryFn: () => fetchRun(id ?? ""), enabled: id !== undefined });
  return (
    <Dialog kind="drawer" title={text("wf.run.title")} open={id !== undefined} onClose={onClose}>
      <Answer query={query}>{(run) => <Run run={run} {...rest} />}</Answer>
    </Dialog>
  );
}

function Run({ run, onOpen, onUse }: ActsProps): ReactElement {
  return (
    <>
      <p>
        <RunStateBadge state={run.state} /> {text("wf.run.began", { at: exactTime(run.startedAt), cause: causeWords(run.cause) })}
      </p>
      <Because run={run} />
      <Questions run={run} />
      <RunActs run={run} onOpen={onOpen} onUse={onUse} />
      <h3>{text("wf.run.steps")}</h3>
      <ol className="wf-results">
        {run.steps
          .toSorted((one, other) => one.startedAt - other.startedAt)
          .map((step) => (
            <li key={step.path}>
              <Step step={step} />
            </li>
          ))}
      </ol>
      <details className="wf-options">
        <summary>{text("wf.run.trigger")}</summary>
        <RawText label={text("wf.run.trigger")}>{asJson(run.trigger)}</RawText>
      </details>
    </>
  );
}

/** Why it stands still or failed, and what mends that. */
function Because({ run: { because, reason, at } }: { readonly run: RunDetail }): ReactElement | null {
  const errors = useErrors();
  const words = useStepName();
  const known = errors?.find(({ code }) => code === because);
  if (because === null && reason === null) return null;
  return (
    <Notice tone="warn" title={known === undefined ? (reason ?? because) : `${known.title} (${known.number})`}>
      {at !== null && (
        <p>
          <bdi>{text("wf.run.at", { name: words(at) })}</bdi>
        </p>
      )}
      {known !== undefined && <p>{known.fix}</p>}
    </Notice>
  );
}

function useStepName(): (path: string) => string {
  const { definition, items } = useBuilder();
  const all = new Map([...eachStep(definition.steps)].map((step) => [step.id, step]));
  return (path) => {
    const known = all.get(path.split("/").at(-1) ?? "");
    return known === undefined ? path : stepWords(known, { steps: definition.steps, items });
  };
}

function Step({ step }: { readonly step: StepView }): ReactElement {
  const name = useStepName()(step.path);
  return (
    <>
      <bdi>{name}</bdi>: {text(step.shadow ? "wf.result.shadow" : `wf.result.${step.state}`)} {step.error !== null && <code>{step.error}</code>}
      <details>
        <summary>{text("wf.result.show")}</summary>
        <RawText label={text("wf.result.of", { name: `${name} ${step.path}` })}>{asJson({ input: step.input, output: step.output })}</RawText>
      </details>
    </>
  );
}
