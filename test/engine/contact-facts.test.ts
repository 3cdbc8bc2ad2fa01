import { expect, it } from "vitest";
import { callsOfThreeTellings, contactEntry, inNewYork, openIncident, secondContact, settle, showPrivate, sweepUp } from "../support/case-world.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

interface Scene {
  readonly world: World;
  readonly incident: string;
  readonly contactId: string;
}

/** A world with two contacts in the catalog, the first of which an incident names. */
async function worldWithCase(options: { readonly publicUrl?: string; readonly visibility?: "public" | "private" } = {}): Promise<Scene> {
  const { publicUrl = null, visibility = "public" } = options;
  const world = await createWorld({ contacts: 2, entity: "contact-facts", publicUrl });
  await showPrivate(world);
  // An event of a new task that does not say whose it is is left to sweeps.
  world.highlevel.control.setQuirks({ leanTaskCreate: false });
  await inNewYork(world);
  const contactId = firstContact(world);
  await world.load();
  const incident = openIncident(world, [contactId], visibility);
  await settle(world);
  // What was kept for a few seconds is of no use any more.
  world.clock.advance(10_000);
  return { world, incident, contactId };
}

/** The facts that an entry shows, without the ids of attributes' beginnings. */
function facts({ world, contactId }: Scene): Readonly<Record<string, string>> {
  const values = contactEntry(world, contactId)["attribute_values"] as Readonly<Record<string, { readonly value?: { readonly literal?: string } }>>;
  const ours = ["recent_notes", "next_appointment", "open_tasks", "open_opportunities", "open_pipeline_value", "owner", "dashboard_url"];
  return Object.fromEntries(ours.flatMap((name) => [[name, values[`hw_${name}`]?.value?.literal ?? ""]]).filter(([, value]) => value !== ""));
}

it("S1 an incident brings live facts of its contacts onto their entries, in one write, and leaves all else there as it was", async () => {
  const world = await createWorld({ contacts: 2, entity: "contact-facts", publicUrl: "https://highwire.example.com" });
  const contactId = firstContact(world);
  const { highlevel } = world;
  const [user] = highlevel.control.users();
  highlevel.control.editContact(contactId, { assignedTo: user?.["id"] });
  highlevel.control.createTask(contactId, { title: "Call" });
  const done = highlevel.control.createTask(contactId, { title: "Called" });
  highlevel.control.completeTask(done);
  highlevel.control.createOpportunity(contactId, { name: "Renewal", monetaryValue: 1200 });
  highlevel.control.createOpportunity(contactId, { name: "More seats", monetaryValue: 300.5 });
  highlevel.control.createOpportunity(contactId, { name: "Lost", monetaryValue: 9000, status: "lost" });
  for (const body of ["One", "Two", "Three *now*", "<p>Four</p>"]) {
    highlevel.control.createNote(contactId, { body });
    world.clock.advance(1_000);
  }
  highlevel.control.createNote(contactId, { body: "Ours\n\nincident.io · update:01ABC/x" });
  const cancelled = highlevel.control.createAppointment(contactId, { title: "Not this", startTime: "2026-12-01T10:00:00Z" });
  highlevel.control.editAppointment(cancelled, { appointmentStatus: "cancelled" });
  highlevel.control.createAppointment(contactId, { title: "Review", startTime: "2026-12-02T15:00:00Z" });
  highlevel.control.createAppointment(contactId, { title: "Later", startTime: "2026-12-03T15:00:00Z" });
  await world.load();
  const before = { entry: contactEntry(world, contactId), writes: world.writes() };
  const incident = openIncident(world, [contactId]);
  await settle(world);
  expect(facts({ world, incident, contactId })).toEqual({
    recent_notes: expect.stringMatching(/^[^\n]+: Four\n\n[^\n]+: Three \\\*now\\\*\n\n[^\n]+: Two$/u) as string,
    next_appointment: "Wed 2 Dec, 15:00 (UTC): Review",
    open_tasks: "1",
    open_opportunities: "2",
    open_pipeline_value: "1500.5",
    owner: user?.["name"],
    dashboard_url: `https://highwire.example.com/r/c/${contactId}`,
  });
  expect(world.writes() - before.writes).toBe(1);
  const { name, external_id, aliases, rank, attribute_values } = contactEntry(world, contactId);
  expect({ name, external_id, aliases, rank }).toEqual({
    name: before.entry["name"],
    external_id: before.entry["external_id"],
    aliases: before.entry["aliases"],
    rank: before.entry["rank"],
  });
  expect(attribute_values).toMatchObject(before.entry["attribute_values"] as object);
});

