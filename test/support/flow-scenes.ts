import { must } from "#lib/must.ts";
import { caseWorld, changeRules, entryOf, openIncident, postToIncidentIo, settle, sweepUp, worldWithCase } from "./case-world.ts";
import { createWorld, firstContact, type World, type WorldOptions } from "./in-process-world.ts";

/** What may see everything that crosses between the clients and the vendors. */
type Watch = Pick<WorldOptions, "wire">;

/** What people do at the vendors, by the kind of bridge whose flow follows. Nothing here calls an API but to prepare: every call that follows is the engine's own. */
export const flowScenes = {
  contacts,
  tasks,
  "follow-ups": (watch: Watch) => work("follow-up", watch),
  actions: (watch: Watch) => work("action", watch),
  timelines,
  appointments,
  "case tasks": caseTasks,
  "case tags": caseTags,
  "case notes": caseNotes,
  "timeline notes": timelineNotes,
  "new contacts": newContacts,
  alerts,
  "alert notes": alertNotes,
  boards,
} satisfies Readonly<Record<string, (watch: Watch) => Promise<readonly World[]>>>;

export type FlowScene = keyof typeof flowScenes;
export const flowSceneNames = Object.keys(flowScenes) as readonly FlowScene[];

async function contacts(watch: Watch): Promise<readonly World[]> {
  const world = await createWorld({ contacts: 30, ...watch });
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

async function tasks(watch: Watch): Promise<readonly World[]> {
  const world = await createWorld({ contacts: 2, entity: "task", ...watch });
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

async function work(entity: "follow-up" | "action", watch: Watch): Promise<readonly World[]> {
  const { world, incident } = await worldWithCase(entity, "public", watch);
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

async function timelines(watch: Watch): Promise<readonly World[]> {
  const { world } = await worldWithCase("timeline", "public", watch);
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

async function appointments(watch: Watch): Promise<readonly World[]> {
  const world = await createWorld({ contacts: 2, entity: "appointment", ...watch });
  world.highlevel.control.createAppointment(firstContact(world), { title: "Review" });
  await world.load();
  return [world];
}

async function caseTasks(watch: Watch): Promise<readonly World[]> {
  const { world } = await worldWithCase("case-task", "public", watch);
  await sweepUp(world);
  return [world];
}

async function caseTags(watch: Watch): Promise<readonly World[]> {
  const { world, incident } = await worldWithCase("case-tags", "public", watch);
  world.incident.control.editIncident(incident, { status: "Closed" });
  await settle(world);
  return [world];
}

/** A note that a run has left goes again with the run. */
async function caseNotes(watch: Watch): Promise<readonly World[]> {
  const world = await caseWorld("case-note", {}, watch);
  await world.change({ mode: "paused" });
  openIncident(world, [firstContact(world)]);
  const plan = await world.app.preview((await world.bridge()).id);
  await world.app.apply(plan);
  await world.app.undo(plan.id);
  return [world];
}

/** A person writes on a timeline, and writes it otherwise. */
async function timelineNotes(watch: Watch): Promise<readonly World[]> {
  const { world, incident } = await worldWithCase("timeline-note", "public", watch);
  world.clock.advance(10_000);
  const item = world.incident.control.addTimelineItem(incident, { title: "Customer called" });
  await sweepUp(world);
  world.incident.control.editTimelineItem(item, { title: "Customer called twice" });
  await sweepUp(world);
  return [world];
}

async function alerts(watch: Watch): Promise<readonly World[]> {
  const world = await caseWorld("case-task", { alertAttribute: "Customer e-mail" }, watch);
  const { control } = world.incident;
  const fired = control.fireAlert(must(control.alertSources()[0], "a source").id, {
    title: "Checkout fails",
    metadata: { email: "ada@example.com" },
  });
  control.attachAlert(must(fired, "the alert"), control.addIncident("Checkout is down", []));
  await settle(world);
  return [world];
}

/** A note of a contact that an alert names is told there, written otherwise, and taken back. */
async function alertNotes(watch: Watch): Promise<readonly World[]> {
  const world = await caseWorld("alert-note", { alertAttribute: "Customer e-mail" }, watch);
  const { highlevel, incident, clock } = world;
  highlevel.control.editContact(firstContact(world), { email: "affected@example.com" });
  const source = must(incident.control.alertSources()[0], "a source").id;
  const alert = must(incident.control.fireAlert(source, { title: "Checkout fails", metadata: { email: "affected@example.com" } }), "the alert");
  await settle(world);
  clock.advance(10_000);
  const note = highlevel.control.createNote(firstContact(world), { body: "They wait" });
  await settle(world);
  incident.control.resolveAlert(alert);
  clock.advance(10_000);
  highlevel.control.editNote(note, { body: "They wait no more" });
  await settle(world);
  highlevel.control.deleteNote(note);
  await settle(world);
  return [world];
}

async function newContacts(watch: Watch): Promise<readonly World[]> {
  const world = await caseWorld("new-contact", { emailField: "Customer e-mail" }, watch);
  world.incident.control.addIncident("Checkout is down", [], "public", { fields: { "Customer e-mail": "ada.quist@example.com" } });
  await settle(world);
  return [world];
}

/** A link leads elsewhere once our own pages have moved. */
async function boards(watch: Watch): Promise<readonly World[]> {
  const before = await createWorld({ contacts: 2, entity: "board", publicUrl: "https://before.example.com", ...watch });
  await postToIncidentIo(before, "/v2/custom_fields", { name: "Dashboard", description: "", field_type: "link" });
  await changeRules(before, { linkField: "Dashboard" });
  await before.load();
  const incidentId = openIncident(before, [firstContact(before)]);
  await settle(before);
  const incidentOf = async (world: World) => ({ connectionId: (await world.bridge()).right, incidentId });
  const pageId = must(await before.store.incidentPage(before.workspaceId, await incidentOf(before)), "the incident's page");
  const { clock, highlevel, incident } = before;
  const after = await createWorld({
    seed: 2,
    entity: "board",
    publicUrl: "https://after.example.com",
    vendorsOf: { clock, highlevel, incident },
    ...watch,
  });
  await after.change({ firstLink: "highlevel" });
  await after.store.giveIncidentPage(after.workspaceId, await incidentOf(after), [pageId]);
  await after.load();
  return [before, after];
}
