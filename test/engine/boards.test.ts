import { expect, it } from "vitest";
import { LEASE_MS } from "#engine/reconcile/lease.ts";
import { must } from "#lib/must.ts";
import { callsOfThreeTellings, changeRules, entryOf, openIncident, postToIncidentIo, settle, showPrivate, sweepUp } from "../support/case-world.ts";
import { isUlid } from "#lib/ulid.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

interface Scene {
  readonly world: World;
  readonly incident: string;
  readonly contactId: string;
}

const ADDRESS = "https://highwire.example.com";

/** A world with three contacts in the catalog, the first of which an incident names. */
async function worldWithCase(options: { readonly publicUrl?: string | null; readonly visibility?: "public" | "private" } = {}): Promise<Scene> {
  const { publicUrl = ADDRESS, visibility = "public" } = options;
  const world = await createWorld({ contacts: 3, entity: "board", publicUrl });
  await showPrivate(world);
  // An event of a new task that does not say whose it is is left to sweeps.
  world.highlevel.control.setQuirks({ leanTaskCreate: false });
  const contactId = firstContact(world);
  world.highlevel.control.createTask(contactId, { title: "Call" });
  world.highlevel.control.createOpportunity(contactId, { name: "Renewal", monetaryValue: 12_500 });
  await world.load();
  const incident = openIncident(world, [contactId], visibility);
  await settle(world);
  world.clock.advance(10_000);
  return { world, incident, contactId };
}

/** Id of our page of an incident. */
const pageOf = async ({ world, incident }: Pick<Scene, "world" | "incident">): Promise<string> =>
  must(await world.store.incidentPage(world.workspaceId, { connectionId: (await world.bridge()).right, incidentId: incident }), "its page");
const links = ({ world, incident }: Scene) => world.incident.control.attachments(incident);
const items = ({ world, incident }: Scene) => world.incident.control.timelineItems(incident);
const said = (scene: Scene): string =>
  items(scene)
    .map(({ description }) => String(description))
    .join("\n---\n");

it("S1 an incident with an affected contact gets one link to our page and one item with the numbers, and nobody's name is in either", async () => {
  const scene = await worldWithCase();
  const { world, incident, contactId } = scene;
  const pageId = await pageOf(scene);
  expect(isUlid(pageId)).toBe(true);
  expect(pageId).not.toBe(incident);
  expect(links(scene)).toMatchObject([
    { resource: { resource_type: "arbitrary_url", title: "HighLevel: affected contacts", permalink: `${ADDRESS}/r/i/${pageId}` } },
  ]);
  expect(items(scene)).toMatchObject([{ title: "HighLevel context" }]);
  expect(said(scene)).toBe(
    `- Affected contacts: 1\n- Their open tasks: 1\n- Their open pipeline value: 12,500\n\n` +
      `[See them in Highwire](${ADDRESS}/r/i/${pageId})\n\nHighLevel · hw:${world.highlevel.locationId}:board`,
  );
  const text = JSON.stringify([links(scene), items(scene)]);
  const { firstName, lastName, email } = must(world.highlevel.control.contacts()[0], "the contact");
  for (const personal of [firstName, lastName, email, contactId]) expect(text).not.toContain(String(personal));
});

it("I4 a link is not made again while the vendor may yet make the one that a worker asked for that has lost it", async () => {
  const world = await createWorld({ contacts: 3, entity: "board", publicUrl: ADDRESS });
  await world.load();
  const incident = openIncident(world, [firstContact(world)], "public");
  await world.deliver();
  const heldMs = LEASE_MS + 5_000;
  world.incident.control.setFaults([{ fault: { kind: "stall", forMs: heldMs }, match: { operation: "POST /v1/incident_attachments" }, times: 1 }]);
  // Nobody keeps the lease, so whoever comes when it is over looks before the vendor has made the link.
  world.store.renew = () => Promise.resolve([]);
  await Promise.all([world.drain(), world.clock.sleep(LEASE_MS + 1_000).then(() => world.drain())]);
  for (let minute = 0; minute < 2; minute += 1) {
    world.clock.advance(60_000);
    await world.drain();
  }
  expect(links({ world, incident, contactId: "" })).toHaveLength(1);
  expect((await world.links()).filter(({ dirty }) => dirty)).toEqual([]);
});

