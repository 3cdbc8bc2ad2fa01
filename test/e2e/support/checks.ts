import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[] }[];
}

/**
 * What axe finds against WCAG 2.2 AA and its own good practice, one line a rule; empty when there is nothing. `without` are selectors of parts
 * that are left out because they have been looked at; the rules about the page as a whole hold all the same. Default: nothing is.
 */
export async function axeViolations(page: Page, without: readonly string[] = []): Promise<readonly string[]> {
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(axeSource);
  const part = without.length === 0 ? "document" : JSON.stringify({ exclude: without.map((selector) => [selector]) });
  const found = (await page.evaluate(`axe.run(${part}, { runOnly: ${JSON.stringify(levels)}, resultTypes: ["violations"] })`)) as AxeResult;
  return found.violations.map(({ id, nodes }) => {
    const [first] = nodes;
    return `${id} (${String(nodes.length)}): ${first?.html.slice(0, 200) ?? ""} ${first?.failureSummary?.replaceAll(/\s+/gu, " ").slice(0, 200) ?? ""}`;
  });
}

/** What makes the page wider than its window: the furthest elements, outermost first; empty when nothing does. */
export async function sideScroll(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.body.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > width + 1 || element.getBoundingClientRect().left < -1)
      .slice(0, 5)
      .map((element) => `${element.tagName.toLowerCase()}.${element.className.toString()} is ${String(element.getBoundingClientRect().width)} wide`);
  });
}

/** Texts of ours that their box cuts off or that run out of it; a vendor's values stand in `<bdi>` and may be shortened. */
export async function clippedTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const ownText = (element: Element): string =>
      [...element.childNodes]
        .filter((node) => node.nodeType === Node.TEXT_NODE)
        .map((node) => node.textContent?.trim() ?? "")
        .join("");
    const isOver = (element: Element): boolean => {
      const style = getComputedStyle(element);
      if (style.display === "inline" || style.clipPath !== "none" || style.visibility === "hidden") return false;
      const wide = element.scrollWidth > element.clientWidth + 1 && !["auto", "scroll"].includes(style.overflowX);
      const high = element.scrollHeight > element.clientHeight + 2 && ["hidden", "clip"].includes(style.overflowY);
      return element.clientWidth > 0 && (wide || high);
    };
    return [...document.body.querySelectorAll("*")]
      .filter((element) => ownText(element) !== "" && element.closest("bdi, option, select") === null && element.querySelector("bdi") === null)
      .filter(isOver)
      .map((element) => `${element.tagName.toLowerCase()}.${element.className.toString()}: ${ownText(element).slice(0, 80)}`);
  });
}

/** Headings of the first rank; a page has one. */
export const mainHeadings = (page: Page): Promise<number> => page.locator("h1").count();
