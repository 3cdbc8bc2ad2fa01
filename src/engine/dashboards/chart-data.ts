import type { Instant } from "#core/ids.ts";
import { mergeCounts, STEPS, type CountRow, type Counts } from "#core/ports/dashboard-rows.ts";
import { LAG_OBJECTIVE_MS, timedCharts, type TimedName } from "./charts.ts";
import type { ChartColumn, ChartData } from "./dashboards.ts";
import { forecastToMidnight, PACE_MS } from "./forecast.ts";
import { lagCount, percentile } from "./lag-bins.ts";
import { boundsOf, rangeRules, slotsOf, type Range } from "./ranges.ts";
import { idsOf, type DashboardParts, type Within } from "./scope.ts";

/** Error codes that are told apart; the rarest are left out. */
const MOST_CODES = 20;

/** Times between events that are needed to say what is usual. */
const USUAL_GAPS = 5;

/** A chart as it is drawn, or with everything that is known. */
export type Detail = "drawn" | "full";

const plain = (keys: readonly string[]): readonly ChartColumn[] => keys.map((key) => ({ key, name: null }));
const frame = (range: Range, now: Instant): Pick<ChartData, "asOf" | "from" | "until"> => ({ asOf: now, ...boundsOf(range, now) });
const wholeOf = (rows: readonly CountRow[]): Counts => rows.reduce<Counts>((sum, { counts }) => mergeCounts(sum, counts), {});

export function timedOf(name: TimedName, range: Range, detail: Detail, now: Instant, rows: readonly CountRow[]): ChartData {
  const { columns, values, shape } = timedCharts[name];
  const width = detail === "drawn" && shape === "bars" ? rangeRules[range].perBar : 1;
  const points = slotsOf(rows, range, now, width).map(({ at, counts }) => ({ at, name: null, values: values(counts) }));
  const whole = wholeOf(rows);
  return {
    ...frame(range, now),
    stepMs: width * rangeRules[range].step,
    columns: plain(columns),
    points,
    figures: {
      ...columnFigures(columns, points),
      ...(name === "lag" && lagFigures(whole)),
      ...(name === "webhooks" && lossFigures(rows, range, now)),
    },
  };
}

/** Of each column: all together, the highest, and the newest that is known. */
function columnFigures(columns: readonly string[], points: ChartData["points"]): Record<string, number> {
  const figures: Record<string, number> = {};
  for (const [index, key] of columns.entries()) {
    const known = points.flatMap(({ values }) => values[index] ?? []);
    figures[`total.${key}`] = known.reduce((sum, value) => sum + value, 0);
    figures[`most.${key}`] = known.reduce((most, value) => Math.max(most, value), 0);
    const last = known.at(-1);
    if (last !== undefined) figures[`last.${key}`] = last;
  }
  return figures;
}

function lagFigures(whole: Counts): Record<string, number> {
  const figures: Record<string, number> = {
    objective: LAG_OBJECTIVE_MS / 1_000,
    webhooks: lagCount(whole, "lag.webhook."),
    sweeps: lagCount(whole, "lag.sweep."),
  };
  for (const [key, prefix, share] of [
    ["p50", "lag.webhook.", 0.5],
    ["p95", "lag.webhook.", 0.95],
    ["p99", "lag.webhook.", 0.99],
    ["sweep.p95", "lag.sweep.", 0.95],
  ] as const) {
    const ms = percentile(whole, prefix, share);
    if (ms !== null) figures[key] = Math.round(ms) / 1_000;
  }
  return figures;
}

/**
 * Changes that no event told of, in percent of those that somebody made; how long no event has come, at the width of one step; and the longest such
 * time that was over again, by which people know what is usual.
 */
function lossFigures(rows: readonly CountRow[], range: Range, now: Instant): Record<string, number> {
  const whole = wholeOf(rows);
  const [told, missed] = [whole["found.webhook"] ?? 0, whole["found.sweep"] ?? 0];
  const { step } = rangeRules[range];
  const times = [...new Set(rows.filter(({ counts }) => (counts["received"] ?? 0) > 0).map(({ at }) => at))].toSorted((one, other) => one - other);
  const last = times.at(-1);
  const gaps = times.slice(1).map((at, index) => Math.max(0, at - (times[index] ?? at) - step));
  return {
    ...(told + missed > 0 && { missedPercent: Math.round((missed / (told + missed)) * 1_000) / 10 }),
    ...(last !== undefined && { silentMs: Math.max(0, now - (last + step)) }),
    ...(gaps.length >= USUAL_GAPS && { usualMs: Math.max(...gaps) }),
  };
}

