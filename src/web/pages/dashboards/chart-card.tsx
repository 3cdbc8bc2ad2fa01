import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Download, Table } from "lucide-react";
import { lazy, Suspense, useId, useState, type ReactElement } from "react";
import type { ChartData, ChartName } from "#contract/dashboards.ts";
import type { DashboardFilter } from "#contract/dashboard-filter.ts";
import { chartAddress, fetchChart } from "../../api/dashboard-calls.ts";
import { useErrors } from "../../api/error-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { Answer, Loading } from "../../ui/states.tsx";
import { chartSpecs, type ChartSpec } from "./chart-specs.ts";
import { columnName, pointTime, sentenceOf, shownValue } from "./figures.ts";
import { Swatch } from "./looks.tsx";
import { NamedBars } from "./named-bars.tsx";
import { RecordsBeside } from "./record-lists.tsx";
import { Silence } from "./silence.tsx";
import { sampleChart } from "./sample-charts.ts";
import { useInTurn } from "./use-in-turn.ts";

const Plot = lazy(async () => ({ default: (await import("./plot.tsx")).Plot }));

interface Props {
  readonly chart: ChartName;
  readonly filter: DashboardFilter;
  /** Made-up figures, as long as there are none. */
  readonly sample: boolean;
  /** Shown without waiting to be scrolled to. */
  readonly everything: boolean;
}

/** One chart: its title, a sentence, the drawing or the table, and the way to take it along. */
export function ChartCard({ chart, filter, sample, everything }: Props): ReactElement {
  const [place, isOn] = useInTurn(everything);
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  const detail = asTable ? "full" : "drawn";
  const query = useQuery({
    queryKey: ["dashboards", "chart", chart, filter, detail, sample],
    queryFn: () => (sample ? sampleChart(chart, filter.range ?? "day") : fetchChart(chart, filter, detail)),
    enabled: isOn,
    placeholderData: keepPreviousData,
    // The page says when charts are read again: a busy hour would have them drawn twice a second.
    meta: { topics: [] },
  });
  return (
    <figure ref={place} className="chart" id={chart} aria-labelledby={`${id}-title`} data-table={asTable}>
      <figcaption>
        <div className="chart-head">
          <h2 id={`${id}-title`}>{text(`dashboards.${chart}.title`)}</h2>
          <div className="chart-acts">
            <Button
              small
              look="quiet"
              icon={<Table size={14} aria-hidden />}
              aria-pressed={asTable}
              aria-controls={`${id}-body`}
              onClick={() => setAsTable(!asTable)}
            >
              {text("dashboards.table")}
              <span className="visually-hidden"> {text(`dashboards.${chart}.title`)}</span>
            </Button>
            {!sample && (
              <a className="chart-csv" href={chartAddress(chart, filter)} download>
                <Download size={14} aria-hidden /> {text("dashboards.csv")}
                <span className="visually-hidden"> {text(`dashboards.${chart}.title`)}</span>
              </a>
            )}
          </div>
        </div>
        {query.data !== undefined && <p className="chart-sentence">{sentenceOf(chart, query.data)}</p>}
      </figcaption>
      {chart === "webhooks" && !sample && query.data !== undefined && <Silence figures={query.data.figures} />}
      {sample && <span className="watermark" aria-hidden data-mark={text("dashboards.sample.mark")} />}
      <div id={`${id}-body`} className="chart-body">
        {isOn && (
          <Answer query={query} lines={6}>
            {(data) => (asTable ? <Figures chart={chart} data={data} /> : <Drawing chart={chart} data={data} />)}
          </Answer>
        )}
      </div>
      {isOn && !sample && <RecordsBeside list={chartSpecs[chart].list} filter={filter} />}
    </figure>
  );
}

function Drawing({ chart, data }: { readonly chart: ChartName; readonly data: ChartData }): ReactElement {
  const spec = chartSpecs[chart];
  if (!hasValues(data, spec)) return <p className="muted nothing">{text("dashboards.nothing")}</p>;
  if (spec.shape === "names") return <NamedBars chart={chart} data={data} />;
  return (
    <>
      <Suspense fallback={<Loading lines={6} />}>
        <Plot title={text(`dashboards.${chart}.title`)} data={data} spec={spec} objective={chart === "lag" ? data.figures["objective"] : undefined} />
      </Suspense>
      <Legend data={data} spec={spec} hasObjective={chart === "lag"} />
    </>
  );
}

/** A time of nothing but noughts is told in words. */
const hasValues = ({ points, columns }: ChartData, { drawn }: ChartSpec): boolean =>
  points.some(({ values }) => values.some((value, index) => value !== null && value > 0 && isDrawn(columns[index]?.key, drawn)));

const isDrawn = (key: string | undefined, drawn: ChartSpec["drawn"]): boolean => key !== undefined && (drawn === undefined || drawn.includes(key));

function Legend({ data, spec, hasObjective }: { readonly data: ChartData; readonly spec: ChartSpec; readonly hasObjective: boolean }): ReactElement {
  const id = useId().replaceAll(":", "");
  const shape = spec.shape === "bars" ? "bars" : "lines";
  return (
    <ul className="legend">
      {data.columns
        .filter(({ key }) => isDrawn(key, spec.drawn))
        .map((column, look) => (
          <li key={look}>
            <Swatch id={`${id}${String(look)}`} look={look} shape={shape} /> <bdi>{columnName(column)}</bdi>
          </li>
        ))}
      {hasObjective && (
        <li>
          <span className="swatch objective-swatch" aria-hidden /> {text("dashboards.objective")}
        </li>
      )}
    </ul>
  );
}

/** All that is known of the range, as a table. */
function Figures({ chart, data }: { readonly chart: ChartName; readonly data: ChartData }): ReactElement {
  const errors = useErrors();
  const nameOf = (name: string | null): string =>
    (chart === "errors" ? errors?.find(({ code }) => code === name)?.title : name) ?? name ?? text("dashboards.unnamed");
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
    <section className="figures" tabIndex={0} aria-label={text("dashboards.figures", { chart: text(`dashboards.${chart}.title`) })}>
      <DataTable
        label={text(`dashboards.${chart}.title`)}
        rows={data.points.map((point, index) => ({ ...point, id: String(index) }))}
        rowKey={({ id }) => id}
        columns={[
          {
            key: "first",
            label: text(data.stepMs === null ? "dashboards.name" : "dashboards.time"),
            cell: ({ at, name }) =>
              at === null ? <bdi>{nameOf(name)}</bdi> : <time dateTime={new Date(at).toISOString()}>{pointTime(at, data)}</time>,
          },
          ...data.columns.map((column, index) => ({
            key: String(index),
            label: columnName(column),
            end: true,
            cell: ({ values }: ChartData["points"][number]) => shownValue(column.key, values[index] ?? null),
          })),
        ]}
      />
    </section>
  );
}
