import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Connection } from "#core/ports/store.ts";
import { systemClock } from "#lib/system-clock.ts";
import { must } from "#lib/must.ts";
import { credentialName } from "#main/vendors.ts";
import { readOAuth } from "#vendors/highlevel/auth.ts";
import { openTrapHook, type TrapHook } from "../support/trap-hook.ts";
import { openTrapMail, type TrapMail } from "../support/trap-mail.ts";
import { axeViolations, sideScroll } from "./support/checks.ts";
import { meter } from "./support/meter.ts";
import { openApp, type TestApp } from "./support/open-app.ts";
import { takePicture } from "./support/pictures.ts";

let app: TestApp;
let mail: TrapMail;
let hook: TrapHook;
beforeAll(async () => {
  [mail, hook] = await Promise.all([openTrapMail(), openTrapHook()]);
  const settings = { HIGHWIRE_SMTP_URL: mail.url, HIGHWIRE_MAIL_FROM: "highwire@example.com", HIGHWIRE_ALERT_ORIGINS: new URL(hook.url).origin };
  app = await openApp({ settings });
  await app.settled();
});
afterAll(async () => {
  await app.close();
  await Promise.all([mail.close(), hook.close()]);
});

const PATH = "/settings/connections";
const press = (page: Page, name: string): Promise<void> => page.getByRole("button", { name, exact: true }).first().click();
const shows = (page: Page, words: string | RegExp): Promise<void> => page.getByText(words).first().waitFor({ timeout: 20_000 });

/** HighLevel's connection, as the store has it. */
async function left() {
  const { store, workspaceId } = app.served.session.app;
  return must(
    (await store.connections(workspaceId)).find(({ vendor }) => vendor === "highlevel"),
    "HighLevel's connection",
  );
}

/** The token that HighLevel is called with. */
async function accessToken({ id }: Connection): Promise<string> {
  const { store, workspaceId } = app.served.session.app;
  const stored = must(await store.secret(workspaceId, credentialName(id)), "a credential");
  return must(readOAuth(stored), "an OAuth credential").accessToken;
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await holds()) return;
    await systemClock.sleep(100);
  }
  throw new Error(`it did not come to pass: ${what}`);
}

describe("a token that dies while work goes on", () => {
  it("pauses the account with its cause, keeps all work, and one dialog lets all of it go on (U7)", { timeout: 90_000 }, async () => {
    const { highlevel, incident } = app.sandboxes;
    const desk = must(app.served.session.app.alerts, "the alerts' desk");
    const { secret } = await desk.add({ kind: "webhook", url: hook.url }, { name: "Pager" }, "test");
    await desk.add({ kind: "email", to: "lead@example.com" }, { name: "Lead" }, "test");
    const { page, troubles, close } = await app.open({ path: PATH });
    await shows(page, "Connected");
    highlevel.control.revokeToken(highlevel.token);
    const began = systemClock.now();
    for (const contact of highlevel.control.contacts().slice(0, 10))
      highlevel.control.editContact(String(contact["id"]), { website: `https://${String(contact["id"]).toLowerCase()}.example.com` });
    await shows(page, /HighLevel is paused: The vendor no longer accepts our token \(HW-1401\)/u);
    const paused = "HighLevel is paused: The vendor no longer accepts our token (HW-1401)";
    const [raised, letter] = await Promise.all([hook.next(must(secret, "a secret")), mail.next()]);
    expect(systemClock.now() - began).toBeLessThan(60_000);
    expect(raised).toMatchObject({ type: "alert.raised", data: { kind: "connection", code: "HW-1401", title: paused } });
    expect(letter).toMatchObject({ to: "lead@example.com", subject: paused });
    await shows(page, /records wait for this account\. Nothing is lost\./u);
    expect(await axeViolations(page)).toEqual([]);
    const journey = await meter(page, "re-authenticate");
    await press(page, "Re-authenticate");
    await page.getByLabel("New token").fill("pit-this-one-is-nobodys");
    await page.keyboard.press("Enter");
    await shows(page, "The new token did not pass. The old one is still in use.");
    expect((await left()).state).toBe("paused");
    await page.getByLabel("New token").fill(highlevel.control.addToken());
    await press(page, "Test and switch");
    await shows(page, /The new token is in use\. \d+ records go on now\./u);
    await journey.finish();
    await until("every edit is at incident.io", async () => {
      const sites = incident.control.entries().filter((entry) => JSON.stringify(entry).includes('.example.com"'));
      return sites.length >= 10;
    });
    const [ended, last] = await Promise.all([hook.next(must(secret, "a secret")), mail.next()]);
    expect(ended).toMatchObject({ type: "alert.ended", data: { id: raised.data["id"], title: `Over: ${paused}` } });
    expect(last).toMatchObject({ subject: `Over: ${paused}`, follows: letter.id });
    expect(hook.waiting).toBe(0);
    expect(troubles).toEqual([]);
    await close();
  });
});

