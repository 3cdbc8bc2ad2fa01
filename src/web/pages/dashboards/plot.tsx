import { useId, type ReactElement } from "react";
import { Bar, BarChart, CartesianGrid, Line, LineChart, ReferenceArea, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { ChartData } from "#contract/dashboards.ts";
import type { ChartSpec } from "./chart-specs.ts";
import { columnName, pointTime, shownValue } from "./figures.ts";
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
    ...Object.fromEntries(series.map(({ index }) => [`s${String(index)}`, values[index] ?? null])),
  }));
  const rightKey = series.find(({ axis }) => axis === "right")?.key;
  const leftKey = series.find(({ axis }) => axis === "left")?.key ?? "";
  const shared = { data: rows, title, margin: { top: 8, right: rightKey === undefined ? 8 : 0, bottom: 0, left: 0 }, className: "plot" };
  const frame = (
    <>
      <CartesianGrid vertical={false} />
      <XAxis dataKey="at" tickFormatter={(at: number) => pointTime(at, data)} minTickGap={28} tickLine={false} />
      <YAxis
        yAxisId="left"
        width={56}
        tickFormatter={(value: number) => shownValue(leftKey, value)}
        tickLine={false}
        allowDecimals={leftKey !== "waiting"}
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
  return (
    <div className="plot-frame">
      <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={{ width: 320, height: HEIGHT }}>
        {spec.shape === "bars" ? (
          <BarChart {...shared}>
            <Patterns id={id} />
            {frame}
            {series.map(({ index, look, name }) => (
              <Bar
                key={index}
                dataKey={`s${String(index)}`}
                yAxisId="left"
                stackId="all"
                name={name}
                fill={fillOf(id, look)}
                stroke={strokeOf(look)}
                strokeWidth={1}
                isAnimationActive={false}
              />
            ))}
          </BarChart>
        ) : (
          <LineChart {...shared}>
            {frame}
            {objective !== undefined && <ReferenceArea yAxisId="left" y1={0} y2={objective} className="objective" ifOverflow="hidden" />}
            {series.map(({ index, look, name, axis }) => (
              <Line
                key={index}
                dataKey={`s${String(index)}`}
                yAxisId={axis}
                name={name}
                type="linear"
                stroke={strokeOf(look)}
                strokeWidth={2}
                strokeDasharray={dashOf(look)}
                dot={{ r: 2, strokeDasharray: "0" }}
                isAnimationActive={false}
              />
            ))}
          </LineChart>
        )}
      </ResponsiveContainer>
    </div>
  );
}

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
