import { useState, type ReactElement } from "react";
import type { DataView } from "#contract/data.ts";
import { keepFor } from "../../api/data-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useAct } from "./use-act.ts";

type Rows = DataView["retention"];
type Row = Rows[number];

const isWithin = ({ least, most }: Row, days: string): boolean => /^\d{1,4}$/u.test(days) && Number(days) >= least && Number(days) <= most;

/** How long each kind of rows is kept, to be changed within what is allowed; and what is fixed. */
export function Retention({ rows }: { readonly rows: Rows }): ReactElement {
  return (
    <section className="panel" aria-labelledby="kept">
      <h2 id="kept">{text("data.kept")}</h2>
      <Form key={rows.map(({ days }) => days).join(" ")} rows={rows} />
      <h3>{text("data.fixed")}</h3>
      <ul>
        <li>{text("data.fixed.links")}</li>
        <li>{text("data.fixed.keys")}</li>
        <li>{text("data.fixed.runs")}</li>
        <li>{text("data.fixed.visits")}</li>
      </ul>
    </section>
  );
}

function Form({ rows }: { readonly rows: Rows }): ReactElement {
  const [days, setDays] = useState<Readonly<Record<string, string>>>(() => Object.fromEntries(rows.map((row) => [row.kind, String(row.days)])));
  const saved = useAct(keepFor, { renews: ["data", "config-file"], done: text("data.saved") });
  const given = (row: Row): string => days[row.kind] ?? String(row.days);
  const changed = rows.filter((row) => given(row) !== String(row.days));
  const isSound = rows.every((row) => isWithin(row, given(row)));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isSound) saved.mutate(Object.fromEntries(changed.map((row) => [row.kind, Number(given(row))])));
      }}
    >
      <DataTable
        label={text("data.kept.list")}
        rows={rows}
        rowKey={({ kind }) => kind}
        columns={[
          {
            key: "kind",
            label: text("data.kind"),
            cell: ({ kind }) => (
              <>
                {text(`data.kind.${kind}`)}
                <div className="muted small">{text(`data.kind.${kind}.about`)}</div>
              </>
            ),
          },
          {
            key: "days",
            label: text("data.days"),
            cell: (row) => (
              <TextField
                aria-label={text("data.days.of", { what: text(`data.kind.${row.kind}`) })}
                inputMode="numeric"
                value={given(row)}
                description={text("data.normally", row)}
                error={isWithin(row, given(row)) ? undefined : text("data.out-of-range", row)}
                onChange={(event) => setDays({ ...days, [row.kind]: event.currentTarget.value.trim() })}
              />
            ),
          },
        ]}
      />
      {saved.isError && <ProblemCard error={saved.error} />}
      <div className="row-of below">
        <Button type="submit" look="main" busy={saved.isPending} disabled={changed.length === 0 || !isSound}>
          {text("data.save")}
        </Button>
      </div>
    </form>
  );
}
