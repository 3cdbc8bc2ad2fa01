import { useId, type ReactElement, type ReactNode } from "react";
import type { WorkflowProblem } from "#contract/workflows.ts";
import type { Step } from "#core/workflow/definition.ts";
import { changeStep, stepOf } from "#core/workflow/edit/edit-steps.ts";
import { text } from "../../i18n/text.ts";
import { ActionOptions } from "./action-form.tsx";
import { useBuilder } from "./builder.ts";
import { ProblemList } from "./checks.tsx";
import { StepForm } from "./step-forms.tsx";
import { stepWords } from "./step-words.ts";
import { TestPanel } from "./test-panel.tsx";
import { RunLimitsForm, TriggerForm } from "./trigger-form.tsx";

/** All of the step that is chosen: what it does, its options, and a place to test it. */
export function Inspector({ problems }: { readonly problems: readonly WorkflowProblem[] }): ReactElement {
  const { definition, items, chosen, mayBuild, edit } = useBuilder();
  const heading = useId();
  const step = chosen === null ? null : stepOf(definition.steps, chosen);
  const own = problems.filter((problem) => (step === null ? problem.step === null && problem.at !== "" : problem.step === step.id));
  const change = (next: Step, typing?: string): void =>
    edit({ ...definition, steps: changeStep(definition.steps, next.id, () => next) }, typing === undefined ? undefined : `${next.id} ${typing}`);
  return (
    <section className="wf-inspector" aria-labelledby={heading}>
      <h2 id={heading}>
        <bdi>{step === null ? text("wf.when.title") : stepWords(step, { steps: definition.steps, items })}</bdi>
      </h2>
      <ProblemList problems={own} />
      <fieldset className="wf-form" disabled={!mayBuild} key={chosen}>
        {step === null ? <TriggerForm /> : <StepForm step={step} onChange={change} />}
        <Options>{step === null ? <RunLimitsForm /> : step.kind === "action" ? <ActionOptions step={step} onChange={change} /> : null}</Options>
      </fieldset>
      <TestPanel key={`test ${chosen ?? ""}`} step={step} />
    </section>
  );
}

function Options({ children }: { readonly children: ReactNode }): ReactElement | null {
  if (children === null) return null;
  return (
    <details className="wf-options">
      <summary>{text("wf.options")}</summary>
      <div className="wf-form">{children}</div>
    </details>
  );
}
