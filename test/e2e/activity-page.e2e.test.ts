import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { axeViolations, sideScroll } from "./support/checks.ts";
import { meter } from "./support/meter.ts";
import { openApp, type TestApp } from "./support/open-app.ts";
import { takePictures } from "./support/pictures.ts";

let app: TestApp;

beforeAll(async () => {
  app = await openApp();
  await app.settled();
});
afterAll(() => app.close());

const contacts = () => app.sandboxes.highlevel.control.contacts();
const idOf = (place: number): string => String(contacts()[place]?.["id"]);
const newest = async (kind: "write" | "asked" | "parked") => {
  const { session } = app.served;
  return (await session.ports.store.journal(session.workspaceId, { kinds: [kind], limit: 1 }))[0];
};

/** Changes a contact's phone in HighLevel and waits until incident.io has it. */
async function change(place: number, phone: string): Promise<void> {
  app.sandboxes.highlevel.control.editContact(idOf(place), { phone });
  await expect
    .poll(() => app.sandboxes.incident.control.entries().some((entry) => JSON.stringify(entry).includes(phone)), { timeout: 30_000 })
    .toBe(true);
}

describe("the activity page", () => {
  it("keeps its rows still, says how many are new, and shows them when asked", { timeout: 60_000 }, async () => {
    const { page, ready, troubles, close } = await app.open({ path: "/activity?result=done" });
    await ready();
    const first = await page.locator("button.entry-link").first().innerText();
    await change(0, "+12025550190");
    await page.getByRole("button", { name: /new entr(?:y|ies): show/u }).waitFor({ timeout: 20_000 });
    expect(await page.locator("button.entry-link").first().innerText()).toBe(first);
    await page.getByRole("button", { name: /new entr(?:y|ies): show/u }).click();
    await expect.poll(() => page.locator("button.entry-link").first().innerText()).toContain("Wrote Phone in incident.io");
    expect(troubles).toEqual([]);
    await close();
  });

  it("tells of a write why, its steps, its calls, its event and its values, masked until revealed", { timeout: 90_000 }, async () => {
    await change(1, "+12025550191");
    // The vendor has the value before its entry is settled.
    await expect.poll(async () => JSON.stringify((await newest("write"))?.values), { timeout: 10_000 }).toContain("+12025550191");
    const entry = must(await newest("write"), "the write");
    const path = `/activity?entry=${entry.id}`;
    const { page, ready, troubles, close } = await app.open({ path });
    await ready();
    await takePictures(app, "activity-drawer", path);
    const tab = (name: string) => page.getByRole("button", { name, exact: true }).click();
    await tab("Why");
    await page.getByText(/^HighLevel's event .+ \(ContactUpdate\)$/u).waitFor();
    await page.getByText("Rule for Phone").waitFor();
    await tab("Steps");
    await page.getByText("In the queue").waitFor();
    await tab("Requests");
    await page.locator("details summary").first().click();
    expect(await page.locator(".requests").innerText()).not.toContain("+12025550191");
    await tab("Raw event");
    await page.getByText(/public key/u).waitFor();
    expect(await page.locator("dialog pre").innerText()).not.toContain("+12025550191");
    await tab("Diff");
    await page.getByRole("cell", { name: "••• 91" }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("button", { name: "Show masked values" }).click();
    await page.getByRole("cell", { name: "+12025550191" }).waitFor();
    expect(await newest("asked")).toMatchObject({ detail: { verb: "reveal", what: "values" } });
    expect(troubles).toEqual([]);
    await close();
  });

  it("feeds an event again from the drawer, by keyboard alone", { timeout: 60_000 }, async () => {
    const entry = must(await newest("write"), "the write");
    const { page, ready, close } = await app.open({ path: `/activity?entry=${entry.id}` });
    await ready();
    const journey = await meter(page, "replay-event-by-keyboard");
    await page.getByRole("button", { name: "Replay event" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText(/The event was fed again/u).waitFor();
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
    expect((await journey.finish()).clicks).toBe(0);
    await close();
  });

  it("leads from a failure to its cause and what mends it in two clicks", { timeout: 120_000 }, async () => {
    app.sandboxes.incident.control.setFaults([
      { fault: { kind: "answer", status: 422, message: "is not accepted", commits: false }, match: { method: "PUT" } },
      { fault: { kind: "answer", status: 422, message: "is not accepted", commits: false }, match: { method: "POST" } },
    ]);
    app.sandboxes.highlevel.control.editContact(idOf(2), { phone: "+12025550192" });
    await expect
      .poll(async () => (await app.served.session.app.desk.needsYou()).some(({ kind }) => kind === "parked"), { timeout: 40_000 })
      .toBe(true);
    app.sandboxes.incident.control.setFaults([]);
    const { page, ready, close } = await app.open({ path: "/activity?result=failed" });
    await ready();
    const journey = await meter(page, "failure-to-cause");
    await page.locator("button.entry-link").first().click();
    await page.getByText("Highwire has set this record aside").waitFor();
    await page.getByRole("button", { name: "Retry", exact: true }).click();
    await page.getByText("1 record is looked at again.").waitFor();
    expect((await journey.finish()).clicks).toBeLessThanOrEqual(2);
    await expect
      .poll(() => app.sandboxes.incident.control.entries().some((one) => JSON.stringify(one).includes("+12025550192")), { timeout: 30_000 })
      .toBe(true);
    await takePictures(app, "activity", "/activity");
    await takePictures(app, "activity-causes", "/activity?group=error");
    await close();
  });

  it("fits on a telephone", { timeout: 60_000 }, async () => {
    const { page, ready, close } = await app.open({ path: "/activity", width: 360 });
    await ready();
    expect(await sideScroll(page)).toEqual([]);
    await page.locator("button.entry-link").first().click();
    await page.locator("dialog").waitFor();
    expect(await sideScroll(page)).toEqual([]);
    await close();
  });
});
