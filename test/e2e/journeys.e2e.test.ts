import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { axeViolations, sideScroll } from "./support/checks.ts";
import { keyboard, mouse, type Hands } from "./support/hands.ts";
import { meter } from "./support/meter.ts";
import { openApp, type TestApp } from "./support/open-app.ts";

let app: TestApp;
beforeAll(async () => {
  app = await openApp({ contacts: 36 });
  await app.settled();
});
afterAll(() => app.close());

const contacts = () => app.sandboxes.highlevel.control.contacts();
const shows = (page: Page, words: string | RegExp): Promise<void> => page.getByText(words).first().waitFor({ timeout: 20_000 });
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });
const entryHas = (words: string) => app.sandboxes.incident.control.entries().some((entry) => JSON.stringify(entry).includes(words));

describe("the first look at the sandbox", () => {
  it("shows contacts in step without a press after the page has opened", { timeout: 60_000 }, async () => {
    const { page, ready, close } = await app.open();
    const journey = await meter(page, "first-run-sandbox");
    await ready();
    await shows(page, "Sandbox");
    await shows(page, "36");
    await journey.finish();
    await close();
  });

  it.each([
    { name: "by mouse", hands: mouse, journey: "first-contact" },
    { name: "by keyboard alone", hands: keyboard, journey: "first-contact-by-keyboard" },
  ] as const)("opens the first contact side by side $name", { timeout: 60_000 }, async ({ hands, journey: budget }) => {
    const { page, ready, close } = await app.open();
    await ready();
    const journey = await meter(page, budget);
    const { press }: Hands = hands(page);
    await press(page.getByRole("link", { name: "Contacts", exact: true }).first());
    await page.locator("a.row-link").first().waitFor();
    await press(page.locator("a.row-link").first());
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForURL(/\/contacts\/[^?]/u);
    await journey.finish();
    await close();
  });
});

/** Parks a contact because HighLevel says that it is not there; it is gone, and another one has its address. */
async function losesContact(): Promise<{ readonly twin: string; readonly entry: string }> {
  const { highlevel, incident } = app.sandboxes;
  const lost = must(contacts()[5], "a contact");
  const old = String(lost["id"]);
  const entry = must(
    incident.control.entries().find((one) => JSON.stringify(one).includes(old)),
    "its entry",
  );
  highlevel.control.setFaults([
    { fault: { kind: "answer", status: 404, message: "Contact not found", commits: false }, match: { operation: "PUT /contacts/{contactId}" } },
  ]);
  incident.control.editEntry(String(entry["id"]), null, { hw_phone: "+12025550177" });
  await expect.poll(async () => (await app.served.session.app.desk.needsYou()).some(({ kind }) => kind === "parked"), { timeout: 40_000 }).toBe(true);
  highlevel.control.setFaults([]);
  const email = String(lost["email"]);
  highlevel.control.deleteContact(old);
  const twin = highlevel.control.createContact({ firstName: String(lost["firstName"]), lastName: String(lost["lastName"]), email });
  return { twin, entry: String(entry["id"]) };
}

it("mends a contact whose id is gone: verify, then link it with the one that has its address", { timeout: 120_000 }, async () => {
  const { twin, entry } = await losesContact();
  const { page, ready, close } = await app.open({ path: "/activity?result=failed&error=HW_VENDOR_NOT_FOUND" });
  await ready();
  const journey = await meter(page, "contact-id-repair");
  await page.locator("button.entry-link").first().click();
  await button(page, "Verify contactId").click();
  await shows(page, /it is not there, and other records can be read/u);
  expect(await axeViolations(page)).toEqual([]);
  await button(page, "Relink to this one").first().click();
  await shows(page, "Done. The record's next turn carries it out.");
  await journey.finish();
  const { store, workspaceId } = app.served.session.app;
  const [bridge] = await store.bridges(workspaceId);
  await expect
    .poll(async () => (await store.linkOf(workspaceId, must(bridge, "the bridge").id, "highlevel", twin))?.rightId, { timeout: 20_000 })
    .toBe(entry);
  await close();
});