it("I4 one look at an incident's links gives its page an id and tells that the link has to be made", async () => {
  const { world } = await worldWithCase();
  const made = (): readonly unknown[] => {
    const { byOperation } = world.incident.control.counters();
    return [byOperation["GET /v1/incident_attachments"], byOperation["POST /v1/incident_attachments"]];
  };
  expect(made()).toEqual([1, 1]);
  const other = openIncident(world, [firstContact(world)]);
  await settle(world);
  expect(made()).toEqual([2, 2]);
  expect(world.incident.control.attachments(other)).toHaveLength(1);
});

it("S1 keeps the item current with what happens to the contacts, in one write each, and counts the calls", async () => {
  const scene = await worldWithCase();
  const { world, incident, contactId } = scene;
  const [, second] = world.highlevel.control.contacts().map(({ id }) => String(id));
  let before = [world.writes(), world.calls()] as const;
  world.highlevel.control.createTask(contactId, { title: "Call again" });
  await settle(world);
  expect(said(scene)).toContain("open tasks: 2");
  expect(world.writes() - before[0]).toBe(1);
  // A page of incidents, the incident, tasks and opportunities; link and item as they stand; the write and what became of it.
  expect(world.calls() - before[1]).toBeLessThanOrEqual(9);
  before = [world.writes(), world.calls()];
  world.incident.control.editIncident(incident, { entries: [entryOf(world, contactId), entryOf(world, String(second))] });
  await settle(world);
  expect(said(scene)).toContain("Affected contacts: 2");
  expect(world.writes() - before[0]).toBe(1);
  expect(links(scene)).toHaveLength(1);
  expect(items(scene)).toHaveLength(1);
});

it("S1 an incident without contacts gets nothing, and one that is over stays as it was", async () => {
  const scene = await worldWithCase();
  const { world, incident, contactId } = scene;
  const other = world.incident.control.addIncident("Nobody is hit", []);
  world.incident.control.editIncident(incident, { status: "Closed" });
  world.highlevel.control.createTask(contactId, { title: "Afterwards" });
  await settle(world);
  await sweepUp(world);
  expect(world.incident.control.attachments(other)).toEqual([]);
  expect(world.incident.control.timelineItems(other)).toEqual([]);
  expect(said(scene)).toContain("open tasks: 1");
  world.clock.advance(10_000);
  await sweepUp(world);
  const calls = world.calls();
  await world.sweep();
  expect(await world.drain()).toBe(0);
  expect(world.calls() - calls).toBeLessThanOrEqual(4);
});

it("E1 writes nothing more at rest, nor when sweeps look", async () => {
  const { world } = await worldWithCase();
  const before = world.writes();
  await settle(world);
  await sweepUp(world);
  expect(world.writes()).toBe(before);
});

it("W2 an incident that is told of again and again costs one read each time, not a look at all that its contacts have", async () => {
  const { world, incident } = await worldWithCase();
  // Beside the one each time by which the contact bridge looks at the entry that the event names.
  expect(await callsOfThreeTellings(world, incident)).toBe(6);
});

it("W1 a sweep finds what no event told", async () => {
  const scene = await worldWithCase();
  const { world, contactId } = scene;
  world.highlevel.control.webhooksTo(null);
  world.highlevel.control.createTask(contactId, { title: "Call again" });
  await sweepUp(world);
  expect(said(scene)).toContain("open tasks: 2");
});

it("D2 a link that a person takes away is not made again", async () => {
  const scene = await worldWithCase();
  const { world, contactId } = scene;
  world.incident.control.detach(String(links(scene)[0]?.["id"]));
  world.incident.control.editIncident(scene.incident, { name: "Checkout is slow" });
  world.highlevel.control.createTask(contactId, { title: "Call again" });
  await settle(world);
  const { id: bridgeId, workspaceId } = await world.bridge();
  const mark = { workspaceId, bridgeId, side: "highlevel", recordId: `${scene.incident}/link`, reason: "person", priority: "person" } as const;
  await world.store.markDirty([mark], world.clock.now());
  expect(await world.drain()).toBe(1);
  await sweepUp(world);
  expect(links(scene)).toEqual([]);
});

