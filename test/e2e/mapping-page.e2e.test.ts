import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { axeViolations, sideScroll } from "./support/checks.ts";
import { keyboard } from "./support/hands.ts";
import { meter } from "./support/meter.ts";
import { openApp, type TestApp } from "./support/open-app.ts";

let app: TestApp;

beforeAll(async () => {
  app = await openApp();
  await app.settled();
});
afterAll(() => app.close());

const row = (page: Page, name: string) => page.getByRole("listitem", { name, exact: true });
const told = (value: string): number => app.sandboxes.incident.control.entries().filter((entry) => JSON.stringify(entry).includes(value)).length;

/** A value of the field "Plan" that some sample contact has. */
function somePlan(): string {
  const { control } = app.sandboxes.highlevel;
  const { id } = must(
    control.customFields().find(({ name }) => name === "Plan"),
    "the field",
  );
  const values = control.contacts().flatMap((contact) => contact["customFields"] as readonly { readonly id: string; readonly value: unknown }[]);
  return String(
    must(
      values.find((value) => value.id === id && value.value !== ""),
      "a value",
    ).value,
  );
}

it("tells a field through a table, sees what that changes, saves it and carries it out, by keyboard alone", { timeout: 180_000 }, async () => {
  const plan = somePlan();
  const { page, ready, troubles, close } = await app.open({ path: "/flows/contacts/mapping" });
  await ready();
  await row(page, "Plan").waitFor();
  const journey = await meter(page, "mapping-by-keyboard");
  const hands = keyboard(page);
  await hands.press(page.getByRole("link", { name: "Skip to the content" }));
  await hands.press(row(page, "Plan").locator("summary"));
  await hands.paste(row(page, "Plan").getByLabel("Add a step"), "");
  await page.keyboard.type("Table");
  await hands.press(row(page, "Plan").getByRole("button", { name: "Add", exact: true }));
  await hands.paste(row(page, "Plan").getByLabel("In HighLevel"), plan);
  await hands.paste(row(page, "Plan").getByLabel("In incident.io"), "Told otherwise");
  await row(page, "Plan").getByRole("cell", { name: "Told otherwise" }).first().waitFor();
  await hands.press(page.getByRole("button", { name: "See what this changes" }));
  await page.getByRole("link", { name: "Look at the plan" }).waitFor({ timeout: 30_000 });
  expect(told("Told otherwise")).toBe(0);
  await hands.press(page.getByRole("button", { name: "Save mapping" }));
  await page.getByText("Version 2 is saved").waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await hands.press(page.getByRole("link", { name: "Go to the plan" }));
  await hands.press(page.getByRole("button", { name: /^Apply \d+ records?$/u }));
  await hands.press(page.getByRole("button", { name: "Write now" }));
  await page
    .getByRole("region", { name: "Results" })
    .getByRole("link", { name: /Written$/u })
    .waitFor({ timeout: 20_000 });
  expect(told("Told otherwise")).toBeGreaterThan(0);
  expect(await journey.finish()).toMatchObject({ clicks: 0 });
  expect(troubles).toEqual([]);
  await close();
});

it("offers only what fits, says what is wrong, and takes everything back", { timeout: 120_000 }, async () => {
  const { page, ready, troubles, close } = await app.open({ path: "/flows/contacts/mapping" });
  await ready();
  await row(page, "Seats").waitFor();
  // A list cannot hold a single value, and another row has the tags.
  const options = await row(page, "Seats")
    .getByLabel("incident.io attribute")
    .locator("option")
    .evaluateAll((found) => found.map((option) => ({ label: option.textContent, disabled: (option as HTMLOptionElement).disabled })));
  expect(options.find(({ label }) => label?.startsWith("Tags"))).toMatchObject({ disabled: true });
  expect(await row(page, "E-mail").getByLabel("HighLevel field").isDisabled()).toBe(true);
  await page.getByRole("button", { name: "Add a row" }).click();
  const added = row(page, "New row");
  await added.getByLabel("HighLevel field").selectOption({ label: "Do not disturb" });
  const consent = row(page, "Do not disturb");
  expect(await consent.getByLabel("Afterwards").locator("option[value=both]").isDisabled()).toBe(true);
  await consent.getByRole("button", { name: "Create attribute in incident.io" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Create", exact: true }).click();
  await consent.getByText("Fits").waitFor();
  await page.getByRole("button", { name: "Move Do not disturb up" }).click();
  await page.getByRole("button", { name: "Remove the row Website" }).click();
  expect(await row(page, "Website").count()).toBe(0);
  for (let steps = 0; steps < 2; steps += 1) await page.getByRole("button", { name: "Undo" }).click();
  expect(await row(page, "Website").count()).toBe(1);
  await consent.getByLabel("HighLevel field").selectOption({ label: "Source" });
  await page.getByText("Changed and not saved.").waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("link", { name: "Back to the flow" }).click();
  await page.getByRole("dialog", { name: "Leave without saving?" }).getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Changed and not saved.").waitFor();
  await page.getByRole("link", { name: "Back to the flow" }).click();
  await page.getByRole("button", { name: "Leave", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Keep contacts the same" }).waitFor();
  expect(troubles).toEqual([]);
  await close();
});

it("shows what each version changed and puts an earlier one back into the editor, on a phone too", { timeout: 120_000 }, async () => {
  const { page, ready, troubles, close } = await app.open({ path: "/flows/contacts/mapping", width: 360, theme: "dark" });
  await ready();
  await page.getByRole("button", { name: "Versions" }).click();
  const drawer = page.getByRole("dialog", { name: "Versions" });
  await drawer.getByText("On the way: as it is → table").first().waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await drawer.getByRole("button", { name: "Put these rows into the editor: version 1" }).click();
  await page.getByText("Changed and not saved.").waitFor();
  expect(await sideScroll(page)).toEqual([]);
  expect(await axeViolations(page)).toEqual([]);
  expect(troubles).toEqual([]);
  await close();
});
