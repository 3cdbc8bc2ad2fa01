import { CircleCheck } from "lucide-react";
import type { ReactElement } from "react";
import type { AdviceView, WorkflowProblem } from "#contract/workflows.ts";
import { stepOf } from "#core/workflow/edit/edit-steps.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { fieldLabel } from "../catalog/input-values.ts";
import { useBuilder } from "./builder.ts";
import { stepWords } from "./step-words.ts";

interface Props {
  readonly problems: readonly WorkflowProblem[] | undefined;
  readonly advice: AdviceView | undefined;
  readonly error: Error | null;
}

/** What stands in the way of publishing, as the server finds it; each with the step that it is about. */
export function Checks({ problems, advice, error }: Props): ReactElement {
  const { definition, items, choose } = useBuilder();
  const wordsOf = (id: string): string => {
    const step = stepOf(definition.steps, id);
    return step === null ? id : stepWords(step, { steps: definition.steps, items });
  };
  return (
    <section className="panel wf-checks" aria-labelledby="wf-checks">
      <h2 id="wf-checks">{text("wf.checks")}</h2>
      {error !== null && <ProblemCard error={error} />}
      <output>
        {problems === undefined ? (
          text("wf.checks.waiting")
        ) : problems.length === 0 ? (
          <span className="wf-sound">
            <CircleCheck size={16} aria-hidden /> {text("wf.checks.sound")}
          </span>
        ) : (
          text("wf.checks.found", { count: problems.length })
        )}
      </output>
      {problems !== undefined && problems.length > 0 && (
        <ul>
          {problems.map((problem) => (
            <li key={`${problem.at} ${problem.code}`}>
              <Button small look="quiet" onClick={() => choose(problem.step)}>
                {problem.step === null ? text("wf.when.title") : wordsOf(problem.step)}
              </Button>{" "}
              <ProblemWords problem={problem} />
            </li>
          ))}
        </ul>
      )}
      {advice !== undefined && <Advice advice={advice} />}
    </section>
  );
}

/** What does not stand in the way of publishing: permissions, circles, and calls a day. */
function Advice({ advice: { notes, perDay } }: { readonly advice: AdviceView }): ReactElement {
  const { definition, items, choose } = useBuilder();
  return (
    <>
      {notes.length > 0 && (
        <>
          <h3>{text("wf.checks.notes")}</h3>
          <ul>
            {notes.map(({ step: id, code, about }) => {
              const step = stepOf(definition.steps, id);
              return (
                <li key={`${id} ${code} ${about}`}>
                  <Button small look="quiet" onClick={() => choose(id)}>
                    {step === null ? id : stepWords(step, { steps: definition.steps, items })}
                  </Button>{" "}
                  <bdi>{text(`wf.note.${code}`, { about })}</bdi>
                </li>
              );
            })}
          </ul>
        </>
      )}
      {perDay !== null && (
        <p className="muted">
          {perDay.runs === 0 ? text("wf.calls.none") : text("wf.calls.day", { ...perDay, more: perDay.most > perDay.least ? "yes" : "no" })}
        </p>
      )}
    </>
  );
}

/** The problems of one step, beside its form. */
export function ProblemList({ problems }: { readonly problems: readonly WorkflowProblem[] }): ReactElement | null {
  if (problems.length === 0) return null;
  return (
    <ul className="wf-problems">
      {problems.map((problem) => (
        <li key={`${problem.at} ${problem.code}`}>
          <ProblemWords problem={problem} />
        </li>
      ))}
    </ul>
  );
}

function ProblemWords({ problem: { at, says } }: { readonly problem: WorkflowProblem }): ReactElement {
  const last = at.split(".").at(-1) ?? "";
  const words = fieldLabel(last.replace(/\[\d+\]$/u, ""));
  return <bdi>{text("wf.problem", { part: words === "" ? text("wf.problem.whole") : words, says })}</bdi>;
}
