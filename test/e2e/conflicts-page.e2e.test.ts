import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { axeViolations, sideScroll } from "./support/checks.ts";
import { meter } from "./support/meter.ts";
import { openApp, type TestApp } from "./support/open-app.ts";
import { takePictures } from "./support/pictures.ts";

const COUNT = 38;
let app: TestApp;

beforeAll(async () => {
  app = await openApp({ contacts: 40 });
  await app.settled();
});
afterAll(() => app.close());

const entryOf = (contact: string): Readonly<Record<string, unknown>> =>
  must(
    app.sandboxes.incident.control.entries().find((one) => String(one["external_id"]).endsWith(contact)),
    "its entry",
  );

/** Has both sides change the websites of these contacts, and waits until all of them wait for a person. */
async function disagree(round: string, contacts: readonly string[]): Promise<void> {
  const { highlevel, incident } = app.sandboxes;
  for (const id of contacts) {
    incident.control.editEntry(String(entryOf(id)["id"]), null, { hw_website: `https://right-${round}-${id}.example.com/` });
    highlevel.control.editContact(id, { website: `https://left-${round}-${id}.example.com/` });
  }
  await expect.poll(async () => (await app.served.session.app.desk.causes())[0]?.open, { timeout: 40_000 }).toBe(contacts.length);
}

const ids = (): readonly string[] => app.sandboxes.highlevel.control.contacts().map(({ id }) => String(id));
const first = (): readonly string[] => ids().slice(0, COUNT);

const websites = (): readonly string[] =>
  app.sandboxes.highlevel.control
    .contacts()
    .slice(0, COUNT)
    .map((contact) => String(contact["website"]));

describe("the conflict inbox", () => {
  it("settles 38 conflicts of one cause in no more than three actions", { timeout: 120_000 }, async () => {
    await disagree("one", first());
    const { page, ready, troubles, close } = await app.open({ path: "/conflicts" });
    await ready();
    await takePictures(app, "conflicts", "/conflicts");
    expect(await axeViolations(page)).toEqual([]);
    const journey = await meter(page, "settle-38-conflicts");
    await page.getByRole("button", { name: "All: keep incident.io's" }).click();
    await page.getByText("38 settled. It is carried out in ten seconds.").waitFor();
    expect((await journey.finish()).clicks).toBeLessThanOrEqual(3);
    await expect.poll(websites, { timeout: 60_000 }).toEqual(expect.arrayContaining([expect.stringContaining("right-one")]));
    await expect.poll(() => websites().filter((website) => website.includes("right-one")).length, { timeout: 60_000 }).toBe(COUNT);
    expect(troubles).toEqual([]);
    await close();
  });

  it("settles one with a single key, takes it back with another, and settles all of the cause by keyboard alone", { timeout: 120_000 }, async () => {
    await disagree("two", first());
    const { page, ready, close } = await app.open({ path: "/conflicts" });
    await ready();
    const journey = await meter(page, "settle-conflicts-by-keyboard");
    await page.keyboard.press("1");
    await page.getByText("Settled. It is carried out in ten seconds.").waitFor();
    await page.keyboard.press("z");
    await page.getByText("The answer was taken back.").waitFor();
    expect((await app.served.session.app.desk.causes())[0]?.open).toBe(COUNT);
    await page.keyboard.press("Shift+Digit1");
    await page.getByText("38 settled. It is carried out in ten seconds.").waitFor();
    await page.getByText("No conflict waits for you").waitFor();
    expect((await journey.finish()).clicks).toBe(0);
    await close();
  });

  it("shows what differs letter by letter, beside what was last agreed, and fits on a telephone", { timeout: 120_000 }, async () => {
    const carried = (): number => app.sandboxes.incident.control.entries().filter((one) => JSON.stringify(one).includes("left-two")).length;
    await expect.poll(carried, { timeout: 60_000 }).toBe(COUNT);
    const last = must(ids().at(-1), "the last contact");
    app.sandboxes.highlevel.control.editContact(last, { website: "https://agreed.example.com/" });
    await expect.poll(() => JSON.stringify(entryOf(last)), { timeout: 30_000 }).toContain("agreed.example.com");
    await disagree("three", [last]);
    const { page, ready, close } = await app.open({ path: "/conflicts", width: 360 });
    await ready();
    expect(await page.locator("mark").count()).toBeGreaterThan(1);
    await page.getByRole("heading", { name: "Last agreed" }).waitFor();
    await page.getByText("https://agreed.example.com/").waitFor();
    expect(await sideScroll(page)).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
    await close();
  });
});