it("changes a token that still works: both are tested, and nothing stops meanwhile", { timeout: 90_000 }, async () => {
  const { highlevel } = app.sandboxes;
  const { page, ready, close } = await app.open({ path: "/settings/connections" });
  await ready();
  const journey = await meter(page, "rotate");
  await button(page, "Change token").first().click();
  await page.getByLabel("New token").fill(highlevel.control.addToken());
  await button(page, "Test and switch").click();
  await shows(page, /The new token is in use\./u);
  await journey.finish();
  highlevel.control.revokeToken(highlevel.token);
  highlevel.control.editContact(String(contacts()[1]?.["id"]), { website: "https://after-rotation.example.com" });
  await expect.poll(() => entryHas("after-rotation.example.com"), { timeout: 30_000 }).toBe(true);
  await close();
});

it("stops before many deletes until a person types how many, and then carries them out", { timeout: 120_000 }, async () => {
  const { app: application, workspaceId } = app.served.session;
  const bridge = must((await application.store.bridges(workspaceId))[0], "the bridge");
  await application.changeRules(bridge.id, { onDelete: "delete" }, "test");
  const before = app.sandboxes.incident.control.entries().length;
  for (const { id } of contacts().slice(8, 30)) app.sandboxes.highlevel.control.deleteContact(String(id));
  const { page, close } = await app.open({ path: "/flows/contacts" });
  await shows(page, /The mass-delete brake stopped/u);
  const journey = await meter(page, "release-brake");
  expect(await axeViolations(page)).toEqual([]);
  expect(app.sandboxes.incident.control.entries().length).toBeGreaterThan(before - 22);
  await button(page, "Release the brake").click();
  const dialog = page.getByRole("dialog");
  const release = dialog.getByRole("button", { name: "Release the brake" });
  expect(await release.isDisabled()).toBe(true);
  const planned = must((await application.store.bridge(workspaceId, bridge.id))?.brake, "the brake").plannedDeletes;
  await dialog.getByRole("textbox").fill(String(planned));
  await release.click();
  await dialog.waitFor({ state: "detached" });
  await journey.finish();
  await expect.poll(() => app.sandboxes.incident.control.entries().length, { timeout: 40_000 }).toBe(before - 22);
  await close();
});

describe("somebody who may only look", () => {
  it("is offered nothing that they may not do, and is told who may when they ask all the same", { timeout: 90_000 }, async () => {
    const owner = await app.open();
    await owner.page.goto(String(app.served.setUpLink));
    await joins(owner.page, "Ada", "ada@example.com");
    await owner.page.goto(`${app.url}/settings/people`);
    await owner.page.getByLabel("Role", { exact: true }).selectOption("viewer");
    await owner.page.getByLabel("For whom").fill("Vera");
    await button(owner.page, "Make the invitation").click();
    const link = await owner.page.getByLabel("Invitation", { exact: true }).inputValue();
    const guest = await app.open();
    await guest.page.goto(link);
    await joins(guest.page, "Vera", "vera@example.com");
    await guest.page.goto(`${app.url}/flows/contacts`);
    await guest.page.getByRole("table", { name: "Parts" }).waitFor();
    await guest.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await button(guest.page, "Ask an owner").click();
    await shows(guest.page, "Copied. Paste it into a message to an owner.");
    expect(await guest.page.evaluate(() => navigator.clipboard.readText())).toBe(
      `Please have a look at ${app.url}/flows/contacts in Highwire. The step there needs the permission “change flows and mappings”, which I do not have.`,
    );
    for (const name of ["Go live", "Pause", "Save", "Release the brake"])
      expect(await guest.page.getByRole("button", { name, exact: true, disabled: false }).count()).toBe(0);
    await guest.page.goto(`${app.url}/settings/connections`);
    await shows(guest.page, "Connected");
    for (const name of ["Change token", "Test", "Pause", "Add secret"])
      expect(await guest.page.getByRole("button", { name, exact: true, disabled: false }).count()).toBe(0);
    expect(await axeViolations(guest.page)).toEqual([]);
    expect(await sideScroll(guest.page)).toEqual([]);
    const status = await guest.page.evaluate(
      async () =>
        (await fetch("/api/v1/pause", { method: "POST", headers: { "content-type": "application/json", "x-highwire-request": "1" }, body: "{}" }))
          .status,
    );
    expect(status).toBe(403);
    await guest.close();
    await owner.close();
  });
});

async function joins(page: Page, name: string, email: string): Promise<void> {
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("a long phrase that nobody uses");
  await button(page, "Make the account").click();
  await page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
}
