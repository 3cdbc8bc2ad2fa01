import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axeViolations, sideScroll } from "./support/checks.ts";
import { meter } from "./support/meter.ts";
import { openApp, type TestApp } from "./support/open-app.ts";
import { takePicture, takePictures } from "./support/pictures.ts";

let app: TestApp;

beforeAll(async () => {
  app = await openApp({ contacts: 5 });
});
afterAll(() => app.close());

describe("the catalog", () => {
  it("finds an action in plain words, tries it in practice and shows request and answer, by keyboard alone", { timeout: 120_000 }, async () => {
    const { page, troubles, close } = await app.open({ path: "/catalog" });
    const journey = await meter(page, "try-operation-by-keyboard");
    await page.getByText(/^9\d\d entries$/u).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("complete a task");
    await page.waitForURL(/q=complete/u);
    const first = page.locator(".catalog-list a").first();
    expect(await first.innerText()).toBe("Complete a task");
    await first.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Complete a task" }).waitFor();
    await page.getByRole("button", { name: "Fill in an example" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() =>
      [...document.querySelectorAll<HTMLInputElement>(".catalog-group input")].some(({ value }) => value.length === 20),
    );
    await page.getByRole("button", { name: "Run it" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText(/^Done, in practice: answered 200/u).waitFor();
    expect(await page.getByRole("region", { name: "Request" }).innerText()).toContain('"completed": true');
    expect(await page.getByRole("region", { name: "Answer" }).innerText()).toContain('"completed": true');
    expect((await journey.finish()).clicks).toBe(0);
    expect(troubles).toEqual([]);
    await takePicture(page, "catalog-tried");
    await close();
    await takePictures(app, "catalog", "/catalog?vendor=highlevel");
    await takePictures(app, "catalog-entry", "/catalog/highlevel.contacts.create-task");
  });

  it("says beside each field what is missing, and sends nothing", { timeout: 60_000 }, async () => {
    const { page, close } = await app.open({ path: "/catalog/highlevel.contacts.create-task" });
    await page.getByRole("button", { name: "Run it" }).click();
    await page.getByText("Not sent: something does not fit yet.").waitFor();
    expect(await page.getByText("is missing").count()).toBeGreaterThan(1);
    await close();
  });

  it("keeps the facets in the address, and clears them when nothing fits", { timeout: 60_000 }, async () => {
    const { page, close } = await app.open({ path: "/catalog" });
    await page.getByLabel("Where").selectOption("incident");
    await page.getByLabel("What it does").selectOption("delete");
    await page.waitForURL(/effect=delete/u);
    await page.keyboard.press("/");
    await page.keyboard.type("no such thing at all");
    await page.getByText("Nothing fits").first().waitFor();
    await page.getByRole("button", { name: "Clear filters" }).click();
    await page.waitForURL(/\/catalog$/u);
    await close();
  });

  it.each([
    ["the list", "/catalog"],
    ["a trigger", "/catalog/highlevel.event.ContactCreate"],
    ["an action with rows and groups", "/catalog/incident.incidents-v2.create"],
  ])("%s has nothing for axe to find and no side scroll at 360 px", { timeout: 120_000 }, async (_name, path) => {
    const { page, close } = await app.open({ path, width: 360 });
    await page.locator("main h2, .catalog-list li").first().waitFor();
    for (const details of await page.locator("main details").all()) await details.evaluate((one) => one.setAttribute("open", ""));
    expect(await axeViolations(page)).toEqual([]);
    expect(await sideScroll(page)).toEqual([]);
    await close();
  });
});
