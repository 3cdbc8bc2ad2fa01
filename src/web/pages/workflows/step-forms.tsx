import { useQuery } from "@tanstack/react-query";
import type { ComponentType, ReactElement } from "react";
import type { JsonSchema } from "#core/catalog/operation.ts";
import type { Condition } from "#core/workflow/condition.ts";
import type { Step, StepKind } from "#core/workflow/definition.ts";
import type { Expression, Json } from "#core/workflow/expression.ts";
import { workflowsQuery } from "../../api/workflow-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { ActionForm } from "./action-form.tsx";
import { Bounds } from "./bounds.tsx";
import { ConditionEditor } from "./condition-editor.tsx";
import { EventField } from "./event-field.tsx";
import type { StepFormProps } from "./builder.ts";
import { MatchCount } from "./match-count.tsx";
import { TimeField } from "./time-field.tsx";
import { ValueField } from "./value-frame.tsx";

const nothing: Condition = { all: [] };
const list: JsonSchema = { type: "array" };
const longText: JsonSchema = { type: "string" };

function FilterForm({ step, onChange }: StepFormProps<"filter">): ReactElement {
  return (
    <>
      <ConditionEditor legend={text("wf.filter.only")} condition={step.only} onChange={(only) => onChange({ ...step, only }, "only")} />
      <MatchCount condition={step.only} />
    </>
  );
}

function BranchForm({ step, onChange }: StepFormProps<"branch">): ReactElement {
  const { cases } = step;
  const remove = (way: number): void => onChange({ ...step, cases: cases.toSpliced(way, 1) });
  return (
    <>
      {cases.map(({ when, steps }, way) => (
        <div key={way} className="wf-case">
          <ConditionEditor
            legend={text("wf.branch.case", { number: way + 1 })}
            condition={when}
            onChange={(next) => onChange({ ...step, cases: cases.toSpliced(way, 1, { when: next, steps }) }, `case ${String(way)}`)}
          />
          {cases.length > 1 && steps.length === 0 && (
            <Button small look="quiet" aria-label={text("wf.branch.remove.of", { number: way + 1 })} onClick={() => remove(way)}>
              {text("wf.branch.remove")}
            </Button>
          )}
        </div>
      ))}
      <Button small onClick={() => onChange({ ...step, cases: [...cases, { when: nothing, steps: [] }] })}>
        {text("wf.branch.add")}
      </Button>
    </>
  );
}

function ForEachForm({ step, onChange }: StepFormProps<"for-each">): ReactElement {
  return (
    <>
      <ValueField
        label={text("wf.each.items")}
        hint={text("wf.each.items.hint")}
        schema={list}
        value={step.items}
        onChange={(items) => onChange({ ...step, items: items ?? null })}
      />
      <Bounds
        fields={[
          { name: "together", label: text("wf.each.together"), range: [1, 10] },
          { name: "most", label: text("wf.each.most"), hint: text("wf.each.most.hint"), range: [1, 500] },
        ]}
        values={step}
        onChange={(bounds, typing) => onChange({ ...step, ...bounds }, typing)}
      />
    </>
  );
}

function DelayForm({ step, onChange }: StepFormProps<"delay">): ReactElement {
  const set = (seconds: Expression | undefined): void => onChange({ ...step, seconds: seconds ?? 3_600 }, "seconds");
  if (typeof step.seconds === "number") return <TimeField label={text("wf.delay")} seconds={step.seconds} onChange={set} />;
  return <ValueField label={text("wf.delay.value")} schema={{ type: "number" }} value={step.seconds} onChange={set} />;
}

const afterwards = ["stop", "go-on"] as const;

function OnTimeout({ step, onChange }: StepFormProps<"wait"> | StepFormProps<"approve">): ReactElement {
  const change = onChange as (step: Step, typing?: string) => void;
  return (
    <>
      <TimeField
        label={text("wf.timeout")}
        seconds={step.timeoutSeconds}
        onChange={(timeoutSeconds) => change({ ...step, timeoutSeconds }, "timeout")}
      />
      <Select
        label={text("wf.timeout.then")}
        data={afterwards.map((value) => ({ value, label: text(`wf.timeout.${value}`) }))}
        value={step.onTimeout}
        onChange={(event) => change({ ...step, onTimeout: event.currentTarget.value === "go-on" ? "go-on" : "stop" })}
      />
    </>
  );
}