it("I3 finds link and item again after everything here was lost", async () => {
  const scene = await worldWithCase();
  const before = [links(scene), items(scene)];
  const fresh = await scene.world.withEmptyStore();
  await fresh.load();
  expect([links(scene), items(scene)]).toEqual(before);
});

it.each(["timeout-after", "500-after", "cut-json"] as const)(
  "I4 makes no second link and no second item when it cannot be told whether the first was made: %s",
  async (kind) => {
    const world = await createWorld({ contacts: 1, entity: "board", publicUrl: ADDRESS });
    const contactId = firstContact(world);
    await world.load();
    world.incident.control.setFaults([
      { fault: { kind }, match: { operation: "POST /v1/incident_attachments" }, times: 1 },
      { fault: { kind }, match: { operation: "POST /v2/incident_timeline_items" }, times: 1 },
    ]);
    const incident = openIncident(world, [contactId]);
    await settle(world);
    expect(world.incident.control.faultsInjected()).toEqual({ [kind]: 2 });
    expect(links({ world, incident, contactId })).toHaveLength(1);
    expect(items({ world, incident, contactId })).toHaveLength(1);
  },
);

it("P1 a private incident gets neither", async () => {
  const scene = await worldWithCase({ visibility: "private" });
  await sweepUp(scene.world);
  expect([links(scene), items(scene)]).toEqual([[], []]);
});

it("A2 without an address it keeps the item and says why there is no link; once there is one, the link follows, and follows it elsewhere", async () => {
  const scene = await worldWithCase({ publicUrl: null });
  const { world, incident } = scene;
  expect(links(scene)).toEqual([]);
  expect(said(scene)).toMatch(/^- Affected contacts: 1\n- Their open tasks: 1\n- Their open pipeline value: 12,500\n\nHighLevel · /u);
  const parked = must(
    (await world.links()).find(({ state }) => state === "parked"),
    "the link's row",
  );
  expect((await world.app.why(parked.id)).headline).toContain("Highwire has no address that incident.io can link to");
  const addressed = await createWorld({ contacts: 3, entity: "board", publicUrl: ADDRESS, seed: 7, vendorsOf: world });
  await addressed.load();
  const pageId = await pageOf({ world: addressed, incident });
  expect(links(scene)).toMatchObject([{ resource: { permalink: `${ADDRESS}/r/i/${pageId}` } }]);
  await moveTo("https://other.example.com", scene, pageId);
  expect(links(scene)).toMatchObject([{ resource: { permalink: `https://other.example.com/r/i/${pageId}` } }]);
});

it("I4 a link that has moved stands once, though the old one could not be taken away at first", async () => {
  const scene = await worldWithCase();
  const pageId = await pageOf(scene);
  const fault = { kind: "500-before" } as const;
  scene.world.incident.control.setFaults([{ fault, match: { operation: "DELETE /v1/incident_attachments/{id}" }, times: 1 }]);
  const moved = await moveTo("https://other.example.com", scene, pageId);
  const failed = await moved.store.journal(moved.workspaceId, { kinds: ["failed"], limit: 10 });
  expect(failed.map(({ detail }) => [detail["action"], detail["outcome"]])).toEqual([["update", "unknown"]]);
  moved.clock.advance(60_000);
  await moved.drain();
  expect(links(scene).map(({ resource }) => (resource as { readonly permalink: string }).permalink)).toEqual([
    `https://other.example.com/r/i/${pageId}`,
  ]);
});

/** Another installation goes on at another address: where the incident's page is has changed; which page it is has not. */
async function moveTo(publicUrl: string, { world, incident }: Scene, pageId: string, rules: Parameters<typeof changeRules>[1] = {}): Promise<World> {
  const moved = await createWorld({ entity: "board", publicUrl, seed: 8, vendorsOf: world });
  await changeRules(moved, rules);
  await moved.change({ firstLink: "highlevel" });
  await moved.store.giveIncidentPage(moved.workspaceId, { connectionId: (await moved.bridge()).right, incidentId: incident }, [pageId]);
  await moved.load();
  return moved;
}

