import { describe, expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { operations as ofHighLevel } from "#vendors/highlevel/operations.ts";
import { operations as ofIncident } from "#vendors/incidentio/operations.ts";
import { caseWorld, changeRules, entryOf, openIncident, postToIncidentIo, settle, sweepUp, worldWithCase } from "../support/case-world.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

const [HL, II] = [ofHighLevel, ofIncident];
type Operation = (typeof HL)[keyof typeof HL] | (typeof II)[keyof typeof II];

/** What people do at the vendors, by the kind of bridge whose flow follows. Nothing here calls an API: every counted call is the engine's own. */
const scenes = {
  contacts,
  tasks,
  "follow-ups": () => work("follow-up"),
  actions: () => work("action"),
  timelines,
  appointments,
  "case tasks": caseTasks,
  "case tags": caseTags,
  "case notes": caseNotes,
  "timeline notes": timelineNotes,
  "new contacts": newContacts,
  alerts,
  boards,
} satisfies Readonly<Record<string, () => Promise<readonly World[]>>>;

/** Every operation behind the six flows of the product, and the scene in which the engine calls it; null while nothing does. */
const promised: Readonly<Partial<Record<Operation, keyof typeof scenes | null>>> = {
  [HL["contacts.read"]]: "contacts",
  [HL["contacts.search"]]: "contacts",
  [HL["contacts.upsert"]]: "contacts",
  [HL["contacts.update"]]: "contacts",
  [HL["contacts.tags.add"]]: "case tags",
  [HL["contacts.tags.remove"]]: "case tags",
  [HL["tasks.search"]]: "tasks",
  [HL["tasks.read"]]: "tasks",
  [HL["tasks.update"]]: "tasks",
  [HL["tasks.complete"]]: "tasks",
  [HL["tasks.delete"]]: "tasks",
  [HL["tasks.list"]]: "case tasks",
  [HL["tasks.create"]]: "case tasks",
  [HL["notes.list"]]: "timelines",
  [HL["notes.read"]]: "timelines",
  [HL["notes.create"]]: "case notes",
  [HL["notes.delete"]]: "case notes",
  [HL["notes.update"]]: "timeline notes",
  [HL["contacts.duplicate"]]: "new contacts",
  [HL["appointments.of-contact"]]: "timelines",
  [HL["appointments.read"]]: "timelines",
  [HL["appointments.list"]]: "appointments",
  [II["catalog-types.create"]]: "contacts",
  [II["catalog-types.schema"]]: "contacts",
  [II["catalog-entries.list"]]: "contacts",
  [II["catalog-entries.show"]]: "contacts",
  [II["catalog-entries.create"]]: "contacts",
  [II["catalog-entries.update"]]: "contacts",
  [II["catalog-entries.bulk-update"]]: "contacts",
  [II["catalog-entries.delete"]]: "contacts",
  [II["alert-attributes.list"]]: "alerts",
  [II["incident-alerts.list"]]: "alerts",
  [II["alerts.show"]]: "alerts",
  [II["custom-fields.list"]]: "case tasks",
  [II["custom-fields.create"]]: "case tasks",
  [II["incidents.list"]]: "case tasks",
  [II["incidents.show"]]: "case tasks",
  [II["incident-updates.list"]]: "case notes",
  [II["follow-ups.list"]]: "follow-ups",
  [II["follow-ups.show"]]: "follow-ups",
  [II["follow-ups.create"]]: "follow-ups",
  [II["follow-ups.update"]]: "follow-ups",
  [II["follow-ups.delete"]]: "follow-ups",
  [II["actions.list"]]: "actions",
  [II["actions.show"]]: "actions",
  [II["actions.create"]]: "actions",
  [II["actions.update"]]: "actions",
  [II["actions.delete"]]: "actions",
  [II["timeline.list"]]: "timelines",
  [II["timeline.create"]]: "timelines",
  [II["timeline.update"]]: "timelines",
  [II["incidents.edit"]]: "boards",
  [II["attachments.list"]]: "boards",
  [II["attachments.create"]]: "boards",
  [II["attachments.delete"]]: "boards",
};

describe("seed endpoints: each operation behind the flows is called by the engine", () => {
  it.each(Object.keys(scenes) as (keyof typeof scenes)[])("over %s", { timeout: 60_000 }, async (scene) => {
    const worlds = await scenes[scene]();
    const called = new Set(
      worlds.flatMap(({ highlevel, incident }) => [highlevel, incident].flatMap(({ control }) => Object.keys(control.counters().byOperation))),
    );
    const wanted = Object.entries(promised).flatMap(([operation, where]) => (where === scene ? [operation] : []));
    expect(wanted.length).toBeGreaterThan(0);
    expect(wanted.filter((operation) => !called.has(operation))).toEqual([]);
    // What nothing calls is listed as such only for as long as that is so.
    expect([...called].filter((operation) => promised[operation as Operation] === null)).toEqual([]);
  });
});

async function contacts(): Promise<readonly World[]> {
  const world = await createWorld({ contacts: 30 });
  const { highlevel, incident } = world;
  await world.load();
  await world.change({ onDelete: "archive" });
  const contact = firstContact(world);
  highlevel.control.editContact(contact, { website: "https://alone.example.com/" });
  await settle(world);
  for (const [index, { id }] of highlevel.control.contacts().entries()) highlevel.control.editContact(String(id), { phone: phoneAt(index) });
  await settle(world);
  incident.control.editEntry(entryOf(world, contact), null, { hw_website: "https://there.example.com/" });
  incident.control.createEntry(must((await world.bridge()).catalogTypeId, "the type"), "Ada Quist", { hw_email: "ada.quist@example.com" });
  await sweepUp(world);
  highlevel.control.deleteContact(contact);
  await settle(world);
  return [world];
}

const phoneAt = (index: number): string => `+1212${String(5_550_100 + index)}`;

async function tasks(): Promise<readonly World[]> {
  const world = await createWorld({ contacts: 2, entity: "task" });
  const { highlevel, incident } = world;
  highlevel.control.createTask(firstContact(world), { title: "Call back" });
  await world.load();
  await world.change({ onDelete: "delete" });
  const entry = String(must(incident.control.entries(must((await world.bridge()).catalogTypeId, "the type"))[0], "the task's entry")["id"]);
  incident.control.editEntry(entry, "Call back today", {});
  await sweepUp(world);
  incident.control.editEntry(entry, null, { hw_completed: "true" });
  await sweepUp(world);
  // What was seen in the very moment in which a sweep begins counts as seen by it.
  world.clock.advance(1_000);
  incident.control.archiveEntry(entry);
  await sweepUp(world);
  return [world];
}

async function work(entity: "follow-up" | "action"): Promise<readonly World[]> {
  const { world, incident } = await worldWithCase(entity);
  await changeRules(world, { takesNew: true });
  await world.change({ onDelete: "delete" });
  const task = world.highlevel.control.createTask(firstContact(world), { title: "Call back" });
  await settle(world);
  world.highlevel.control.completeTask(task);
  await settle(world);
  if (entity === "action") world.incident.control.createAction(incident, { description: "Write to them" });
  else world.incident.control.createFollowUp(incident, { title: "Write to them" });
  await settle(world);
  world.highlevel.control.deleteTask(task);
  await settle(world);
  await sweepUp(world);
  return [world];
}

async function timelines(): Promise<readonly World[]> {
  const { world } = await worldWithCase("timeline");
  const { control } = world.highlevel;
  const note = control.createNote(firstContact(world), { body: "They ask when it works again" });
  control.createAppointment(firstContact(world), { title: "Review" });
  await settle(world);
  control.editNote(note, { body: "They no longer ask" });
  await settle(world);
  control.deleteNote(note);
  await settle(world);
  await sweepUp(world);
  return [world];
}

async function appointments(): Promise<readonly World[]> {
  const world = await createWorld({ contacts: 2, entity: "appointment" });
  world.highlevel.control.createAppointment(firstContact(world), { title: "Review" });
  await world.load();
  return [world];
}

async function caseTasks(): Promise<readonly World[]> {
  const { world } = await worldWithCase("case-task");
  await sweepUp(world);
  return [world];
}

async function caseTags(): Promise<readonly World[]> {
  const { world, incident } = await worldWithCase("case-tags");
  world.incident.control.editIncident(incident, { status: "Closed" });
  await settle(world);
  return [world];
}

/** A note that a run has left goes again with the run. */
async function caseNotes(): Promise<readonly World[]> {
  const world = await caseWorld("case-note");
  await world.change({ mode: "paused" });
  openIncident(world, [firstContact(world)]);
  const plan = await world.app.preview((await world.bridge()).id);
  await world.app.apply(plan);
  await world.app.undo(plan.id);
  return [world];
}

/** A person writes on a timeline, and writes it otherwise. */
async function timelineNotes(): Promise<readonly World[]> {
  const { world, incident } = await worldWithCase("timeline-note");
  world.clock.advance(10_000);
  const item = world.incident.control.addTimelineItem(incident, { title: "Customer called" });
  await sweepUp(world);
  world.incident.control.editTimelineItem(item, { title: "Customer called twice" });
  await sweepUp(world);
  return [world];
}

async function alerts(): Promise<readonly World[]> {
  const world = await caseWorld("case-task", { alertAttribute: "Customer e-mail" });
  const { control } = world.incident;
  const fired = control.fireAlert(must(control.alertSources()[0], "a source").id, {
    title: "Checkout fails",
    metadata: { email: "ada@example.com" },
  });
  control.attachAlert(must(fired, "the alert"), control.addIncident("Checkout is down", []));
  await settle(world);
  return [world];
}

async function newContacts(): Promise<readonly World[]> {
  const world = await caseWorld("new-contact", { emailField: "Customer e-mail" });
  world.incident.control.addIncident("Checkout is down", [], "public", { fields: { "Customer e-mail": "ada.quist@example.com" } });
  await settle(world);
  return [world];
}

/** A link leads elsewhere once our own pages have moved. */
async function boards(): Promise<readonly World[]> {
  const before = await createWorld({ contacts: 2, entity: "board", publicUrl: "https://before.example.com" });
  await postToIncidentIo(before, "/v2/custom_fields", { name: "Dashboard", description: "", field_type: "link" });
  await changeRules(before, { linkField: "Dashboard" });
  await before.load();
  const incidentId = openIncident(before, [firstContact(before)]);
  await settle(before);
  const incidentOf = async (world: World) => ({ connectionId: (await world.bridge()).right, incidentId });
  const pageId = must(await before.store.incidentPage(before.workspaceId, await incidentOf(before)), "the incident's page");
  const { clock, highlevel, incident } = before;
  const after = await createWorld({ seed: 2, entity: "board", publicUrl: "https://after.example.com", vendorsOf: { clock, highlevel, incident } });
  await after.change({ firstLink: "highlevel" });
  await after.store.giveIncidentPage(after.workspaceId, await incidentOf(after), [pageId]);
  await after.load();
  return [before, after];
}
