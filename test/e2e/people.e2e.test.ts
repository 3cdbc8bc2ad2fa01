import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axeViolations, sideScroll } from "./support/checks.ts";
import { openApp, type TestApp } from "./support/open-app.ts";
import { takePicture } from "./support/pictures.ts";

let app: TestApp;
const PASSWORD = "a long phrase that nobody uses";

beforeAll(async () => {
  app = await openApp();
  await app.settled();
});
afterAll(() => app.close());

async function joinBy(page: Page, link: string, name: string, email: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
}

describe("people on the page", () => {
  it("make the owner's account by the link of the start, and from then on nobody sees anything without signing in", { timeout: 90_000 }, async () => {
    const { page } = await app.open();
    await joinBy(page, String(app.served.setUpLink), "Ada", "ada@example.com");
    expect(await page.getByText("Ada", { exact: true }).first().isVisible()).toBe(true);
    const stranger = await app.open({ path: "/contacts?status=conflict" });
    await stranger.page.waitForURL(/\/sign-in\?to=/u);
    expect(await stranger.page.locator("body").innerText()).not.toMatch(/@example\.com/u);
    await stranger.page.getByLabel("E-mail").fill("ada@example.com");
    await stranger.page.getByLabel("Password", { exact: true }).fill("not this one");
    await stranger.page.getByRole("button", { name: "Sign in", exact: true }).click();
    await stranger.page.getByText("HW-5402").waitFor();
    expect(await axeViolations(stranger.page)).toEqual([]);
    await stranger.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await stranger.page.keyboard.press("Enter");
    await stranger.page.waitForURL(/\/contacts\?status=/u);
    await stranger.close();
    await page.getByRole("button", { name: "Sign out" }).first().click();
    await page.waitForURL(/\/sign-in/u);
    await page.context().close();
  });

  it("are invited, get another role and are shut out, all from one page", { timeout: 90_000 }, async () => {
    const { page } = await app.open({ path: "/sign-in" });
    await page.getByLabel("E-mail").fill("ada@example.com");
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
    await page.goto(`${app.url}/settings/people`);
    await page.getByLabel("Role", { exact: true }).selectOption("operator");
    await page.getByLabel("For whom").fill("Bob");
    await page.getByRole("button", { name: "Make the invitation" }).click();
    const link = await page.getByLabel("Invitation", { exact: true }).inputValue();
    const guest = await app.open();
    await joinBy(guest.page, link, "Bob <b>bold</b>", "bob@example.com");
    await guest.page.goto(`${app.url}/settings/people`);
    await guest.page.getByText("You may not open this").waitFor();
    await page.reload();
    await page.getByLabel("Role of Bob").selectOption("viewer");
    await page.getByText("The role is changed.").waitFor();
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await axeViolations(page)).toEqual([]);
      expect(await sideScroll(page)).toEqual([]);
      await takePicture(page, `people-${String(width)}`);
    }
    await page.getByRole("button", { name: "Shut out Bob" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Shut out" }).click();
    await page.getByRole("button", { name: "Let in again: Bob" }).waitFor();
    await guest.page.reload();
    await guest.page.waitForURL(/\/sign-in/u);
    await guest.close();
    await page.context().close();
  });
});
