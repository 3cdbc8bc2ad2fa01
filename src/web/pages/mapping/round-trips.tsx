import type { ReactElement } from "react";
import type { MappingAttempt } from "#contract/mapping.ts";
import { text } from "../../i18n/text.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { keptText } from "../../ui/value.tsx";

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
    <div>
      <h3>{text("mapping.trip")}</h3>
      <DataTable
        label={`${text("mapping.trip")}: ${name}`}
        rows={told.map((trip, at) => ({ ...trip, at }))}
        rowKey={({ title, at }) => `${title} ${String(at)}`}
        columns={[
          { key: "record", label: text("mapping.trip.record"), cell: ({ title }) => <bdi>{title}</bdi> },
          { key: "before", label: text("mapping.trip.before"), cell: ({ before }) => <bdi>{keptText(before)}</bdi> },
          { key: "after", label: text("mapping.trip.after"), cell: ({ after }) => <bdi>{keptText(after)}</bdi> },
          {
            key: "back",
            label: text("mapping.trip.back"),
            cell: ({ before, back }) => (
              <>
                <bdi>{keptText(back)}</bdi>
                {JSON.stringify(before) !== JSON.stringify(back) && <span className="mapping-lossy"> {text("mapping.trip.lossy")}</span>}
              </>
            ),
          },
        ]}
      />
    </div>
  );
}
