import { createContext, useContext, useState, type ReactElement } from "react";
import type { JsonSchema } from "#core/catalog/operation.ts";
import type { ValuesAsked } from "../../api/catalog-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { LongText } from "../../ui/long-text.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { asJson, fieldLabel, kindOf, type FieldKind } from "./input-values.ts";
import { PickerField } from "./picker-field.tsx";

export interface FieldProps {
  readonly name: string;
  /** What people read. Default: the name in words. */
  readonly label?: string | undefined;
  readonly schema: JsonSchema;
  readonly value: unknown;
  readonly needed: boolean;
  /** Words of what is wrong with it. */
  readonly error?: string | undefined;
  readonly hint?: string | undefined;
  readonly depth?: number;
  /** Where a list of its values is asked for. */
  readonly picker?: Omit<ValuesAsked, "words"> | undefined;
  readonly onChange: (value: unknown) => void;
}

/** What stands around each field of a form, and may ask for its value in another way. */
export type FieldFrame = (field: FieldProps, kind: FieldKind) => ReactElement;
const Around = createContext<FieldFrame | null>(null);
/** Gives every field inside it a frame. */
export const FramedFields = Around.Provider;

/** One field of an operation, asked for in the way that its schema suggests. */
export function FieldInput(props: FieldProps): ReactElement {
  const frame = useContext(Around);
  return frame === null ? <PlainField {...props} /> : frame(props, kindIn(props));
}

const kindIn = ({ name, schema, depth = 0, picker }: FieldProps): FieldKind => kindOf(name, schema, depth, picker !== undefined);

/** The field itself, without what stands around it. */
export function PlainField(props: FieldProps): ReactElement {
  const Field = fields[kindIn(props)];
  return <Field {...props} />;
}

/** What people read of a field. */
export const labelOf = ({ name, label }: Pick<FieldProps, "name" | "label">): string => label ?? fieldLabel(name);

const common = ({ name, label, needed, error, hint }: FieldProps) => ({
  label: labelOf({ name, label }),
  required: needed,
  withAsterisk: needed,
  ...(error !== undefined && { error }),
  ...(hint !== undefined && { description: hint }),
});
const asText = (value: unknown): string => (typeof value === "string" ? value : value === undefined || value === null ? "" : String(value as number));
const orNothing = (typed: string): string | undefined => (typed === "" ? undefined : typed);

const line =
  (type: "text" | "date" | "email" | "url", hint?: () => string) =>
  (props: FieldProps): ReactElement => (
    <TextField
      {...common({ ...props, hint: props.hint ?? hint?.() })}
      type={type}
      value={asText(props.value)}
      onChange={(event) => props.onChange(orNothing(event.currentTarget.value))}
    />
  );

function NumberLine(props: FieldProps): ReactElement {
  const { minimum, maximum } = props.schema;
  return (
    <TextField
      {...common(props)}
      type="number"
      step="any"
      {...(minimum !== undefined && { min: minimum })}
      {...(maximum !== undefined && { max: maximum })}
      value={asText(props.value)}
      onChange={(event) => props.onChange(event.currentTarget.value === "" ? undefined : Number(event.currentTarget.value))}
    />
  );
}

function Choice(props: FieldProps): ReactElement {
  const options = (props.schema.enum ?? []).filter((option) => option !== null);
  return (
    <Select
      {...common(props)}
      data={[{ value: "", label: text("catalog.field.unset") }, ...options.map((option) => ({ value: String(option), label: String(option) }))]}
      value={asText(props.value)}
      onChange={(event) => props.onChange(options.find((option) => String(option) === event.currentTarget.value))}
    />
  );
}

function YesNo(props: FieldProps): ReactElement {
  return (
    <Select
      {...common(props)}
      data={[
        { value: "", label: text("catalog.field.unset") },
        { value: "true", label: text("catalog.field.yes") },
        { value: "false", label: text("catalog.field.no") },
      ]}
      value={asText(props.value)}
      onChange={(event) => props.onChange(event.currentTarget.value === "" ? undefined : event.currentTarget.value === "true")}
    />
  );
}

function Choices(props: FieldProps): ReactElement {
  const chosen = Array.isArray(props.value) ? (props.value as readonly unknown[]) : [];
  const options = props.schema.items?.enum ?? [];
  const toggle = (option: unknown, on: boolean): void => {
    const next = on ? [...chosen, option] : chosen.filter((one) => one !== option);
    props.onChange(next.length === 0 ? undefined : next);
  };
  return (
    <fieldset className="catalog-group">
      <legend>{fieldLabel(props.name)}</legend>
      {options.map((option) => (
        <label className="tick" key={String(option)}>
          <input type="checkbox" checked={chosen.includes(option)} onChange={(event) => toggle(option, event.currentTarget.checked)} />
          {String(option)}
        </label>
      ))}
    </fieldset>
  );
}

