import type { Page } from "playwright-core";
import { must } from "#lib/must.ts";
import { systemClock } from "#lib/system-clock.ts";
import { holds, type Figure } from "#main/bench/figure.ts";
import { readSettings } from "#main/options.ts";
import { launchBrowser } from "../browser.ts";

/** Turns of the wheel while a list is measured. */
const SCROLLS = 120;
/** Milliseconds between two of them. */
const TURN_MS = 40;

export const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
/** What a bench server for a page is asked for. */
export const benchRequest = { settings: readSettings({}), log: silent, onProgress: () => undefined, signal: new AbortController().signal };

/** Prints each figure with its target, and makes the process fail when one is missed. */
export function printFigures(figures: readonly Figure[]): void {
  for (const figure of figures) {
    const { name, about, value, unit, target } = figure;
    const wanted =
      target === null
        ? ""
        : `  (${"most" in target ? `at most ${String(target.most)}` : `at least ${String(target.least)}`}: ${holds(figure) ? "holds" : "MISSED"})`;
    process.stdout.write(`${name}: ${String(value)} ${unit}  ${about}${wanted}\n`);
  }
  process.exitCode = figures.every(holds) ? 0 : 1;
}

/** What a page of a benchmark notes by itself. */
export interface Marks {
  /** When the first row was on the screen, by the page's own clock; null before. */
  readonly rowsAt: number | null;
  /** Of each task that held the page's main thread for longer than 50 ms. */
  readonly longTasks: readonly { readonly startTime: number; readonly duration: number }[];
  /** Milliseconds between two frames, and the most rows that stood in one, since `watchFrames`. */
  readonly frames: readonly number[];
  readonly mostRows: number;
}

/** A page in a browser of its own that notes when a row of that selector first shows, and each long task. */
export async function onWatchedPage<Result>(row: string, work: (page: Page) => Promise<Result>): Promise<Result> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
    await page.addInitScript(watch, row);
    return await work(page);
  } finally {
    await browser.close();
  }
}

/** Runs in the page before anything else. */
function watch(selector: string): void {
  const state = globalThis as unknown as { longTasks: { startTime: number; duration: number }[]; rowsAt: number | null };
  state.longTasks = [];
  state.rowsAt = null;
  const note = ({ startTime, duration }: PerformanceEntry): void => void state.longTasks.push({ startTime, duration });
  new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type: "longtask" });
  const rows = new MutationObserver(() => {
    if (document.querySelector(selector) === null) return;
    rows.disconnect();
    requestAnimationFrame(() => {
      state.rowsAt = performance.now();
    });
  });
  rows.observe(document, { childList: true, subtree: true });
}

/** Runs in the page: looks at each frame from now on. */
function watchFrames(row: string): void {
  const state = globalThis as unknown as { frameTimes: number[]; mostRows: number };
  state.frameTimes = [];
  state.mostRows = 0;
  let before: number | null = null;
  const look = (now: number): void => {
    if (before !== null) state.frameTimes.push(now - before);
    before = now;
    state.mostRows = Math.max(state.mostRows, document.querySelectorAll(row).length);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

export const marksOf = (page: Page): Promise<Marks> =>
  page.evaluate("({ rowsAt, longTasks, frames: globalThis.frameTimes, mostRows: globalThis.mostRows })");

/** The longest task of the page from one time of its clock to another; 0 when none held it for longer than 50 ms. */
export const longestTask = ({ longTasks }: Marks, from: number, to = Number.POSITIVE_INFINITY): number =>
  Math.round(
    Math.max(0, ...longTasks.filter(({ startTime, duration }) => startTime + duration > from && startTime < to).map(({ duration }) => duration)),
  );

/** A list of contacts that is scrolled through: where it stands in the page, and by which name and command it is told. */
interface Scrolled {
  readonly list: string;
  readonly row: string;
  readonly name: string;
  readonly command: string;
}

/** Scrolls a list, by the wheel and by jumps to a quarter, the middle and the end; tells its longest task, its frames and the most rows at once. */
export async function scrollFigures(page: Page, { list, row, name, command }: Scrolled): Promise<readonly Figure[]> {
  const table = page.locator(list);
  // What the browser's driver brings into the page is no work of the page, so it is there before anything is measured.
  await table.hover();
  await table.evaluate((element, share) => void (element.scrollTop = element.scrollHeight * share), 0);
  await systemClock.sleep(500);
  await page.evaluate(watchFrames, row);
  const began = await page.evaluate(() => performance.now());
  for (let step = 0; step < SCROLLS; step += 1) {
    if (step % 30 === 29) await table.evaluate((element, share) => void (element.scrollTop = element.scrollHeight * share), (step + 1) / SCROLLS);
    else await page.mouse.wheel(0, 700);
    await systemClock.sleep(TURN_MS);
  }
  await systemClock.sleep(500);
  const marks = await marksOf(page);
  const ordered = marks.frames.toSorted((one, other) => one - other);
  const usual = must(ordered[Math.floor(ordered.length / 2)], "a frame");
  const about = `longest task while scrolling ${String(SCROLLS)} times and jumping to the end; 0 where none took longer than 50 ms`;
  return [
    { name: `${name}.longest_task`, about, value: longestTask(marks, began), unit: "ms", target: { most: 50 }, command },
    {
      name: `${name}.frames`,
      about: "frames a second meanwhile, by their median",
      value: Math.round(1_000 / usual),
      unit: "/s",
      target: { least: 58 },
      command,
    },
    { name: `${name}.rows`, about: "most rows in the page at once", value: marks.mostRows, unit: "contacts", target: { most: 60 }, command },
  ];
}
