import { diffChars } from "diff";
import type { ReactElement } from "react";
import type { FieldValue } from "#contract/contacts.ts";
import { text } from "../../i18n/text.ts";

/** Longer texts are shown without marks: comparing them letter by letter says little and takes long. */
const MOST = 2_000;

/** A value with what the other one does not have marked, letter by letter; of lists, element by element. */
export function Marked({ value, beside }: { readonly value: FieldValue; readonly beside: FieldValue }): ReactElement {
  if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) return <p className="value muted">{text("value.empty")}</p>;
  if (Array.isArray(value)) return <MarkedSet value={value} beside={Array.isArray(beside) ? beside : []} />;
  return (
    <p className="value">
      <bdi>{typeof value === "string" && typeof beside === "string" ? <MarkedText value={value} beside={beside} /> : String(value)}</bdi>
    </p>
  );
}

function MarkedText({ value, beside }: { readonly value: string; readonly beside: string }): ReactElement {
  if (value.length > MOST || beside.length > MOST) return <>{value}</>;
  const own = diffChars(beside, value).filter(({ removed }) => !removed);
  // The place is what tells two equal parts apart.
  return <>{own.map(({ added, value: part }, place) => (added ? <mark key={`${String(place)} ${part}`}>{part}</mark> : part))}</>;
}

function MarkedSet({ value, beside }: { readonly value: readonly string[]; readonly beside: readonly string[] }): ReactElement {
  return (
    <ul className="value marked-set">
      {value.map((element) => (
        <li key={element}>
          <bdi>{beside.includes(element) ? element : <mark>{element}</mark>}</bdi>
        </li>
      ))}
    </ul>
  );
}
