import { expect, it } from "vitest";
import { recipeIds, type RecipeId } from "#core/recipes.ts";
import { workflowTemplates } from "#core/workflow/templates.ts";
import { must } from "#lib/must.ts";
import { entryOf, openIncident, settle, sweepUp } from "../support/case-world.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";
import { addSource, alertsOf, ask, incidentTells, notesOf, switchOn, take, typeNamed, withRunner, withSource } from "../support/take-template.ts";

/** One recipe or template at work: what happens at one vendor, and what must stand at the other afterwards. */
interface Scene {
  readonly world: World;
  readonly happen: () => Promise<unknown>;
  /** What is written and where it then stands, where it did not before. */
  readonly writes: readonly (readonly [text: string, place: () => unknown])[];
}
interface Row {
  readonly name: string;
  readonly does: string;
  readonly scene: () => Promise<Scene>;
}

const ADDRESS = "https://highwire.example.com";
const DAY_MS = 86_400_000;

/** A world in which one flow was switched on as people do it, with its first load behind it. */
async function flow(id: RecipeId): Promise<World> {
  const world = await createWorld({ contacts: 2, mode: "draft", publicUrl: ADDRESS });
  world.highlevel.control.setQuirks({ leanTaskCreate: false });
  await world.app.flows.setMode(id, { mode: "live" }, "test");
  await world.load();
  return world;
}

/** The same with an incident that names the first contact. */
async function flowWithIncident(id: RecipeId): Promise<{ readonly world: World; readonly incident: string }> {
  const world = await flow(id);
  const incident = openIncident(world, [firstContact(world)]);
  await settle(world);
  world.clock.advance(10_000);
  return { world, incident };
}

/** Both sides, as often as one write leads to the next. */
async function around(world: World): Promise<void> {
  await settle(world);
  await settle(world);
  await sweepUp(world);
}

const recipes: readonly (Row & { readonly name: RecipeId })[] = [
  {
    name: "contacts",
    does: "tells an edit of a contact on both sides",
    async scene() {
      const world = await flow("contacts");
      const contact = firstContact(world);
      const happen = async (): Promise<void> => {
        world.highlevel.control.editContact(contact, { phone: "+12125550161" });
        await around(world);
        world.incident.control.editEntry(entryOf(world, contact), null, { hw_website: "https://there.example.com/" });
        await sweepUp(world);
      };
      const { incident, highlevel } = world;
      const writes = [
        ["+12125550161", () => incident.control.entries()],
        ["https://there.example.com/", () => highlevel.control.contacts()],
      ] as const;
      return { world, happen, writes };
    },
  },
  {
    name: "tasks",
    does: "makes a follow-up on the incident of a contact's task, and an entry of it",
    async scene() {
      const { world } = await flowWithIncident("tasks");
      const happen = async (): Promise<void> => {
        world.highlevel.control.createTask(firstContact(world), { title: "Call them back" });
        await around(world);
      };
      const { control } = world.incident;
      const writes = [
        ["Call them back", () => control.followUps()],
        ["Call them back", () => control.entries()],
      ] as const;
      return { world, happen, writes };
    },
  },
  {
    name: "notes",
    does: "puts a note and an appointment on the incident's timeline",
    async scene() {
      const { world, incident } = await flowWithIncident("notes");
      const happen = async (): Promise<void> => {
        world.highlevel.control.createNote(firstContact(world), { body: "They ask when it works again" });
        world.highlevel.control.createAppointment(firstContact(world), { title: "Review of the outage" });
        await around(world);
      };
      const told = (): unknown => world.incident.control.timelineItems(incident);
      const writes = [
        ["They ask when it works again", told],
        ["Review of the outage", told],
      ] as const;
      return { world, happen, writes };
    },
  },
  {
    name: "incidents",
    does: "gives an affected contact a tag, a task and a note",
    async scene() {
      const world = await flow("incidents");
      const happen = async (): Promise<void> => {
        openIncident(world, [firstContact(world)]);
        await around(world);
      };
      const { control } = world.highlevel;
      const writes = [
        ["incident-active", () => control.contacts().map(({ tags }) => tags)],
        ["Checkout is down", () => control.tasks()],
        ["Checkout is down", () => control.notes()],
      ] as const;
      return { world, happen, writes };
    },
  },
  {
    name: "linked-tasks",
    does: "makes a task of what people begin at the incident",
    async scene() {
      const { world, incident } = await flowWithIncident("linked-tasks");
      const happen = async (): Promise<void> => {
        world.incident.control.createFollowUp(incident, { title: "Write to the customer" });
        await around(world);
      };
      return { world, happen, writes: [["Write to the customer", () => world.highlevel.control.tasks()]] };
    },
  },
  {
    name: "boards",
    does: "hangs a link to the live board and its numbers on the incident",
    async scene() {
      const world = await flow("boards");
      const happen = async (): Promise<void> => {
        openIncident(world, [firstContact(world)]);
        await around(world);
      };
      const { control } = world.incident;
      const writes = [
        [`${ADDRESS}/r/i/`, () => control.incidents().map(({ id }) => control.attachments(String(id)))],
        ["Affected contacts: 1", () => control.incidents().map(({ id }) => control.timelineItems(String(id)))],
      ] as const;
      return { world, happen, writes };
    },
  },
];