function WaitForm({ step, onChange }: StepFormProps<"wait">): ReactElement {
  return (
    <>
      <EventField
        legend={text("wf.wait.event")}
        value={step.event}
        onChange={({ source, types }) => onChange({ ...step, event: { source, types } })}
      />
      <ValueField
        label={text("wf.wait.about")}
        hint={text("wf.wait.about.hint")}
        value={step.about}
        onChange={(about) => onChange({ ...step, about: about ?? null }, "about")}
      />
      <ConditionEditor
        legend={text("wf.wait.only")}
        may="picks-and-event"
        condition={step.only ?? nothing}
        onChange={(only) => onChange({ ...step, only: "all" in only && only.all.length === 0 ? null : only }, "only")}
      />
      <OnTimeout step={step} onChange={onChange} />
    </>
  );
}

function ApproveForm({ step, onChange }: StepFormProps<"approve">): ReactElement {
  return (
    <>
      <ValueField
        label={text("wf.approve.question")}
        hint={text("wf.approve.hint")}
        may="texts-and-picks"
        schema={longText}
        value={step.question}
        onChange={(question) => onChange({ ...step, question: question ?? "" }, "question")}
      />
      <OnTimeout step={step} onChange={onChange} />
    </>
  );
}

function SubWorkflowForm({ step, onChange }: StepFormProps<"run-workflow">): ReactElement {
  const all = useQuery(workflowsQuery);
  const known = all.data ?? [];
  const options = known.some(({ id }) => id === step.workflow) ? known : [...known, { id: step.workflow, name: step.workflow }];
  return (
    <>
      <Select
        label={text("wf.sub.which")}
        data={options.map(({ id, name }) => ({ value: id, label: name }))}
        value={step.workflow}
        onChange={(event) => onChange({ ...step, workflow: event.currentTarget.value })}
      />
      <ValueField
        label={text("wf.sub.input")}
        hint={text("wf.sub.input.hint")}
        may="texts-and-picks"
        schema={{}}
        value={step.input}
        onChange={(input) => onChange({ ...step, input: input ?? ({} as Json) }, "input")}
      />
    </>
  );
}

function StopForm({ step, onChange }: StepFormProps<"stop">): ReactElement {
  return (
    <>
      <Select
        label={text("wf.stop.outcome")}
        data={(["done", "failed"] as const).map((value) => ({ value, label: text(`wf.stop.${value}`) }))}
        value={step.outcome}
        onChange={(event) => onChange({ ...step, outcome: event.currentTarget.value === "failed" ? "failed" : "done" })}
      />
      <TextField
        label={text("wf.stop.reason")}
        maxLength={500}
        value={step.reason}
        onChange={(event) => onChange({ ...step, reason: event.currentTarget.value }, "reason")}
      />
    </>
  );
}

const forms: { readonly [Kind in StepKind]: ComponentType<StepFormProps<Kind>> } = {
  filter: FilterForm,
  action: ActionForm,
  branch: BranchForm,
  "for-each": ForEachForm,
  delay: DelayForm,
  wait: WaitForm,
  approve: ApproveForm,
  "run-workflow": SubWorkflowForm,
  stop: StopForm,
};

/** The form of a step, whatever its kind. */
export function StepForm({ step, onChange }: { readonly step: Step; readonly onChange: (step: Step, typing?: string) => void }): ReactElement {
  const Form = forms[step.kind] as ComponentType<{ readonly step: Step; readonly onChange: (step: Step, typing?: string) => void }>;
  return (
    <>
      <TextField
        label={text("wf.title")}
        description={text("wf.title.hint", { id: step.id })}
        maxLength={200}
        value={step.title}
        onChange={(event) => onChange({ ...step, title: event.currentTarget.value }, "title")}
      />
      <Form step={step} onChange={onChange} />
    </>
  );
}