it.each([
  ["note", (world: World, id: string) => world.highlevel.control.createNote(id, { body: "They wait" }), "recent_notes"],
  ["task", (world: World, id: string) => world.highlevel.control.createTask(id, { title: "Call" }), "open_tasks"],
  ["appointment", (world: World, id: string) => world.highlevel.control.createAppointment(id), "next_appointment"],
  ["opportunity", (world: World, id: string) => world.highlevel.control.createOpportunity(id, { name: "Renewal" }), "open_opportunities"],
  [
    "contact",
    (world: World, id: string) => {
      world.highlevel.control.editContact(id, { assignedTo: world.highlevel.control.users()[0]?.["id"] });
    },
    "owner",
  ],
] as const)("S1 an event of a %s is told at once, in one write", async (_kind, edit, fact) => {
  const scene = await worldWithCase();
  const { world, contactId } = scene;
  const before = [facts(scene)[fact], world.writes(), world.calls()] as const;
  edit(world, contactId);
  await settle(world);
  expect(facts(scene)[fact]).not.toBe(before[0]);
  expect(world.writes() - before[1]).toBe(1);
  expect(world.calls() - before[2]).toBeLessThanOrEqual(16);
});

it("S1 an event of a contact on no incident costs one read for all of them and no write", async () => {
  const { world } = await worldWithCase();
  const other = secondContact(world);
  const before = [world.calls(), world.writes()] as const;
  for (let index = 0; index < 5; index += 1) world.highlevel.control.createNote(other, { body: `Note ${String(index)}` });
  await settle(world);
  expect(world.calls() - before[0]).toBe(1);
  expect(world.writes()).toBe(before[1]);
});

it("S1 nothing old stands on an entry as if it were live: facts go when the last incident ends, and come back with the next", async () => {
  const scene = await worldWithCase();
  const { world, contactId, incident } = scene;
  expect(facts(scene)["open_tasks"]).toBe("0");
  const second = openIncident(world, [contactId]);
  await settle(world);
  world.incident.control.editIncident(incident, { status: "Closed" });
  await settle(world);
  expect(facts(scene)["open_tasks"]).toBe("0");
  world.incident.control.editIncident(second, { status: "Closed" });
  await settle(world);
  expect(facts(scene)).toEqual({});
  world.incident.control.editIncident(second, { status: "Investigating" });
  await settle(world);
  expect(facts(scene)["open_tasks"]).toBe("0");
});

it("E1 writes nothing more at rest, nor does the contact bridge that keeps the same entry", async () => {
  const { world, contactId } = await worldWithCase();
  world.highlevel.control.createTask(contactId, { title: "Call" });
  await settle(world);
  const before = world.writes();
  await settle(world);
  await sweepUp(world);
  await world.sweep();
  expect(await world.drain()).toBe(0);
  expect(world.writes()).toBe(before);
});

it("M1 a name that somebody changes while facts are written is not written over", async () => {
  const scene = await worldWithCase();
  const { world, contactId } = scene;
  const id = String(contactEntry(world, contactId)["id"]);
  world.highlevel.control.createTask(contactId, { title: "Call" });
  world.incident.control.editEntry(id, "Renamed in the dashboard", {});
  await settle(world);
  expect(contactEntry(world, contactId)["name"]).toBe("Renamed in the dashboard");
  expect(facts(scene)["open_tasks"]).toBe("1");
});

