import { expect, it } from "vitest";
import { must } from "#lib/must.ts";
import {
  callsOfThreeTellings,
  changeRules,
  entryOf,
  inNewYork,
  openIncident,
  secondContact,
  settle,
  showPrivate,
  sweepUp,
} from "../support/case-world.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

interface Scene {
  readonly world: World;
  readonly incident: string;
  readonly contactId: string;
}

/** A world with two contacts in the catalog, the first of which an incident names. */
async function worldWithCase(visibility: "public" | "private" = "public"): Promise<Scene> {
  const world = await createWorld({ contacts: 2, entity: "timeline" });
  await showPrivate(world);
  await inNewYork(world);
  const contactId = firstContact(world);
  world.highlevel.control.createNote(contactId, { body: "Written long before" });
  world.clock.advance(3_600_000);
  await world.load();
  const incident = openIncident(world, [contactId], visibility);
  await settle(world);
  world.clock.advance(60_000);
  return { world, incident, contactId };
}

const items = ({ world, incident }: Scene) => world.incident.control.timelineItems(incident);

it("S1 a note on an affected contact is told on the incident's timeline, in one write, and nothing in it is a link or a mention", async () => {
  const scene = await worldWithCase();
  const { world, contactId } = scene;
  const before = [world.writes(), world.calls()] as const;
  world.highlevel.control.createNote(contactId, { title: "Call", body: "<p>Ask @channel, see [this](https://evil.example)</p><p>Soon</p>" });
  await settle(world);
  expect(items(scene)).toMatchObject([{ title: expect.stringMatching(/^Note on \S+ \S+/u) as string }]);
  const [item] = items(scene);
  expect(String(item?.["description"])).toMatch(
    /^Call\n\nAsk \\@channel, see \\\[this\\\]\(https\\:\/\/evil\.example\)\\\nSoon\n\nHighLevel · hw:\w+:\w+\/note:\w+$/u,
  );
  expect(Date.parse(String(item?.["timestamp"]))).toBe(Date.parse(String(world.highlevel.control.notes().at(-1)?.["dateAdded"])));
  expect(world.writes() - before[0]).toBe(1);
  // A page of incidents, the contact's notes, the incident, its timeline, the write.
  expect(world.calls() - before[1]).toBeLessThanOrEqual(5);
});

it("S1 an incident brings in what was added since it was opened, and leaves earlier notes in HighLevel", async () => {
  const { world, contactId } = await worldWithCase();
  const other = secondContact(world);
  const second = world.incident.control.addIncident("Payments are slow", []);
  world.clock.advance(1_000);
  for (let index = 0; index < 6; index += 1) world.highlevel.control.createNote(other, { body: `Note ${String(index)}` });
  await settle(world);
  expect(world.incident.control.timelineItems(second)).toEqual([]);
  const calls = world.calls();
  world.incident.control.editIncident(second, { entries: [entryOf(world, contactId), entryOf(world, other)] });
  await settle(world);
  expect(world.incident.control.timelineItems(second)).toHaveLength(6);
  // Records of one contact and one incident share their reads: the six writes, and not six times all reads.
  expect(world.calls() - calls).toBeLessThanOrEqual(26);
});

it("M1 an edited note is edited on the timeline, which keeps what a person there has written until then", async () => {
  const scene = await worldWithCase();
  const { world, contactId } = scene;
  const note = world.highlevel.control.createNote(contactId, { body: "They wait" });
  await settle(world);
  world.incident.control.editTimelineItem(String(items(scene)[0]?.["id"]), { title: "Key account waits" });
  world.highlevel.control.editNote(note, { body: "They wait no more" });
  await settle(world);
  await sweepUp(world);
  expect(items(scene)).toMatchObject([{ title: "Key account waits", description: expect.stringMatching(/^They wait no more\n\n/u) as string }]);
});

it("D1 a deleted note leaves nothing of what it said, once", async () => {
  const scene = await worldWithCase();
  const { world, contactId } = scene;
  const note = world.highlevel.control.createNote(contactId, { body: "They wait" });
  await settle(world);
  const before = world.writes();
  world.highlevel.control.deleteNote(note);
  await settle(world);
  await sweepUp(world);
  expect(items(scene)).toMatchObject([{ title: "Removed in HighLevel" }]);
  expect(items(scene)[0]).not.toHaveProperty("description");
  expect(world.writes() - before).toBe(1);
});

