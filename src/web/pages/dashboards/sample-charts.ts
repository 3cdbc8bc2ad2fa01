import type { ChartData, ChartName, DashboardTiles } from "#contract/dashboards.ts";
import type { DashboardRange } from "#contract/dashboard-filter.ts";

/** Made-up figures for an installation that has none yet: what each chart will look like. The page says so, and they go nowhere else. */
const DAY_MS = 86_400_000;
const rules: Readonly<Record<DashboardRange, { readonly stepMs: number; readonly points: number }>> = {
  day: { stepMs: 3_600_000, points: 24 },
  week: { stepMs: 21_600_000, points: 28 },
  month: { stepMs: DAY_MS, points: 30 },
  quarter: { stepMs: 3 * DAY_MS, points: 30 },
};

/** A number between 0 and 1 that is the same each time. */
const noise = (seed: number): number => {
  const wild = Math.sin(seed * 12.9898) * 43_758.5453;
  return wild - Math.floor(wild);
};

type Column = readonly [key: string, low: number, high: number, name?: string];

const columnsOf: Readonly<Record<ChartName, readonly Column[]>> = {
  lag: [
    ["p50", 0.4, 0.9],
    ["p95", 1.2, 2.6],
    ["p99", 2.5, 6],
    ["sweep.p95", 40, 90],
    ["webhooks", 20, 60],
    ["sweeps", 0, 3],
  ],
  contacts: [
    ["made.highlevel", 0, 3],
    ["changed.highlevel", 1, 8],
    ["tagged.highlevel", 0, 4],
    ["made.incident", 1, 9],
    ["changed.incident", 5, 24],
    ["tagged.incident", 0, 3],
  ],
  results: [
    ["result.ok", 20, 60],
    ["result.echo", 15, 45],
    ["result.nothing", 5, 20],
    ["result.conflict", 0, 2],
    ["result.failed", 0, 1],
  ],
  webhooks: [
    ["received", 40, 120],
    ["set-aside", 0, 1],
    ["found.webhook", 20, 60],
    ["found.sweep", 0, 3],
  ],
  tasks: [
    ["open", 34, 41],
    ["overdue", 3, 6],
    ["task.done", 0, 5],
  ],
  notes: [
    ["note.incident", 0, 7],
    ["note.highlevel", 0, 5],
  ],
  appointments: [
    ["appointment.booked", 0, 6],
    ["appointment.moved", 0, 3],
    ["appointment.cancelled", 0, 1],
  ],
  incidents: [
    ["contacts", 2, 14],
    ["incidents", 1, 2],
  ],
  quota: [
    ["day", 1, 9, "Sample location"],
    ["window", 5, 40, "Sample organisation"],
  ],
  queue: [
    ["waiting", 0, 12],
    ["oldest", 0, 9],
  ],
  errors: [["times", 1, 9]],
};

const namesOf: Readonly<Partial<Record<ChartName, readonly string[]>>> = {
  incidents: ["Critical", "Major", "Minor"],
  errors: ["HW_VENDOR_UNAVAILABLE", "HW_VENDOR_RATE_LIMITED"],
};

export function sampleChart(chart: ChartName, range: DashboardRange): ChartData {
  const { stepMs, points } = rules[range];
  const until = Math.ceil(Date.now() / stepMs) * stepMs;
  const from = until - points * stepMs;
  const columns = columnsOf[chart];
  const names = namesOf[chart];
  const valuesAt = (index: number): readonly number[] =>
    columns.map(([key, low, high], column) => {
      const value = low + (high - low) * noise(index * 31 + column * 7 + chart.length);
      return key.startsWith("p") || key === "sweep.p95" ? Math.round(value * 100) / 100 : Math.round(value);
    });
  const shown = Array.from({ length: names?.length ?? points }, (_, index) => ({
    at: names === undefined ? from + index * stepMs : null,
    name: names?.[index] ?? null,
    values: [...valuesAt(index)],
  }));
  return {
    asOf: Date.now(),
    from,
    until,
    stepMs: names === undefined ? stepMs : null,
    columns: columns.map(([key, , , name = null]) => ({ key, name })),
    points: shown,
    figures: figuresOf(columns, shown),
  };
}

function figuresOf(columns: readonly Column[], points: ChartData["points"]): ChartData["figures"] {
  const figures: Record<string, number> = { objective: 5, p50: 0.6, p95: 2, webhooks: 900, missedPercent: 2.4, codes: 2 };
  for (const [index, [key]] of columns.entries()) {
    const values = points.map((point) => point.values[index] ?? 0);
    figures[`total.${key}`] = values.reduce((sum, value) => sum + value, 0);
    figures[`last.${key}`] = values.at(-1) ?? 0;
    figures[`most.${key}`] = Math.max(...values);
    figures[key] ??= figures[`total.${key}`] ?? 0;
    Object.assign(figures, { [`used.${String(index)}`]: 9_000, [`limit.${String(index)}`]: 200_000 });
  }
  return figures;
}

export const sampleTiles = (tiles: DashboardTiles): DashboardTiles => ({
  ...tiles,
  contacts: 248,
  inSync: 243,
  openTasks: 38,
  overdueTasks: 4,
  notes: 61,
  appointments: 12,
  needsYou: 2,
});
