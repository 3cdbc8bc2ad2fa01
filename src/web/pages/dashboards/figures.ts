import type { ChartData, ChartName } from "#contract/dashboards.ts";
import type { MessageKey } from "../../i18n/areas.ts";
import { LANGUAGE, text } from "../../i18n/text.ts";
import { clockTime, dayAndClockTime, utcDay } from "../../i18n/time.ts";

const plainNumber = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 1 });
const DAY_MS = 86_400_000;
const MINUTE = 60;
const HOUR = 3_600;

export const asNumber = (value: number): string => plainNumber.format(value);

/** Seconds as people say them, with their unit. */
export function asDuration(seconds: number): string {
  if (seconds < 1) return text("dashboards.milliseconds", { count: Math.round(seconds * 1_000) });
  if (seconds < 2 * MINUTE) return text("dashboards.seconds", { count: asNumber(seconds) });
  if (seconds < 2 * HOUR) return text("dashboards.minutes", { count: Math.round(seconds / MINUTE) });
  return text("dashboards.hours", { count: Math.round(seconds / HOUR) });
}

const unitOf: Readonly<Partial<Record<string, "duration" | "percent">>> = {
  p50: "duration",
  p95: "duration",
  p99: "duration",
  "sweep.p95": "duration",
  oldest: "duration",
  day: "percent",
  window: "percent",
};

/** Whether a column counts whole things. */
export const isWhole = (key: string): boolean => unitOf[key] === undefined;

/** A value of a column, with its unit. */
export function shownValue(key: string, value: number | null): string {
  if (value === null) return text("dashboards.unknown");
  const unit = unitOf[key];
  if (unit === "duration") return asDuration(value);
  return unit === "percent" ? text("dashboards.percent", { count: asNumber(value) }) : asNumber(value);
}

/** What a column is called. */
export function columnName({ key, name }: ChartData["columns"][number]): string {
  return name === null ? text(`dashboards.column.${key}` as MessageKey) : text(`dashboards.column.${key}` as MessageKey, { name });
}

/** When a point begins; days begin at midnight UTC. */
export function pointTime(at: number, { stepMs, from, until }: Pick<ChartData, "stepMs" | "from" | "until">): string {
  if (stepMs !== null && stepMs >= DAY_MS) return utcDay(at);
  return until - from > DAY_MS ? dayAndClockTime(at) : clockTime(at);
}

/** The chart in one sentence. */
export function sentenceOf(chart: ChartName, data: ChartData): string {
  const { figures, points } = data;
  const figure = (name: string): number => figures[name] ?? 0;
  switch (chart) {
    case "lag":
      return figure("webhooks") === 0
        ? text("dashboards.lag.none")
        : text(figure("p95") <= figure("objective") ? "dashboards.lag.within" : "dashboards.lag.over", {
            p50: asDuration(figure("p50")),
            p95: asDuration(figure("p95")),
            objective: asDuration(figure("objective")),
            count: figure("webhooks"),
          });
    case "contacts":
      return text("dashboards.contacts.sentence", {
        made: figure("total.made.highlevel") + figure("total.made.incident"),
        changed: figure("total.changed.highlevel") + figure("total.changed.incident"),
        tagged: figure("total.tagged.highlevel") + figure("total.tagged.incident"),
      });
    case "webhooks":
      return webhookSentence(figures);
    case "tasks":
      return text("dashboards.tasks.sentence", { open: figure("last.open"), overdue: figure("last.overdue"), done: figure("total.task.done") });
    case "notes":
      return text("dashboards.notes.sentence", { incident: figure("total.note.incident"), highlevel: figure("total.note.highlevel") });
    case "appointments":
      return text("dashboards.appointments.sentence", {
        booked: figure("total.appointment.booked"),
        moved: figure("total.appointment.moved"),
        cancelled: figure("total.appointment.cancelled"),
      });
    case "results":
      return text("dashboards.results.sentence", {
        ok: figure("total.result.ok"),
        conflicts: figure("total.result.conflict"),
        failed: figure("total.result.failed"),
      });
    case "incidents":
      return text("dashboards.incidents.sentence", { contacts: figure("contacts"), incidents: figure("incidents") });
    case "queue":
      return text("dashboards.queue.sentence", {
        now: figure("last.waiting"),
        most: figure("most.waiting"),
        oldest: asDuration(figure("last.oldest")),
      });
    case "errors":
      return text("dashboards.errors.sentence", { times: figure("times"), codes: figure("codes") });
    case "quota":
      return points.length === 0 || data.columns.length === 0 ? text("dashboards.quota.none") : quotaSentence(data);
  }
}

function webhookSentence(figures: ChartData["figures"]): string {
  const told = figures["total.found.webhook"] ?? 0;
  const missed = figures["total.found.sweep"] ?? 0;
  const received = figures["total.received"] ?? 0;
  if (received === 0) return text("dashboards.webhooks.none", { missed });
  return text("dashboards.webhooks.sentence", { received, told, missed, percent: asNumber(figures["missedPercent"] ?? 0) });
}

/** The fullest day's limit, else the fullest short one. */
function quotaSentence({ columns, figures }: ChartData): string {
  const shares = columns.map((column, index) => {
    const used = figures[`used.${String(index)}`] ?? 0;
    const limit = figures[`limit.${String(index)}`] ?? 0;
    return { ...column, used, limit, share: limit === 0 ? 0 : used / limit, forecast: figures[`forecast.${String(index)}`] };
  });
  const fullest = shares.filter(({ key }) => key === "day").toSorted((one, other) => other.share - one.share)[0] ?? shares[0];
  if (fullest === undefined) return text("dashboards.quota.none");
  const values = { name: fullest.name ?? "", used: fullest.used, limit: fullest.limit, percent: asNumber(fullest.share * 100) };
  if (fullest.forecast === undefined) return text(fullest.key === "day" ? "dashboards.quota.day" : "dashboards.quota.window", values);
  return text(fullest.forecast > fullest.limit ? "dashboards.quota.over" : "dashboards.quota.forecast", { ...values, forecast: fullest.forecast });
}
