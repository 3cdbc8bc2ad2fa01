import type { ReactElement } from "react";
import type { CatalogEntryView, OperationInputView, RunView } from "#contract/operations.ts";
import { isFilledIn, neededFields } from "#core/catalog/input-fields.ts";
import type { JsonSchema } from "#core/catalog/operation.ts";
import { text } from "../../i18n/text.ts";
import { FieldInput } from "./field-input.tsx";
import { schemaAt, valueAt, withValueAt } from "./input-values.ts";

/** An operation, what is given to it so far and where it would run. */
export interface OperationFormProps {
  readonly entry: CatalogEntryView;
  readonly input: OperationInputView;
  readonly place: RunView["place"];
  readonly issues: RunView["issues"];
  readonly onChange: (input: OperationInputView) => void;
}

const nameOf = (field: string): string => field.split(".").at(-1) ?? field;

/** The form of an operation: what is needed first, the rest folded away. */
export function OperationForm({ entry, input, place, issues, onChange }: OperationFormProps): ReactElement {
  const schema = (entry.input ?? {}) as JsonSchema;
  const needed = neededFields(entry.groups, schema);
  const more = entry.groups.flatMap(({ fields }) => fields).filter((field) => !needed.includes(field));
  const row = (field: string): ReactElement => (
    <FieldInput
      key={field}
      name={nameOf(field)}
      schema={schemaAt(schema, field)}
      value={valueAt(input, field.split("."))}
      needed={needed.includes(field)}
      error={issues.find((issue) => issue.field === field || issue.field.startsWith(`${field}.`))?.problem}
      hint={isFilledIn(field) ? text("catalog.field.filled") : undefined}
      picker={entry.pickers.includes(field) ? { operationId: entry.id, field, place } : undefined}
      onChange={(value) => onChange(withValueAt(input, field.split("."), value))}
    />
  );
  if (needed.length + more.length === 0) return <p className="muted">{text("catalog.try.nothing")}</p>;
  return (
    <>
      {needed.length > 0 && (
        <fieldset className="catalog-group">
          <legend>{text("catalog.group.needed")}</legend>
          {needed.map(row)}
        </fieldset>
      )}
      {more.length > 0 && (
        <details className="catalog-more" open={needed.length === 0}>
          <summary>{text("catalog.group.more")}</summary>
          <div className="catalog-group">{more.map(row)}</div>
        </details>
      )}
    </>
  );
}
