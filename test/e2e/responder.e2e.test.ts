import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BridgeId } from "#core/ids.ts";
import { must } from "#lib/must.ts";
import { newBridges } from "#main/default-mapping.ts";
import { openTrapMail, type TrapMail, type TrappedLetter } from "../support/trap-mail.ts";
import { axeViolations, sideScroll } from "./support/checks.ts";
import { openApp, type TestApp } from "./support/open-app.ts";
import { takePicture } from "./support/pictures.ts";
import { watchTroubles } from "./support/troubles.ts";

let app: TestApp;
let mail: TrapMail;
let pageId: string;
let incident: string;

beforeAll(async () => {
  mail = await openTrapMail();
  app = await openApp({ contacts: 3, settings: { HIGHWIRE_SMTP_URL: mail.url, HIGHWIRE_MAIL_FROM: "Highwire <highwire@example.com>" } });
  await app.settled();
  await furnish();
}, 60_000);
afterAll(async () => {
  await app.close();
  await mail.close();
});

/** An incident that names all contacts, over a board; the first contact has something of everything. */
async function furnish(): Promise<void> {
  const { highlevel, incident: organisation } = app.sandboxes;
  const { store } = app.served.session.ports;
  const { workspaceId } = app.served.session;
  const contacts = must(app.served.sandbox, "the sandbox").bridge;
  const [left, right] = await Promise.all([store.connection(workspaceId, contacts.left), store.connection(workspaceId, contacts.right)]);
  const given = { id: "board" as BridgeId, name: "Boards", left: must(left, "HighLevel"), right: must(right, "incident.io"), mode: "live" } as const;
  await store.saveBridge(newBridges.board(given));
  const contactId = String(highlevel.control.contacts()[0]?.["id"]);
  highlevel.control.editContact(contactId, {
    firstName: "Ada",
    lastName: "Byron",
    email: "ada@example.com",
    phone: "+12025550134",
    companyName: "Analytical Engines",
    tags: ["vip", "renewal-2026"],
  });
  highlevel.control.createTask(contactId, { title: "Call her back about the outage" });
  highlevel.control.createNote(contactId, { body: "Asked for a written explanation by Friday." });
  for (let tries = 0; ; tries += 1) {
    const known = (await store.bridges(workspaceId)).find(({ id }) => id === given.id)?.cases?.affectedFieldId;
    if (known !== null && known !== undefined) break;
    if (tries > 300) throw new Error("the board did not begin its work");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const entries = organisation.control.entries().filter((entry) => String(entry["external_id"]).startsWith(highlevel.locationId));
  incident = organisation.control.addIncident(
    "Checkout is down",
    entries.map((entry) => String(entry["id"])),
  );
  const paged = { connectionId: contacts.right, incidentId: incident };
  pageId = await store.giveIncidentPage(workspaceId, paged, ["01J00000000000000000000000"]);
}

interface Phone {
  readonly page: Page;
  readonly troubles: readonly string[];
  readonly context: BrowserContext;
}

/** A browser of its own, as a responder's telephone. */
async function phone(
  options: { readonly scripts?: boolean; readonly theme?: "light" | "dark"; readonly width?: number; readonly forced?: boolean } = {},
): Promise<Phone> {
  const { scripts = false, theme = "light", width = 360, forced = false } = options;
  const context = await app.browser.newContext({
    viewport: { width, height: 740 },
    colorScheme: theme,
    forcedColors: forced ? "active" : "none",
    javaScriptEnabled: scripts,
    hasTouch: true,
  });
  const page = await context.newPage();
  return { page, troubles: await watchTroubles(page), context };
}

const codeIn = ({ text }: TrappedLetter): string => must(/[2-9A-Z]{4}-[2-9A-Z]{4}/u.exec(text)?.[0], "a code");
const heading = async (page: Page): Promise<string> => page.locator("h1").innerText();

describe("a responder on a telephone without scripts", () => {
  it("sees a door and nothing behind it, and comes in with a code that was mailed", { timeout: 60_000 }, async () => {
    const { page, context } = await phone();
    await page.goto(`${app.url}/r/i/${pageId}`);
    expect(await page.content()).not.toMatch(/Byron|Checkout|<script/u);
    await takePicture(page, "responder-door-light-360");
    await page.getByLabel("Your e-mail address at incident.io").fill("bo@example.com");
    await page.getByRole("button", { name: "E-mail me a code" }).click();
    const letter = await mail.next();
    await takePicture(page, "responder-code-light-360");
    await page.getByLabel("Code of eight characters").fill("AAAA-AAAA");
    await page.getByRole("button", { name: "Open with this code" }).click();
    await page.getByText("That code does not open this page").waitFor();
    await page.getByLabel("Code of eight characters").fill(codeIn(letter));
    await page.getByRole("button", { name: "Open with this code" }).click();
    expect(await heading(page)).toBe("Checkout is down");
    const text = await page.locator("main").innerText();
    for (const shown of ["Ada Byron", "Analytical Engines", "vip", "Call her back about the outage", "Asked for a written explanation by Friday."])
      expect(text).toContain(shown);
    for (const hidden of ["ada@example.com", "0134"]) expect(text).not.toContain(hidden);
    await takePicture(page, "responder-incident-light-360");
    await page.getByRole("button", { name: "Leave this page" }).click();
    expect(await heading(page)).toBe("Customer context of an incident");
    await context.close();
  });

  it("comes in on the owner's machine with one press, and can call and write", { timeout: 60_000 }, async () => {
    const { page, context } = await phone({ theme: "dark" });
    await page.goto(`${app.url}/r/i/${pageId}`);
    await page.getByRole("button", { name: "Open the page" }).click();
    await page.getByRole("link", { name: "+12025550134" }).waitFor();
    expect(await page.getByRole("link", { name: "ada@example.com" }).getAttribute("href")).toBe("mailto:ada%40example.com");
    await takePicture(page, "responder-incident-dark-360");
    await context.close();
  });

  it("pastes a share link, which opens the page only to look", { timeout: 60_000 }, async () => {
    const { address } = await share();
    const { page, context } = await phone();
    await page.goto(`${app.url}/r/s/${pageId}`);
    await page.getByLabel("The whole link, or the part behind #k=").fill(`${app.url}${address}`);
    await page.getByRole("button", { name: "Open the page" }).click();
    expect(await heading(page)).toBe("Checkout is down");
    expect(await page.locator("main").innerText()).not.toContain("ada@example.com");
    await context.close();
  });
});

async function share(): Promise<{ readonly address: string; readonly link: { readonly id: string } }> {
  const answer = await fetch(`${app.url}/api/v1/share-links`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-highwire-request": "1" },
    body: JSON.stringify({ incident, hours: 1 }),
  });
  return (await answer.json()) as { readonly address: string; readonly link: { readonly id: string } };
}

