import { z } from "zod";
import { recipeIds } from "#core/recipes.ts";
import { dashboardRanges } from "./dashboard-filter.ts";

/** Charts in the order in which they are shown. */
export const chartNames = [
  "lag",
  "contacts",
  "results",
  "webhooks",
  "tasks",
  "notes",
  "appointments",
  "incidents",
  "quota",
  "queue",
  "errors",
] as const;
export type ChartName = (typeof chartNames)[number];

const scope = { location: z.string().max(80).optional(), flow: z.enum(recipeIds).optional() };
export const dashboardScope = z.object(scope);
const range = z.enum(dashboardRanges).default("day");
export const chartQuery = z.object({
  ...scope,
  range,
  /** `drawn`: at most 240 points of a line, 48 bars. `full`: all that is known of the range. */
  detail: z.enum(["drawn", "full"]).default("drawn"),
});
export const chartExportQuery = z.object({ ...scope, range });

export const dashboardTiles = z.object({
  asOf: z.number(),
  /** Nothing was written yet. */
  isEmpty: z.boolean(),
  /** A part of the journal is still to be counted, so figures are too low. */
  isCounting: z.boolean(),
  contacts: z.number(),
  inSync: z.number(),
  openTasks: z.number(),
  overdueTasks: z.number(),
  /** In the last 24 hours. */
  notes: z.number(),
  /** In the next seven days. */
  appointments: z.number(),
  needsYou: z.number(),
  locations: z.array(z.object({ id: z.string(), name: z.string() })),
  flows: z.array(z.enum(recipeIds)),
});
export type DashboardTiles = z.infer<typeof dashboardTiles>;

/** Points are of a time, or have a name: a severity, an error constant. */
export const chartData = z.object({
  asOf: z.number(),
  from: z.number(),
  until: z.number(),
  /** Milliseconds that one point stands for; null when points have names. */
  stepMs: z.number().nullable(),
  columns: z.array(z.object({ key: z.string(), name: z.string().nullable() })),
  points: z.array(z.object({ at: z.number().nullable(), name: z.string().nullable(), values: z.array(z.number().nullable()) })),
  /** What the sentence about the chart tells. */
  figures: z.record(z.string(), z.number()),
});
export type ChartData = z.infer<typeof chartData>;

/** A record of a list; personal values are masked. */
export const listedRecord = z.object({
  id: z.string(),
  title: z.string().nullable(),
  at: z.number().nullable(),
  status: z.string().nullable(),
  /** The contact that it is about, as far as it is linked. */
  contact: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
});
export type ListedRecord = z.infer<typeof listedRecord>;
export const recordList = z.object({ asOf: z.number(), records: z.array(listedRecord) });
export type RecordList = z.infer<typeof recordList>;
