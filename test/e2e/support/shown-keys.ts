import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { projectRoot } from "../../support/project-files.ts";

const folder = join(projectRoot, "src", "web", "i18n", "en");

/** Every catalog's texts, by the area's name. */
export async function allCatalogs(): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const areas = readdirSync(folder).map((file) => file.replace(/\.ts$/u, ""));
  const loaded = await Promise.all(
    areas.map(async (area) => {
      const { messages } = (await import(join(folder, `${area}.ts`))) as { readonly messages: Readonly<Record<string, string>> };
      return [area, messages] as const;
    }),
  );
  return new Map(loaded);
}

/** Keys that stand on the page in place of their text, because the page does not load the catalog of their area. */
export async function shownKeys(page: Page): Promise<readonly string[]> {
  const keys = new Set([...(await allCatalogs()).values()].flatMap((messages) => Object.keys(messages)));
  const words = (await page.locator("body").innerText()).split(/\s+/u);
  return words.filter((word) => keys.has(word));
}
