import type { ReactElement } from "react";
import type { MappingAttempt } from "#contract/mapping.ts";
import { text } from "../../i18n/text.ts";
import { valueText } from "../../ui/value.tsx";

/** Records shown of each row. */
const SHOWN = 3;

/** What becomes of real values there and back, so that a loss shows before anything is written (M5). */
export function RoundTrips({
  attempt,
  index,
  name,
}: {
  readonly attempt: MappingAttempt | null;
  readonly index: number;
  readonly name: string;
}): ReactElement {
  const all = attempt?.records.flatMap(({ title, rows }) => (rows[index] === undefined ? [] : [{ title, ...rows[index] }])) ?? [];
  // Values first: of a field that most records lack, there would be little to see.
  const told = [...all.filter(({ before }) => before !== null), ...all.filter(({ before }) => before === null)].slice(0, SHOWN);
  if (told.length === 0) return <p className="muted">{text("mapping.trip.none")}</p>;
  return (
    <table className="mapping-trips" aria-label={`${text("mapping.trip")}: ${name}`}>
      <caption>{text("mapping.trip")}</caption>
      <thead>
        <tr>
          <th scope="col">{text("mapping.trip.record")}</th>
          <th scope="col">{text("mapping.trip.before")}</th>
          <th scope="col">{text("mapping.trip.after")}</th>
          <th scope="col">{text("mapping.trip.back")}</th>
        </tr>
      </thead>
      <tbody>
        {told.map(({ title, before, after, back }, at) => (
          <tr key={`${title} ${String(at)}`}>
            <th scope="row">
              <bdi>{title}</bdi>
            </th>
            <td>
              <bdi>{valueText(before)}</bdi>
            </td>
            <td>
              <bdi>{valueText(after)}</bdi>
            </td>
            <td>
              <bdi>{valueText(back)}</bdi>
              {JSON.stringify(before) !== JSON.stringify(back) && <span className="mapping-lossy"> {text("mapping.trip.lossy")}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
