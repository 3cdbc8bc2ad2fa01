import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { systemClock } from "#lib/system-clock.ts";
import { projectRoot } from "../../support/project-files.ts";

/** What a journey cost the person who made it. */
export interface Journey {
  /** Presses of a pointer. A keyboard-only journey has none. */
  readonly clicks: number;
  readonly keys: number;
  /** Fields that were typed or pasted into. */
  readonly values: number;
  /** Requests to the API. */
  readonly requests: number;
  /** From the meter's start, in milliseconds. */
  readonly ms: number;
}

type Count = Exclude<keyof Journey, "ms" | "requests">;

const budgetFile = join(projectRoot, "test", "e2e", "journeys.budget.json");
const resultFolder = join(projectRoot, "dist", "journeys");

/**
 * Counts from now on what a journey costs. `finish` writes the figures to dist/journeys/NAME.json and throws when one is above the committed
 * budget of that name, or when there is none. It is a stand-in for people, who are the only real measure.
 */
export async function meter(page: Page, name: string): Promise<{ finish(): Promise<Journey> }> {
  const counts: Record<Count | "requests", number> = { clicks: 0, keys: 0, values: 0, requests: 0 };
  const begun = systemClock.now();
  page.on("request", (request) => {
    if (request.url().includes("/api/v1/")) counts.requests += 1;
  });
  await page.exposeFunction("journeyCount", (what: Count) => void (counts[what] += 1));
  await page.addInitScript(listen);
  await page.evaluate(listen);
  return {
    async finish() {
      // The last count is on its way from the page.
      await page.evaluate("new Promise((resolve) => setTimeout(resolve))");
      const journey: Journey = { ...counts, ms: systemClock.now() - begun };
      await mkdir(resultFolder, { recursive: true });
      await writeFile(join(resultFolder, `${name}.json`), `${JSON.stringify(journey)}\n`);
      const above = overBudget(journey, await budgetOf(name));
      if (above.length > 0) throw new Error(`journey ${name} is above its budget: ${above.join(", ")}`);
      return journey;
    },
  };
}

/** Runs in the page, for each document. */
function listen(): void {
  const tell = (what: string): void => void (globalThis as unknown as { journeyCount(what: string): Promise<void> }).journeyCount(what);
  const filled = new Set<EventTarget>();
  addEventListener("pointerdown", (event) => event.isTrusted && tell("clicks"), true);
  addEventListener("keydown", (event) => event.isTrusted && tell("keys"), true);
  addEventListener(
    "input",
    ({ target }) => {
      const isText = target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && !["checkbox", "radio"].includes(target.type));
      if (!isText || filled.has(target)) return;
      filled.add(target);
      tell("values");
    },
    true,
  );
}

async function budgetOf(name: string): Promise<Journey> {
  const budgets = JSON.parse(await readFile(budgetFile, "utf8")) as Readonly<Record<string, Journey>>;
  const budget = budgets[name];
  if (budget === undefined) throw new Error(`commit a budget for the journey ${name} in test/e2e/journeys.budget.json`);
  return budget;
}

/** Each figure above its budget, in words. */
export const overBudget = (journey: Journey, budget: Journey): readonly string[] =>
  (Object.keys(budget) as (keyof Journey)[])
    .filter((figure) => journey[figure] > budget[figure])
    .map((figure) => `${String(journey[figure])} ${figure}, allowed ${String(budget[figure])}`);
