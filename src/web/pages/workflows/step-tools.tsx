import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, Copy, Plus, Trash2, type LucideIcon } from "lucide-react";
import type { ReactElement } from "react";
import type { Step } from "#core/workflow/definition.ts";
import {
  bringBack,
  canMove,
  moveDirections,
  moveStep,
  placeOf,
  removeStep,
  rowOf,
  type MoveDirection,
  type StepPlace,
} from "#core/workflow/edit/edit-steps.ts";
import { duplicateStep } from "#core/workflow/edit/new-step.ts";
import { text } from "../../i18n/text.ts";
import { sayDone } from "../../ui/toast.tsx";
import { useBuilder, type Builder } from "./builder.ts";
import { stepWords } from "./step-words.ts";

const icons: Readonly<Record<MoveDirection, LucideIcon>> = { up: ArrowUp, down: ArrowDown, in: ArrowRight, out: ArrowLeft };

interface Props {
  readonly step: Step;
  readonly place: StepPlace;
  readonly onMove: (step: Step, direction: MoveDirection) => void;
  readonly onRemove: (step: Step) => void;
  readonly onAdd: (place: StepPlace) => void;
}

/** What can be done with the chosen step, as buttons. */
export function StepTools({ step, place, onMove, onRemove, onAdd }: Props): ReactElement {
  const { definition, edit, choose } = useBuilder();
  const { steps } = definition;
  const double = (): void => {
    const copied = duplicateStep(steps, step.id);
    if (copied === null) return;
    edit({ ...definition, steps: copied.steps });
    choose(copied.id);
  };
  return (
    <fieldset className="wf-tools" aria-label={text("wf.tools")}>
      {moveDirections.map((direction) => (
        <Tool
          key={direction}
          icon={icons[direction]}
          label={text(`wf.move.${direction}`)}
          disabled={!canMove(steps, step.id, direction)}
          onClick={() => onMove(step, direction)}
        />
      ))}
      <Tool icon={Plus} label={text("wf.add.below")} onClick={() => onAdd({ ...place, at: place.at + 1 })} />
      <Tool icon={Copy} label={text("wf.duplicate")} onClick={double} />
      <Tool icon={Trash2} label={text("wf.remove")} onClick={() => onRemove(step)} />
    </fieldset>
  );
}

interface ToolProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

function Tool({ icon: Icon, label, disabled = false, onClick }: ToolProps): ReactElement {
  return (
    <button type="button" className="icon-button" aria-label={label} title={label} disabled={disabled} onClick={onClick}>
      <Icon size={16} aria-hidden />
    </button>
  );
}

/** Moves a step; false where it cannot go. */
export function moveOf({ definition, edit }: Pick<Builder, "definition" | "edit">, id: string, direction: MoveDirection): boolean {
  const steps = moveStep(definition.steps, id, direction);
  if (steps === definition.steps) return false;
  edit({ ...definition, steps });
  return true;
}

/** Takes a step away, chooses the one that is nearest, and offers to take that back. Returns the id of the chosen one; null: the trigger. */
export function removedStep(
  { definition, items, edit, choose }: Pick<Builder, "definition" | "items" | "edit" | "choose">,
  step: Step,
): string | null {
  const place = placeOf(definition.steps, step.id);
  if (place === null) return null;
  const steps = removeStep(definition.steps, step.id);
  const row = rowOf(steps, place);
  edit({ ...definition, steps });
  const nearest = row[place.at]?.id ?? row.at(-1)?.id ?? place.holder;
  choose(nearest);
  sayDone(text("wf.removed", { name: stepWords(step, { steps: definition.steps, items }) }), () => {
    edit((now) => ({ ...now, steps: bringBack(now.steps, place, step) }));
    choose(step.id);
  });
  return nearest;
}
