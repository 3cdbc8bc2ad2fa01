import "./value.css";
import type { ReactElement } from "react";
import type { FieldValue } from "#contract/contacts.ts";
import { text } from "../i18n/text.ts";

const isEmpty = (value: FieldValue): boolean => value === null || value === "" || (Array.isArray(value) && value.length === 0);

/** A field's value in one line. */
export function valueText(value: FieldValue): string {
  if (isEmpty(value)) return text("value.empty");
  return Array.isArray(value) ? value.join(", ") : String(value);
}

/** A value as text, whichever way it runs; a set as a list. */
export function Value({ value }: { readonly value: FieldValue }): ReactElement {
  if (isEmpty(value)) return <span className="muted">{text("value.empty")}</span>;
  if (!Array.isArray(value)) return <bdi>{String(value)}</bdi>;
  return (
    <ul className="set">
      {value.map((element) => (
        <li key={element}>
          <bdi>{element}</bdi>
        </li>
      ))}
    </ul>
  );
}