/** A paused world with its contacts in the catalog, and the id of the incidents' field that names them. */
async function affected(): Promise<{ readonly world: World; readonly field: string; readonly contact: string }> {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  await world.change({ mode: "paused" });
  const contact = firstContact(world);
  const probe = world.incident.control.addIncident("Only to look at", [entryOf(world, contact)]);
  const { custom_field_entries: fields } = must(
    world.incident.control.incidents().find(({ id }) => id === probe),
    "the incident",
  );
  const named = (fields as readonly { readonly custom_field: { readonly id: string }; readonly values: readonly object[] }[]).find(({ values }) =>
    values.some((value) => "value_catalog_entry" in value),
  );
  await world.deliver();
  return { world, field: must(named, "the field").custom_field.id, contact };
}

/** Something happens, its events come through the door, and the runs that they begin end. */
const byEvent = (world: World, happens: () => unknown): Promise<void> =>
  withRunner(world, async () => {
    await happens();
    await world.deliver();
    await world.clock.sleep(10_000);
  });

/** So much time goes by, and the runs that it begins end. */
const byClock = (world: World, ms: number): Promise<void> =>
  withRunner(world, async () => {
    world.clock.advance(ms);
    await world.clock.sleep(10_000);
  });

const templates: readonly Row[] = [
  {
    name: "vip-affected",
    does: "raises an alert when an incident names a contact with the tag",
    async scene() {
      const { world, field, contact } = await affected();
      const source = await addSource(world);
      world.highlevel.control.addTag(contact, "vip");
      await take(world, "vip-affected", { field, source });
      const happen = (): Promise<void> => byEvent(world, () => world.incident.control.addIncident("Checkout is down", [entryOf(world, contact)]));
      return { world, happen, writes: [["highwire-vip-", () => alertsOf(world)]] };
    },
  },
  {
    name: "resolved-tells-customers",
    does: "writes a note to each affected contact when the incident is over",
    async scene() {
      const { world, field, contact } = await affected();
      const incident = world.incident.control.addIncident("Checkout is slow", [entryOf(world, contact)]);
      await world.deliver();
      await take(world, "resolved-tells-customers", { field, workflow: "none" });
      const happen = (): Promise<void> => byEvent(world, () => world.incident.control.editIncident(incident, { status: "Closed" }));
      return { world, happen, writes: [["is over: Checkout is slow", () => notesOf(world, contact)]] };
    },
  },
  {
    name: "no-show-during-incident",
    does: "makes a task of a missed appointment while an incident is live",
    async scene() {
      const world = await createWorld({ contacts: 1, mode: "paused" });
      const contactId = firstContact(world);
      world.incident.control.addIncident("Phones are down");
      const appointment = world.highlevel.control.createAppointment(contactId, { title: "Review" });
      await world.deliver();
      await take(world, "no-show-during-incident", {});
      const happen = (): Promise<void> => byEvent(world, () => world.highlevel.control.editAppointment(appointment, { appointmentStatus: "noshow" }));
      return { world, happen, writes: [["Call about the missed appointment", () => world.highlevel.control.tasks()]] };
    },
  },
  {
    name: "note-raises-alert",
    does: "raises an alert for a note with the keyword",
    async scene() {
      const { world, source } = await withSource();
      await take(world, "note-raises-alert", { source, keyword: "refund" });
      const happen = (): Promise<void> =>
        byEvent(world, () => world.highlevel.control.createNote(firstContact(world), { body: "She wants a Refund now" }));
      return { world, happen, writes: [["She wants a Refund now", () => alertsOf(world)]] };
    },
  },
  {
    name: "business-to-catalog",
    does: "makes an entry of a new business at night",
    async scene() {
      const world = await createWorld({ contacts: 1, mode: "paused" });
      const type = await typeNamed(world, "Businesses");
      await take(world, "business-to-catalog", { type });
      const id = world.highlevel.control.createBusiness("Analytical Engines");
      const entries = (): unknown => world.incident.control.entries(type);
      const writes = [
        ["Analytical Engines", entries],
        [id, entries],
      ] as const;
      return { world, happen: () => byClock(world, DAY_MS), writes };
    },
  },
  {
    name: "overdue-task-pings-lead",
    does: "raises an alert for a task whose time is over",
    async scene() {
      const { world, source } = await withSource();
      const contactId = firstContact(world);
      world.highlevel.control.addTag(contactId, "incident");
      world.highlevel.control.createTask(contactId, { title: "Too late", dueDate: "2020-01-01T10:00:00.000Z" });
      await world.clock.sleep(60_000);
      await take(world, "overdue-task-pings-lead", { source });
      return { world, happen: () => byClock(world, DAY_MS / 24), writes: [["highwire-overdue-", () => alertsOf(world)]] };
    },
  },
  {
    name: "status-page-to-notes",
    does: "writes an update of the status page to the contacts with the tag",
    async scene() {
      const world = await createWorld({ contacts: 1, mode: "paused" });
      const contact = firstContact(world);
      world.highlevel.control.addTag(contact, "wants-updates");
      await world.clock.sleep(60_000);
      await take(world, "status-page-to-notes", { tag: "wants-updates" });
      const update = { status_page_incident: { name: "Payments" }, update: { message: "We found the cause" } };
      const happen = (): Promise<void> => byEvent(world, () => incidentTells(world, "status_page_incident.update_shared_v1", update));
      return { world, happen, writes: [["Payments: We found the cause", () => notesOf(world, contact)]] };
    },
  },
  {
    name: "daily-digest",
    does: "writes what is live into a note",
    async scene() {
      const world = await createWorld({ contacts: 1, mode: "paused" });
      const contact = firstContact(world);
      world.incident.control.addIncident("Phones are down");
      await take(world, "daily-digest", { contact });
      // One of any three mornings is that of a weekday.
      return { world, happen: () => byClock(world, 3 * DAY_MS), writes: [["Phones are down", () => notesOf(world, contact)]] };
    },
  },
  {
    name: "post-mortem-closes-tasks",
    does: "completes the tasks that name the incident",
    async scene() {
      const { world, field, contact } = await affected();
      const incident = world.incident.control.addIncident("Checkout is slow", [entryOf(world, contact)]);
      const { reference } = must(
        world.incident.control.incidents().find(({ id }) => id === incident),
        "the incident",
      );
      const title = `After ${String(reference)}: write to them`;
      world.highlevel.control.createTask(contact, { title });
      await world.deliver();
      await take(world, "post-mortem-closes-tasks", { field });
      const told = { new_status: "complete", previous_status: "review", postmortem_document: { incident_id: incident } };
      const happen = (): Promise<void> => byEvent(world, () => incidentTells(world, "public_incident.postmortem_document_status_updated_v1", told));
      return { world, happen, writes: [[title, () => world.highlevel.control.tasks().filter(({ completed }) => completed === true)]] };
    },
  },
  {
    name: "merged-contact-relinks",
    does: "points the entry of a merged contact at the one that stayed",
    async scene() {
      const world = await createWorld({ contacts: 1, mode: "paused" });
      const type = await typeNamed(world, "People");
      const { highlevel } = world;
      const stays = highlevel.control.createContact({ firstName: "Ada", phone: "+12125550163" });
      const gone = highlevel.control.createContact({ firstName: "Ada", email: "ada.twice@example.com" });
      const entry = { catalog_type_id: type, name: "Ada", external_id: `${highlevel.locationId}:${gone}`, attribute_values: {} };
      await ask(world, "incident.catalog-v3.create-entry", { body: entry });
      await world.deliver();
      await take(world, "merged-contact-relinks", { type });
      const happen = (): Promise<void> => byEvent(world, () => highlevel.control.mergeContacts(stays, gone));
      return { world, happen, writes: [[`${highlevel.locationId}:${stays}`, () => world.incident.control.entries(type)]] };
    },
  },
];

