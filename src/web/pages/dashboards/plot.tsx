import { useId, type ReactElement } from "react";
import { Bar, BarChart, CartesianGrid, Line, LineChart, ReferenceArea, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { ChartData } from "#contract/dashboards.ts";
import type { ChartSpec } from "./chart-specs.ts";
import { columnName, isWhole, pointTime, shownValue } from "./figures.ts";
import { dashOf, fillOf, Patterns, strokeOf } from "./looks.tsx";

interface Props {
  readonly title: string;
  readonly data: ChartData;
  readonly spec: ChartSpec;
  /** Values up to here are as they should be. */
  readonly objective?: number | undefined;
}

interface Series {
  readonly key: string;
  readonly name: string;
  readonly index: number;
  readonly look: number;
  readonly axis: "left" | "right";
}

const HEIGHT = 220;

/** What is drawn of a chart over time. The library is fetched with this part alone. */
export function Plot({ title, data, spec, objective }: Props): ReactElement {
  const id = useId().replaceAll(":", "");
  const series = seriesOf(data, spec);
  const rows = data.points.map(({ at, values }) => ({
    at: at ?? 0,
    ...Object.fromEntries(series.map(({ index }) => [nameOf(index), values[index] ?? null])),
  }));
  const hasRight = series.some(({ axis }) => axis === "right");
  // The drawing takes the arrow keys, so it needs a name.
  const shared = { data: rows, title, margin: { top: 8, right: hasRight ? 0 : 8, bottom: 0, left: 0 }, className: "plot" };
  return (
    <div className="plot-frame">
      <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={{ width: 320, height: HEIGHT }}>
        {spec.shape === "bars" ? (
          <BarChart {...shared}>
            <Patterns id={id} />
            {axesOf(data, series)}
            {series.map((one) => barOf(one, id))}
          </BarChart>
        ) : (
          <LineChart {...shared}>
            {axesOf(data, series)}
            {objective !== undefined && <ReferenceArea yAxisId="left" y1={0} y2={objective} className="objective" ifOverflow="hidden" />}
            {series.map(lineOf)}
          </LineChart>
        )}
      </ResponsiveContainer>
    </div>
  );
}

const nameOf = (index: number): string => `s${String(index)}`;

/** Axes, grid, and what is told at a time. A list of elements: the library looks at its children, not at what they draw. */
function axesOf(data: ChartData, series: readonly Series[]): ReactElement {
  const rightKey = series.find(({ axis }) => axis === "right")?.key;
  const leftKey = series.find(({ axis }) => axis === "left")?.key ?? "";
  return (
    <>
      <CartesianGrid vertical={false} />
      <XAxis dataKey="at" tickFormatter={(at: number) => pointTime(at, data)} minTickGap={28} tickLine={false} />
      <YAxis
        yAxisId="left"
        width={56}
        tickFormatter={(value: number) => shownValue(leftKey, value)}
        tickLine={false}
        allowDecimals={!isWhole(leftKey)}
      />
      {rightKey !== undefined && (
        <YAxis yAxisId="right" orientation="right" width={56} tickFormatter={(value: number) => shownValue(rightKey, value)} tickLine={false} />
      )}
      <Tooltip
        isAnimationActive={false}
        content={({ active, label }) => (active === true ? <Told data={data} series={series} at={Number(label)} /> : null)}
      />
    </>
  );
}

const barOf = ({ index, look, name }: Series, id: string): ReactElement => (
  <Bar
    key={index}
    dataKey={nameOf(index)}
    yAxisId="left"
    stackId="all"
    name={name}
    fill={fillOf(id, look)}
    stroke={strokeOf(look)}
    strokeWidth={1}
    isAnimationActive={false}
  />
);

const lineOf = ({ index, look, name, axis }: Series): ReactElement => (
  <Line
    key={index}
    dataKey={nameOf(index)}
    yAxisId={axis}
    name={name}
    type="linear"
    stroke={strokeOf(look)}
    strokeWidth={2}
    strokeDasharray={dashOf(look)}
    dot={{ r: 2, strokeDasharray: "0" }}
    isAnimationActive={false}
  />
);

function seriesOf({ columns }: ChartData, { drawn, right = [] }: ChartSpec): readonly Series[] {
  return columns
    .map((column, index) => ({ column, index }))
    .filter(({ column }) => drawn === undefined || drawn.includes(column.key))
    .map(({ column, index }, look) => ({
      key: column.key,
      name: columnName(column),
      index,
      look,
      axis: right.includes(column.key) ? "right" : "left",
    }));
}

/** What stands at one time, for whoever points at it or goes there with the arrow keys. */
function Told({ data, series, at }: { readonly data: ChartData; readonly series: readonly Series[]; readonly at: number }): ReactElement {
  const point = data.points.find((one) => one.at === at);
  return (
    <div className="told">
      <strong>{pointTime(at, data)}</strong>
      {series.map(({ key, name, index }) => (
        <div key={index}>
          <bdi>{name}</bdi>: {shownValue(key, point?.values[index] ?? null)}
        </div>
      ))}
    </div>
  );
}
