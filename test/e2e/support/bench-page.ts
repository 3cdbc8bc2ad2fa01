import type { Page } from "playwright-core";
import { systemClock } from "#lib/system-clock.ts";
import { holds, type Figure } from "#main/bench/figure.ts";
import { readSettings } from "#main/options.ts";

/** Turns of the wheel while a list is measured. */
const SCROLLS = 120;

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

export interface Marks {
  /** When the first row was on the screen, by the page's own clock, and by everybody's. */
  readonly rowsAt: number | null;
  readonly rowsAtWall: number | null;
  readonly longTasks: readonly number[];
}

/** Has every document of the page note when a row of that selector first shows, and each long task. */
export const watchRows = (page: Page, selector: string): Promise<unknown> => page.addInitScript(watch, selector);

/** Runs in the page before anything else. */
function watch(selector: string): void {
  const state = globalThis as unknown as { longTasks: number[]; rowsAt: number | null; rowsAtWall: number | null };
  state.longTasks = [];
  state.rowsAt = null;
  state.rowsAtWall = null;
  new PerformanceObserver((list) => state.longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask" });
  const rows = new MutationObserver(() => {
    if (document.querySelector(selector) === null) return;
    rows.disconnect();
    requestAnimationFrame(() => {
      state.rowsAt = performance.now();
      state.rowsAtWall = performance.timeOrigin + performance.now();
    });
  });
  rows.observe(document, { childList: true, subtree: true });
}

export const marksOf = (page: Page): Promise<Marks> => page.evaluate("({ rowsAt, rowsAtWall, longTasks })");

/** A list of contacts that is scrolled through: where it stands in the page, and by which name and command it is told. */
interface Scrolled {
  readonly list: string;
  readonly row: string;
  readonly name: string;
  readonly command: string;
}

/** Scrolls a list and tells its longest task, and the most rows that were there at once. */
export async function scrollFigures(page: Page, { list, row, name, command }: Scrolled): Promise<readonly Figure[]> {
  const { worst, most } = await scrollList(page, list, row);
  const about = `longest task while scrolling ${String(SCROLLS)} times and jumping to the end`;
  return [
    { name: `${name}.longest_task`, about, value: worst, unit: "ms", target: { most: 50 }, command },
    { name: `${name}.rows`, about: "most rows in the page at once", value: most, unit: "contacts", target: { most: 60 }, command },
  ];
}

/** By the wheel, and by jumps to a quarter, the middle and the end. */
async function scrollList(page: Page, list: string, row: string): Promise<{ readonly worst: number; readonly most: number }> {
  await page.evaluate("longTasks.length = 0");
  const table = page.locator(list);
  await table.hover();
  let most = 0;
  for (let step = 0; step < SCROLLS; step += 1) {
    if (step % 30 === 29) await table.evaluate((element, share) => void (element.scrollTop = element.scrollHeight * share), (step + 1) / SCROLLS);
    else await page.mouse.wheel(0, 700);
    await systemClock.sleep(40);
    most = Math.max(most, await page.locator(row).count());
  }
  await systemClock.sleep(500);
  const { longTasks } = await marksOf(page);
  return { worst: Math.round(Math.max(0, ...longTasks)), most };
}