function Long(props: FieldProps): ReactElement {
  return <LongText {...common(props)} rows={3} value={asText(props.value)} onChange={(value) => props.onChange(orNothing(value))} />;
}

function Texts(props: FieldProps): ReactElement {
  const lines = Array.isArray(props.value) ? (props.value as readonly unknown[]).map(String) : [];
  return (
    <LongText
      {...common({ ...props, hint: props.hint ?? text("catalog.field.lines") })}
      rows={2}
      value={lines.join("\n")}
      onChange={(value) => props.onChange(value === "" ? undefined : value.split("\n"))}
    />
  );
}

/** Text that is kept as typed, and handed on whenever it is JSON. */
function AsJson(props: FieldProps): ReactElement {
  const [typed, setTyped] = useState(props.value === undefined ? "" : asJson(props.value));
  const [wrong, setWrong] = useState(false);
  const change = (next: string): void => {
    setTyped(next);
    try {
      props.onChange(next.trim() === "" ? undefined : (JSON.parse(next) as unknown));
      setWrong(false);
    } catch {
      setWrong(true);
    }
  };
  const error = wrong ? text("catalog.input.wrong") : props.error;
  return (
    <LongText {...common({ ...props, error, hint: props.hint ?? text("catalog.field.json") })} isCode rows={3} value={typed} onChange={change} />
  );
}

function Picker(props: FieldProps): ReactElement {
  const { hint: _hint, ...shown } = props;
  const from = props.picker ?? { operationId: "", field: "", place: "practice" };
  return (
    <PickerField
      {...common(shown)}
      hint={props.hint}
      from={from}
      value={asText(props.value)}
      onChange={(typed) => props.onChange(orNothing(typed))}
    />
  );
}

function Group({ name, schema, value, depth = 0, onChange }: FieldProps): ReactElement {
  const given = (value ?? {}) as Readonly<Record<string, unknown>>;
  const set = (inner: string, next: unknown): void => {
    const { [inner]: _before, ...others } = given;
    const all = next === undefined ? others : { ...others, [inner]: next };
    onChange(Object.keys(all).length === 0 ? undefined : all);
  };
  return (
    <fieldset className="catalog-group">
      <legend>{fieldLabel(name)}</legend>
      {Object.entries(schema.properties ?? {}).map(([inner, described]) => (
        <FieldInput
          key={inner}
          name={inner}
          schema={described}
          value={given[inner]}
          needed={schema.required?.includes(inner) === true}
          depth={depth + 1}
          onChange={(next) => set(inner, next)}
        />
      ))}
    </fieldset>
  );
}

function Rows({ name, schema, value, depth = 0, onChange }: FieldProps): ReactElement {
  const rows = Array.isArray(value) ? (value as readonly unknown[]) : [];
  const label = fieldLabel(name);
  const replace = (at: number, next: unknown): void => onChange(rows.map((row, index) => (index === at ? (next ?? {}) : row)));
  const remove = (at: number): void => {
    const left = rows.filter((_row, index) => index !== at);
    onChange(left.length === 0 ? undefined : left);
  };
  return (
    <fieldset className="catalog-group">
      <legend>{label}</legend>
      {rows.map((row, index) => (
        <div key={index} className="catalog-row">
          <Group
            name={text("catalog.field.row", { name: label, number: index + 1 })}
            schema={schema.items ?? {}}
            value={row}
            needed={false}
            depth={depth}
            onChange={(next) => replace(index, next)}
          />
          <Button small onClick={() => remove(index)}>
            {text("catalog.field.remove", { name: label, number: index + 1 })}
          </Button>
        </div>
      ))}
      <Button small onClick={() => onChange([...rows, {}])}>
        {text("catalog.field.add", { name: label })}
      </Button>
    </fieldset>
  );
}

const fields: Readonly<Record<FieldKind, (props: FieldProps) => ReactElement>> = {
  picker: Picker,
  choice: Choice,
  choices: Choices,
  "yes-no": YesNo,
  number: NumberLine,
  moment: line("text", () => text("catalog.field.moment")),
  day: line("date"),
  email: line("email"),
  "web-address": line("url"),
  text: line("text"),
  "long-text": Long,
  texts: Texts,
  group: Group,
  rows: Rows,
  json: AsJson,
};