it("W2 an incident that is told of again and again costs one read each time, not a look at all that its contacts have", async () => {
  const { world, incident } = await worldWithCase();
  // Beside the one each time by which the contact bridge looks at the entry that the event names; at first the facts are news to it, so it reads both sides.
  expect(await callsOfThreeTellings(world, incident)).toBe(8);
});

it("W1 a sweep finds what no event told, and an end of which no event told", async () => {
  const scene = await worldWithCase();
  const { world, contactId, incident } = scene;
  world.highlevel.control.webhooksTo(null);
  world.incident.control.webhooksTo(null);
  world.highlevel.control.createTask(contactId, { title: "Call" });
  await sweepUp(world);
  expect(facts(scene)["open_tasks"]).toBe("1");
  world.incident.control.editIncident(incident, { status: "Closed" });
  world.clock.advance(10_000);
  await sweepUp(world);
  expect(facts(scene)).toEqual({});
  // The contact bridge has a look at the entry that we wrote.
  await sweepUp(world);
  const calls = world.calls();
  await world.sweep();
  expect(await world.drain()).toBe(0);
  expect(world.calls() - calls).toBeLessThanOrEqual(4);
});

it("I3 goes on where it was after everything here was lost", async () => {
  const scene = await worldWithCase();
  const { world, contactId } = scene;
  world.highlevel.control.createTask(contactId, { title: "Call" });
  await settle(world);
  const writes = world.writes();
  const fresh = await world.withEmptyStore();
  await fresh.load();
  expect(facts(scene)["open_tasks"]).toBe("1");
  expect(world.incident.control.entries().filter(({ external_id }) => external_id === `${world.highlevel.locationId}:${contactId}`)).toHaveLength(1);
  expect(fresh.writes()).toBe(writes);
});

it("M4 facts that stand on an entry when its link is made go, when the contact is on no incident any more", async () => {
  const scene = await worldWithCase();
  const { world, incident } = scene;
  expect(facts(scene)["open_tasks"]).toBe("0");
  const fresh = await world.withEmptyStore();
  fresh.incident.control.editIncident(incident, { status: "Closed" });
  await settle(fresh);
  expect(facts(scene)).toEqual({});
  expect(await fresh.drain()).toBe(0);
});

it.each(["timeout-after", "500-after"] as const)(
  "I4 facts stand as they should when it cannot be told whether a write happened: %s",
  async (kind) => {
    const scene = await worldWithCase();
    const { world, contactId } = scene;
    world.incident.control.setFaults([{ fault: { kind }, match: { operation: "POST /v3/catalog_entries/actions/bulk_update" }, times: 1 }]);
    world.highlevel.control.createTask(contactId, { title: "Call" });
    await settle(world);
    expect(world.incident.control.faultsInjected()).toEqual({ [kind]: 1 });
    expect(facts(scene)["open_tasks"]).toBe("1");
  },
);

it("P1 nothing is told because of a private incident", async () => {
  const scene = await worldWithCase({ visibility: "private" });
  scene.world.highlevel.control.createTask(scene.contactId, { title: "Call" });
  await settle(scene.world);
  await sweepUp(scene.world);
  expect(facts(scene)).toEqual({});
});

it("P2 a fact that is not mapped is neither read nor told", async () => {
  const scene = await worldWithCase();
  const { world, contactId } = scene;
  const { fields, version } = await world.bridge();
  await world.change({ version: version + 1, fields: fields.filter(({ field }) => field === "openTasks") });
  const calls = world.calls();
  world.highlevel.control.createNote(contactId, { body: "Secret" });
  await settle(world);
  expect(facts(scene)["recent_notes"]).toBeUndefined();
  // Two pages of incidents, the type, the contact's tasks, the entry.
  expect(world.calls() - calls).toBeLessThanOrEqual(5);
});

it("A2 says which facts were written, in plain words", async () => {
  const { world, contactId } = await worldWithCase();
  world.highlevel.control.createTask(contactId, { title: "Call" });
  await settle(world);
  const { id } = await world.linkOf(contactId);
  expect((await world.app.why(id)).headline).toBe("Wrote Open tasks in incident.io.");
});
