import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { axeViolations, sideScroll } from "./support/checks.ts";
import { openApp, type TestApp } from "./support/open-app.ts";
import { takePictures } from "./support/pictures.ts";

let app: TestApp;

beforeAll(async () => {
  app = await openApp({ contacts: 12 });
  await app.settled();
  const { control } = app.sandboxes.highlevel;
  for (const { id } of control.contacts().slice(0, 3)) control.editContact(String(id), { phone: "+12025550188" });
});
afterAll(() => app.close());

const card = (page: Page, chart: string) => page.locator(`figure#${chart}`);

/** The journal's own count of what the chart of contacts shows as made in incident.io. */
async function madeInJournal(): Promise<number> {
  const { ports, workspaceId } = app.served.session;
  const bridges = await ports.store.bridges(workspaceId);
  const entries = await ports.store.journal(workspaceId, { after: "", limit: 100_000 });
  return entries.filter(
    ({ kind, side, detail, bridgeId }) =>
      kind === "write" &&
      side === "incident" &&
      detail["action"] === "create" &&
      bridges.some(({ id, entity }) => id === bridgeId && entity === "contact"),
  ).length;
}

describe("the dashboards", () => {
  it(
    "shows each chart with its sentence when it comes into view, in both themes and widths, without anything that axe finds",
    { timeout: 240_000 },
    async () => {
      for (const look of [
        { theme: "light", width: 1280 },
        { theme: "dark", width: 360 },
      ] as const) {
        const { page, ready, troubles, close } = await app.open({ path: "/dashboards", ...look });
        await ready();
        const charts = page.locator("figure.chart");
        expect(await charts.count()).toBe(11);
        for (let index = 0; index < 11; index += 1) {
          const one = charts.nth(index);
          await one.scrollIntoViewIfNeeded();
          await one.locator(".chart-sentence").waitFor();
          await one.locator(".recharts-surface, .named-bars, .nothing").first().waitFor();
        }
        // Each drawing that takes the arrow keys has a name.
        for (const drawing of await page.locator('svg[role="application"]').all())
          expect(await drawing.locator("title").first().textContent()).not.toBe("");
        expect(await axeViolations(page)).toEqual([]);
        expect(await sideScroll(page)).toEqual([]);
        expect(troubles).toEqual([]);
        await close();
      }
      await takePictures(app, "dashboards", "/dashboards");
    },
  );

  it("does not make charts before they are scrolled to", { timeout: 60_000 }, async () => {
    const { page, ready, close } = await app.open({ path: "/dashboards", width: 360 });
    await ready();
    await card(page, "lag").locator(".chart-sentence").waitFor();
    expect(await card(page, "errors").locator(".chart-sentence").count()).toBe(0);
    await close();
  });

  it("shows a chart's figures as a table by keyboard alone, the same as the file and the journal have", { timeout: 120_000 }, async () => {
    const { page, ready, close } = await app.open({ path: "/dashboards" });
    await ready();
    const contacts = card(page, "contacts");
    await contacts.locator(".chart-sentence").waitFor();
    const toggle = contacts.getByRole("button", { name: "Table Contacts" });
    await toggle.focus();
    await page.keyboard.press("Enter");
    await contacts.locator("table").waitFor();
    expect(await toggle.getAttribute("aria-pressed")).toBe("true");
    expect(await axeViolations(page)).toEqual([]);
    expect(await sideScroll(page)).toEqual([]);
    const table = await contacts.locator("table").evaluate((element) => {
      const headings = [...element.querySelectorAll("thead th")].map((one) => one.textContent ?? "");
      const column = headings.indexOf("Made in incident.io");
      return [...element.querySelectorAll("tbody tr")].reduce((sum, row) => sum + Number(row.children[column]?.textContent ?? 0), 0);
    });
    const [download] = await Promise.all([page.waitForEvent("download"), contacts.getByRole("link", { name: "CSV Contacts" }).click()]);
    const [heading = "", ...rows] = readFileSync(await download.path(), "utf8")
      .trim()
      .split("\r\n");
    const column = heading.split(",").indexOf('"made.incident"');
    expect(rows).toHaveLength(144);
    const inFile = rows.reduce((sum, row) => sum + Number(row.split(",")[column]), 0);
    const inJournal = await madeInJournal();
    expect(inJournal).toBeGreaterThanOrEqual(12);
    expect([table, inFile]).toEqual([inJournal, inJournal]);
    await close();
  });

  it("keeps time and filters in the address, also when somebody comes back", { timeout: 60_000 }, async () => {
    const { page, ready, close } = await app.open({ path: "/dashboards?range=week" });
    await ready();
    expect(await page.getByLabel("Time").inputValue()).toBe("week");
    await page.getByLabel("Time").selectOption("quarter");
    await page.waitForURL(/range=quarter/u);
    await card(page, "contacts").locator(".chart-sentence").waitFor();
    await page.reload();
    expect(await page.getByLabel("Time").inputValue()).toBe("quarter");
    await page.goto(`${app.url}/dashboards?location=nowhere`);
    await page.getByRole("button", { name: "Clear filters" }).click();
    await page.waitForURL(/dashboards$/u);
    await card(page, "lag").waitFor();
    await close();
  });

  it("follows what happens by itself", { timeout: 60_000 }, async () => {
    const { page, ready, close } = await app.open({ path: "/dashboards" });
    await ready();
    const sentence = card(page, "contacts").locator(".chart-sentence");
    await sentence.waitFor();
    const before = await sentence.innerText();
    const { control } = app.sandboxes.highlevel;
    for (const { id } of control.contacts().slice(4, 8)) control.editContact(String(id), { phone: "+12025550111" });
    await page.waitForFunction(([text]) => document.querySelector("figure#contacts .chart-sentence")?.textContent !== text, [before], {
      timeout: 30_000,
    });
    await close();
  });

  it("keeps the other charts when one of them cannot be had, and tries that one again", { timeout: 60_000 }, async () => {
    const { page, close } = await app.open({ path: "/sign-in" });
    let broken = true;
    await page.route("**/api/v1/dashboards/charts/lag?**", (route) => (broken ? route.abort() : route.continue()));
    await page.goto(`${app.url}/dashboards`);
    const retry = card(page, "lag").getByRole("button", { name: "Try again" });
    await retry.waitFor();
    await card(page, "contacts").locator(".chart-sentence").waitFor();
    broken = false;
    await retry.click();
    await card(page, "lag").locator(".chart-sentence").waitFor();
    await close();
  });

  it("says when no event has come for much longer than usual, and leads to where that is mended", { timeout: 60_000 }, async () => {
    const { page, close } = await app.open({ path: "/contacts" });
    await page.route(/\/dashboards\/charts\/webhooks\?/u, async (route) => {
      const answer = await route.fetch();
      const data = (await answer.json()) as { readonly figures: object };
      await route.fulfill({ response: answer, json: { ...data, figures: { ...data.figures, silentMs: 18_000_000, usualMs: 1_200_000 } } });
    });
    await page.goto(`${app.url}/dashboards#webhooks`);
    await card(page, "webhooks").scrollIntoViewIfNeeded();
    await card(page, "webhooks").getByText("No event has come for 5 h").waitFor();
    await card(page, "webhooks").getByText("the longest pause was 20 min").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await card(page, "webhooks").getByRole("link", { name: "Connections and their events" }).click();
    await page.getByRole("heading", { name: "Connections", level: 1 }).waitFor();
    await close();
  });

  it("prints every chart, also those that nobody has scrolled to, and none of the controls", { timeout: 60_000 }, async () => {
    const { page, ready, close } = await app.open({ path: "/dashboards", width: 1280 });
    await ready();
    await page.evaluate(() => {
      window.print = () => document.body.setAttribute("data-printed", String(document.querySelectorAll(".chart-sentence").length));
    });
    await page.getByRole("button", { name: "Print" }).click();
    await page.locator("body[data-printed]").waitFor();
    expect(await page.locator("body").getAttribute("data-printed")).toBe("11");
    await page.emulateMedia({ media: "print" });
    for (const hidden of [".top", ".side", ".chart-acts"]) expect(await page.locator(hidden).first().isVisible()).toBe(false);
    expect(await page.locator("figure.chart").first().isVisible()).toBe(true);
    await close();
  });
});

describe("dashboards before anything was written", () => {
  it("show made-up figures that say so", { timeout: 120_000 }, async () => {
    const empty = await openApp({ contacts: 0 });
    const { page, ready, troubles, close } = await empty.open({ path: "/dashboards" });
    await ready();
    await page.getByText("These figures are made up").waitFor();
    await card(page, "lag").locator(".recharts-surface").first().waitFor();
    expect(await page.locator(".watermark").count()).toBe(11);
    expect(await page.locator(".chart-csv").count()).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
    await takePictures(empty, "dashboards-sample", "/dashboards");
    expect(troubles).toEqual([]);
    await close();
    await empty.close();
  });
});
