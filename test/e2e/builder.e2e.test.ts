import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { must } from "#lib/must.ts";
import { axeViolations, sideScroll } from "./support/checks.ts";
import { keyboard } from "./support/hands.ts";
import { meter } from "./support/meter.ts";
import { openApp, type TestApp } from "./support/open-app.ts";
import { takePicture, takePictures } from "./support/pictures.ts";
import { samplePath } from "./support/page-samples.ts";

let app: TestApp;

beforeAll(async () => {
  app = await openApp({ contacts: 5, settings: { HIGHWIRE_ALERT_ORIGINS: "https://desk.example" } });
  await app.settled();
  app.sandboxes.incident.control.addIncident("Checkout is down");
});
afterAll(() => app.close());

const steps = (page: Page) => page.locator(".wf-step-name");
const stepWords = async (page: Page): Promise<readonly string[]> => {
  const words = await steps(page).locator("bdi").allInnerTexts();
  return words.map((one) => one.trim());
};
const followUps = (title: string): number => app.sandboxes.incident.control.followUps().filter((one) => JSON.stringify(one).includes(title)).length;

/** What people do in the builder without a pointer. */
function builderHands(page: Page) {
  const hands = keyboard(page);
  const typeAndTake = async (words: string, list: string): Promise<void> => {
    const search = page.locator("dialog[open]").getByRole("textbox").first();
    await search.waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === "INPUT" && document.activeElement.closest("dialog") !== null);
    await page.keyboard.type(words);
    await page.locator("dialog[open] .wf-value", { hasText: list }).first().waitFor();
  };
  return {
    ...hands,
    async add(words: string, expected: string): Promise<void> {
      await hands.press(page.getByRole("button", { name: "Add a step", exact: true }).last());
      await typeAndTake(words, expected);
      await page.keyboard.press("Enter");
      await page.locator(".wf-step[data-chosen=true]").waitFor();
    },
    async pick(label: string, words: string, expected: string): Promise<void> {
      await hands.press(page.getByRole("button", { name: `Use a value for ${label}` }));
      await typeAndTake(words, expected);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.getByRole("group", { name: label }).locator(".wf-chip", { hasText: expected }).waitFor();
    },
    /** Chooses in the browser's own list by the first letters. */
    async choose(label: string, words: string): Promise<void> {
      await hands.paste(page.getByLabel(label, { exact: true }), "");
      await page.keyboard.type(words);
    },
  };
}

