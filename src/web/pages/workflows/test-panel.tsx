import { useMutation } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { RehearsalView } from "#contract/workflows.ts";
import type { Step } from "#core/workflow/definition.ts";
import { testWorkflow } from "../../api/workflow-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { useBuilder } from "./builder.ts";
import { RunStateBadge } from "./run-state.tsx";
import { outputsOf, SampleChoice } from "./sample-choice.tsx";
import { StepResults } from "./step-results.tsx";

/** Goes through the workflow with sample data: up to the chosen step, that step alone, or all of it. */
export function TestPanel({ step }: { readonly step: Step | null }): ReactElement {
  const { definition, sample, setSample, mayBuild } = useBuilder();
  const test = useMutation({
    mutationFn: ({ upTo, alone }: { readonly upTo?: string; readonly alone: boolean }) =>
      testWorkflow({
        definition,
        trigger: sample?.trigger ?? {},
        ...(upTo !== undefined && { upTo }),
        // A step alone takes what earlier ones brought the last time as it was.
        ...(alone && { pins: Object.fromEntries(Object.entries(sample?.steps ?? {}).filter(([id]) => id !== upTo)) }),
      }),
    onSuccess: ({ steps }) =>
      setSample({
        from: sample?.from ?? text("wf.sample.test"),
        trigger: sample?.trigger ?? {},
        steps: { ...sample?.steps, ...outputsOf(steps) },
      }),
  });
  const hasEarlier = step !== null && Object.keys(sample?.steps ?? {}).length > 0;
  return (
    <section className="wf-test" aria-labelledby="wf-test">
      <h3 id="wf-test">{text("wf.test")}</h3>
      <p className="muted">{text("wf.test.about")}</p>
      <SampleChoice />
      <div className="row-of">
        {step !== null && (
          <>
            <Button disabled={!mayBuild || !hasEarlier} busy={test.isPending} onClick={() => test.mutate({ upTo: step.id, alone: true })}>
              {text("wf.test.step")}
            </Button>
            <Button disabled={!mayBuild} busy={test.isPending} onClick={() => test.mutate({ upTo: step.id, alone: false })}>
              {text("wf.test.up-to")}
            </Button>
          </>
        )}
        <Button disabled={!mayBuild} busy={test.isPending} onClick={() => test.mutate({ alone: false })}>
          {text("wf.test.all")}
        </Button>
      </div>
      {test.isError && <ProblemCard error={test.error} />}
      {test.data !== undefined && <Result result={test.data} />}
    </section>
  );
}

function Result({ result: { steps, outcome } }: { readonly result: RehearsalView }): ReactElement {
  const { definition, items } = useBuilder();
  return (
    <Notice
      tone={steps.some(({ state }) => state === "failed") ? "bad" : "info"}
      read="politely"
      title={outcome === null ? text("wf.test.done", { count: steps.length }) : <RunStateBadge state={outcome.state} />}
    >
      <StepResults results={steps} spoken={{ steps: definition.steps, items }} />
    </Notice>
  );
}
