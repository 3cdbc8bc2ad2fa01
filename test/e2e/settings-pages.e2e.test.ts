import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { axeViolations, sideScroll } from "./support/checks.ts";
import { keyboard } from "./support/hands.ts";
import { openApp, type TestApp } from "./support/open-app.ts";
import { takePicture, takePictures } from "./support/pictures.ts";

let app: TestApp;

beforeAll(async () => {
  app = await openApp({ contacts: 6 });
  await app.settled();
});
afterAll(() => app.close());

const sound = async (page: Page): Promise<void> => {
  expect(await axeViolations(page)).toEqual([]);
  expect(await sideScroll(page)).toEqual([]);
};

it("takes the configuration as a file, shows in words what another would change, and applies exactly that", { timeout: 90_000 }, async () => {
  const { page, ready, troubles, close } = await app.open({ path: "/settings/config", width: 360 });
  await ready();
  await page.getByText("No file was applied here yet.").waitFor();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download highwire.yaml" }).click();
  const file = await readFile(await (await download).path(), "utf8");
  expect(file).toContain("kind: contacts");
  const text = page.getByLabel("Or paste its text");
  const compare = page.getByRole("button", { name: "Show changes" });
  await text.fill(file);
  await compare.click();
  await page.getByText("The file says what is here already.").waitFor();
  await text.fill(file.replace("mode: live", "mdoe: live").replace("country: US", "country: Norway"));
  await compare.click();
  await page.getByText('"mdoe" is no key that is known here').waitFor();
  await page
    .getByText(/^Line \d+, column \d+:$/u)
    .first()
    .waitFor();
  await sound(page);
  await text.fill(file.replace("mode: live", "mode: paused").replace("onDelete: unlink", "onDelete: archive"));
  await compare.click();
  await page.getByRole("heading", { name: "2 changes" }).waitFor();
  await sound(page);
  await takePicture(page, "config-compared-light-360");
  await page.getByRole("button", { name: "Apply these 2 changes" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("From now on a delete on one side also reaches the other side.").waitFor();
  await sound(page);
  expect(await dialog.getByRole("button", { name: "Apply these 2 changes" }).isDisabled()).toBe(true);
  await dialog.getByRole("textbox").fill("apply");
  await dialog.getByRole("button", { name: "Apply these 2 changes" }).click();
  await page.getByText(/^2 changes are applied\./u).waitFor();
  await page.getByText("Nothing has moved away from the file that was applied last.").waitFor();
  const { session } = app.served;
  const [bridge] = await session.ports.store.bridges(session.workspaceId);
  expect(bridge).toMatchObject({ mode: "paused", onDelete: "archive" });
  await session.app.setBridgeMode(bridge!.id, "live", "somebody");
  await page.getByText("1 setting has moved away from the file that was applied last.").waitFor();
  await page.getByRole("table", { name: "What has moved since the last file" }).getByText("paused").waitFor();
  await sound(page);
  await takePictures(app, "config", "/settings/config");
  expect(troubles).toEqual([]);
  await close();
});

it("refuses to apply what has changed since it was shown, and says to look again", { timeout: 60_000 }, async () => {
  const { page, ready, close } = await app.open({ path: "/settings/config" });
  await ready();
  const file = await (await fetch(`${app.url}/api/v1/config/file.yaml`)).text();
  await page.getByLabel("Or paste its text").fill(file.replace("firstLink: ask", "firstLink: newest"));
  await page.getByRole("button", { name: "Show changes" }).click();
  await page.getByRole("button", { name: "Apply this change" }).waitFor();
  const { session } = app.served;
  const [bridge] = await session.ports.store.bridges(session.workspaceId);
  await session.app.changeRules(bridge!.id, { onDelete: "delete" }, "somebody");
  await page.getByRole("button", { name: "Apply this change" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Apply this change" }).click();
  await page.getByText(/has changed since the differences were shown/u).waitFor();
  expect((await session.ports.store.bridges(session.workspaceId))[0]?.firstLink).toBe("ask");
  await close();
});

it("keeps rows for as long as is chosen, within what is allowed, by keyboard alone", { timeout: 60_000 }, async () => {
  const { page, ready, troubles, close } = await app.open({ path: "/settings/data" });
  await ready();
  const hands = keyboard(page);
  const days = page.getByLabel("Days: Values before and after a write");
  await hands.paste(days, "3");
  await page.getByText("Choose from 7 to 90 days.").waitFor();
  await sound(page);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText("60");
  await hands.press(page.getByRole("button", { name: "Save" }));
  await page.getByText("Saved. What is over by then goes with the next daily round.").waitFor();
  expect((await app.served.session.app.retention()).values).toBe(60);
  expect(troubles).toEqual([]);
  await close();
});

it("hands over what is kept of a person, rehearses before it erases, and erases only once that is typed", { timeout: 90_000 }, async () => {
  const { page, ready, troubles, close } = await app.open({ path: "/settings/data", width: 360 });
  await ready();
  const { store } = app.served.session.ports;
  const { links } = await store.listLinks({ workspaceId: app.served.session.workspaceId, sort: "name", limit: 1 });
  const email = String(links[0]?.left?.fields["email"]);
  const name = String(links[0]?.left?.fields["fullName"]);
  await page.getByLabel("Name, e-mail, phone or id").fill(email);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: `Export what is kept of ${name}` }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("person.json");
  expect(await readFile(await file.path(), "utf8")).toContain(email);
  await page.getByText("The file holds personal values.").waitFor();
  await page.getByRole("button", { name: `Erase ${name}` }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(/would lose every value/u).waitFor();
  await sound(page);
  await takePicture(page, "erase-light-360");
  const act = dialog.getByRole("button", { name: "Erase for good" });
  expect(await act.isDisabled()).toBe(true);
  expect((await store.link(app.served.session.workspaceId, links[0]!.id))?.left?.fields["email"]).toBe(email);
  await dialog.getByRole("textbox").fill("erase");
  await act.click();
  await page.getByText(/^Erased: \d+ links?/u).waitFor();
  expect((await store.link(app.served.session.workspaceId, links[0]!.id))?.because).toBe("HW_LINK_ERASED");
  expect(new URL(page.url()).search).not.toContain(email);
  await sound(page);
  await takePictures(app, "data", "/settings/data");
  expect(troubles).toEqual([]);
  await close();
});

it("keeps how the page looks in the browser, and shows times in the zone that is chosen", { timeout: 60_000 }, async () => {
  const { page, ready, troubles, close } = await app.open({ path: "/settings/appearance" });
  await ready();
  const root = page.locator("html");
  const roomy = await page
    .locator("main .panel")
    .first()
    .evaluate((panel) => getComputedStyle(panel).paddingTop);
  await page.getByLabel("Density of lists").selectOption("Compact");
  expect(
    await page
      .locator("main .panel")
      .first()
      .evaluate((panel) => getComputedStyle(panel).paddingTop),
  ).not.toBe(roomy);
  await page.getByLabel("Motion").selectOption("Nothing moves");
  await page.getByRole("main").getByLabel("Colours").selectOption("Dark");
  await page.getByLabel("Time zone").selectOption("Asia/Tokyo");
  await page.getByRole("main").getByLabel("Single keys").uncheck();
  await page.reload();
  await ready();
  expect(await root.getAttribute("data-density")).toBe("compact");
  expect(await root.getAttribute("data-motion")).toBe("none");
  expect(await root.getAttribute("data-mantine-color-scheme")).toBe("dark");
  const hour = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hourCycle: "h23", timeZone: "Asia/Tokyo" }).format(new Date());
  await page.getByText(new RegExp(`^It is now .*, ${hour}:`, "u")).waitFor();
  expect(await page.getByRole("main").getByLabel("Single keys").isChecked()).toBe(false);
  await page.keyboard.press("?");
  expect(await page.getByRole("dialog").count()).toBe(0);
  await sound(page);
  await takePictures(app, "appearance", "/settings/appearance");
  expect(troubles).toEqual([]);
  await close();
});

it("lists share links that open something, and ends one", { timeout: 60_000 }, async () => {
  const { session } = app.served;
  const now = session.app.clock.now();
  const link = {
    id: "link-1",
    workspaceId: session.workspaceId,
    pageId: "01HZXPAGE",
    keyHash: "hash",
    madeBy: "local",
    madeAt: now - 60_000,
    expiresAt: now + 3_600_000,
  };
  await session.ports.store.saveShareLink(link);
  const { page, ready, troubles, close } = await app.open({ path: "/settings/links", width: 360 });
  await ready();
  await page.getByText("a person at this machine").waitFor();
  await sound(page);
  await takePictures(app, "links", "/settings/links");
  await page.getByRole("button", { name: /^End the link to Incident page 01HZXPAGE/u }).click();
  const dialog = page.getByRole("dialog");
  await sound(page);
  await dialog.getByRole("button", { name: "End it" }).click();
  await page.getByText("No share link opens anything now").waitFor();
  expect(await session.app.responder?.shareLinks()).toEqual([]);
  expect(troubles).toEqual([]);
  await close();
});

it("leads from the sandbox to one's own accounts: the chip in the header opens the way with the command to copy", { timeout: 60_000 }, async () => {
  const { page, ready, troubles, close } = await app.open({ path: "/contacts" });
  await ready();
  await page.getByRole("link", { name: /Connect your own accounts/u }).click();
  await page.getByRole("heading", { name: "Connect my accounts" }).waitFor();
  await page.getByText("Stop it: press Ctrl-C where it runs.").waitFor();
  expect(await page.getByLabel("Command").inputValue()).toBe("highwire start --no-sandbox");
  await sound(page);
  await takePicture(page, "doors-sandbox-light-1280");
  expect(troubles).toEqual([]);
  await close();
});

it("tells what the store is, who works on it and what waits, and has the doctor look at everything", { timeout: 90_000 }, async () => {
  const { page, ready, troubles, close } = await app.open({ path: "/settings/storage", width: 360 });
  await ready();
  await page.getByText("In memory: nothing is kept when the process ends").waitFor();
  await page.getByText("No backup was made yet").waitFor();
  await page.getByRole("table", { name: "Workers and their last sign of life" }).getByText("Works", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Look again" }).click();
  const { store, workspaceId } = app.served.session.app;
  const connection = must((await store.connections(workspaceId))[0], "an account");
  await store.saveConnection({ ...connection, state: "paused" });
  await page.getByRole("button", { name: "Check now" }).click();
  const found = page.getByRole("table", { name: "What the doctor found" });
  await found.getByText("nothing is kept when the process ends").waitFor();
  expect((await found.getByRole("row").allInnerTexts()).slice(1)[0]).toContain("Broken");
  await sound(page);
  await takePicture(page, "doctor-light-360");
  await found
    .getByRole("row", { name: /paused/u })
    .getByRole("link", { name: "Open the connections" })
    .click();
  await page.getByRole("heading", { level: 1, name: "Connections" }).waitFor();
  await store.saveConnection(connection);
  await takePictures(app, "storage", "/settings/storage");
  expect(troubles).toEqual([]);
  await close();
});
