import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { must } from "#lib/must.ts";
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
  app = await openApp({ contacts: 6, settings });
  await app.settled();
});
afterAll(async () => {
  await app.close();
  await Promise.all([mail.close(), hook.close()]);
});

const press = (page: Page, name: string | RegExp): Promise<void> => page.getByRole("button", { name, exact: typeof name === "string" }).click();
const shows = (page: Page, words: string | RegExp): Promise<void> => page.getByText(words).first().waitFor({ timeout: 20_000 });

describe("channels for alerts", () => {
  it("are added, tested, edited, paused and removed from one page", { timeout: 120_000 }, async () => {
    const { page, troubles, close } = await app.open({ path: "/settings/alerts" });
    await shows(page, "Nobody is told yet");
    const journey = await meter(page, "alert-by-mail");
    await press(page, "Add a channel");
    await page.getByLabel("E-mail address").fill("lead@example.com");
    await page.getByLabel("Name", { exact: true }).fill("Lead <b>on call</b>");
    await press(page, "Save");
    await press(page, "Test Lead <b>on call</b>");
    await shows(page, /took the test: the mail server took it/u);
    await journey.finish();
    expect(await mail.next()).toMatchObject({ to: "lead@example.com", subject: "A test from Highwire" });

    await press(page, "Add a channel");
    await page.getByLabel("Webhook").check();
    await page.getByLabel("Address", { exact: true }).fill("https://10.0.0.8/hook");
    await page.getByLabel("Name", { exact: true }).fill("Pager");
    await press(page, "Save");
    await shows(page, "An address is not allowed (HW-1600)");
    await page.getByLabel("Address", { exact: true }).fill(hook.url);
    await page.getByLabel(/^Keep still/u).check();
    await page.getByLabel("From").fill("21:30");
    expect(await axeViolations(page)).toEqual([]);
    await takePicture(page, "alerts-form");
    await press(page, "Save");
    const secret = await page.getByLabel("Signing secret").inputValue();
    await shows(page, "Quiet 21:30–07:00");
    await press(page, "Test Pager");
    await shows(page, /Pager took the test: HTTP 204/u);
    expect(await hook.next(secret)).toMatchObject({ type: "alert.test" });

    await press(page, "Edit Pager");
    await page.getByLabel("Conflicts wait too long").uncheck();
    await page.getByLabel(/^Keep still/u).uncheck();
    await press(page, "Save");
    await page.getByText("Quiet 21:30–07:00").waitFor({ state: "detached" });
    const { alerts } = app.served.session.app;
    const pager = must(
      (await must(alerts, "the desk").channels()).find(({ name }) => name === "Pager"),
      "the channel",
    );
    expect(pager.kinds).not.toContain("conflicts");
    expect(pager.quiet).toBeNull();

    await press(page, "Pause Pager");
    await shows(page, "Paused");
    await page.getByLabel("A conflict that nobody decides").selectOption("8");
    await press(page, "Save both");
    await expect.poll(() => must(alerts, "the desk").rules()).toMatchObject({ conflictHours: 8 });
    await press(page, "Remove Pager");
    await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
    await page.getByRole("button", { name: "Test Pager" }).waitFor({ state: "detached" });
    expect(troubles).toEqual([]);
    await close();
  });

  it("show what was told to whom, and what a channel that fails needs", { timeout: 90_000 }, async () => {
    const { highlevel } = app.sandboxes;
    highlevel.control.revokeToken(highlevel.token);
    highlevel.control.editContact(String(highlevel.control.contacts()[0]?.["id"]), { website: "https://changed.example.com" });
    const { page, troubles, close } = await app.open({ path: "/settings/alerts" });
    await shows(page, "HighLevel is paused: The vendor no longer accepts our token (HW-1401)");
    await shows(page, /on call<\/b>: told/u);
    for (const [theme, width] of [
      ["light", 1280],
      ["dark", 1280],
      ["light", 360],
      ["dark", 360],
    ] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize({ width, height: 900 });
      expect([theme, width, await axeViolations(page), await sideScroll(page)]).toEqual([theme, width, [], []]);
      await takePicture(page, `alerts-${theme}-${String(width)}`);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.getByRole("link", { name: /^HighLevel is paused/u }).click();
    await page.waitForURL(/\/settings\/connections\?id=/u);
    expect(troubles).toEqual([]);
    await close();
  });
});
