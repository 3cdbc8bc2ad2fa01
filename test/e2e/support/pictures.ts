import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { TestApp } from "./open-app.ts";

/** Where pictures of pages go; none are taken when it is not set. */
const folder = process.env["HIGHWIRE_SCREENSHOTS"];

/** Takes a picture of a page as it is, for people to look at. */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** Takes a page in both themes and two widths. */
export async function takePictures(app: TestApp, name: string, path: string): Promise<void> {
  if (folder === undefined) return;
  for (const theme of ["light", "dark"] as const) {
    for (const width of [1280, 360]) {
      const { page, ready, close } = await app.open({ path, theme, width });
      await ready();
      await takePicture(page, `${name}-${theme}-${String(width)}`);
      await close();
    }
  }
}