it(
  "follows a share link with one press, keeps its key out of the history and from the server, and loses it when the link is revoked",
  { timeout: 60_000 },
  async () => {
    const { address, link } = await share();
    const { page, context, troubles } = await phone({ scripts: true });
    const asked: string[] = [];
    page.on("request", (request) => asked.push(`${request.url()} ${request.headers()["referer"] ?? ""}`));
    await page.goto(`${app.url}${address}`);
    expect(page.url()).toBe(`${app.url}/r/s/${pageId}`);
    expect(asked.join("\n")).not.toContain(must(address.split("#k=")[1], "the key"));
    await takePicture(page, "responder-share-light-360");
    await page.getByRole("button", { name: "Open the page" }).click();
    await page.getByText("Ada Byron").waitFor();
    expect(troubles).toEqual([]);
    await fetch(`${app.url}/api/v1/share-links/${link.id}/revoke`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-highwire-request": "1" },
      body: "{}",
    });
    await page.getByRole("link", { name: "Refresh" }).click();
    expect(await heading(page)).toBe("Customer context of an incident");
    await context.close();
  },
);

describe.each([
  { theme: "light", width: 360 },
  { theme: "dark", width: 360 },
  { theme: "light", width: 1280 },
  { theme: "dark", width: 1280 },
] as const)("in $theme at $width px", ({ theme, width }) => {
  it("door and page are accessible, fit, have targets of 44 px, keep their policy and weigh at most 30 KB", { timeout: 60_000 }, async () => {
    const { page, context, troubles } = await phone({ scripts: true, theme, width });
    for (const step of ["door", "page"]) {
      const answer = await page.goto(`${app.url}/r/i/${pageId}`);
      if (step === "door") expect((await answer?.body())?.byteLength).toBeLessThanOrEqual(30_720);
      expect(await sideScroll(page)).toEqual([]);
      expect(await smallTargets(page)).toEqual([]);
      expect(troubles).toEqual([]);
      expect(await axeViolations(page)).toEqual([]);
      await takePicture(page, `responder-${step}-${theme}-${String(width)}`);
      if (step === "door") await page.getByRole("button", { name: "Open the page" }).click();
    }
    expect((await (await page.goto(`${app.url}/r/i/${pageId}`))?.body())?.byteLength).toBeLessThanOrEqual(30_720);
    expect(await page.locator("script").count()).toBe(0);
    await context.close();
  });
});

it("shows its first content within 1.5 s on slow 3G", { timeout: 60_000 }, async () => {
  const { page, context } = await phone({ scripts: true });
  await page.goto(`${app.url}/r/i/${pageId}`);
  await page.getByRole("button", { name: "Open the page" }).click();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 });
  await page.reload();
  const largest = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? 0)).observe({
          type: "largest-contentful-paint",
          buffered: true,
        });
      }),
  );
  expect(largest).toBeGreaterThan(0);
  expect(largest).toBeLessThanOrEqual(1_500);
  await context.close();
});

/** Buttons, fields and links that stand alone, where they are smaller than a finger. */
const smallTargets = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll("a, button, input")].flatMap((element) => {
      const { width, height } = element.getBoundingClientRect();
      return width < 44 || height < 44 ? [`${element.tagName} ${String(width)}×${String(height)}: ${element.textContent.slice(0, 40)}`] : [];
    }),
  );

describe.each([
  { theme: "light", width: 360 },
  { theme: "dark", width: 1280 },
] as const)("the help in $theme at $width px", ({ theme, width }) => {
  it("is accessible, fits and needs no script", { timeout: 60_000 }, async () => {
    const { page, context, troubles } = await phone({ scripts: true, theme, width });
    for (const path of ["/help", "/help/responder-page", "/help/production", "/help/errors/HW-1401", "/help/cli", "/help?q=share"]) {
      await page.goto(`${app.url}${path}`);
      expect([path, ...(await sideScroll(page))]).toEqual([path]);
      expect([path, ...(await axeViolations(page))]).toEqual([path]);
      expect(await page.locator("script").count()).toBe(0);
      await takePicture(page, `responder-help${path.replaceAll(/[^a-z]+/gu, "-")}-${theme}-${String(width)}`);
    }
    expect(troubles).toEqual([]);
    await context.close();
  });
});
