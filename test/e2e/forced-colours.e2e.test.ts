import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { WebPath } from "#contract/pages.ts";
import { sideScroll } from "./support/checks.ts";
import { openApp, type TestApp } from "./support/open-app.ts";
import { samplePath } from "./support/page-samples.ts";
import { takePicture } from "./support/pictures.ts";

let app: TestApp;
beforeAll(async () => {
  app = await openApp({ contacts: 6 });
  await app.settled();
});
afterAll(() => app.close());

/** Presses of Tab on each page, and controls that each has at least. */
const [TABS, LEAST_STOPS] = [25, 10];

/** Pages with everything that could vanish: states, charts, tables, steps, switches, dialogs. */
const pages = {
  home: "/",
  contacts: "/contacts",
  flow: "/flows/$flow",
  workflow: "/flows/workflows/$id",
  activity: "/activity",
  conflicts: "/conflicts",
  dashboards: "/dashboards",
  catalog: "/catalog",
  mapping: "/flows/$flow/mapping",
  setup: "/setup",
  connections: "/settings/connections",
  storage: "/settings/storage",
} as const satisfies Readonly<Record<string, WebPath>>;

const looks = Object.entries(pages).map(([name, path], index) => ({ name, path, theme: index % 2 === 0 ? ("light" as const) : ("dark" as const) }));

it.each(looks)("loses no text, no state and no focus on the page $name, $theme", { timeout: 60_000 }, async ({ name, path, theme }) => {
  const { page, ready, troubles, close } = await app.open({ path: await samplePath(app, path), theme, forcedColours: true });
  await ready();
  expect(await page.evaluate("matchMedia('(forced-colors: active)').matches")).toBe(true);
  expect(await page.evaluate(unseenTexts)).toEqual([]);
  expect(await page.evaluate(statesWithoutEdge)).toEqual([]);
  expect(await page.evaluate(choicesWithoutMark)).toEqual([]);
  const { stops, unseen } = await focusOn(page);
  expect(unseen).toEqual([]);
  expect(stops).toBeGreaterThan(LEAST_STOPS);
  expect(await sideScroll(page)).toEqual([]);
  await takePicture(page, `forced-${name}-${theme}-1280`);
  expect(troubles).toEqual([]);
  await close();
});

it("tells each chart in words, whatever becomes of its colours", { timeout: 60_000 }, async () => {
  const { page, ready, close } = await app.open({ path: "/dashboards", theme: "dark", forcedColours: true });
  await ready();
  const charts = page.locator("figure.chart");
  const count = await charts.count();
  expect(count).toBeGreaterThan(0);
  for (let index = 0; index < count; index += 1) {
    await charts.nth(index).scrollIntoViewIfNeeded();
    await charts.nth(index).locator(".chart-sentence").waitFor();
    expect(
      await charts
        .nth(index)
        .getByRole("button", { name: /^Table/u })
        .count(),
    ).toBe(1);
  }
  expect(await page.evaluate(unseenTexts)).toEqual([]);
  await close();
});

/** Goes on by Tab: how often the focus came to a control, and those that show nothing then. */
async function focusOn(page: Page): Promise<{ readonly stops: number; readonly unseen: readonly string[] }> {
  const unseen: string[] = [];
  let stops = 0;
  for (let tab = 0; tab < TABS; tab += 1) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return null;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return outlineStyle === "none" || Number.parseFloat(outlineWidth) < 1
        ? `${element.tagName.toLowerCase()}.${element.className.toString()}: ${(element.textContent ?? "").slice(0, 60)}`
        : "";
    });
    if (found !== null) stops += 1;
    if (found !== null && found !== "") unseen.push(found);
  }
  return { stops, unseen };
}

/** Runs in the page: visible texts whose colour is that of the ground on which they stand. */
function unseenTexts(): readonly string[] {
  const groundOf = (from: Element): string => {
    for (let element: Element | null = from; element !== null; element = element.parentElement) {
      const { backgroundColor } = getComputedStyle(element);
      if (!/^rgba\(.*, 0\)$|^transparent$/u.test(backgroundColor)) return backgroundColor;
    }
    return getComputedStyle(document.documentElement).backgroundColor;
  };
  const channels = (colour: string): readonly number[] => (colour.match(/[\d.]+/gu) ?? []).slice(0, 3).map(Number);
  const light = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = channels(colour).map((channel) => {
      const share = channel / 255;
      return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one: string, other: string): number => {
    const [bright, dim] = [light(one), light(other)].toSorted((first, second) => second - first);
    return ((bright ?? 0) + 0.05) / ((dim ?? 0) + 0.05);
  };
  return [...document.body.querySelectorAll("*")]
    .filter((element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? "").trim() !== ""))
    .filter((element) => element.closest(":disabled, [aria-hidden=true], .visually-hidden, option, style, script") === null)
    .filter((element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }))
    .filter((element) => contrast(getComputedStyle(element).color, groundOf(element)) < 4.5)
    .map((element) => `${element.tagName.toLowerCase()}.${element.className.toString()}: ${(element.textContent ?? "").trim().slice(0, 60)}`);
}

/** Runs in the page: what is chosen among others and is told from them by nothing that stays. */
function choicesWithoutMark(): readonly string[] {
  return [...document.querySelectorAll('[aria-current="true"], [aria-current="step"], .chip[data-current="true"]')]
    .filter((element) => element.checkVisibility())
    .filter((element) => getComputedStyle(element).outlineStyle === "none")
    .map((element) => `${element.className.toString()}: ${(element.textContent ?? "").slice(0, 60)}`);
}

/** Runs in the page: states and notices that lose their shape, because only a ground told them from what is around them. */
function statesWithoutEdge(): readonly string[] {
  return [...document.querySelectorAll(".badge, .notice")]
    .filter((element) => element.checkVisibility())
    .filter((element) => Number.parseFloat(getComputedStyle(element).borderTopWidth) < 1 || (element.textContent ?? "").trim() === "")
    .map((element) => `${element.className.toString()}: ${(element.textContent ?? "").slice(0, 60)}`);
}
