import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { FlowDetail, FlowPart } from "#contract/flows.ts";
import { changeRules, chooseHoldTag } from "../../api/flow-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { Assignees } from "./flow-assignees.tsx";
import { HistoryField } from "./history-field.tsx";

type Rules = FlowPart["rules"];
const deletes = ["unlink", "archive", "delete"] as const;
const firstLinks = ["ask", "highlevel", "incident", "newest"] as const;
const switches = ["tellsPrivate", "tellsDrills"] as const;

/** What each part of the flow does beside its fields. */
export function FlowRules({ flow }: { readonly flow: FlowDetail }): ReactElement {
  return (
    <section className="panel" aria-labelledby="rules">
      <h2 id="rules">{text("flow.rules")}</h2>
      <p className="muted">{text("flow.rules.about")}</p>
      {flow.parts.map((part) => (
        <details key={part.id} className="flow-rules" open={flow.parts.length === 1}>
          <summary>{text("flow.rules.of", { name: part.name })}</summary>
          <RuleForm key={JSON.stringify(part.rules)} part={part} />
        </details>
      ))}
    </section>
  );
}

function RuleForm({ part }: { readonly part: FlowPart }): ReactElement {
  const client = useQueryClient();
  const mayBuild = useMay("build");
  const [rules, setRules] = useState(part.rules);
  const save = useMutation({ mutationFn: () => saveRules(part, rules), onSettled: () => client.invalidateQueries() });
  const { cases } = rules;
  const setCases = (change: Partial<NonNullable<Rules["cases"]>>): void =>
    setRules({ ...rules, cases: cases === null ? null : { ...cases, ...change } });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <fieldset disabled={!mayBuild} className="flow-rule-set">
        <Select
          label={text("flow.rule.onDelete")}
          value={rules.onDelete}
          onChange={(event) => setRules({ ...rules, onDelete: deletes.find((word) => word === event.currentTarget.value) ?? "unlink" })}
          data={deletes.map((word) => ({ value: word, label: text(`flow.rule.onDelete.${word}`) }))}
        />
        <Select
          label={text("flow.rule.firstLink")}
          value={rules.firstLink}
          onChange={(event) => setRules({ ...rules, firstLink: firstLinks.find((word) => word === event.currentTarget.value) ?? "ask" })}
          data={firstLinks.map((word) => ({ value: word, label: text(`flow.rule.firstLink.${word}`) }))}
        />
        {rules.history !== null && <HistoryField value={rules.history} onChange={(history) => setRules({ ...rules, history })} />}
        {cases !== null && switches.map((name) => <Switch key={name} name={name} on={cases[name]} onChange={(on) => setCases({ [name]: on })} />)}
        {cases !== null && (part.entity === "follow-up" || part.entity === "action") && (
          <Switch name="takesNew" on={cases.takesNew} onChange={(takesNew) => setCases({ takesNew })} />
        )}
        {cases !== null && <Names entity={part.entity} cases={cases} onChange={setCases} />}
        {cases !== null && (part.entity === "follow-up" || part.entity === "action") && (
          <Assignees assignees={cases.assignees} onChange={(assignees) => setCases({ assignees })} />
        )}
        <div className="row-of">
          <Button type="submit" busy={save.isPending}>
            {text("flow.rule.save")}
          </Button>
          <output>{save.isSuccess && text("flow.rule.saved")}</output>
        </div>
      </fieldset>
      {save.isError && <ProblemCard error={save.error} onRetry={() => save.reset()} />}
    </form>
  );
}

interface NamesProps {
  readonly entity: FlowPart["entity"];
  readonly cases: NonNullable<Rules["cases"]>;
  readonly onChange: (change: Partial<NonNullable<Rules["cases"]>>) => void;
}

/** Rules that are a name: of a field, of an attribute, of a tag. */
function Names({ entity, cases, onChange }: NamesProps): ReactElement {
  return (
    <>
      {[...namesOf(entity), ...(entity === "case-tags" ? (["holdTag"] as const) : [])].map((name) => (
        <TextField
          key={name}
          label={text(`flow.rule.${name}`)}
          maxLength={name === "holdTag" ? 60 : 100}
          value={cases[name] ?? ""}
          onChange={(event) => onChange({ [name]: event.currentTarget.value === "" ? null : event.currentTarget.value })}
        />
      ))}
    </>
  );
}

/** What names affected contacts beside the field of entries, for a bridge of this kind. */
function namesOf(entity: FlowPart["entity"]): readonly ("emailField" | "alertAttribute")[] {
  if (entity === "alert-note") return ["alertAttribute"];
  return entity === "new-contact" ? ["emailField"] : ["emailField", "alertAttribute"];
}

interface SwitchProps {
  readonly name: "tellsPrivate" | "tellsDrills" | "takesNew";
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

function Switch({ name, on, onChange }: SwitchProps): ReactElement {
  return (
    <label className="tick">
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.currentTarget.checked)} />
      {text(`flow.rule.${name}`)}
    </label>
  );
}

/** Sends what is different: an assignee that is gone is forgotten by name. */
async function saveRules({ id, rules: before }: FlowPart, rules: Rules): Promise<void> {
  const { onDelete, firstLink, history, cases } = rules;
  const old = before.cases;
  const changed = <Value,>(value: Value, was: Value): Value | undefined => (value === was ? undefined : value);
  const forgotten = Object.keys(old?.assignees ?? {}).filter((user) => cases?.assignees[user] === undefined);
  const assignees = { ...cases?.assignees, ...Object.fromEntries(forgotten.map((user) => [user, null])) };
  await changeRules(id, {
    onDelete: changed(onDelete, before.onDelete),
    firstLink: changed(firstLink, before.firstLink),
    history: changed(history, before.history) ?? undefined,
    ...(cases !== null &&
      old !== null && {
        tellsPrivate: changed(cases.tellsPrivate, old.tellsPrivate),
        tellsDrills: changed(cases.tellsDrills, old.tellsDrills),
        takesNew: changed(cases.takesNew, old.takesNew),
        emailField: changed(cases.emailField, old.emailField),
        alertAttribute: changed(cases.alertAttribute, old.alertAttribute),
        ...(JSON.stringify(cases.assignees) !== JSON.stringify(old.assignees) && { assignees }),
      }),
  });
  if (cases !== null && cases.holdTag !== old?.holdTag) await chooseHoldTag(id, cases.holdTag);
}