describe("signing in at HighLevel", () => {
  const begin = async (page: Page): Promise<void> => {
    await press(page, "Continue to HighLevel");
    await page.getByRole("heading", { name: "Choose a location" }).waitFor();
  };

  it("goes to the consent page and comes back connected, or says what was refused", { timeout: 90_000 }, async () => {
    const { clientId, clientSecret } = app.sandboxes.highlevel.oauth.app;
    const { page, troubles, close } = await app.open({ path: PATH });
    await page.getByLabel("Client ID").fill(clientId);
    await page.getByLabel("Client secret").fill(clientSecret);
    await press(page, "Save app");

    await begin(page);
    await page.getByRole("button", { name: "Deny" }).click();
    await shows(page, "HighLevel was not allowed to connect (HW-1451)");
    expect(page.url()).not.toMatch(/code=|state=/u);

    await begin(page);
    await page.getByLabel("locations/customFields.readonly").uncheck();
    await page.getByRole("button", { name: "Allow" }).click();
    await shows(page, "HighLevel is connected.");
    await shows(page, "These were not granted: locations/customFields.readonly");
    expect(await left()).toMatchObject({ auth: "oauth", state: "active" });

    await begin(page);
    await page.getByRole("button", { name: "Allow" }).click();
    await shows(page, "HighLevel is connected.");
    expect(await page.getByText("These were not granted").count()).toBe(0);
    await shows(page, /renewed by itself, next on/u);
    expect(await axeViolations(page)).toEqual([]);

    await page.goto(`${app.url}/connect/highlevel/callback?code=stolen&state=${"s".repeat(43)}`);
    await shows(page, "This sign-in did not begin here, or is too old (HW-1450)");
    await page.goto(`${app.url}/connect/highlevel/callback?code=from-the-marketplace`);
    await shows(page, "Is it meant for here?");
    await press(page, "Claim this install");
    await shows(page, "HighLevel did not take the sign-in's code (HW-1452)");
    expect(troubles).toEqual([]);
    await close();
  });

  it("tells that the refresh token is lost, keeps all work, and signing in again lets it go on (U7)", { timeout: 90_000 }, async () => {
    const { highlevel, incident } = app.sandboxes;
    const { page, troubles, close } = await app.open({ path: PATH });
    await shows(page, /renewed by itself, next on/u);
    const begun = await left();
    expect(begun).toMatchObject({ auth: "oauth", state: "active" });
    // HighLevel gives the next pair, and its answer never arrives: from then on the token that we hold is one that was used already.
    highlevel.control.setQuirks({ refreshGrace: false });
    const offers = (): number => highlevel.control.counters().byOperation["POST /oauth/token"] ?? 0;
    const before = offers();
    highlevel.control.setFaults([{ fault: { kind: "500-after" }, match: { operation: "POST /oauth/token" }, times: 1 }]);
    highlevel.control.revokeToken(await accessToken(begun));
    const edited = highlevel.control.contacts().slice(0, 10);
    for (const contact of edited)
      highlevel.control.editContact(String(contact["id"]), { website: `https://again-${String(contact["id"])}.example.org` });

    await shows(page, /HighLevel is paused: The account must be connected again \(HW-1402\)/u);
    await shows(page, /records wait for this account\. Nothing is lost\./u);
    // Offered once for the answer that was lost, and once more to find that out.
    expect([offers() - before, highlevel.oauth.reuses]).toEqual([2, 1]);
    expect([await axeViolations(page), await sideScroll(page)]).toEqual([[], []]);

    const journey = await meter(page, "sign-in-again");
    await press(page, "Re-authenticate");
    await page.getByRole("button", { name: "Allow" }).click();
    await shows(page, /HighLevel is connected\. \d+ records go on now\./u);
    await journey.finish();
    expect(await page.getByText("HighLevel is paused").count()).toBe(0);
    expect(await left()).toMatchObject({ id: begun.id, auth: "oauth", state: "active" });
    await until("every edit is at incident.io", async () => {
      const told = incident.control.entries().filter((entry) => JSON.stringify(entry).includes("https://again-"));
      return told.length >= edited.length;
    });
    expect(troubles).toEqual([]);
    await close();
  });
});

it.each([
  { theme: "light", width: 360 },
  { theme: "dark", width: 360 },
  { theme: "light", width: 1280 },
] as const)("fits in $theme at $width px, without a fault for assistive technology", { timeout: 60_000 }, async ({ theme, width }) => {
  const { page, ready, troubles, close } = await app.open({ path: PATH, width, theme });
  await ready();
  await shows(page, "Permissions");
  expect([await sideScroll(page), await axeViolations(page), troubles]).toEqual([[], [], []]);
  await takePicture(page, `connections-${theme}-${String(width)}`);
  await close();
});