describe("the builder", () => {
  it("builds recipe 2 from nothing by keyboard alone, publishes it, and a task becomes a follow-up", { timeout: 240_000 }, async () => {
    const { page, troubles, close } = await app.open({ path: "/flows/workflows" });
    await page.getByText("No workflows yet").waitFor();
    const journey = await meter(page, "build-recipe-by-keyboard");
    const hands = builderHands(page);
    await hands.press(page.getByRole("button", { name: "New workflow" }));
    await page.keyboard.type("Tasks become follow-ups");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Tasks become follow-ups" }).waitFor();

    await hands.paste(page.getByRole("radio", { name: /^By hand/u }), "");
    await page.keyboard.press("ArrowDown");
    await page.locator("dialog[open]").waitFor();
    await page.keyboard.type("task created");
    await page.locator("dialog[open] .wf-value", { hasText: "Task created" }).first().waitFor();
    await page.keyboard.press("Enter");
    await steps(page).getByText("Task created").waitFor();

    await hands.add("only continue", "Only continue if");
    await hands.press(page.getByRole("button", { name: "Add a condition" }));
    await hands.pick("Value 1", "began title", "What began it › Title");
    await hands.choose("How value 1 is compared", "is there");
    await hands.add("list incidents", "List incidents");
    await hands.add("create a follow-up", "Create a follow-up");
    await hands.pick("Incident ID", "number 1 id", "List incidents › Incidents › number 1 › ID");
    await hands.pick("Title", "began title", "What began it › Title");
    await page.getByText("Nothing is wrong. You can publish it.").waitFor();
    await page.getByText("Draft kept.").waitFor();
    expect(await stepWords(page)).toEqual([
      "Task created",
      "Only continue if What began it › Title is there",
      "List incidents",
      "Create a follow-up",
    ]);
    expect(await axeViolations(page)).toEqual([]);
    await takePicture(page, "builder-built");

    await hands.press(page.getByRole("button", { name: "Publish", exact: true }));
    await page.getByText("Added: Create a follow-up").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await hands.paste(page.getByLabel("Note"), "The first");
    await page.keyboard.press("Enter");
    await page.getByText("Version 1 runs, and is what you see.").waitFor();
    await hands.choose("Mode of Tasks become follow-ups", "Live");
    await page.getByText("“Tasks become follow-ups” is live.").waitFor();
    expect((await journey.finish()).clicks).toBe(0);

    const { highlevel } = app.sandboxes;
    const contact = String(must(highlevel.control.contacts()[0], "a contact")["id"]);
    highlevel.control.createTask(contact, { title: "Call Ada back about checkout" });
    await vi.waitUntil(() => followUps("Call Ada back about checkout") === 1, { timeout: 20_000 });
    await hands.press(page.getByRole("link", { name: "Runs", exact: true }));
    await page.getByRole("table", { name: "Runs, newest first" }).getByText("Done").first().waitFor();
    await hands.press(page.getByRole("table").getByRole("button").first());
    await page.getByRole("button", { name: "Open in the editor with its data" }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await takePicture(page, "builder-run");
    await hands.press(page.getByRole("button", { name: "Open in the editor with its data" }));
    await page.getByText(/^Sample: data of the run of/u).waitFor();
    await steps(page).getByText("Create a follow-up").press("Enter");
    await page.locator(".wf-chip", { hasText: "Call Ada back about checkout" }).waitFor();
    expect(followUps("Call Ada back about checkout")).toBe(1);
    expect(troubles).toEqual([]);
    await close();
  });

  it(
    "moves, copies, takes away and brings back steps by keys, goes back to an earlier version, and loses nothing",
    { timeout: 120_000 },
    async () => {
      const { page, close } = await app.open({ path: await samplePath(app, "/flows/workflows/$id") });
      await steps(page).first().waitFor();
      const before = await stepWords(page);
      await page.locator('[data-step="end"]').focus();
      await page.keyboard.press("Shift+ArrowUp");
      await page.getByText("Moved: it is step 5 now.").waitFor({ state: "attached" });
      await page.keyboard.press("Shift+ArrowRight");
      await page.getByText("Moved: it is step 4.2 now.").waitFor({ state: "attached" });
      expect(await stepWords(page)).not.toEqual(before);
      await page.keyboard.press("Shift+ArrowLeft");
      await page.keyboard.press("Shift+ArrowDown");
      expect(await stepWords(page)).toEqual(before);
      await page.keyboard.press("Delete");
      await page.getByText("“Stop: All told” is deleted.").waitFor();
      expect(await steps(page).count()).toBe(before.length - 1);
      expect(await page.evaluate(() => document.activeElement?.textContent)).toContain("Wait until: Note deleted");
      await page.locator(".toasts").getByRole("button", { name: "Undo" }).press("Enter");
      expect(await stepWords(page)).toEqual(before);
      await page.getByText("Draft kept.").waitFor();
      await page.getByRole("link", { name: "Versions", exact: true }).press("Enter");
      await page.getByRole("button", { name: "What changed since version 1" }).press("Enter");
      await page.getByText("Notes raise alerts, and tell the team").first().waitFor();
      await page.getByRole("link", { name: "Build", exact: true }).press("Enter");
      await page.getByRole("button", { name: "Publish", exact: true }).press("Enter");
      await page.getByRole("button", { name: "Publish it" }).press("Enter");
      await page.getByText("Version 2 runs, and is what you see.").waitFor();
      await page.getByRole("link", { name: "Versions", exact: true }).press("Enter");
      await page.getByRole("button", { name: "Go back to this one: version 1" }).press("Enter");
      await page.locator("dialog[open]").getByRole("button", { name: "Go back to this one" }).press("Enter");
      await page.getByText("Version 3 runs, and is what you see.").waitFor();
      await page.getByRole("heading", { level: 1, name: "Notes raise alerts", exact: true }).waitFor();
      await close();
    },
  );

  it("shows the same steps as a list and as a canvas, and rearranges them by the same buttons", { timeout: 120_000 }, async () => {
    const { page, troubles, close } = await app.open({ path: await samplePath(app, "/flows/workflows/$id") });
    await steps(page).first().waitFor();
    const inList = await stepWords(page);
    const numbers = await steps(page).locator(".muted").allInnerTexts();
    await page.getByRole("link", { name: "Canvas" }).press("Enter");
    const boxes = page.locator(".wf-box");
    await boxes.first().waitFor();
    const numbered = (parts: readonly string[], words: readonly string[]): readonly string[] =>
      parts.map((part, at) => `${part} ${words[at] ?? ""}`).toSorted();
    const inPicture = numbered(
      await boxes.locator(".wf-box-number").allInnerTexts(),
      (await boxes.locator("bdi").allInnerTexts()).map((one) => one.trim()),
    );
    expect(inPicture).toEqual(numbered(numbers, inList));
    expect(await page.locator(".react-flow__edge").count()).toBeGreaterThanOrEqual(inList.length - 1);
    const labels = await page.locator(".react-flow__edge-text").allTextContents();
    expect(labels.toSorted()).toEqual(["For each item", expect.stringMatching(/^If /u), "Otherwise"]);
    await boxes.filter({ hasText: "Stop: All told" }).press("Enter");
    await page.getByRole("button", { name: "Duplicate" }).press("Enter");
    await vi.waitUntil(async () => (await boxes.count()) === inList.length + 1);
    expect(await axeViolations(page)).toEqual([]);
    await takePicture(page, "builder-canvas");
    await page.getByRole("link", { name: "List" }).press("Enter");
    await steps(page).first().waitFor();
    expect(await stepWords(page)).toEqual([...inList, "Stop: All told"]);
    expect(troubles).toEqual([]);
    await close();
  });

  it("takes a template, tells what is still wrong, and tests it with sample data", { timeout: 120_000 }, async () => {
    const { page, troubles, close } = await app.open({ path: "/flows/workflows" });
    await page.getByRole("button", { name: "From a template" }).click();
    await page.getByRole("button", { name: "Use this: A no-show while something is broken" }).click();
    await page.getByRole("button", { name: "Make it" }).click();
    await page.getByRole("heading", { level: 1, name: "A no-show while something is broken" }).waitFor();
    await page.getByText("Write what the run begins with").click();
    const contact = String(must(app.sandboxes.highlevel.control.contacts()[0], "a contact")["id"]);
    await page
      .getByLabel("What the run begins with, as JSON")
      .fill(JSON.stringify({ appointment: { appointmentStatus: "noshow", contactId: contact } }));
    const tasks = app.sandboxes.highlevel.control.tasks().length;
    await page.getByRole("button", { name: "Test all of it" }).click();
    await page.getByRole("status").getByText("Done", { exact: true }).waitFor();
    expect(app.sandboxes.highlevel.control.tasks().length).toBe(tasks + 1);
    await page.getByRole("button", { name: "Add a step", exact: true }).last().click();
    await page.keyboard.type("ask a person");
    await page.keyboard.press("Enter");
    await page.getByText("Question has no value yet.").first().waitFor();
    await page.getByText("1 thing is to be mended before it can be published").waitFor();
    expect(troubles).toEqual([]);
    await close();
  });

  it("keeps the focus where it goes on when the only step is deleted, by its key and by its button", { timeout: 60_000 }, async () => {
    const steps = [{ id: "only", kind: "stop", outcome: "done", reason: "" }];
    const desk = must(app.served.session.app.workflows, "workflows");
    const { id } = await desk.save(null, { format: 1, name: "Stops at once", trigger: { kind: "manual" }, steps }, "test");
    const { page, troubles, close } = await app.open({ path: `/flows/workflows/${id}?step=only` });
    // Without a focus the whole page is the active element, and it holds every word.
    const focused = (): Promise<string | undefined> => page.evaluate(() => document.activeElement?.closest("button")?.textContent ?? undefined);
    await page.locator('[data-step="only"]').focus();
    await page.keyboard.press("Delete");
    await page.getByText(/^“Stop.*” is deleted\.$/u).waitFor();
    expect(await focused()).toContain("When");
    await page.locator(".toasts").getByRole("button", { name: "Undo" }).press("Enter");
    await page.getByRole("button", { name: "Delete (Delete key)" }).press("Enter");
    await page.locator('[data-step="only"]').waitFor({ state: "detached" });
    expect(await focused()).toContain("When");
    await page.locator(".toasts").getByRole("button", { name: "Undo" }).last().press("Enter");
    await page.locator('[data-step="only"]').waitFor();
    await page.getByRole("link", { name: "Canvas" }).press("Enter");
    await page.getByRole("button", { name: "Delete (Delete key)" }).press("Enter");
    await page.locator(".wf-tools").waitFor({ state: "detached" });
    expect(await focused()).toContain("When");
    expect(troubles).toEqual([]);
    await close();
  });

  it("asks for the settings of a template by what the account has, and takes what is typed instead", { timeout: 120_000 }, async () => {
    const { page, troubles, close } = await app.open({ path: "/flows/workflows" });
    await page.getByRole("button", { name: "From a template" }).click();
    await page.getByRole("button", { name: "Use this: What is going on, every morning" }).click();
    const contact = must(app.sandboxes.highlevel.control.contacts()[0], "a contact");
    await page.getByLabel("Contact that gets the note").selectOption(String(contact["id"]));
    await page.getByLabel("Time zone").selectOption("Europe/Paris");
    expect(await axeViolations(page)).toEqual([]);
    await takePicture(page, "template-settings");
    await page.getByLabel("Contact that gets the note").selectOption("Something else: type it yourself");
    expect(await page.getByRole("button", { name: "Make it" }).isDisabled()).toBe(true);
    await page.getByRole("textbox", { name: /^Contact that gets the note:/u }).fill("contact-1");
    await page.getByRole("button", { name: "Make it" }).click();
    await page.getByRole("heading", { level: 1, name: "What is going on, every morning" }).waitFor();
    await page.locator('[data-step="note"]').click();
    expect(await page.getByRole("combobox", { name: "Contact ID" }).inputValue()).toBe("contact-1");
    expect(troubles).toEqual([]);
    await close();
  });

  it("begins with what happens here and waits for it: with a count, a sample and the ids to name", { timeout: 120_000 }, async () => {
    const desk = must(app.served.session.app.workflows, "workflows");
    const only = { value: { pick: "trigger.bridge.entity" }, is: "equal", than: "contact" };
    const { id } = await desk.save(
      null,
      {
        format: 1,
        name: "Watches links",
        trigger: { kind: "event", source: "highwire", types: ["record.linked"] },
        steps: [{ id: "only", kind: "filter", only }],
      },
      "test",
    );
    const { page, troubles, close } = await app.open({ path: `/flows/workflows/${id}?step=only` });
    await page.locator(".wf-matches", { hasText: "Fits 5 of the last 5 events" }).waitFor();
    await page.getByLabel("Take the data of an event or a run").selectOption({ index: 1 });
    await page.getByText(/^Sample: data of the event of/u).waitFor();
    await page.getByRole("button", { name: "Add a step", exact: true }).last().click();
    await page.keyboard.type("wait for an event");
    await page.locator("dialog[open] .wf-value").first().waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("group", { name: "Until one of these happens" }).getByRole("button", { name: "Choose an event" }).click();
    await page.keyboard.type("conflict opened");
    await page.locator("dialog[open] .wf-value", { hasText: "A conflict opened" }).first().waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("group", { name: "Until one of these happens" }).getByText("A conflict opened").waitFor();
    await page.getByRole("button", { name: "Use a value for To the record with this ID" }).click();
    await page.keyboard.type("began record link");
    await page.locator("dialog[open] .wf-value", { hasText: "Link ID" }).first().click();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByText("Nothing is wrong. You can publish it.").waitFor();
    expect(troubles).toEqual([]);
    await close();
  });

  it("sends a webhook to an address that is given on the page, and takes numbers and times as they are typed", { timeout: 120_000 }, async () => {
    const { page, troubles, close } = await app.open({ path: await samplePath(app, "/flows/workflows/$id") });
    await steps(page).first().waitFor();
    await page.getByRole("button", { name: "Add a step", exact: true }).last().click();
    await page.keyboard.type("send a webhook");
    await page.locator("dialog[open] .wf-value", { hasText: "Send a webhook" }).first().waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("Give this workflow another address").click();
    await page.getByLabel("Short name of the address").fill("desk");
    await page.getByLabel("Web address of your program").fill("https://desk.example/hook");
    await page.getByRole("button", { name: "Give it and show the secret" }).click();
    expect(await page.getByLabel("Secret", { exact: true }).inputValue()).toMatch(/^whsec_/u);
    expect(await page.getByRole("combobox", { name: "Address", exact: true }).inputValue()).toBe("desk");
    expect(await axeViolations(page)).toEqual([]);
    await page.locator('[data-step="pause"]').click();
    const time = page.getByLabel("Wait for", { exact: true });
    await time.fill("");
    await time.pressSequentially("245");
    expect(await time.inputValue()).toBe("245");
    await page.locator('[data-step="pause"]').getByText("Wait 245 hours").waitFor();
    await page.getByRole("link", { name: "All workflows" }).click();
    await page.getByRole("heading", { level: 1, name: "Workflows" }).waitFor();
    await page.goBack();
    await page.locator('[data-step="pause"]').getByText("Wait 245 hours").waitFor();
    expect(troubles).toEqual([]);
    await close();
  });

  it.each([1280, 360])(
    "has nothing for axe to find at %d px, in the pickers too, and keeps within its width",
    { timeout: 120_000 },
    async (width) => {
      const { page, close } = await app.open({ path: await samplePath(app, "/flows/workflows/$id"), width });
      await steps(page).first().waitFor();
      for (const step of ["keyword", "ask", "ways", "pause", "each", "tell", "until", "end"]) {
        await page.locator(`[data-step="${step}"]`).click();
        await page.locator('.wf-step[data-chosen="true"] .wf-tools').waitFor();
        expect(await sideScroll(page), step).toEqual([]);
        expect(await axeViolations(page), step).toEqual([]);
      }
      await page.locator('[data-step="tell"]').click();
      await page.getByRole("button", { name: "Change Contact ID" }).click();
      await page.locator("dialog[open] .wf-value").first().waitFor();
      expect(await axeViolations(page)).toEqual([]);
      await takePicture(page, `builder-picker-${String(width)}`);
      await close();
    },
  );

  it("looks as it should", { timeout: 120_000 }, async () => {
    await takePictures(app, "builder", await samplePath(app, "/flows/workflows/$id"));
    await takePictures(app, "builder-canvas", `${await samplePath(app, "/flows/workflows/$id")}&view=canvas`);
    await takePictures(app, "workflows", "/flows/workflows");
    const view = await app.open({ path: "/flows/workflows" });
    await view.page.getByRole("table", { name: "Your workflows" }).waitFor();
    expect(await axeViolations(view.page)).toEqual([]);
    await view.close();
  });
});
