import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { axeViolations, sideScroll } from "./support/checks.ts";
import { meter } from "./support/meter.ts";
import { openApp, type TestApp } from "./support/open-app.ts";

let app: TestApp;

beforeAll(async () => {
  app = await openApp();
  await app.settled();
});
afterAll(() => app.close());

const mode = async (entity: string): Promise<string | undefined> =>
  (await app.served.session.app.status()).bridges.find(({ bridge }) => bridge.entity === entity)?.bridge.mode;
const rows = (page: Page) => page.getByRole("list", { name: "Rows of the plan" }).getByRole("listitem");

it("switches a flow on in at most four clicks to Shadow and six to Live (U4)", { timeout: 120_000 }, async () => {
  const { page, ready, close } = await app.open({ path: "/" });
  await ready();
  const shadow = await meter(page, "flow-to-shadow");
  await page.getByRole("link", { name: "Flows" }).click();
  await page.getByRole("link", { name: /^Use this flow: Who is affected/u }).click();
  await page.getByRole("button", { name: "Start in Shadow" }).click();
  await page.locator(".badge", { hasText: "Shadow" }).first().waitFor();
  await shadow.finish();
  expect(await mode("case-tags")).toBe("shadow");
  await page.getByRole("button", { name: "Go live" }).click();
  await page.getByRole("button", { name: "Go live now" }).click();
  await page.locator(".badge", { hasText: "Live" }).first().waitFor();
  expect(await mode("case-tags")).toBe("live");
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await page.locator(".badge", { hasText: "Paused" }).first().waitFor();
  await close();
});

it("makes a plan, leaves one row out, carries out the rest and takes it back", { timeout: 120_000 }, async () => {
  const { app: application, workspaceId } = app.served.session;
  const bridge = must((await application.store.bridges(workspaceId))[0], "the bridge");
  await application.setBridgeMode(bridge.id, "paused", "test");
  const { control } = app.sandboxes.highlevel;
  for (const { id } of control.contacts().slice(0, 3)) control.editContact(String(id), { website: "https://changed.example" });
  const { page, troubles, close } = await app.open({ path: "/flows/contacts" });
  const journey = await meter(page, "plan-untick-apply-undo");
  await page.getByRole("button", { name: /^Make a plan for/u }).click();
  await page.getByText("update 3, leave 21 alone").waitFor({ timeout: 30_000 });
  await page.getByRole("button", { name: /^Update 3/u }).click();
  // Until the list of updates has come, all rows stand there.
  await expect.poll(() => rows(page).count()).toBe(3);
  await rows(page).first().getByRole("checkbox").click();
  await page.getByText("2 records are ticked").waitFor();
  await rows(page).nth(1).getByRole("button").click();
  await page.getByRole("dialog").getByText("incident.io: https://changed.example").waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Apply 2 records" }).click();
  await page.getByRole("button", { name: "Write now" }).click();
  await page
    .getByRole("region", { name: "Results" })
    .getByRole("link", { name: /^2\s*Written$/u })
    .waitFor({ timeout: 20_000 });
  expect(changed()).toBe(2);
  await page.getByRole("button", { name: "Undo this run" }).click();
  await page.getByText("2 fields get the old value again").waitFor({ timeout: 20_000 });
  await page.getByRole("button", { name: "Undo now" }).click();
  await page.getByText("2 fields have the old value again").waitFor({ timeout: 20_000 });
  expect(changed()).toBe(0);
  await journey.finish();
  expect(await axeViolations(page)).toEqual([]);
  expect(await sideScroll(page)).toEqual([]);
  expect(troubles).toEqual([]);
  await close();
});

/** Entries that carry what was changed. */
const changed = (): number => app.sandboxes.incident.control.entries().filter((entry) => JSON.stringify(entry).includes("changed.example")).length;

it("asks for the number of records before anything is deleted", { timeout: 120_000 }, async () => {
  const { app: application, workspaceId } = app.served.session;
  const bridge = must((await application.store.bridges(workspaceId))[0], "the bridge");
  await application.setBridgeMode(bridge.id, "paused", "test");
  await application.changeRules(bridge.id, { onDelete: "delete" }, "test");
  const { control } = app.sandboxes.highlevel;
  control.deleteContact(String(control.contacts().at(-1)?.["id"]));
  const { id } = await application.plans.make(bridge.id, "test");
  const { page, close } = await app.open({ path: `/plans/${id}` });
  await page.getByRole("button", { name: /^Delete 1/u }).click();
  await page.getByText("Deletes are locked").waitFor();
  await page.getByRole("group", { name: "Groups" }).getByRole("button", { name: /^All/u }).click();
  await page.getByRole("button", { name: "Untick all shown" }).click();
  await page.getByText("Nothing is ticked").waitFor();
  await page.getByRole("button", { name: /^Delete 1/u }).click();
  await rows(page).first().getByRole("checkbox").click();
  await page.getByRole("button", { name: "Apply 1 record" }).click();
  const write = page.getByRole("button", { name: "Write now" });
  expect(await write.isDisabled()).toBe(true);
  await page.getByLabel("Type 1 to go on").fill("1");
  await write.click();
  await page.getByRole("link", { name: /^1\s*Written$/u }).waitFor({ timeout: 20_000 });
  await close();
});

it("keeps a flow's rules", { timeout: 60_000 }, async () => {
  const { page, close } = await app.open({ path: "/flows/incidents" });
  await page.getByText("Rules of Case-tags").click();
  await page.getByLabel("Tag that holds marketing messages").fill("on-hold");
  await page.getByLabel("Count tests and tutorials as incidents").first().check();
  await page.getByRole("button", { name: "Save" }).first().click();
  await expect
    .poll(async () => (await app.served.session.app.status()).bridges.find(({ bridge }) => bridge.entity === "case-tags")?.bridge.cases)
    .toMatchObject({ holdTag: "on-hold", tellsDrills: true });
  await close();
});
