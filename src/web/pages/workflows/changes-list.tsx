import type { ReactElement } from "react";
import type { WorkflowDefinition } from "#core/workflow/definition.ts";
import { diffDefinitions, type DefinitionChange } from "#core/workflow/edit/diff-definitions.ts";
import type { Json } from "#core/workflow/expression.ts";
import { text } from "../../i18n/text.ts";
import { fieldLabel } from "../catalog/input-values.ts";
import { useBuilder } from "./builder.ts";
import { expressionWords, stepWords } from "./step-words.ts";

interface Props {
  readonly before: WorkflowDefinition;
  readonly after: WorkflowDefinition;
}

/** What differs between two definitions, step by step and field by field. */
export function ChangesList({ before, after }: Props): ReactElement {
  const changes = diffDefinitions(before, after);
  if (changes.length === 0) return <p>{text("wf.diff.none")}</p>;
  return (
    <ul className="wf-diff">
      {changes.map((change) => (
        <li key={`${change.what} ${change.step?.id ?? change.part ?? ""}`}>
          <Change change={change} steps={change.what === "removed" ? before.steps : after.steps} />
        </li>
      ))}
    </ul>
  );
}

function Change({ change, steps }: { readonly change: DefinitionChange; readonly steps: WorkflowDefinition["steps"] }): ReactElement {
  const { items } = useBuilder();
  const { what, step, part, fields } = change;
  const spoken = { steps, items };
  const name = step === null ? text(`wf.part.${part ?? "name"}`) : stepWords(step, spoken);
  const words = (value: Json | undefined): string => (value === undefined ? text("wf.value.open") : expressionWords(value, spoken));
  return (
    <>
      <bdi>{text(`wf.diff.${what}`, { name })}</bdi>
      {fields.length > 0 && (
        <ul>
          {fields.map(({ path, before, after }) => (
            <li key={path}>
              <bdi>
                {text("wf.diff.field", {
                  field: path === "" ? name : path.split(".").map(fieldLabel).join(" › "),
                  before: words(before),
                  after: words(after),
                })}
              </bdi>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
