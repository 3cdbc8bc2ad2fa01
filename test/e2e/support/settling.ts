import type { Page, Request } from "playwright-core";
import { systemClock } from "#lib/system-clock.ts";

/** Milliseconds without an API request under way after which a page counts as shown. */
const QUIET_MS = 150;
const PATIENCE_MS = 20_000;

/** Tells when a page shows what it came for: its heading is there, no grey lines are left, and nothing is being asked of the API. */
export function watchSettling(page: Page): () => Promise<void> {
  const open = new Set<Request>();
  let changed = 0;
  const isAsked = (request: Request): boolean => /\/api\/v1\/(?!events)/u.test(request.url());
  page.on("request", (request) => {
    if (isAsked(request)) open.add(request);
    changed = systemClock.now();
  });
  const over = (request: Request): void => {
    open.delete(request);
    changed = systemClock.now();
  };
  page.on("requestfinished", over);
  page.on("requestfailed", over);
  return async () => {
    await page.locator("main h1").waitFor({ timeout: PATIENCE_MS });
    const since = systemClock.now();
    while (open.size > 0 || systemClock.now() - changed < QUIET_MS) {
      if (systemClock.now() - since > PATIENCE_MS)
        throw new Error(`the page still waits for ${[...open].map((request) => request.url()).join(", ") || "something"}`);
      await systemClock.sleep(25);
    }
    await page.locator(".skeleton").first().waitFor({ state: "detached", timeout: PATIENCE_MS });
  };
}
