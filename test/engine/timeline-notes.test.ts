import { expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { caseWorld, openIncident, postToIncidentIo, secondContact, settle, sweepUp } from "../support/case-world.ts";
import { firstContact, type World } from "../support/in-process-world.ts";

interface Scene {
  readonly world: World;
  readonly incident: string;
}

/** A world with two contacts in the catalog, both of which an incident names. */
async function worldWithCases(visibility: "public" | "private" = "public"): Promise<Scene> {
  const world = await caseWorld("timeline-note");
  const incident = openIncident(world, [firstContact(world), secondContact(world)], visibility);
  await settle(world);
  world.clock.advance(10_000);
  return { world, incident };
}

const notes = ({ world }: Scene) => world.highlevel.control.notes();

it("W1 a sweep finds what a person writes on a timeline and leaves one note on each affected contact, in one write each", async () => {
  const scene = await worldWithCases();
  const { world, incident } = scene;
  world.incident.control.addTimelineItem(incident, { title: "Customer called", description: "They see <b>nothing</b> & wait" });
  const before = world.writes();
  await sweepUp(world);
  expect(world.writes() - before).toBe(2);
  expect(notes(scene)).toHaveLength(2);
  expect(new Set(notes(scene).map(({ contactId }) => contactId)).size).toBe(2);
  expect(notes(scene)[0]).toMatchObject({ title: expect.stringMatching(/^INC-\d+: Customer called$/u) as string, userId: null });
  expect(String(notes(scene)[0]?.["body"])).toMatch(
    /^<p>They see &lt;b&gt;nothing&lt;\/b&gt; &amp; wait<\/p>.*<p>incident\.io · item:\w+\/\w+\/\w+<\/p>$/su,
  );
});

it("S1 an event of the incident brings it at once, and an edit follows", async () => {
  const scene = await worldWithCases();
  const { world, incident } = scene;
  const item = world.incident.control.addTimelineItem(incident, { title: "Customer called" });
  world.incident.control.editIncident(incident, { severity: "Critical" });
  await settle(world);
  expect(notes(scene)).toHaveLength(2);
  world.incident.control.editTimelineItem(item, { title: "Customer called twice", description: "Angry" });
  world.incident.control.editIncident(incident, { severity: "Minor" });
  await settle(world);
  expect(notes(scene).map(({ title }) => String(title))).toEqual([
    expect.stringMatching(/: Customer called twice$/u),
    expect.stringMatching(/: Customer called twice$/u),
  ]);
  expect(String(notes(scene)[0]?.["body"])).toContain("Angry");
  world.incident.control.editTimelineItem(item, { title: "Customer called a third time" });
  await sweepUp(world);
  expect(notes(scene).filter(({ title }) => String(title).endsWith(": Customer called a third time"))).toHaveLength(2);
  expect(notes(scene)).toHaveLength(2);
});

it("E4 tells nothing that a key has written or that comes from the activity log", async () => {
  const scene = await worldWithCases();
  const { world, incident } = scene;
  world.incident.control.addTimelineItem(incident, { title: "Severity set", promoted: true });
  const draft = { idempotency_key: "k", incident_id: incident, timestamp: "2026-11-23T08:00:00Z", title: "From a key" };
  await postToIncidentIo(world, "/v2/incident_timeline_items", draft);
  await sweepUp(world);
  expect(notes(scene)).toEqual([]);
});

it("E1 writes nothing more at rest, nor when its own notes come back", async () => {
  const { world, incident } = await worldWithCases();
  world.incident.control.addTimelineItem(incident, { title: "Customer called" });
  await sweepUp(world);
  const before = world.writes();
  await settle(world);
  await sweepUp(world);
  await sweepUp(world);
  expect(world.writes()).toBe(before);
});

it("W1 an incident that is over costs no further calls", async () => {
  const { world, incident } = await worldWithCases();
  world.incident.control.addTimelineItem(incident, { title: "Customer called" });
  await sweepUp(world);
  world.incident.control.editIncident(incident, { status: "Closed" });
  await settle(world);
  await sweepUp(world);
  const calls = world.calls();
  await world.sweep();
  expect(await world.drain()).toBe(0);
  expect(world.calls() - calls).toBeLessThanOrEqual(4);
});

it("I3 finds its notes again after everything here was lost", async () => {
  const scene = await worldWithCases();
  scene.world.incident.control.addTimelineItem(scene.incident, { title: "Customer called" });
  await sweepUp(scene.world);
  const before = notes(scene);
  const fresh = await scene.world.withEmptyStore();
  await fresh.load();
  expect(notes(scene)).toEqual(before);
});

it.each(["timeout-after", "500-after", "cut-json"] as const)(
  "I4 makes no second note when it cannot be told whether the first was made: %s",
  async (kind) => {
    const scene = await worldWithCases();
    const { world, incident } = scene;
    world.highlevel.control.setFaults([{ fault: { kind }, match: { operation: "POST /contacts/{contactId}/notes" }, times: 1 }]);
    world.incident.control.addTimelineItem(incident, { title: "Customer called" });
    await sweepUp(world);
    expect(world.highlevel.control.faultsInjected()).toEqual({ [kind]: 1 });
    expect(notes(scene)).toHaveLength(2);
  },
);

it("P1 nothing of a private incident's timeline reaches HighLevel", async () => {
  const scene = await worldWithCases("private");
  scene.world.incident.control.addTimelineItem(scene.incident, { title: "Customer called" });
  await sweepUp(scene.world);
  expect(notes(scene)).toEqual([]);
});

it("A2 says in plain words that a note was made", async () => {
  const { world, incident } = await worldWithCases();
  world.incident.control.addTimelineItem(incident, { title: "Customer called" });
  await sweepUp(world);
  const row = must(
    (await world.links()).find(({ leftId, rightId }) => rightId?.startsWith(incident) === true && leftId?.startsWith(firstContact(world)) === true),
    "its link",
  );
  expect((await world.app.why(row.id)).steps.map(({ sentence }) => sentence).join(" ")).toContain("Created the record in HighLevel.");
});
