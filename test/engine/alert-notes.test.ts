import { expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { caseWorld, changeRules, entryOf, secondContact, settle, sweepUp } from "../support/case-world.ts";
import { firstContact, type World } from "../support/in-process-world.ts";

const EMAIL = "affected@example.com";

interface Scene {
  readonly world: World;
  readonly alert: string;
  readonly contactId: string;
}

/** A world with two contacts, and an alert that names the first by its address. */
async function worldWithAlert(): Promise<Scene> {
  const world = await caseWorld("alert-note", { alertAttribute: "Customer e-mail" });
  const contactId = firstContact(world);
  world.highlevel.control.editContact(contactId, { email: EMAIL });
  world.highlevel.control.createNote(contactId, { body: "Written long before" });
  await settle(world);
  world.clock.advance(60_000);
  const alert = fire(world, EMAIL);
  await settle(world);
  world.clock.advance(60_000);
  return { world, alert, contactId };
}

function fire(world: World, email: string): string {
  return must(world.incident.control.fireAlert(sourceOf(world), { title: "Checkout fails", metadata: { email } }), "the alert");
}

const sourceOf = (world: World): string => must(world.incident.control.alertSources()[0], "the source of alerts").id;

const told = ({ world, alert }: Scene): readonly string[] => world.incident.control.alertNotes(alert).map(({ content }) => String(content));
const marker = String.raw`\n\nHighLevel · hw:\w+:\w+/note:\w+$`;

it("S1 a note on a contact that an alert names is told on the alert, in one write, and nothing in it is a link or a mention", async () => {
  const scene = await worldWithAlert();
  const { world, contactId } = scene;
  const before = [world.writes(), world.calls()] as const;
  world.highlevel.control.createNote(contactId, { title: "Call", body: "<p>Ask @channel, see [this](https://evil.example)</p><p>Soon</p>" });
  await settle(world);
  expect(told(scene)).toHaveLength(1);
  expect(told(scene)[0]).toMatch(
    new RegExp(
      String.raw`^Note on affected\\@example\.com\n\nCall\n\nAsk \\@channel, see \\\[this\\\]\(https\\://evil\.example\)\\\nSoon${marker}`,
      "u",
    ),
  );
  expect(world.writes() - before[0]).toBe(1);
  const latest = await world.app.dashboards.latestNotes({ flow: "notes" });
  expect(latest.map(({ link }) => link.leftId)).toEqual([expect.stringContaining(`${scene.alert}/${contactId}/note:`)]);
  // Whose the address is, a page of alerts, the contact's notes, the alert's notes before and at the write, the write.
  expect(world.calls() - before[1]).toBeLessThanOrEqual(6);
  // Nor does a sweep tell what was written before the alert.
  await sweepUp(world);
  expect(told(scene)).toHaveLength(1);
});

it("S1 an alert that names an entry of a contact is told by the entry's name, and who is named twice is told once", async () => {
  const { world, contactId } = await worldWithAlert();
  await changeRules(world, { alertAttribute: "Customer" });
  const customer = [entryOf(world, contactId), `${world.highlevel.locationId}:${contactId}`];
  const alert = must(world.incident.control.fireAlert(sourceOf(world), { title: "Checkout fails", metadata: { customer } }), "the alert");
  world.clock.advance(60_000);
  world.highlevel.control.createNote(contactId, { body: "They wait" });
  await settle(world);
  expect(told({ world, alert, contactId })).toEqual([expect.stringMatching(new RegExp(String.raw`^Note on \S+ \S+\n\nThey wait${marker}`, "u"))]);
});

it("E1 a contact who is called something else is called so on the alert with the next sweep, and not at some time after it", async () => {
  const { world, contactId } = await worldWithAlert();
  await changeRules(world, { alertAttribute: "Customer" });
  const alert = must(
    world.incident.control.fireAlert(sourceOf(world), { title: "Checkout fails", metadata: { customer: [entryOf(world, contactId)] } }),
    "the alert",
  );
  world.clock.advance(60_000);
  world.highlevel.control.createNote(contactId, { body: "They wait" });
  await settle(world);
  world.incident.control.editEntry(entryOf(world, contactId), "Grace Hopper", {});
  await sweepUp(world);
  expect(told({ world, alert, contactId })).toEqual([expect.stringMatching(/^Note on Grace Hopper\n\nThey wait/u)]);
});

it("M1 an edited note is edited on the alert, in one write", async () => {
  const scene = await worldWithAlert();
  const { world, contactId } = scene;
  const note = world.highlevel.control.createNote(contactId, { body: "They wait" });
  await settle(world);
  const before = world.writes();
  world.highlevel.control.editNote(note, { body: "They wait no more" });
  await settle(world);
  expect(told(scene)).toEqual([expect.stringMatching(/\n\nThey wait no more\n\n/u)]);
  expect(world.writes() - before).toBe(1);
});

it("M1 what a person makes of a note on the alert stays until the note changes in HighLevel", async () => {
  const scene = await worldWithAlert();
  const { world, contactId } = scene;
  const note = world.highlevel.control.createNote(contactId, { body: "They wait" });
  await settle(world);
  const [made] = world.incident.control.alertNotes(scene.alert);
  world.incident.control.editAlertNote(String(made?.["id"]), String(made?.["content"]).replace("They wait", "Key account waits"));
  await sweepUp(world);
  expect(told(scene)).toEqual([expect.stringContaining("Key account waits")]);
  world.highlevel.control.editNote(note, { body: "They wait no more" });
  await settle(world);
  expect(told(scene)).toEqual([expect.stringContaining("They wait no more")]);
});

it("D1 a deleted note is deleted on the alert, once, also when the alert is resolved by then", async () => {
  const scene = await worldWithAlert();
  const { world, contactId } = scene;
  const [note, other] = ["They wait", "They still wait"].map((body) => world.highlevel.control.createNote(contactId, { body }));
  await settle(world);
  expect(told(scene)).toHaveLength(2);
  const before = world.writes();
  world.highlevel.control.deleteNote(must(note, "a note"));
  await settle(world);
  await sweepUp(world);
  expect([told(scene).length, world.writes() - before]).toEqual([1, 1]);
  world.incident.control.resolveAlert(scene.alert);
  world.highlevel.control.deleteNote(must(other, "a note"));
  await settle(world);
  await sweepUp(world);
  expect([told(scene).length, world.writes() - before]).toEqual([0, 2]);
});

it("D1 an alert that cannot be seen for a while takes no note away", async () => {
  const scene = await worldWithAlert();
  const { world, contactId } = scene;
  const note = world.highlevel.control.createNote(contactId, { body: "They wait" });
  await settle(world);
  world.incident.control.resolveAlert(scene.alert);
  world.clock.advance(10_000);
  world.incident.control.setFaults([
    { fault: { kind: "answer", status: 404, message: "Not found", commits: false }, match: { operation: "GET /v2/alerts/{id}" } },
  ]);
  world.highlevel.control.editNote(note, { body: "They wait no more" });
  await settle(world);
  await sweepUp(world);
  expect(told(scene)).toEqual([expect.stringContaining("They wait")]);
});

it("D2 a note that a person deletes from the alert stays away, and the one in HighLevel stays", async () => {
  const scene = await worldWithAlert();
  const { world, contactId } = scene;
  const note = world.highlevel.control.createNote(contactId, { body: "They wait" });
  await settle(world);
  world.incident.control.deleteAlertNote(String(world.incident.control.alertNotes(scene.alert)[0]?.["id"]));
  await sweepUp(world);
  world.highlevel.control.editNote(note, { body: "They wait no more" });
  await settle(world);
  await sweepUp(world);
  expect(told(scene)).toEqual([]);
  expect(world.highlevel.control.notes().some(({ id }) => id === note)).toBe(true);
});

it("S1 a resolved alert gains nothing more, and what stands there follows its note", async () => {
  const scene = await worldWithAlert();
  const { world, contactId } = scene;
  const note = world.highlevel.control.createNote(contactId, { body: "They wait" });
  await settle(world);
  world.incident.control.resolveAlert(scene.alert);
  await settle(world);
  world.clock.advance(10_000);
  world.highlevel.control.createNote(contactId, { body: "Afterwards" });
  world.highlevel.control.editNote(note, { body: "They wait no more" });
  await settle(world);
  await sweepUp(world);
  expect(told(scene)).toEqual([expect.stringContaining("They wait no more")]);
});

it("S1 each firing alert that names the contact is told, and no other contact's alert", async () => {
  const scene = await worldWithAlert();
  const { world, contactId } = scene;
  const [second, strangers] = [fire(world, EMAIL), fire(world, "nobody@example.com")];
  await settle(world);
  world.clock.advance(10_000);
  world.highlevel.control.createNote(contactId, { body: "They wait" });
  world.highlevel.control.createNote(secondContact(world), { body: "All is well" });
  await settle(world);
  await sweepUp(world);
  expect([scene.alert, second, strangers].map((alert) => told({ ...scene, alert }).length)).toEqual([1, 1, 0]);
});

it("W1 a sweep finds notes, edits and deletes of which no event told; a resolved alert costs no further calls", async () => {
  const scene = await worldWithAlert();
  const { world, contactId } = scene;
  world.highlevel.control.webhooksTo(null);
  const [kept, lost] = ["They wait", "Never mind"].map((body) => world.highlevel.control.createNote(contactId, { body }));
  await sweepUp(world);
  expect(told(scene)).toHaveLength(2);
  world.highlevel.control.editNote(must(kept, "a note"), { body: "They wait no more" });
  world.highlevel.control.deleteNote(must(lost, "a note"));
  await sweepUp(world);
  expect(told(scene)).toEqual([expect.stringContaining("They wait no more")]);
  world.incident.control.resolveAlert(scene.alert);
  await sweepUp(world);
  const calls = world.calls();
  await world.sweep();
  expect(await world.drain()).toBe(0);
  // A page of contacts, one of entries, one of alerts.
  expect(world.calls() - calls).toBeLessThanOrEqual(4);
});

it("E1 writes nothing more at rest, nor when sweeps look", async () => {
  const { world, contactId } = await worldWithAlert();
  world.highlevel.control.createNote(contactId, { body: "They wait" });
  await settle(world);
  const before = world.writes();
  await settle(world);
  await sweepUp(world);
  await sweepUp(world);
  expect(world.writes()).toBe(before);
});

it("E4 a note that Highwire itself has made is never told", async () => {
  const scene = await worldWithAlert();
  const { world, contactId } = scene;
  world.highlevel.control.createNote(contactId, { body: "Resolved\n\nincident.io · update:01ABC/xyz" });
  await settle(world);
  await sweepUp(world);
  expect(told(scene)).toEqual([]);
});

it("P1 nothing that an alert says reaches HighLevel", async () => {
  const { world, contactId } = await worldWithAlert();
  const before = JSON.stringify([world.highlevel.control.contacts(), world.highlevel.control.notes(), world.highlevel.control.tasks()]);
  fire(world, EMAIL);
  await settle(world);
  await sweepUp(world);
  expect(JSON.stringify([world.highlevel.control.contacts(), world.highlevel.control.notes(), world.highlevel.control.tasks()])).toBe(before);
  expect(before).toContain(contactId);
});

it("I3 finds its notes again after everything here was lost, and makes no second one", async () => {
  const scene = await worldWithAlert();
  scene.world.highlevel.control.createNote(scene.contactId, { body: "They wait" });
  await settle(scene.world);
  const before = told(scene);
  const fresh = await scene.world.withEmptyStore();
  await changeRules(fresh, { alertAttribute: "Customer e-mail" });
  await fresh.load();
  await sweepUp(fresh);
  expect(told(scene)).toEqual(before);
  expect(before).toHaveLength(1);
});

it.each(["timeout-after", "500-after", "cut-json"] as const)(
  "I4 makes no second note when it cannot be told whether the first was made: %s",
  async (kind) => {
    const scene = await worldWithAlert();
    const { world, contactId } = scene;
    world.incident.control.setFaults([{ fault: { kind }, match: { operation: "POST /v1/alert_notes" }, times: 1 }]);
    world.highlevel.control.createNote(contactId, { body: "They wait" });
    await settle(world);
    expect(world.incident.control.faultsInjected()).toEqual({ [kind]: 1 });
    expect(told(scene)).toHaveLength(1);
  },
);

it("A2 says in plain words why a note was written, and why nothing was although a person edited it on the alert", async () => {
  const { world, alert, contactId } = await worldWithAlert();
  const note = world.highlevel.control.createNote(contactId, { body: "They wait" });
  await settle(world);
  const link = must(
    (await world.links()).find(({ leftId }) => leftId?.endsWith(`note:${note}`) === true),
    "its link",
  );
  const why = async (): Promise<readonly string[]> => (await world.app.why(link.id)).steps.map(({ sentence }) => sentence);
  expect(await why()).toContain("Created the record in incident.io.");
  const [made] = world.incident.control.alertNotes(alert);
  world.incident.control.editAlertNote(String(made?.["id"]), String(made?.["content"]).replace("They wait", "Key account waits"));
  await world.app.syncContact(link.id);
  expect((await why())[0]).toBe("Nothing written: both sides already hold the same.");
});

it("A2 says which alert attribute is to be chosen", async () => {
  const { world } = await worldWithAlert();
  const { alertAttribute: _chosen, ...without } = must((await world.bridge()).cases, "its rules");
  const { version } = await world.bridge();
  await world.change({ cases: without, version: version + 1 });
  await expect(world.vendors.sides(await world.bridge())).rejects.toMatchObject({ code: "HW_REQUEST_INVALID", data: { field: "alertAttribute" } });
});

it("A3 an undone run takes its notes back", async () => {
  const scene = await worldWithAlert();
  const { world, contactId } = scene;
  await world.change({ mode: "paused" });
  world.highlevel.control.createNote(contactId, { body: "They wait" });
  const plan = await world.app.preview((await world.bridge()).id);
  await world.app.apply(plan);
  expect(told(scene)).toHaveLength(1);
  expect(await world.app.undo(plan.id)).toMatchObject({ removed: 1, failed: 0 });
  expect(told(scene)).toEqual([]);
});
