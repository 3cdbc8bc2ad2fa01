import type { ReactElement } from "react";
import type { StepView } from "#contract/workflows.ts";
import { stepOf } from "#core/workflow/edit/edit-steps.ts";
import { useErrors } from "../../api/error-calls.ts";
import { text } from "../../i18n/text.ts";
import { RawText } from "../../ui/raw-text.tsx";
import { asJson } from "../catalog/input-values.ts";
import { stepWords, type Spoken } from "./step-words.ts";

/** The step of a run's path in words; the path itself where no such step is known. */
export function pathStepWords(path: string, spoken: Spoken): string {
  const step = stepOf(spoken.steps, path.split("/").at(-1) ?? "");
  return step === null ? path : stepWords(step, spoken);
}

/** What each step of a run or a test did, in the order in which they came. */
export function StepResults({ results, spoken }: { readonly results: readonly StepView[]; readonly spoken: Spoken }): ReactElement {
  const errors = useErrors();
  return (
    <ol className="wf-results">
      {results.map(({ path, state, shadow, error, input, output }) => {
        const name = pathStepWords(path, spoken);
        const known = errors?.find(({ code }) => code === error);
        return (
          <li key={path}>
            <bdi>{name}</bdi>: {text(shadow ? "wf.result.shadow" : `wf.result.${state}`)}{" "}
            {error !== null && (known === undefined ? <code>{error}</code> : `${known.title} (${known.number})`)}
            <details>
              <summary>{text("wf.result.show")}</summary>
              <RawText label={text("wf.result.of", { name: `${name} ${path}` })}>{asJson({ input, output })}</RawText>
            </details>
          </li>
        );
      })}
    </ol>
  );
}
