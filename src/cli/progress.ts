import type { Clock } from "#core/ports/clock.ts";
import type { Streams } from "./output.ts";

export interface ProgressReport {
  readonly stage: string;
  readonly done: number;
  readonly total: number | null;
  /** Used share of the vendor's limit, such as `HighLevel 63/100`. */
  readonly quota?: string;
}

export interface ProgressLine {
  report(report: ProgressReport): void;
  /** Clears the line. */
  end(): void;
}

const EVERY_MS = { live: 100, lines: 10_000 } as const;
const silent: ProgressLine = { report: () => undefined, end: () => undefined };

/** One line on stderr with count, rate, time left and quota; without a terminal one line each 10 seconds; silent when told so. */
export function createProgress(stderr: Streams["stderr"], clock: Pick<Clock, "monotonicMs">, shown: boolean): ProgressLine {
  if (!shown) return silent;
  const live = stderr.isTTY === true;
  let stage = "";
  let startedAt = clock.monotonicMs();
  let startedWith = 0;
  let toldAt = live ? Number.NEGATIVE_INFINITY : startedAt;
  return {
    report(report) {
      const now = clock.monotonicMs();
      if (report.stage !== stage) [stage, startedAt, startedWith] = [report.stage, now, report.done];
      if (now - toldAt < (live ? EVERY_MS.live : EVERY_MS.lines)) return;
      toldAt = now;
      const text = progressText(report, report.done - startedWith, now - startedAt);
      stderr.write(live ? `\r\u001B[2K${text.slice(0, (stderr.columns ?? 100) - 1)}` : `${text}\n`);
    },
    end: () => (live ? void stderr.write("\r\u001B[2K") : undefined),
  };
}

/** `reading HighLevel: 300 of 1,200 · 42/s · 22s left · HighLevel 63/100`. */
export function progressText(report: ProgressReport, doneHere: number, elapsedMs: number): string {
  const number = (value: number): string => value.toLocaleString("en-US");
  const count = report.total === null ? number(report.done) : `${number(report.done)} of ${number(report.total)}`;
  const perSecond = elapsedMs >= 1_000 ? (doneHere * 1_000) / elapsedMs : null;
  const rate = perSecond === null ? null : `${perSecond >= 10 ? number(Math.round(perSecond)) : perSecond.toFixed(1)}/s`;
  const left = perSecond === null || perSecond <= 0 || report.total === null ? null : Math.ceil((report.total - report.done) / perSecond);
  const parts = [count, rate, left === null || left <= 0 ? null : `${timeText(left)} left`, report.quota ?? null];
  return `${report.stage}: ${parts.filter((part) => part !== null).join(" · ")}`;
}

/** Whole seconds as people say them: `45 s`, `2 min 10 s`, `1 h 5 min`. */
export function timeText(seconds: number): string {
  if (seconds < 60) return `${String(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${String(minutes)} min` : `${String(minutes)} min ${String(seconds % 60)} s`;
  return minutes % 60 === 0 ? `${String(Math.floor(minutes / 60))} h` : `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
}
