import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { axeViolations, sideScroll } from "./support/checks.ts";
import { openApp, type OpenPage, type TestApp } from "./support/open-app.ts";
import { takePicture } from "./support/pictures.ts";

const PASSWORD = "a long phrase that nobody uses";

let app: TestApp;
let owner: OpenPage;
/** Browsers know passkeys on `localhost`, and not under a bare address. */
let home: string;

beforeAll(async () => {
  app = await openApp({ contacts: 2 });
  home = app.url.replace("127.0.0.1", "localhost");
  owner = await app.open();
  const { page } = owner;
  await page.goto(String(app.served.setUpLink).replace("127.0.0.1", "localhost"));
  await page.getByLabel("Your name").fill("Ada");
  await page.getByLabel("E-mail").fill("ada@example.com");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await press(page, "Make the account");
  await page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
});
afterAll(() => app.close());

const press = (page: Page, name: string | RegExp): Promise<void> => page.getByRole("button", { name }).first().click();
const shows = (page: Page, words: string): Promise<void> => page.getByText(words).first().waitFor({ timeout: 20_000 });
const answer = (page: Page, name: string): Promise<void> => page.getByRole("dialog").getByRole("button", { name, exact: true }).click();

/** A security key that says yes to everything, in place of a finger. */
async function plugInKey(page: Page): Promise<void> {
  const tools = await page.context().newCDPSession(page);
  await tools.send("WebAuthn.enable");
  await tools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

it("adds a passkey, signs in with it and nothing else, and lets nobody in once it is removed", { timeout: 120_000 }, async () => {
  const { page } = owner;
  await plugInKey(page);
  await page.goto(`${home}/settings/security`);
  await page.getByLabel("Name of the new passkey").fill("Laptop <b>");
  await press(page, "Add a passkey");
  await page.getByRole("table", { name: "Passkeys" }).getByText("Laptop <b>").waitFor();
  expect([await axeViolations(page), await sideScroll(page)]).toEqual([[], []]);
  await takePicture(page, "passkeys-light-1280");

  await press(page, "Sign out");
  await page.waitForURL(/\/sign-in/u);
  await press(page, /passkey/iu);
  await page.getByRole("heading", { name: "Home", level: 1 }).waitFor();

  await page.goto(`${home}/settings/security`);
  await press(page, "Remove the passkey Laptop <b>");
  await page.getByRole("dialog").getByText("It no longer lets anybody in here.").waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await answer(page, "Remove");
  await page.getByRole("table", { name: "Passkeys" }).waitFor({ state: "detached" });

  await press(page, "Sign out");
  await page.waitForURL(/\/sign-in/u);
  await press(page, /passkey/iu);
  await shows(page, "HW-5402");
  await page.getByLabel("E-mail").fill("ada@example.com");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
});

it("asks before a token ends, and ends it then", { timeout: 60_000 }, async () => {
  const { page } = owner;
  await page.goto(`${home}/settings/tokens`);
  await page.getByLabel("Name", { exact: true }).fill("Reports");
  await press(page, "Make the token");
  const token = await page.getByLabel("Token", { exact: true }).inputValue();
  const asked = async (): Promise<number> => (await fetch(`${app.url}/api/v1/status`, { headers: { authorization: `Bearer ${token}` } })).status;
  expect(await asked()).toBe(200);
  await press(page, "End the token Reports");
  await answer(page, "Cancel");
  expect(await asked()).toBe(200);
  await press(page, "End the token Reports");
  expect(await axeViolations(page)).toEqual([]);
  await answer(page, "End");
  await shows(page, "The token is ended.");
  expect(await asked()).toBe(401);
});

it("asks before another session ends, and that browser has to sign in again", { timeout: 60_000 }, async () => {
  const other = await app.open({ path: "/sign-in" });
  await other.page.getByLabel("E-mail").fill("ada@example.com");
  await other.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await other.page.keyboard.press("Enter");
  await other.page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
  const { page } = owner;
  await page.goto(`${home}/settings/sessions`);
  await press(page, "End all others");
  await page.getByRole("dialog").getByText("Whoever uses it has to sign in again.").waitFor();
  await answer(page, "End all others");
  await shows(page, "Ended.");
  await other.page.reload();
  await other.page.waitForURL(/\/sign-in/u);
  await other.close();
});
