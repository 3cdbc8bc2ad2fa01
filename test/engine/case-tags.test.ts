import { expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { firstContact, type World } from "../support/in-process-world.ts";
import { caseWorld, changeRules, entryOf, openIncident, secondContact, settle, sweepUp, worldWithCase } from "../support/case-world.ts";

/** Tags of a contact that cases put there. */
function tagsOf(world: World, contactId = firstContact(world), also = "marketing-hold"): readonly string[] {
  const contact = must(
    world.highlevel.control.contacts().find(({ id }) => id === contactId),
    "the contact",
  );
  return (contact["tags"] as readonly string[]).filter((tag) => tag.startsWith("incident-") || tag === also).toSorted();
}

/** Of HighLevel alone. */
const writesOf = (world: World): number => world.highlevel.control.counters().writes;

function tagOf(world: World, incidentId: string): string {
  const shown = must(
    world.incident.control.incidents().find(({ id }) => id === incidentId),
    "the incident",
  );
  return `incident-${String(shown["reference"]).toLowerCase()}`;
}

it("S1 an incident's event tags each contact that it names in one write, and its end takes the tags away in one", async () => {
  const world = await caseWorld("case-tags");
  const own = world.highlevel.control.contacts()[0]?.["tags"];
  const [writes, calls] = [writesOf(world), world.calls()];
  const incident = openIncident(world, [firstContact(world), secondContact(world)]);
  await settle(world);
  for (const contact of [firstContact(world), secondContact(world)])
    expect(tagsOf(world, contact)).toEqual(["incident-active", tagOf(world, incident)]);
  expect(writesOf(world) - writes).toBe(2);
  // The incident and what goes on; then what goes on, once for both, each contact and its tags; the contacts' own bridge looks at both pairs.
  expect(world.calls() - calls).toBeLessThanOrEqual(2 + 1 + 2 + 2 + 4);
  world.incident.control.editIncident(incident, { status: "Closed" });
  await settle(world);
  expect(world.highlevel.control.contacts()[0]?.["tags"]).toEqual(own);
  expect(tagsOf(world, secondContact(world))).toEqual([]);
});

it("E1 writes nothing more when its own tags come back, nor when sweeps look", async () => {
  const { world } = await worldWithCase("case-tags");
  await settle(world);
  await sweepUp(world);
  const before = writesOf(world);
  await settle(world);
  await sweepUp(world);
  expect(writesOf(world)).toBe(before);
});

it("M3 the set follows all incidents of a contact: opened, merged, declined, taken up again", async () => {
  const { world, incident: one } = await worldWithCase("case-tags");
  const other = openIncident(world, [firstContact(world)]);
  await settle(world);
  expect(tagsOf(world)).toEqual(["incident-active", tagOf(world, one), tagOf(world, other)].toSorted());
  world.incident.control.mergeIncident(other, one);
  await settle(world);
  expect(tagsOf(world)).toEqual(["incident-active", tagOf(world, one)]);
  world.incident.control.editIncident(one, { status: "Declined" });
  await settle(world);
  expect(tagsOf(world)).toEqual([]);
  world.incident.control.editIncident(one, { status: "Investigating" });
  await settle(world);
  expect(tagsOf(world)).toEqual(["incident-active", tagOf(world, one)]);
});

it("E3 an incident that opens and closes again and again is followed to its end: nobody waits for a person", async () => {
  const { world, incident } = await worldWithCase("case-tags");
  for (let round = 0; round < 4; round += 1) {
    for (const status of ["Closed", "Investigating", "Closed"]) {
      world.incident.control.editIncident(incident, { status });
      await settle(world);
    }
    expect(tagsOf(world)).toEqual([]);
  }
});

it("S1 a contact carries the hold tag while it is on an incident, whatever its case, and neither do-not-disturb nor other tags change", async () => {
  const world = await caseWorld("case-tags", { holdTag: "Marketing-Hold" });
  const [before] = world.highlevel.control.contacts();
  const incident = openIncident(world, [firstContact(world)]);
  await settle(world);
  expect(tagsOf(world)).toEqual(["incident-active", tagOf(world, incident), "marketing-hold"]);
  const writes = writesOf(world);
  await sweepUp(world);
  expect(writesOf(world)).toBe(writes);
  world.incident.control.editIncident(incident, { status: "Closed" });
  await settle(world);
  const [after] = world.highlevel.control.contacts();
  expect(after).toMatchObject({ tags: before?.["tags"] });
  expect([after?.["dnd"], after?.["dndSettings"]]).toEqual([before?.["dnd"], before?.["dndSettings"]]);
});

it("S1 a hold tag that a person switches off, or changes, is taken off everybody who carries it", async () => {
  const { world, incident } = await worldWithCase("case-tags");
  const { id } = await world.bridge();
  await world.app.setHoldTag(id, "Marketing-Hold", "somebody");
  world.highlevel.control.addTag(secondContact(world), "marketing-hold");
  await sweepUp(world);
  expect([tagsOf(world), tagsOf(world, secondContact(world))]).toEqual([["incident-active", tagOf(world, incident), "marketing-hold"], []]);
  await world.app.setHoldTag(id, "quiet", "somebody");
  await sweepUp(world);
  expect(tagsOf(world)).toEqual(["incident-active", tagOf(world, incident)]);
  expect(tagsOf(world, firstContact(world), "quiet")).toContain("quiet");
  await world.app.setHoldTag(id, null, "somebody");
  await sweepUp(world);
  expect(tagsOf(world, firstContact(world), "quiet")).toEqual(["incident-active", tagOf(world, incident)]);
});

it("W1 a sweep tags, and takes tags away, of which no event told; what is over costs no further reads", async () => {
  const world = await caseWorld("case-tags");
  world.incident.control.webhooksTo(null);
  const incident = openIncident(world, [firstContact(world)]);
  await sweepUp(world);
  expect(tagsOf(world)).toEqual(["incident-active", tagOf(world, incident)]);
  world.incident.control.editIncident(incident, { status: "Closed" });
  await sweepUp(world);
  expect(tagsOf(world)).toEqual([]);
  await sweepUp(world);
  const calls = world.calls();
  await world.sweep();
  expect(await world.drain()).toBe(0);
  // Pages of contacts and entries, of incidents and of tagged contacts.
  expect(world.calls() - calls).toBeLessThanOrEqual(4);
});

it.each(["an event", "a sweep"] as const)(
  "S1 W1 releases a contact that the incident no longer names, and tags the one named instead, told by %s",
  async (how) => {
    const { world, incident } = await worldWithCase("case-tags");
    await changeRules(world, { holdTag: "marketing-hold" });
    await sweepUp(world);
    if (how === "a sweep") world.incident.control.webhooksTo(null);
    world.incident.control.editIncident(incident, { entries: [entryOf(world, secondContact(world))] });
    await (how === "an event" ? settle(world) : sweepUp(world));
    expect([tagsOf(world), tagsOf(world, secondContact(world))]).toEqual([[], ["incident-active", tagOf(world, incident), "marketing-hold"]]);
  },
);

it("S1 releases at once whom an incident drops that goes on with somebody else", async () => {
  const { world, incident } = await worldWithCase("case-tags");
  const both = [firstContact(world), secondContact(world)].map((contact) => entryOf(world, contact));
  world.incident.control.editIncident(incident, { entries: both });
  await settle(world);
  world.incident.control.editIncident(incident, { entries: both.slice(1) });
  await settle(world);
  expect([tagsOf(world), tagsOf(world, secondContact(world))]).toEqual([[], ["incident-active", tagOf(world, incident)]]);
});

it("S1 keeps what a contact carries for another incident when one drops it", async () => {
  const { world, incident } = await worldWithCase("case-tags");
  const other = openIncident(world, [firstContact(world)]);
  await settle(world);
  world.incident.control.editIncident(incident, { entries: [entryOf(world, secondContact(world))] });
  await settle(world);
  expect(tagsOf(world)).toEqual(["incident-active", tagOf(world, other)]);
});

it("I3 after everything here was lost, tags of incidents that go on stay, and left ones are found and go; people's own never do", async () => {
  const { world, incident } = await worldWithCase("case-tags");
  world.highlevel.control.addTag(firstContact(world), "inc-5000");
  for (const tag of ["incident-active", "incident-inc-77", "marketing-hold", "incident-reports"])
    world.highlevel.control.addTag(secondContact(world), tag);
  const fresh = await world.withEmptyStore();
  await changeRules(fresh, { holdTag: "marketing-hold" });
  await fresh.load();
  expect(tagsOf(world)).toEqual(["incident-active", tagOf(world, incident), "marketing-hold"]);
  expect(world.highlevel.control.contacts()[0]?.["tags"]).toContain("inc-5000");
  expect(tagsOf(world, secondContact(world))).toEqual(["incident-reports"]);
});

it("M1 lets a person take a tag away, and takes away what a person puts on a contact that is on no incident", async () => {
  const { world, incident } = await worldWithCase("case-tags");
  world.highlevel.control.removeTag(firstContact(world), "incident-active");
  world.highlevel.control.addTag(secondContact(world), "incident-active");
  await settle(world);
  await sweepUp(world);
  expect([tagsOf(world), tagsOf(world, secondContact(world))]).toEqual([[tagOf(world, incident)], []]);
  world.incident.control.editIncident(incident, { status: "Closed" });
  await settle(world);
  expect(tagsOf(world)).toEqual([]);
});

it.each(["timeout-after", "500-after", "cut-json"] as const)(
  "I4 adds and takes away once when it cannot be told whether that was done: %s",
  async (kind) => {
    const world = await caseWorld("case-tags");
    const operations = ["POST /contacts/{contactId}/tags", "DELETE /contacts/{contactId}/tags"];
    world.highlevel.control.setFaults(operations.map((operation) => ({ fault: { kind }, match: { operation }, times: 1 })));
    const writes = writesOf(world);
    const incident = openIncident(world, [firstContact(world)]);
    await settle(world);
    expect(tagsOf(world)).toEqual(["incident-active", tagOf(world, incident)]);
    world.incident.control.editIncident(incident, { status: "Closed" });
    await settle(world);
    expect(tagsOf(world)).toEqual([]);
    expect([world.highlevel.control.faultsInjected(), writesOf(world) - writes]).toEqual([{ [kind]: 2 }, 2]);
  },
);

it("P1 a private incident tags nobody unless the bridge says so, and one that becomes private lets go", async () => {
  const { world, incident } = await worldWithCase("case-tags", "private");
  await sweepUp(world);
  expect(tagsOf(world)).toEqual([]);
  await changeRules(world, { tellsPrivate: true });
  await sweepUp(world);
  expect(tagsOf(world)).toEqual(["incident-active", tagOf(world, incident)]);
  await changeRules(world, { tellsPrivate: false });
  await sweepUp(world);
  expect(tagsOf(world)).toEqual([]);
});

it("D3 a contact that was deleted in HighLevel is let go without asking anybody", async () => {
  const { world, incident } = await worldWithCase("case-tags");
  world.highlevel.control.deleteContact(firstContact(world));
  world.incident.control.editIncident(incident, { status: "Closed" });
  const before = writesOf(world);
  await settle(world);
  await sweepUp(world);
  expect(writesOf(world)).toBe(before);
  expect((await world.links()).filter(({ dirty, state }) => dirty || state === "parked")).toEqual([]);
});

it("A2 says in plain words why tags were written, and why not", async () => {
  const { world } = await worldWithCase("case-tags");
  const link = must(
    (await world.links()).find(({ leftId, rightId }) => leftId === firstContact(world) && rightId === leftId),
    "the link of its tags",
  );
  const story = JSON.stringify(await world.app.why(link.id));
  expect(story).toContain("Wrote Tags in HighLevel");
});

it("S4 tags nobody while the bridge only shows what it would do", async () => {
  const world = await caseWorld("case-tags");
  await world.change({ mode: "shadow" });
  openIncident(world, [firstContact(world)]);
  await settle(world);
  expect(tagsOf(world)).toEqual([]);
});
