import { Plus } from "lucide-react";
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactElement } from "react";
import type { WorkflowProblem } from "#contract/workflows.ts";
import { innerSteps, type Step } from "#core/workflow/definition.ts";
import { moveStep, outermost, type MoveDirection, type RowPlace, type StepPlace } from "#core/workflow/edit/edit-steps.ts";
import { numbersOf } from "#core/workflow/edit/number-steps.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { AddStep } from "./add-step.tsx";
import { useBuilder } from "./builder.ts";
import { moveOf, removedStep, StepTools } from "./step-tools.tsx";
import { KindIcon } from "./step-kind.tsx";
import { stepWords, triggerSentence, wayWords } from "./step-words.ts";

/** Arrow keys that move a step while Shift is held. */
const moves: Readonly<Record<string, MoveDirection>> = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out" };

interface Props {
  readonly problems: readonly WorkflowProblem[];
}

/** All steps in the order in which they are gone through, numbered, each inside what it belongs to. */
export function Outline({ problems }: Props): ReactElement {
  const { definition, items, chosen, choose, mayBuild, edit } = useBuilder();
  const [adding, setAdding] = useState<StepPlace | null>(null);
  const [told, setTold] = useState("");
  const refocus = useRefocus(definition.steps);
  const { steps } = definition;
  const numbers = numbersOf(steps);
  const move = (step: Step, direction: MoveDirection): void => {
    const isMoved = moveOf({ definition, edit }, step.id, direction);
    const number = numbersOf(moveStep(steps, step.id, direction)).get(step.id) ?? "";
    setTold(isMoved ? text("wf.move.done", { number }) : text("wf.move.cannot"));
    if (isMoved) refocus(step.id);
  };
  const remove = (step: Step): void => refocus(removedStep({ definition, items, edit, choose }, step));
  const keys = (event: KeyboardEvent<HTMLElement>, step: Step): void => {
    const direction = event.shiftKey ? moves[event.key] : undefined;
    if (!mayBuild || (direction === undefined && event.key !== "Delete")) return;
    event.preventDefault();
    event.stopPropagation();
    if (direction !== undefined) return move(step, direction);
    remove(step);
  };
  const parts: RowParts = { numbers, problems, onMove: move, onRemove: remove, onKey: keys, onAdd: setAdding };
  return (
    <section className="wf-outline" aria-labelledby="wf-steps">
      <h2 id="wf-steps">{text("wf.steps")}</h2>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrow keys go from step to step; each is a button of its own */}
      <ol className="wf-steps" onKeyDown={(event) => !event.shiftKey && goOn(event)}>
        <li>
          <div className="wf-step" data-chosen={chosen === null}>
            <button type="button" className="wf-step-name" data-trigger aria-current={chosen === null} onClick={() => choose(null)}>
              <KindIcon kind="trigger" />
              <span>
                <span className="muted">{text("wf.when")}</span> <bdi>{triggerSentence(definition.trigger, items)}</bdi>
              </span>
              <Faults count={problems.filter(({ step, at }) => step === null && at.startsWith("trigger")).length} />
            </button>
          </div>
        </li>
        <Row place={outermost} steps={steps} {...parts} />
      </ol>
      {mayBuild && <AddHere row={outermost} at={steps.length} onAdd={setAdding} words={text("wf.add")} />}
      <output className="visually-hidden">{told}</output>
      <AddStep place={adding} onClose={() => setAdding(null)} />
    </section>
  );
}

/**
 * A moved step is drawn anew elsewhere, a deleted one is gone; whoever works by keys goes on from there. The step to go
 * on from (null: the trigger, where no step is left beside it) has the focus as soon as it stands there, so that the next
 * key, however soon it is pressed, reaches it.
 */
function useRefocus(steps: readonly Step[]): (id: string | null) => void {
  const next = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (next.current !== null) document.querySelector<HTMLElement>(next.current)?.focus();
    next.current = null;
  }, [steps]);
  return (id) => {
    next.current = id === null ? "[data-trigger]" : `[data-step="${id}"]`;
  };
}

/** Arrow keys from step to step. */
function goOn(event: KeyboardEvent<HTMLElement>): void {
  const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (by === 0 || !(event.target instanceof HTMLElement) || !event.target.matches(".wf-step-name")) return;
  event.preventDefault();
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>(".wf-step-name")];
  all[all.indexOf(event.target) + by]?.focus();
}

interface RowParts {
  readonly numbers: ReadonlyMap<string, string>;
  readonly problems: readonly WorkflowProblem[];
  readonly onMove: (step: Step, direction: MoveDirection) => void;
  readonly onRemove: (step: Step) => void;
  readonly onKey: (event: KeyboardEvent<HTMLElement>, step: Step) => void;
  readonly onAdd: (place: StepPlace) => void;
}

function Row({ place, steps, ...parts }: RowParts & { readonly place: RowPlace; readonly steps: readonly Step[] }): ReactElement {
  return (
    <>
      {steps.map((step, at) => (
        <OneStep key={step.id} step={step} place={{ ...place, at }} {...parts} />
      ))}
    </>
  );
}

function OneStep({ step, place, ...parts }: RowParts & { readonly step: Step; readonly place: StepPlace }): ReactElement {
  const { definition, items, chosen, choose, mayBuild } = useBuilder();
  const spoken = { steps: definition.steps, items };
  const isChosen = chosen === step.id;
  return (
    <li>
      <div className="wf-step" data-chosen={isChosen}>
        <button
          type="button"
          className="wf-step-name"
          data-step={step.id}
          aria-current={isChosen}
          onClick={() => choose(step.id)}
          onKeyDown={(event) => parts.onKey(event, step)}
        >
          <KindIcon kind={step.kind} />
          <span>
            <span className="muted">{parts.numbers.get(step.id)}</span> <bdi>{stepWords(step, spoken)}</bdi>
          </span>
          <Faults count={parts.problems.filter((problem) => problem.step === step.id).length} />
        </button>
        {isChosen && mayBuild && <StepTools step={step} place={place} onMove={parts.onMove} onRemove={parts.onRemove} onAdd={parts.onAdd} />}
      </div>
      {innerSteps(step).map((inner, way) => (
        <Way key={way} step={step} way={way} inner={inner} {...parts} />
      ))}
    </li>
  );
}

interface WayProps extends RowParts {
  readonly step: Step;
  readonly way: number;
  readonly inner: readonly Step[];
}

function Way({ step, way, inner, ...parts }: WayProps): ReactElement {
  const { definition, items, mayBuild } = useBuilder();
  const words = wayWords(step, way, { steps: definition.steps, items });
  const row = { holder: step.id, way };
  return (
    <div className="wf-way">
      <p>
        <bdi>{words}</bdi>
      </p>
      {inner.length > 0 && (
        <ol className="wf-steps" aria-label={words}>
          <Row place={row} steps={inner} {...parts} />
        </ol>
      )}
      {mayBuild && <AddHere row={row} at={inner.length} onAdd={parts.onAdd} words={text("wf.add.to", { way: words })} />}
    </div>
  );
}

interface AddHereProps {
  readonly row: RowPlace;
  readonly at: number;
  readonly words: string;
  readonly onAdd: (place: StepPlace) => void;
}

function AddHere({ row, at, words, onAdd }: AddHereProps): ReactElement {
  return (
    <Button small icon={<Plus size={14} aria-hidden />} aria-label={words} onClick={() => onAdd({ ...row, at })}>
      {text("wf.add")}
    </Button>
  );
}

function Faults({ count }: { readonly count: number }): ReactElement | null {
  return count === 0 ? null : <span className="wf-faults">{text("wf.faults", { count })}</span>;
}
