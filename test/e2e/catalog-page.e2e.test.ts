import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { axeViolations, sideScroll } from "./support/checks.ts";
import { meter } from "./support/meter.ts";
import { openApp, type TestApp } from "./support/open-app.ts";
import { takePicture, takePictures } from "./support/pictures.ts";

let app: TestApp;

beforeAll(async () => {
  app = await openApp({ contacts: 101 });
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

  it("finds a contact that its list does not begin with, by what is typed, for a run and for a template", { timeout: 120_000 }, async () => {
    const { page, troubles, close } = await app.open({ path: "/catalog/highlevel.contacts.get-contact" });
    await page.getByLabel("Where").selectOption({ index: 1 });
    const options = page.locator("datalist option");
    await options.nth(99).waitFor({ state: "attached" });
    const listed = await options.evaluateAll((all) => all.map((option) => (option as HTMLOptionElement).value));
    const unlisted = must(
      app.sandboxes.highlevel.control.contacts().find(({ id }) => !listed.includes(String(id))),
      "a contact behind the first hundred",
    );
    const [id, email] = [String(unlisted["id"]), String(unlisted["email"])];
    const pick = async (label: string): Promise<void> => {
      await page.getByRole("combobox", { name: label }).fill(email);
      await page.locator(`datalist option[value="${id}"]`).waitFor({ state: "attached" });
      await page.getByRole("combobox", { name: label }).fill(id);
      await page.locator(".mantine-InputWrapper-description", { hasText: `· ${email}` }).waitFor();
    };
    await pick("Contact ID");
    await page.goto(`${app.url}/flows/workflows`);
    await page.getByRole("button", { name: "From a template" }).click();
    await page.getByRole("button", { name: "Use this: What is going on, every morning" }).click();
    await pick("Contact that gets the note");
    await takePicture(page, "template-contact-found");
    expect(await axeViolations(page)).toEqual([]);
    expect(troubles).toEqual([]);
    await close();
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