const DASHBOARD = "Customer dashboard";

/** The same with a link field that the board keeps the address in. */
async function worldWithField(before: Readonly<Record<string, string>> = {}): Promise<Scene> {
  const world = await createWorld({ contacts: 1, entity: "board", publicUrl: ADDRESS });
  await showPrivate(world);
  await postToIncidentIo(world, "/v2/custom_fields", { name: DASHBOARD, description: "", field_type: "link" });
  await changeRules(world, { linkField: "customer Dashboard" });
  await world.load();
  const contactId = firstContact(world);
  const incident = world.incident.control.addIncident("Checkout is down", [entryOf(world, contactId)], "public", { fields: before });
  await settle(world);
  return { world, incident, contactId };
}

function fieldOf({ world, incident }: Scene): string | null {
  const shown = must(
    world.incident.control.incidents().find(({ id }) => id === incident),
    "the incident",
  );
  return /"value_link":"([^"]*)"/u.exec(JSON.stringify(shown))?.[1] ?? null;
}

it("S1 keeps the address in a link field as well, once, and stays at rest when the edit comes back", async () => {
  const scene = await worldWithField();
  const { world, incident } = scene;
  const address = `${ADDRESS}/r/i/${await pageOf(scene)}`;
  expect(fieldOf(scene)).toBe(address);
  const before = world.writes();
  for (let round = 0; round < 2; round += 1) await settle(world);
  await sweepUp(world);
  expect(world.writes()).toBe(before);
  world.incident.control.editIncident(incident, { status: "Closed" });
  await settle(world);
  await sweepUp(world);
  expect([world.writes(), fieldOf(scene)]).toEqual([before, address]);
});

it("M3 leaves a link that a person has put into the field, before us or instead of ours", async () => {
  const theirs = "https://wiki.example.com/checkout";
  const first = await worldWithField({ [DASHBOARD]: theirs });
  await sweepUp(first.world);
  expect(fieldOf(first)).toBe(theirs);
  expect(links(first)).toHaveLength(1);
  const second = await worldWithField();
  second.world.incident.control.editIncident(second.incident, { fields: { [DASHBOARD]: theirs } });
  await settle(second.world);
  await sweepUp(second.world);
  expect(fieldOf(second)).toBe(theirs);
});

it.each(["timeout-after", "500-after", "cut-json"] as const)("I4 ends with one address in the field when its answer is lost: %s", async (kind) => {
  const scene = await worldWithField({});
  const { world } = scene;
  world.incident.control.setFaults([{ fault: { kind }, match: { operation: "POST /v2/incidents/{id}/actions/edit" }, times: 1 }]);
  const incident = openIncident(world, [scene.contactId]);
  await settle(world);
  expect(world.incident.control.faultsInjected()).toEqual({ [kind]: 1 });
  expect(fieldOf({ ...scene, incident })).toBe(`${ADDRESS}/r/i/${await pageOf({ world, incident })}`);
  const fresh = await world.withEmptyStore();
  await changeRules(fresh, { linkField: DASHBOARD });
  const writes = world.writes();
  await fresh.load();
  expect(world.writes()).toBe(writes);
});

it("I3 knows its own address in the field again after everything here was lost, and takes it along when its pages have moved", async () => {
  const scene = await worldWithField();
  const pageId = await pageOf(scene);
  expect(fieldOf(scene)).toBe(`${ADDRESS}/r/i/${pageId}`);
  await moveTo("https://other.example.com", scene, pageId, { linkField: DASHBOARD });
  expect(fieldOf(scene)).toBe(`https://other.example.com/r/i/${pageId}`);
});

it("P1 writes no address into the field of a private incident", async () => {
  const scene = await worldWithField();
  const incident = openIncident(scene.world, [scene.contactId], "private");
  await settle(scene.world);
  await sweepUp(scene.world);
  expect(fieldOf({ ...scene, incident })).toBeNull();
});
