import "./choice-list.css";
import { useId, type ReactElement, type ReactNode } from "react";

interface Choices<Value extends string> {
  readonly legend: string;
  readonly choices: readonly { readonly value: Value; readonly label: string; readonly hint?: ReactNode; readonly disabled?: boolean }[];
  readonly onChange: (value: Value) => void;
}

/** One of a few choices, each with what it means. */
export const ChoiceList = <Value extends string>({ value, ...rest }: Choices<Value> & { readonly value: Value }): ReactElement => (
  <Fields type="radio" chosen={[value]} {...rest} />
);

/** Any of a few choices, each with what it means, beside each other where there is room. `onChange` is called with the one that is pressed. */
export const TickList = <Value extends string>(props: Choices<Value> & { readonly chosen: readonly Value[] }): ReactElement => (
  <Fields type="checkbox" {...props} />
);

interface FieldsProps<Value extends string> extends Choices<Value> {
  readonly type: "radio" | "checkbox";
  readonly chosen: readonly Value[];
}

function Fields<Value extends string>({ type, legend, choices, chosen, onChange }: FieldsProps<Value>): ReactElement {
  const name = useId();
  return (
    <fieldset className="choice-list" data-type={type}>
      <legend>{legend}</legend>
      {choices.map((choice) => (
        <label key={choice.value}>
          <input
            type={type}
            name={name}
            value={choice.value}
            checked={chosen.includes(choice.value)}
            disabled={choice.disabled === true}
            onChange={() => onChange(choice.value)}
          />
          <span>
            <span className="choice-label">{choice.label}</span>
            {choice.hint !== undefined && <span className="muted choice-hint">{choice.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