it("D1 a note that was deleted before anything was told of it leaves nothing at all", async () => {
  const scene = await worldWithCase();
  const note = scene.world.highlevel.control.createNote(scene.contactId, { body: "Oh no" });
  scene.world.highlevel.control.deleteNote(note);
  await settle(scene.world);
  expect(items(scene)).toEqual([]);
});

it("S1 an appointment is told by the clocks of the location, and so is what becomes of it, on one item", async () => {
  const scene = await worldWithCase();
  const { world, contactId } = scene;
  const title = (): string =>
    items(scene)
      .map((item) => String(item["title"]))
      .join();
  const id = world.highlevel.control.createAppointment(contactId, {
    title: "Review",
    startTime: "2026-12-01T15:00:00Z",
    appointmentStatus: "confirmed",
  });
  const before = world.writes();
  await settle(world);
  expect(title()).toBe("Appointment booked for Tue 1 Dec, 10:00 (America/New_York)");
  expect(String(items(scene)[0]?.["description"])).toMatch(/^Review\\\nStatus: confirmed\\\nContact: [^\n]+\n\nHighLevel · hw:/u);
  expect(world.writes() - before).toBe(1);
  world.highlevel.control.editAppointment(id, { startTime: "2026-12-02T15:00:00Z" });
  await settle(world);
  expect(title()).toBe("Appointment moved to Wed 2 Dec, 10:00 (America/New_York)");
  for (const [status, words] of [
    ["cancelled", "was cancelled"],
    ["noshow", "was missed: the customer did not come"],
    ["showed", "took place"],
    ["invalid", "was marked invalid"],
  ]) {
    world.highlevel.control.editAppointment(id, { appointmentStatus: status });
    await settle(world);
    expect(title()).toBe(`Appointment on Wed 2 Dec, 10:00 (America/New_York) ${words ?? ""}`);
  }
  world.highlevel.control.deleteAppointment(id);
  await settle(world);
  expect(title()).toBe("Removed in HighLevel");
});

it.each(["location", "utc", "offset"] as const)(
  "S1 finds the appointments in an incident's time, whatever the contact's list tells (%s)",
  async (how) => {
    const world = await createWorld({ contacts: 1, entity: "timeline" });
    world.highlevel.control.setQuirks({ contactAppointmentTimes: how });
    const contactId = firstContact(world);
    await world.load();
    const inHours = (hours: number): string => new Date(world.clock.now() + hours * 3_600_000).toISOString();
    for (const hours of [-50, -3, 2, 20, 60]) world.highlevel.control.createAppointment(contactId, { startTime: inHours(hours) });
    world.clock.advance(60_000);
    const incident = openIncident(world, [contactId]);
    await settle(world);
    const told = world.incident.control.timelineItems(incident);
    expect(told).toHaveLength(2);
  },
);

it("A3 an item that is taken back says so and nothing else, and is not made again", async () => {
  const scene = await worldWithCase();
  const { world, contactId } = scene;
  world.highlevel.control.createNote(contactId, { body: "They wait" });
  await settle(world);
  const { right } = await world.vendors.sides(await world.bridge());
  await right.remove(`${scene.incident}/${String(items(scene)[0]?.["id"])}`, { priority: "person" });
  await sweepUp(world);
  expect(items(scene)).toMatchObject([{ title: "Taken back by Highwire" }]);
  expect(items(scene)[0]).not.toHaveProperty("description");
});

it("E1 writes nothing more at rest, nor when sweeps look", async () => {
  const { world, contactId } = await worldWithCase();
  world.highlevel.control.createNote(contactId, { body: "They wait" });
  const id = world.highlevel.control.createAppointment(contactId);
  await settle(world);
  world.highlevel.control.editAppointment(id, { startTime: "2026-12-02T15:00:00Z" });
  await settle(world);
  const before = world.writes();
  await settle(world);
  await world.sweep();
  expect(await world.drain()).toBe(0);
  expect(world.writes()).toBe(before);
});

it("E4 a note that Highwire itself has made is never told", async () => {
  const scene = await worldWithCase();
  const { world, contactId } = scene;
  world.highlevel.control.createNote(contactId, { body: "Resolved\n\nincident.io · update:01ABC/xyz" });
  await settle(world);
  await sweepUp(world);
  expect(items(scene)).toEqual([]);
});

it("W2 an incident that is told of again and again costs one read each time, not a look at all that its contacts have", async () => {
  const { world, incident } = await worldWithCase();
  // Beside the one each time by which the contact bridge looks at the entry that the event names.
  expect(await callsOfThreeTellings(world, incident)).toBe(6);
});

