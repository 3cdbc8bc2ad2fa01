import { mkdtempSync, readFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "#lib/system-clock.ts";
import { systemRandom } from "#lib/system-random.ts";
import { readSettings } from "#main/options.ts";
import { scratchStore } from "#main/scratch-store.ts";
import { serve, type Served } from "#main/serve.ts";
import { launchBrowser } from "./browser.ts";

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** Of this run alone: a fixed one would belong to whoever ran the tests first. */
const home = mkdtempSync(join(tmpdir(), "highwire-e2e-"));
const shots = process.env["HIGHWIRE_SCREENSHOTS"] ?? join(home, "screenshots");

let served: Served;
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
  await mkdir(shots, { recursive: true });
  const settings = readSettings({ HIGHWIRE_DATA_DIR: join(home, "data"), HIGHWIRE_PORT: "0", HIGHWIRE_SWEEP_INCIDENT: "1s" });
  served = await serve(settings, {
    log: silent,
    sandbox: true,
    contacts: 60,
    seed: 5,
    simulatedPerson: false,
    store: scratchStore(systemClock, systemRandom),
  });
});
afterAll(async () => {
  await browser.close();
  await served.close();
  await rm(home, { recursive: true, force: true });
});

async function open(
  options: { readonly width?: number; readonly theme?: "light" | "dark"; readonly path?: string } = {},
): Promise<{ page: Page; troubles: string[] }> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 800 },
    colorScheme: options.theme ?? "light",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) troubles.push(message.text());
  });
  page.on("pageerror", (error) => troubles.push(error.message));
  await page.goto(`${served.url}${options.path ?? "/"}`);
  return { page, troubles };
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  const found = await page.evaluate(`axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })`);
  return (found as { violations: { id: string; nodes: { html: string }[] }[] }).violations.map(
    ({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160) ?? ""}`,
  );
}

const inStep = (page: Page): Promise<unknown> => page.getByText("60 contacts in step").waitFor({ timeout: 30_000 });

describe("the contacts page", () => {
  it("shows the sample contacts in step, without a click, and says that it is a sandbox", { timeout: 60_000 }, async () => {
    const { page, troubles } = await open();
    await inStep(page);
    expect(await page.locator("h1").innerText()).toBe("Contacts");
    expect(await page.locator("header").innerText()).toContain("Sandbox");
    expect(await page.locator("a.row-link").count()).toBeLessThanOrEqual(60);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it("shows a change made in HighLevel's page by itself", { timeout: 60_000 }, async () => {
    const { page } = await open();
    await inStep(page);
    const { control } = served.sandbox!.sandboxes.highlevel;
    const [first] = control.contacts();
    control.editContact(String(first?.["id"]), { firstName: "Aaaron", lastName: "Livechange" });
    await page.getByText("Aaaron Livechange").waitFor({ timeout: 10_000 });
    await page.context().close();
  });

  it("opens one contact side by side with the keyboard alone, and comes back", { timeout: 60_000 }, async () => {
    const { page } = await open();
    await inStep(page);
    await page.keyboard.press("/");
    await page.keyboard.type("person");
    await page.waitForURL(/q=person/u);
    await page.locator(".table").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.locator("h2", { hasText: "Side by side" }).waitFor();
    const text = await page.locator("main").innerText();
    for (const expected of ["HighLevel", "incident.io", "Last agreed", "E-mail", "Phone", "What happened and why"]) expect(text).toContain(expected);
    await page.goBack();
    await page.locator(".table").waitFor();
    await page.context().close();
  });

  it("M2 lets a person settle a conflict with one press, and both sides follow", { timeout: 60_000 }, async () => {
    const { highlevel, incident } = served.sandbox!.sandboxes;
    const [, second] = highlevel.control.contacts();
    const id = String(second?.["id"]);
    const entry = incident.control.entries().find((one) => String(one["external_id"]).endsWith(id));
    incident.control.editEntry(String(entry?.["id"]), "Chosen Right", {});
    highlevel.control.editContact(id, { firstName: "Other", lastName: "Left" });
    const { page } = await open({ path: "/contacts?status=conflict" });
    await page.locator("a.row-link").first().waitFor({ timeout: 20_000 });
    await page.locator("a.row-link").first().click();
    for (const value of ["Other Left", "Chosen Right"]) await page.getByRole("alert").getByText(value).waitFor();
    await page.getByRole("button", { name: "Keep incident.io" }).click();
    await page.getByText("In step").first().waitFor({ timeout: 20_000 });
    expect(highlevel.control.contacts().find((one) => one["id"] === id)).toMatchObject({ firstName: "Chosen", lastName: "Right" });
    await page.context().close();
  });

  it("tells what to do when nothing fits, and when the server has an answer for an unknown contact", { timeout: 60_000 }, async () => {
    const { page } = await open({ path: "/contacts?q=nobody-has-this-name" });
    await page.getByRole("button", { name: "Clear filters" }).click();
    await page.locator("a.row-link").first().waitFor();
    await page.goto(`${served.url}/contacts/00000000-0000-7000-8000-000000000000`);
    await page.getByText("HW-5404").waitFor();
    await page.context().close();
  });

  it.each([
    [
      "very long",
      {
        firstName: "Wolfeschlegelsteinhausen".repeat(4),
        lastName: "von Langenscheidt ".repeat(6),
        email: `${"very.long.".repeat(5)}a@${"sub.".repeat(9)}example.com`,
      },
    ],
    ["right-to-left", { firstName: "عبد الرحمن محمد", lastName: "الخوارزمي الفارسي البغدادي", email: "abd@example.com" }],
    ["missing", { email: "only.mail@example.com" }],
  ])("shows a %s name inside the page, in the list and alone", { timeout: 60_000 }, async (_name, fields) => {
    const id = served.sandbox!.sandboxes.highlevel.control.createContact({ ...fields, tags: ["a tag with a long name that wants much room", "مهم"] });
    const { page } = await open({ width: 360, path: `/contacts?q=${encodeURIComponent(fields.email)}` });
    await page.locator("a.row-link").waitFor({ timeout: 20_000 });
    const fits = (): Promise<unknown> => page.evaluate("document.documentElement.scrollWidth <= innerWidth");
    expect(await fits()).toBe(true);
    await page.locator("a.row-link").click();
    await page.locator("h2", { hasText: "Side by side" }).waitFor();
    expect(await fits()).toBe(true);
    expect(await page.title()).toContain("Highwire");
    expect(await violations(page)).toEqual([]);
    await page.context().close();
    served.sandbox!.sandboxes.highlevel.control.deleteContact(id);
  });

  it.each([
    ["light", 1280],
    ["light", 360],
    ["dark", 1280],
    ["dark", 360],
  ] as const)("has no accessibility violation in %s at %i px, and fits the width", { timeout: 60_000 }, async (theme, width) => {
    const { page, troubles } = await open({ theme, width });
    await page.locator("a.row-link").first().waitFor({ timeout: 20_000 });
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    await page.screenshot({ path: join(shots, `contacts-${theme}-${String(width)}.png`) });
    await page.locator("a.row-link").first().click();
    await page.locator("h2", { hasText: "Side by side" }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    await page.screenshot({ path: join(shots, `contact-${theme}-${String(width)}.png`), fullPage: true });
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});
