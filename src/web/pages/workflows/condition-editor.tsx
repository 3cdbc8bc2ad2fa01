import { Plus, Trash2 } from "lucide-react";
import type { ReactElement } from "react";
import { loneOperators, pairOperators, type Condition, type Operator } from "#core/workflow/condition.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/select.tsx";
import { ValueField, type FrameName } from "./value-frame.tsx";

interface Props {
  /** Begins the sentence: "Only continue if". */
  readonly legend: string;
  readonly condition: Condition;
  readonly may?: Extract<FrameName, "picks" | "picks-and-event">;
  readonly onChange: (condition: Condition) => void;
}

type Joined = Extract<Condition, { all: unknown }> | Extract<Condition, { any: unknown }>;
type Compared = Extract<Condition, { value: unknown }>;
const isJoined = (condition: Condition): condition is Joined => "all" in condition || "any" in condition;
const innerOf = (condition: Joined): readonly Condition[] => ("all" in condition ? condition.all : condition.any);
const joined = (how: "all" | "any", inner: readonly Condition[]): Condition => (how === "all" ? { all: inner } : { any: inner });
const fresh: Condition = { value: null, is: "equal", than: "" };

/** A condition as sentences, one a row. */
export function ConditionEditor({ legend, condition, may = "picks", onChange }: Props): ReactElement {
  const group: Joined = isJoined(condition) ? condition : { all: [condition] };
  const inner = innerOf(group);
  const how = "all" in group ? "all" : "any";
  const replace = (at: number, next: Condition | null): void =>
    onChange(joined(how, next === null ? inner.toSpliced(at, 1) : inner.toSpliced(at, 1, next)));
  return (
    <fieldset className="wf-condition">
      <legend>{legend}</legend>
      {inner.length > 1 && (
        <Select
          label={text("wf.condition.how")}
          data={(["all", "any"] as const).map((value) => ({ value, label: text(`wf.condition.${value}`) }))}
          value={how}
          onChange={(event) => onChange(joined(event.currentTarget.value === "any" ? "any" : "all", inner))}
        />
      )}
      <ol>
        {inner.map((one, at) => (
          <li key={at}>
            <Row condition={one} number={at + 1} may={may} onChange={(next) => replace(at, next)} />
          </li>
        ))}
      </ol>
      <div className="row-of">
        <Button small icon={<Plus size={14} aria-hidden />} onClick={() => onChange(joined(how, [...inner, fresh]))}>
          {text("wf.condition.add")}
        </Button>
        {inner.length > 0 && (
          <Button small look="quiet" onClick={() => onChange(joined(how, [...inner, joined(how === "all" ? "any" : "all", [fresh])]))}>
            {text("wf.condition.group")}
          </Button>
        )}
      </div>
    </fieldset>
  );
}

interface RowProps {
  readonly condition: Condition;
  readonly number: number;
  readonly may: Extract<FrameName, "picks" | "picks-and-event">;
  /** Null takes it away. */
  readonly onChange: (condition: Condition | null) => void;
}

function Row({ condition, number, may, onChange }: RowProps): ReactElement {
  const remove = (
    <Button
      small
      look="quiet"
      icon={<Trash2 size={14} aria-hidden />}
      aria-label={text("wf.condition.remove.of", { number })}
      onClick={() => onChange(null)}
    >
      {text("wf.condition.remove")}
    </Button>
  );
  if ("not" in condition || isJoined(condition)) {
    const isNot = "not" in condition;
    return (
      <>
        <ConditionEditor
          legend={text(isNot ? "wf.condition.none-of" : "wf.condition.part", { number })}
          condition={isNot ? condition.not : condition}
          may={may}
          onChange={(next) => onChange(isNot ? { not: next } : next)}
        />
        {remove}
      </>
    );
  }
  return (
    <div className="wf-comparison">
      <Comparison {...{ condition, number, may, onChange }} />
      {remove}
    </div>
  );
}

const isLone = (is: Operator): boolean => loneOperators.some((one) => one === is);

function Comparison({ condition, number, may, onChange }: Omit<RowProps, "condition"> & { readonly condition: Compared }): ReactElement {
  const { value, is, than } = condition;
  const compared = (next: Partial<Compared>): void => onChange({ ...condition, ...next });
  const choose = (operator: Operator): void => onChange(isLone(operator) ? { value, is: operator } : { value, is: operator, than: than ?? "" });
  return (
    <>
      <ValueField label={text("wf.condition.value", { number })} value={value} may={may} onChange={(next) => compared({ value: next ?? null })} />
      <Select
        label={text("wf.condition.is", { number })}
        data={[...pairOperators, ...loneOperators].map((operator) => ({ value: operator, label: text(`wf.is.${operator}`) }))}
        value={is}
        onChange={(event) => choose(event.currentTarget.value as Operator)}
      />
      {!isLone(is) && (
        <ValueField label={text("wf.condition.than", { number })} value={than ?? ""} may={may} onChange={(next) => compared({ than: next ?? "" })} />
      )}
    </>
  );
}