it("W1 a sweep finds notes, edits and deletes of which no event told; an incident that is over costs no further calls", async () => {
  const scene = await worldWithCase();
  const { world, contactId, incident } = scene;
  world.highlevel.control.webhooksTo(null);
  world.incident.control.webhooksTo(null);
  const [kept, lost] = ["They wait", "Never mind"].map((body) => world.highlevel.control.createNote(contactId, { body }));
  await sweepUp(world);
  expect(items(scene)).toHaveLength(2);
  world.highlevel.control.editNote(must(kept, "a note"), { body: "They wait no more" });
  world.highlevel.control.deleteNote(must(lost, "a note"));
  await sweepUp(world);
  const titles = items(scene).map(({ title }) => title);
  expect(titles).toContain("Removed in HighLevel");
  expect(items(scene).map(({ description }) => description)).toContainEqual(expect.stringMatching(/^They wait no more/u));
  world.incident.control.editIncident(incident, { status: "Closed" });
  await sweepUp(world);
  const calls = world.calls();
  await world.sweep();
  expect(await world.drain()).toBe(0);
  // A page of contacts, one of entries, one of incidents.
  expect(world.calls() - calls).toBeLessThanOrEqual(4);
  expect(items(scene)).toHaveLength(2);
});

it("W1 nothing is added to an incident that is over, until it is taken up again", async () => {
  const scene = await worldWithCase();
  const { world, contactId, incident } = scene;
  world.incident.control.editIncident(incident, { status: "Closed" });
  await settle(world);
  world.highlevel.control.createNote(contactId, { body: "Afterwards" });
  await settle(world);
  expect(items(scene)).toEqual([]);
  world.incident.control.editIncident(incident, { status: "Investigating" });
  await settle(world);
  expect(items(scene)).toHaveLength(1);
});

it("W1 what stands on an incident stays when the incident no longer names the contact", async () => {
  const scene = await worldWithCase();
  const { world, contactId, incident } = scene;
  world.highlevel.control.createNote(contactId, { body: "They wait" });
  await settle(world);
  const before = items(scene);
  const writes = world.writes();
  world.incident.control.editIncident(incident, { entries: [] });
  await settle(world);
  await sweepUp(world);
  expect(items(scene)).toEqual(before);
  expect(world.writes()).toBe(writes);
});

it("I3 finds its items again after everything here was lost, and makes no second one", async () => {
  const scene = await worldWithCase();
  const { world, contactId } = scene;
  world.highlevel.control.createNote(contactId, { body: "They wait" });
  world.highlevel.control.createAppointment(contactId);
  await settle(world);
  const before = items(scene);
  const fresh = await world.withEmptyStore();
  await fresh.load();
  expect(items(scene)).toEqual(before);
  expect(before).toHaveLength(2);
});

it.each(["timeout-after", "500-after", "cut-json"] as const)(
  "I4 makes no second item when it cannot be told whether the first was made: %s",
  async (kind) => {
    const scene = await worldWithCase();
    const { world, contactId } = scene;
    world.incident.control.setFaults([{ fault: { kind }, match: { operation: "POST /v2/incident_timeline_items" }, times: 1 }]);
    world.highlevel.control.createNote(contactId, { body: "They wait" });
    await settle(world);
    expect(world.incident.control.faultsInjected()).toEqual({ [kind]: 1 });
    expect(items(scene)).toHaveLength(1);
  },
);

it("P1 a private incident is told nothing, unless the bridge says so", async () => {
  const scene = await worldWithCase("private");
  const { world, contactId } = scene;
  world.highlevel.control.createNote(contactId, { body: "They wait" });
  await settle(world);
  await sweepUp(world);
  expect(items(scene)).toEqual([]);
  await changeRules(world, { tellsPrivate: true });
  await sweepUp(world);
  expect(items(scene)).toHaveLength(1);
});

it("A2 says in plain words why an item was written, and why nothing was when both sides agreed", async () => {
  const { world, contactId } = await worldWithCase();
  const note = world.highlevel.control.createNote(contactId, { body: "They wait" });
  await settle(world);
  const link = must(
    (await world.links()).find(({ leftId, state }) => leftId?.endsWith(`note:${note}`) === true && state !== "tombstone"),
    "its link",
  );
  const why = async (): Promise<string> => (await world.app.why(link.id)).steps.map(({ sentence }) => sentence).join(" ");
  expect(await why()).toContain("Created the record in incident.io.");
  await world.app.syncContact(link.id);
  expect(await why()).toContain("Nothing written: both sides already hold the same.");
});