it("names each of the six recipes and of the ten templates", () => {
  expect(recipes.map(({ name }) => name)).toEqual(recipeIds);
  expect(templates.map(({ name }) => name).toSorted()).toEqual(workflowTemplates.map(({ id }) => id).toSorted());
});

it.each([...recipes, ...templates])("$name $does", async ({ scene }) => {
  const { world, happen, writes } = await scene();
  const standing = async (): Promise<readonly unknown[]> =>
    Promise.all(writes.map(async ([text, place]) => [text, JSON.stringify(await place()).includes(text)]));
  const before = world.writes();
  expect(await standing()).toEqual(writes.map(([text]) => [text, false]));
  await happen();
  expect(await standing()).toEqual(writes.map(([text]) => [text, true]));
  expect(world.writes()).toBeGreaterThan(before);
});

it("a recipe is made to measure: other fields, other rules, and a workflow of one's own behind it", async () => {
  const { world, source } = await withSource();
  await world.app.flows.setMode("contacts", { mode: "live" }, "test");
  await world.load();
  const contact = firstContact(world);
  // Rules: incident.io's value wins where both differ.
  const { id } = await world.bridge();
  await world.app.changeRules(id, { firstLink: "incident" }, "test");
  // Fields: a website stays where it is.
  await world.change({ fields: (await world.bridge()).fields.filter(({ field }) => field !== "website") });
  const body = {
    status: "firing",
    title: "A number changed",
    description: "See Highwire",
    // The source writes titles by its own rules, so the key tells which alert it is.
    deduplication_key: { text: "number-{{ trigger.record.highlevelId }}" },
  };
  const input = { path: { alert_source_config_id: source }, body };
  await switchOn(world, {
    format: 1,
    name: "Behind the contacts",
    trigger: { kind: "event", source: "highwire", types: ["record.written"] },
    steps: [
      { id: "phone", kind: "filter", only: { value: { pick: "trigger.fields" }, is: "containing", than: "phone" } },
      { id: "tell", kind: "action", operation: "incident.alert-events-v2.create-http", connection: "incident", input },
    ],
  });
  await withRunner(world, async () => {
    world.highlevel.control.editContact(contact, { website: "https://stays.example.com/" });
    await settle(world);
    await world.clock.sleep(10_000);
    world.highlevel.control.editContact(contact, { phone: "+12125550162" });
    await settle(world);
    await world.clock.sleep(10_000);
  });
  expect(JSON.stringify(world.incident.control.entries())).toContain("+12125550162");
  expect(JSON.stringify(world.incident.control.entries())).not.toContain("stays.example.com");
  expect((await alertsOf(world)).split(`number-${contact}`)).toHaveLength(2);
});
