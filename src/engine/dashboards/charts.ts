import type { Counts } from "#core/ports/dashboard-rows.ts";
import { lagCount, percentile } from "./lag-bins.ts";

/** What is drawn over time. `bars` are drawn wide, at most 48; `lines` fine, at most 240 points. */
export interface TimedChart {
  readonly shape: "bars" | "lines";
  /** Figures of bridges, or of connections. */
  readonly of: "bridges" | "connections" | "both";
  /** Names of what each point tells, in this order. */
  readonly columns: readonly string[];
  /** One time's values; null where nothing is known. */
  readonly values: (counts: Counts) => readonly (number | null)[];
}

const summed = (names: readonly string[]) => (counts: Counts) => names.map((name) => counts[name] ?? 0);
const seconds = (ms: number | null): number | null => (ms === null ? null : Math.round(ms) / 1_000);

const contactNames = ["made.highlevel", "changed.highlevel", "tagged.highlevel", "made.incident", "changed.incident", "tagged.incident"];
const appointmentNames = ["appointment.booked", "appointment.moved", "appointment.cancelled"];
const resultNames = ["result.ok", "result.echo", "result.nothing", "result.conflict", "result.failed"];
const webhookNames = ["received", "set-aside", "found.webhook", "found.sweep"];

export const timedCharts = {
  contacts: { shape: "bars", of: "bridges", columns: contactNames, values: summed(contactNames) },
  tasks: {
    shape: "lines",
    of: "bridges",
    columns: ["open", "overdue", "task.done"],
    values: (counts) => [counts["=open"] ?? null, counts["=overdue"] ?? null, counts["task.done"] ?? 0],
  },
  notes: { shape: "bars", of: "bridges", columns: ["note.incident", "note.highlevel"], values: summed(["note.incident", "note.highlevel"]) },
  appointments: { shape: "bars", of: "bridges", columns: appointmentNames, values: summed(appointmentNames) },
  lag: {
    shape: "lines",
    of: "bridges",
    columns: ["p50", "p95", "p99", "sweep.p95", "webhooks", "sweeps"],
    values: (counts) => [
      seconds(percentile(counts, "lag.webhook.", 0.5)),
      seconds(percentile(counts, "lag.webhook.", 0.95)),
      seconds(percentile(counts, "lag.webhook.", 0.99)),
      seconds(percentile(counts, "lag.sweep.", 0.95)),
      lagCount(counts, "lag.webhook."),
      lagCount(counts, "lag.sweep."),
    ],
  },
  results: { shape: "bars", of: "bridges", columns: resultNames, values: summed(resultNames) },
  webhooks: { shape: "bars", of: "both", columns: webhookNames, values: summed(webhookNames) },
  queue: {
    shape: "lines",
    of: "bridges",
    columns: ["waiting", "oldest"],
    // Of everything, what waited at one moment is known; of a part, the peaks of its bridges, which may lie apart.
    values: (counts) => [counts["^all.queue"] ?? counts["^queue"] ?? null, seconds(counts["^all.oldest"] ?? counts["^oldest"] ?? null)],
  },
} as const satisfies Readonly<Record<string, TimedChart>>;
export type TimedName = keyof typeof timedCharts;

/** Milliseconds within which 95 of 100 changes that an event tells of ought to be written on the other side. */
export const LAG_OBJECTIVE_MS = 5_000;
