import type { Locator, Page } from "playwright-core";

/** The two ways in which people use a page. */
export interface Hands {
  /** Presses a button, or chooses an option. */
  press(target: Locator): Promise<void>;
  /** Goes to a field and pastes. */
  paste(target: Locator, value: string): Promise<void>;
}

/** Most steps of Tab from one control to another. */
const MOST_TABS = 80;

export const mouse = (page: Page): Hands => ({
  press: (target) => target.click(),
  async paste(target, value) {
    await target.click();
    await page.keyboard.insertText(value);
  },
});

/** Never touches a pointer: Tab until the control has the focus, then Enter or Space. */
export const keyboard = (page: Page): Hands => ({
  async press(target) {
    await reach(page, target);
    await page.keyboard.press((await target.getAttribute("type")) === "checkbox" ? "Space" : "Enter");
  },
  async paste(target, value) {
    await reach(page, target);
    await page.keyboard.insertText(value);
  },
});

async function reach(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${String(target)} cannot be reached with Tab`);
}
