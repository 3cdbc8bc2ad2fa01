import { Braces } from "lucide-react";
import { useState, type KeyboardEvent, type ReactElement } from "react";
import type { JsonSchema } from "#core/catalog/operation.ts";
import { formOf, hasPlaces, pathsIn, pick, type Expression, type Json } from "#core/workflow/expression.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { FieldInput, FramedFields, labelOf, PlainField, type FieldFrame, type FieldProps } from "../catalog/field-input.tsx";
import type { FieldKind } from "../catalog/input-values.ts";
import { useBuilder } from "./builder.ts";
import { pathWords } from "./step-words.ts";
import { SampleValue, scopeAt, VariablePicker } from "./variable-picker.tsx";

/** Fields into which a text with places can be written. */
const written: ReadonlySet<FieldKind> = new Set(["text", "long-text", "picker", "moment", "email", "web-address"]);

interface FrameProps {
  readonly texts: boolean;
  readonly withEvent?: boolean;
  readonly field: FieldProps;
  readonly kind: FieldKind;
}

/** A field that takes what people type, a value of an earlier step, or, where `texts`, a text with such values in it. */
function ValueFrame({ texts, withEvent = false, field, kind }: FrameProps): ReactElement {
  const [open, setOpen] = useState(false);
  const { onChange } = field;
  const form = formOf((field.value ?? null) as Expression);
  const takesText = texts && written.has(kind);
  const shown = form.kind === "text" ? form.template : form.kind === "literal" ? form.value : field.value;
  const change = (next: unknown): void => onChange(takesText && typeof next === "string" && hasPlaces(next) ? { text: next } : next);
  const take = (path: string): void => {
    const before = takesText && typeof shown === "string" ? shown : "";
    onChange(before === "" ? { pick: path } : { text: `${before}{{ ${path} }}` });
    setOpen(false);
  };
  // In a field that is still empty `/` looks for a value; in any other it is a letter like all others.
  const press = (event: KeyboardEvent<HTMLElement>): void => {
    const isEmpty = event.target instanceof HTMLElement && "value" in event.target && event.target.value === "";
    if (event.key !== "/" || !isEmpty || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    setOpen(true);
  };
  if (kind === "group") return <PlainField {...field} />;
  const label = labelOf(field);
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- hears a key of the field inside it
    <div className="wf-field" onKeyDown={press}>
      {form.kind === "pick" ? (
        <PickedValue label={label} path={form.path} error={field.error} onChange={() => setOpen(true)} onRemove={() => onChange(undefined)} />
      ) : (
        <>
          <PlainField {...field} value={shown ?? undefined} onChange={change} />
          {form.kind === "text" && <PlacesIn template={form.template} />}
          <Button small look="quiet" icon={<Braces size={14} aria-hidden />} aria-label={text("wf.pick.of", { label })} onClick={() => setOpen(true)}>
            {text("wf.pick")}
          </Button>
        </>
      )}
      <VariablePicker open={open} withEvent={withEvent} onPick={take} onClose={() => setOpen(false)} />
    </div>
  );
}

const frames = {
  "texts-and-picks": (field, kind) => <ValueFrame texts field={field} kind={kind} />,
  picks: (field, kind) => <ValueFrame texts={false} field={field} kind={kind} />,
  "picks-and-event": (field, kind) => <ValueFrame texts={false} withEvent field={field} kind={kind} />,
} as const satisfies Readonly<Record<string, FieldFrame>>;
export type FrameName = keyof typeof frames;

/** Lets every field inside it take values of earlier steps. */
export function ValueFields({ may, children }: { readonly may: FrameName; readonly children: ReactElement }): ReactElement {
  return <FramedFields value={frames[may]}>{children}</FramedFields>;
}

interface ValueFieldProps {
  readonly label: string;
  readonly value: Expression;
  readonly may?: FrameName;
  readonly schema?: JsonSchema;
  readonly error?: string | undefined;
  readonly hint?: string;
  /** Undefined: nothing was given. */
  readonly onChange: (value: Expression | undefined) => void;
}

/** One value of a step. Default: any text. */
export function ValueField({ label, value, may = "picks", schema = { type: "string" }, error, hint, onChange }: ValueFieldProps): ReactElement {
  return (
    <ValueFields may={may}>
      <FieldInput
        name="value"
        label={label}
        schema={schema}
        value={value ?? undefined}
        needed={false}
        error={error}
        hint={hint}
        onChange={(next) => onChange(next as Json | undefined)}
      />
    </ValueFields>
  );
}

interface PickedProps {
  readonly label: string;
  readonly path: string;
  readonly error?: string | undefined;
  readonly onChange: () => void;
  readonly onRemove: () => void;
}

/** A value that is taken as it is, with its type: where it comes from, and what the sample says of it. */
function PickedValue({ label, path, error, onChange, onRemove }: PickedProps): ReactElement {
  const builder = useBuilder();
  const scope = scopeAt(builder, builder.chosen ?? "");
  return (
    <fieldset className="wf-picked">
      <legend>{label}</legend>
      <p className="wf-chip" title={path}>
        <bdi>{pathWords(path, { steps: builder.definition.steps, items: builder.items })}</bdi>
        {scope !== null && <SampleValue value={pick(scope, path)} />}
      </p>
      {error !== undefined && <p className="wf-error">{error}</p>}
      <div className="row-of">
        <Button small aria-label={text("wf.pick.change.of", { label })} onClick={onChange}>
          {text("wf.pick.change")}
        </Button>
        <Button small aria-label={text("wf.pick.remove.of", { label })} onClick={onRemove}>
          {text("wf.pick.remove")}
        </Button>
      </div>
    </fieldset>
  );
}

/** The values that a text has places for. */
function PlacesIn({ template }: { readonly template: string }): ReactElement | null {
  const builder = useBuilder();
  const scope = scopeAt(builder, builder.chosen ?? "");
  const paths = pathsIn(template);
  if (paths.length === 0) return null;
  return (
    <ul className="wf-places" aria-label={text("wf.places")}>
      {paths.map((path) => (
        <li key={path} className="wf-chip">
          <bdi>{pathWords(path, { steps: builder.definition.steps, items: builder.items })}</bdi>
          {scope !== null && <SampleValue value={pick(scope, path)} />}
        </li>
      ))}
    </ul>
  );
}
