import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { webPages, type WebPath } from "#contract/pages.ts";
import { axeViolations, clippedTexts, mainHeadings, sideScroll } from "./support/checks.ts";
import { openApp, type OpenPage, type TestApp, type View } from "./support/open-app.ts";
import { everyPage } from "./support/page-samples.ts";
import { shownKeys } from "./support/shown-keys.ts";

let app: TestApp;
let addresses: ReadonlyMap<WebPath, string>;
/** One window a look, which goes from page to page as a person's does. */
const windows = new Map<string, OpenPage>();

beforeAll(async () => {
  app = await openApp();
  await app.settled();
  addresses = new Map((await everyPage(app)).map(({ path, address }) => [path, address]));
});
afterAll(() => app.close());

/** Shows a page in the window of a look; its troubles are those since. */
async function visit(path: WebPath, look: View): Promise<{ readonly page: Page; readonly troubles: () => readonly string[] }> {
  const address = addresses.get(path) ?? path;
  const known = windows.get(JSON.stringify(look));
  const window = known ?? (await app.open({ ...look, path: address }));
  windows.set(JSON.stringify(look), window);
  const before = known === undefined ? 0 : window.troubles.length;
  if (known !== undefined) await window.page.goto(`${app.url}${address}`);
  await window.ready();
  return { page: window.page, troubles: () => window.troubles.slice(before) };
}

const looks = [
  { theme: "light", width: 1280 },
  { theme: "light", width: 360 },
  { theme: "dark", width: 1280 },
  { theme: "dark", width: 360 },
] as const satisfies readonly View[];

describe.each(webPages.map(({ path }) => path))("the page %s", (path) => {
  it.each(looks)("is accessible, keeps its content policy and fits in $theme at $width px", { timeout: 60_000 }, async (look) => {
    const { page, troubles } = await visit(path, look);
    expect(await axeViolations(page)).toEqual([]);
    expect(await sideScroll(page)).toEqual([]);
    expect(await mainHeadings(page)).toBe(1);
    expect(await page.title()).toMatch(/^.+ · Highwire$/u);
    expect(await shownKeys(page)).toEqual([]);
    expect(troubles()).toEqual([]);
  });

  it.each([
    { locale: "en-XA", width: 1280 },
    { locale: "en-XA", width: 360 },
    { locale: "ar-XB", width: 1280 },
    { locale: "ar-XB", width: 360 },
  ] as const)("cuts no text off in $locale at $width px", { timeout: 60_000 }, async (look) => {
    const { page, troubles } = await visit(path, look);
    expect(await clippedTexts(page)).toEqual([]);
    expect(await sideScroll(page)).toEqual([]);
    expect(troubles()).toEqual([]);
  });
});
