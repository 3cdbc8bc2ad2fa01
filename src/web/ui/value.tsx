import "./value.css";
import type { ReactElement } from "react";
import type { FieldValue } from "#contract/contacts.ts";
import { text } from "../i18n/text.ts";
import { exactTime } from "../i18n/time.ts";

const isEmpty = (value: FieldValue): boolean => value === null || value === "" || (Array.isArray(value) && value.length === 0);

/** A time as records keep it: ISO 8601, in UTC. */
const KEPT_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/u;
const isTime = (value: FieldValue): value is string => typeof value === "string" && KEPT_TIME.test(value) && !Number.isNaN(Date.parse(value));

/** A field's value in one line, as it is kept. */
export function keptText(value: FieldValue): string {
  if (isEmpty(value)) return text("value.empty");
  return Array.isArray(value) ? value.join(", ") : String(value);
}

/** A field's value in one line, as people say it: times in the zone in which times are shown. */
export function valueText(value: FieldValue): string {
  if (typeof value === "boolean") return text(value ? "value.yes" : "value.no");
  return isTime(value) ? exactTime(Date.parse(value)) : keptText(value);
}

/** A value as text, whichever way it runs; a set as a list; a time with how it is kept behind it. */
export function Value({ value }: { readonly value: FieldValue }): ReactElement {
  if (isEmpty(value)) return <span className="muted">{text("value.empty")}</span>;
  if (isTime(value))
    return (
      <time dateTime={value} title={value}>
        {valueText(value)}
      </time>
    );
  if (!Array.isArray(value)) return <bdi>{valueText(value)}</bdi>;
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