export function errorsOf(range: Range, now: Instant, rows: readonly CountRow[]): ChartData {
  const codes = Object.entries(wholeOf(rows))
    .filter(([name]) => name.startsWith("code."))
    .map(([name, times]) => ({ at: null, name: name.slice("code.".length), values: [times] }))
    .toSorted((one, other) => (other.values[0] ?? 0) - (one.values[0] ?? 0) || (one.name < other.name ? -1 : 1));
  return {
    ...frame(range, now),
    stepMs: null,
    columns: plain(["times"]),
    points: codes.slice(0, MOST_CODES),
    figures: { codes: codes.length, times: codes.reduce((sum, { values }) => sum + (values[0] ?? 0), 0) },
  };
}

/** Contacts on incidents that go on now, by severity; the range is beside the point. */
export async function incidentsOf({ ports, workspaceId }: DashboardParts, range: Range, { bridges }: Within): Promise<ChartData> {
  const counted = await ports.store.dashboards.countDated(workspaceId, { kind: "case", bridgeIds: idsOf(bridges, ["case-task"]) });
  const points = [...Map.groupBy(counted, ({ label }) => label)]
    .map(([label, same]) => ({
      at: null,
      name: label,
      values: [same.reduce((sum, { contacts }) => sum + contacts, 0), same.reduce((sum, { groups }) => sum + groups, 0)],
    }))
    .toSorted((one, other) => (other.values[0] ?? 0) - (one.values[0] ?? 0));
  const sumOf = (column: number): number => points.reduce((sum, { values }) => sum + (values[column] ?? 0), 0);
  return {
    ...frame(range, ports.clock.now()),
    stepMs: null,
    columns: plain(["contacts", "incidents"]),
    points,
    figures: { contacts: sumOf(0), incidents: sumOf(1) },
  };
}

/** How much of each connection's limits was used: of the day where there is such a limit, and of the short one at its busiest. */
export async function quotaOf(parts: DashboardParts, range: Range, rows: readonly CountRow[], { connections }: Within): Promise<ChartData> {
  const now = parts.ports.clock.now();
  const [used, recent] = await Promise.all([
    parts.quotas(),
    parts.ports.store.dashboards.counts(parts.workspaceId, STEPS.minutes, now - PACE_MS, now),
  ]);
  const columns: ChartColumn[] = [];
  const series: ((at: Instant) => number | null)[] = [];
  const figures: Record<string, number> = {};
  for (const { id, name } of connections) {
    const quota = used.find(({ connectionId }) => connectionId === id);
    const own = new Map(rows.filter(({ subject }) => subject === id).map(({ at, counts }) => [at, counts]));
    if (quota === undefined) continue;
    const { dayUsed, dayLimit } = quota;
    if (dayUsed !== null && dayLimit !== null) {
      const index = String(columns.length);
      columns.push({ key: "day", name });
      series.push((at) => percentOf(own.get(at)?.["=day.used"], own.get(at)?.["=day.limit"]));
      const samples = recent
        .filter(({ subject }) => subject === id)
        .flatMap(({ at, counts }) => (counts["=day.used"] === undefined ? [] : [{ at, used: counts["=day.used"] }]));
      const forecast = forecastToMidnight([...samples, { at: now, used: dayUsed }], now);
      Object.assign(figures, {
        [`used.${index}`]: dayUsed,
        [`limit.${index}`]: dayLimit,
        ...(forecast !== null && { [`forecast.${index}`]: forecast }),
      });
    }
    const index = String(columns.length);
    columns.push({ key: "window", name });
    series.push((at) => own.get(at)?.["^window"] ?? null);
    Object.assign(figures, { [`used.${index}`]: quota.used, [`limit.${index}`]: quota.limit, [`windowMs.${index}`]: quota.windowMs });
  }
  const points = slotsOf([], range, now, 1).map(({ at }) => ({ at, name: null, values: series.map((value) => value(at)) }));
  return { ...frame(range, now), stepMs: rangeRules[range].step, columns, points, figures };
}

const percentOf = (used: number | undefined, limit: number | undefined): number | null =>
  used === undefined || limit === undefined || limit === 0 ? null : Math.round((used / limit) * 1_000) / 10;
