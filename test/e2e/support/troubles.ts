import type { Page } from "playwright-core";

/** A refused request is told by the browser too; the page shows it in a card, so it is no trouble of the page. */
const told = /^Failed to load resource: the server responded with a status of 4\d\d/u;

/**
 * Gathers what a page complains about: console errors and warnings, thrown errors, and each refusal of the content policy, also those of
 * which the console says nothing by itself.
 */
export async function watchTroubles(page: Page): Promise<readonly string[]> {
  const troubles: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && !told.test(message.text())) troubles.push(message.text());
  });
  page.on("pageerror", (error) => troubles.push(error.message));
  await page.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
      console.error(`content policy: ${effectiveDirective} ${blockedURI}`);
    }),
  );
  return troubles;
}
