import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axeViolations, sideScroll } from "./support/checks.ts";
import { openApp, type TestApp } from "./support/open-app.ts";

let app: TestApp;

beforeAll(async () => {
  app = await openApp();
  await app.settled();
});
afterAll(() => app.close());

const chip = (page: Page, word: string): Promise<void> => page.locator("header .badge", { hasText: word }).waitFor({ timeout: 20_000 });
const openSearch = (page: Page): Promise<void> => page.keyboard.press("Control+k");
const search = (page: Page) => page.getByRole("dialog").getByRole("combobox");

describe("home", () => {
  it("lists what needs a person, leads there, and its figures lead to the contacts they count", { timeout: 60_000 }, async () => {
    const { highlevel, incident } = app.sandboxes;
    const [contact] = highlevel.control.contacts();
    const entry = incident.control.entries().find((one) => String(one["external_id"]).endsWith(String(contact?.["id"])));
    incident.control.editEntry(String(entry?.["id"]), "Needs Somebody", {});
    highlevel.control.editContact(String(contact?.["id"]), { firstName: "Wants", lastName: "Somebody" });
    const { page, close } = await app.open();
    const need = page.getByRole("region", { name: "Needs you" }).getByRole("link", { name: "conflict about" });
    await need.waitFor({ timeout: 20_000 });
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("link", { name: /^1\s*Needs you$/u }).click();
    await page.waitForURL(/contacts\?status=conflict$/u);
    await page.locator("a.row-link").waitFor();
    expect(await page.locator("a.row-link").count()).toBe(1);
    await page.locator("a.row-link").click();
    await page.locator("h1", { hasText: "Somebody" }).waitFor();
    expect(await page.evaluate("document.activeElement?.tagName")).toBe("H1");
    await page.getByRole("button", { name: "Keep HighLevel" }).click();
    await page.getByText("In step").first().waitFor({ timeout: 20_000 });
    await page.getByRole("link", { name: "Home", exact: true }).click();
    await page.getByText("Nothing needs you.", { exact: true }).waitFor();
    await close();
  });
});

describe("the search over everything", () => {
  it("opens within 50 ms, goes to a page by its words, and is accessible", { timeout: 60_000 }, async () => {
    const { page, ready, close } = await app.open();
    await ready();
    await openSearch(page);
    await search(page).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    const times: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      await page.keyboard.press("Escape");
      await search(page).waitFor({ state: "detached" });
      await page.evaluate(watchOpening);
      await openSearch(page);
      times.push((await page.evaluate("globalThis.opening")) as number);
    }
    // The best of five is what the page takes; the others also hold what else this machine does.
    expect(Math.min(...times)).toBeLessThanOrEqual(50);
    await page.keyboard.type("cont");
    await page.keyboard.press("Enter");
    await page.locator("h1", { hasText: "Contacts" }).waitFor();
    await close();
  });

  it.each([
    ["a pasted HighLevel address", (id: string) => `https://app.gohighlevel.com/v2/location/abcdefghij0123456789/contacts/detail/${id}`],
    ["a pasted id", (id: string) => id],
  ])("opens our contact for %s", { timeout: 60_000 }, async (_name, pasted) => {
    const contact = app.sandboxes.highlevel.control.contacts()[3];
    const { page, ready, close } = await app.open();
    await ready();
    await openSearch(page);
    await search(page).fill(pasted(String(contact?.["id"])));
    await page
      .getByRole("dialog")
      .getByRole("option", { name: String(contact?.["lastName"]) })
      .waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/contacts\/[^/?]+/u);
    await page.locator("h1", { hasText: String(contact?.["lastName"]) }).waitFor();
    await close();
  });

  it("answers why somebody is not synced with that contact's page, and says when it knows nobody", { timeout: 60_000 }, async () => {
    const contact = app.sandboxes.highlevel.control.contacts().find((one) => String(one["email"] ?? "").includes("@"));
    const { page, ready, close } = await app.open();
    await ready();
    await openSearch(page);
    await search(page).fill("https://example.com/nothing/here");
    await page.getByText("names no contact").waitFor();
    await search(page).fill(`why isn't ${String(contact?.["email"])} synced?`);
    await page.getByRole("dialog").getByRole("option").first().waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/contacts\/[^/?]+/u);
    await close();
  });
});

/** Runs in the page: milliseconds from the key to the first frame with the window open. */
function watchOpening(): void {
  const target = globalThis as unknown as { opening: Promise<number> };
  target.opening = new Promise((resolve) => {
    addEventListener(
      "keydown",
      ({ timeStamp }) => {
        const look = (): void => {
          if (document.querySelector("dialog[open] input") === null) requestAnimationFrame(look);
          else resolve(performance.now() - timeStamp);
        };
        requestAnimationFrame(look);
      },
      { once: true, capture: true },
    );
  });
}

