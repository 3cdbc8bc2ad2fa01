import type { ChartName } from "#contract/dashboards.ts";
import type { ListName } from "../../api/dashboard-calls.ts";

/** How a chart is drawn. `names`: a bar for each name, in plain elements. */
export interface ChartSpec {
  readonly shape: "bars" | "lines" | "names";
  /** Columns that are drawn; default all. The table has all of them. */
  readonly drawn?: readonly string[];
  /** Columns that stand apart on a second axis, because they count something else. */
  readonly right?: readonly string[];
  /** A list below the figure. */
  readonly list?: ListName;
}

export const chartSpecs: Readonly<Record<ChartName, ChartSpec>> = {
  lag: { shape: "lines", drawn: ["p50", "p95", "p99", "sweep.p95"] },
  contacts: { shape: "bars" },
  results: { shape: "bars" },
  webhooks: { shape: "bars", drawn: ["found.webhook", "found.sweep"] },
  tasks: { shape: "lines", list: "overdue-tasks" },
  notes: { shape: "bars", list: "latest-notes" },
  appointments: { shape: "bars", list: "next-appointments" },
  incidents: { shape: "names" },
  quota: { shape: "lines" },
  queue: { shape: "lines", right: ["oldest"] },
  errors: { shape: "names" },
};

/** Looks of series, told apart by colour and by pattern: as many as the most that one chart has. */
export const SERIES_LOOKS = 6;
