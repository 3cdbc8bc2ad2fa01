/** Takes pictures of every page in both themes at two widths, for people to look at: `npm run pictures -- FOLDER`; by default dist/pictures. */
import { setTimeout as sleep } from "node:timers/promises";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import { projectRoot } from "../support/project-files.ts";
import { openApp } from "./support/open-app.ts";
import { everyPage } from "./support/page-samples.ts";

const folder = resolve(process.argv[2] ?? join(projectRoot, "dist", "pictures"));

/** `/contacts/$id` as `contacts-id`; the first page as `home`. */
const nameOf = (path: string): string => path.replaceAll(/[^a-z0-9]+/giu, "-").replaceAll(/^-|-$/gu, "") || "home";

/** Half a second, in milliseconds: long enough for what comes into sight to be drawn. */
const DRAWN_MS = 500;

/** Scrolls through the page once: charts are drawn when they come into sight. */
async function seeAll(page: Page): Promise<void> {
  const { height, view } = await page.evaluate(() => ({ height: document.documentElement.scrollHeight, view: window.innerHeight }));
  for (let top = view; top < height; top += view) {
    await page.evaluate((y) => window.scrollTo(0, y), top);
    await sleep(DRAWN_MS);
  }
  await page.evaluate(() => window.scrollTo(0, 0));
  await sleep(DRAWN_MS);
}

const app = await openApp();
try {
  await app.settled();
  await mkdir(folder, { recursive: true });
  for (const { path, address } of await everyPage(app)) {
    for (const theme of ["light", "dark"] as const) {
      for (const width of [1280, 360]) {
        const { page, ready, close } = await app.open({ path: address, theme, width });
        await ready();
        await seeAll(page);
        await page.screenshot({ path: join(folder, `${nameOf(path)}-${theme}-${String(width)}.png`), fullPage: true });
        await close();
      }
    }
  }
  process.stdout.write(`Pictures of every page stand in ${folder}\n`);
} finally {
  await app.close();
}