describe("keys", () => {
  it("go to pages, list themselves, and do nothing once switched off", { timeout: 60_000 }, async () => {
    const { page, ready, close } = await app.open();
    await ready();
    await page.keyboard.press("g");
    await page.keyboard.press("c");
    await page.locator("h1", { hasText: "Contacts" }).waitFor();
    await page.keyboard.press("?");
    const off = page.getByRole("checkbox", { name: "Single keys do something" });
    await off.waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await off.uncheck();
    await page.keyboard.press("Escape");
    await page.locator("h1").focus();
    await page.keyboard.press("g");
    await page.keyboard.press("h");
    await page.keyboard.press("?");
    await openSearch(page);
    await search(page).waitFor();
    expect(page.url()).toContain("/contacts");
    expect(await page.locator("dialog[open]").count()).toBe(1);
    await close();
  });
});

describe("words of the glossary", () => {
  const tip = (page: Page) => page.getByRole("tooltip");

  it("tell what they mean to a pointer, the keyboard and a finger, and let go of the screen again", { timeout: 60_000 }, async () => {
    const { page, ready, troubles, close } = await app.open({ path: "/flows" });
    await ready();
    const word = page.locator("main").getByRole("button", { name: "flow", exact: true });
    expect(await tip(page).count()).toBe(0);
    await word.hover();
    expect(await tip(page).innerText()).toContain("A recipe switched on here");
    expect(await word.evaluate((element) => document.getElementById(element.getAttribute("aria-describedby") ?? "")?.textContent)).toContain(
      "A recipe",
    );
    await tip(page).hover();
    expect(await tip(page).count()).toBe(1);
    await page.mouse.move(0, 0);
    expect(await tip(page).count()).toBe(0);
    await word.focus();
    expect(await tip(page).count()).toBe(1);
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    expect(await tip(page).count()).toBe(0);
    await page.setViewportSize({ width: 360, height: 800 });
    await word.click();
    expect(await tip(page).count()).toBe(1);
    expect(await sideScroll(page)).toEqual([]);
    expect(troubles).toEqual([]);
    await close();
  });
});

describe("pausing all writes", () => {
  it("asks first, tells that it rests, holds changes back, and is taken back with one press", { timeout: 90_000 }, async () => {
    const { page, troubles, close } = await app.open();
    await chip(page, "Sandbox");
    await page.getByRole("button", { name: "Pause all writes" }).click();
    await page.getByRole("dialog").getByText("Nothing is lost").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("button", { name: "Pause now" }).click();
    await chip(page, "Paused");
    const { highlevel, incident } = app.sandboxes;
    const contact = highlevel.control.contacts()[7];
    const entryOf = (): string =>
      JSON.stringify(incident.control.entries().find((one) => String(one["external_id"]).endsWith(String(contact?.["id"]))));
    highlevel.control.editContact(String(contact?.["id"]), { firstName: "Held", lastName: "Back" });
    await page.waitForTimeout(1_500);
    expect(entryOf()).not.toContain("Held Back");
    await page.getByRole("button", { name: "Undo" }).click();
    await chip(page, "Sandbox");
    await expect.poll(entryOf, { timeout: 20_000 }).toContain("Held Back");
    expect(troubles).toEqual([]);
    await close();
  });
});

describe("live hints", () => {
  it("take one stream for all tabs, and the next tab takes over when the first closes", { timeout: 60_000 }, async () => {
    const { page: first, ready, close } = await app.open({ path: "/contacts" });
    await ready();
    const second = await first.context().newPage();
    const streams: string[] = [];
    second.on("request", (request) => {
      if (request.url().endsWith("/api/v1/events")) streams.push(request.url());
    });
    await second.goto(`${app.url}/contacts`);
    await second.locator("a.row-link").first().waitFor();
    const { control } = app.sandboxes.highlevel;
    const rename = (lastName: string): void => control.editContact(String(control.contacts()[5]?.["id"]), { firstName: "Aaa", lastName });
    rename("Passedon");
    await second.getByText("Aaa Passedon").waitFor({ timeout: 15_000 });
    expect(streams).toEqual([]);
    await first.close();
    await expect.poll(() => streams.length, { timeout: 10_000 }).toBe(1);
    rename("Tookover");
    await second.getByText("Aaa Tookover").waitFor({ timeout: 15_000 });
    await close();
  });

  it("say when they are lost, and go on when the server is back", { timeout: 60_000 }, async () => {
    const { page, ready, close } = await app.open();
    await ready();
    await page.getByText("Updating live").waitFor();
    await page.route("**/api/v1/events", (route) => route.abort());
    await page.reload();
    await page.getByText("Live updates lost").waitFor({ timeout: 15_000 });
    await page.unroute("**/api/v1/events");
    await page.getByText("Updating live").waitFor({ timeout: 20_000 });
    await close();
  });
});
