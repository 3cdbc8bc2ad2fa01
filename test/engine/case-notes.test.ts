import { expect, it } from "vitest";
import { htmlToText } from "#core/text/html-to-text.ts";
import { FreshReads } from "#engine/fresh-reads.ts";
import { reconcileBatch } from "#engine/reconcile/reconcile-batch.ts";
import { must } from "#lib/must.ts";
import { firstContact, type World } from "../support/in-process-world.ts";
import { caseWorld, changeRules, entryOf, openIncident, secondContact, settle, sweepUp, worldWithCase } from "../support/case-world.ts";

/** Notes that cases have made on a contact, oldest first. */
const notesOf = (world: World, contactId = firstContact(world)) =>
  world.highlevel.control
    .notes()
    .filter((note) => note["contactId"] === contactId && /incident\.io · update:/u.test(String(note["body"])))
    .map(({ title, body }) => ({ title: String(title).replace(/^INC-\d+: /u, ""), text: htmlToText(String(body)) }));
const titlesOf = (world: World, contactId?: string): readonly string[] => notesOf(world, contactId).map(({ title }) => title);
/** The contacts' own bridge has no part in notes. */
const writesOf = (world: World): number => world.highlevel.control.counters().writes;

/** The incident's event is looked at in one batch; what it is about in the next. */
async function oneBatch(world: World, broken: Partial<World["store"]> = {}): Promise<void> {
  const ports = { ...world.ports, store: { ...world.store, ...broken } };
  await reconcileBatch({ ports, bridge: await world.bridge(), fresh: new FreshReads(world.clock), owner: "one batch", limit: 50 });
}

it("S1 a case leaves a note when it begins, at each change of status or severity, and at its end, in one write each", async () => {
  const world = await caseWorld("case-note");
  const [writes, calls] = [writesOf(world), world.calls()];
  const incident = openIncident(world, [firstContact(world), secondContact(world)]);
  await settle(world);
  expect(notesOf(world)).toEqual([
    {
      title: "opened",
      text: expect.stringMatching(
        /^This contact is affected by an incident: Checkout is down\nStatus: Investigating.*\nhttps:.*\n\nincident\.io · update:\w+\/\w+\/opened$/u,
      ) as string,
    },
  ]);
  expect(writesOf(world) - writes).toBe(2);
  // The incident and its updates; then the incident, notes and the write of each; the contacts' own bridge looks at both pairs.
  expect(world.calls() - calls).toBeLessThanOrEqual(2 + 2 * 3 + 4);
  world.incident.control.postUpdate(incident, { message: "Only words" });
  await settle(world);
  world.incident.control.postUpdate(incident, { message: "A *fix* is out", status: "Monitoring", severity: "Major" });
  await settle(world);
  world.incident.control.postUpdate(incident, { message: "All is well", status: "Closed" });
  await settle(world);
  for (const contact of [firstContact(world), secondContact(world)]) expect(titlesOf(world, contact)).toEqual(["opened", "Monitoring", "over"]);
  expect(notesOf(world)[1]?.text).toMatch(/^Status: Monitoring, severity: Major\nA \*fix\* is out\nhttps:/u);
  expect(notesOf(world)[2]?.text).toMatch(/^The incident is over: Closed\nAll is well\n/u);
  expect(writesOf(world) - writes).toBe(6);
});

it("E1 writes nothing more when its own notes come back, when sweeps look, or when people rename the incident or edit a note", async () => {
  const { world, incident } = await worldWithCase("case-note");
  world.incident.control.editIncident(incident, "Checkout was down");
  const [note] = world.highlevel.control.notes();
  world.highlevel.control.editNote(String(note?.["id"]), { body: `Mine. ${String(note?.["body"])}` });
  const before = writesOf(world);
  await settle(world);
  await sweepUp(world);
  await settle(world);
  expect(writesOf(world)).toBe(before);
});

it("S1 tells the end once, also when nobody said a word about it, and the beginning anew when it is taken up again", async () => {
  const { world, incident } = await worldWithCase("case-note");
  world.incident.control.editIncident(incident, { status: "Closed" });
  await settle(world);
  expect(titlesOf(world)).toEqual(["opened", "over"]);
  world.incident.control.postUpdate(incident, { status: "Investigating" });
  await settle(world);
  world.incident.control.postUpdate(incident, { status: "Documenting" });
  await settle(world);
  world.incident.control.postUpdate(incident, { status: "Closed" });
  await settle(world);
  expect(titlesOf(world)).toEqual(["opened", "over", "Investigating", "over"]);
});

it("W1 a sweep finds what no event told, the end as well; what is over costs no further calls", async () => {
  const world = await caseWorld("case-note");
  world.incident.control.webhooksTo(null);
  const incident = openIncident(world, [firstContact(world)]);
  await sweepUp(world);
  world.incident.control.postUpdate(incident, { status: "Fixing" });
  world.incident.control.postUpdate(incident, { status: "Closed" });
  await sweepUp(world);
  expect(titlesOf(world).toSorted()).toEqual(["Fixing", "opened", "over"]);
  await sweepUp(world);
  const calls = world.calls();
  await world.sweep();
  expect(await world.drain()).toBe(0);
  // Pages of contacts and entries, of incidents that go on and of those that changed lately.
  expect(world.calls() - calls).toBeLessThanOrEqual(4);
});

it("S1 says nothing of what was over before the bridge was made, nor of what was said before a contact was affected", async () => {
  const world = await caseWorld("case-note");
  world.incident.control.webhooksTo(null);
  const over = openIncident(world, [firstContact(world)]);
  world.incident.control.postUpdate(over, { status: "Closed" });
  const late = openIncident(world, []);
  world.incident.control.postUpdate(late, { status: "Fixing" });
  world.incident.control.editIncident(late, { entries: [entryOf(world, firstContact(world))] });
  await sweepUp(world);
  world.incident.control.postUpdate(late, { status: "Monitoring" });
  await sweepUp(world);
  expect(titlesOf(world)).toEqual(["opened", "Monitoring"]);
  expect(notesOf(world)[0]?.text).toContain("Status: Fixing");
});

it("I4 the end is told too where whoever told the beginning died over it and the case was over before anybody looked again", async () => {
  const world = await caseWorld("case-note");
  const incident = openIncident(world, [firstContact(world)]);
  await world.deliver();
  await oneBatch(world);
  // The note is made, and nothing of it is written down.
  await expect(oneBatch(world, { settle: () => Promise.reject(new Error("the process died")) })).rejects.toThrow("the process died");
  expect(titlesOf(world)).toEqual(["opened"]);
  world.incident.control.editIncident(incident, { status: "Closed" });
  world.clock.advance(120_000);
  await settle(world);
  await sweepUp(world);
  expect(titlesOf(world)).toEqual(["opened", "over"]);
  const writes = writesOf(world);
  await sweepUp(world);
  expect(writesOf(world)).toBe(writes);
});

it("S1 a case that was over by the time somebody came to tell it is told neither in its beginning nor in its end, until it is taken up again", async () => {
  const world = await caseWorld("case-note");
  const incident = openIncident(world, [firstContact(world)]);
  await world.deliver();
  await oneBatch(world);
  world.incident.control.editIncident(incident, { status: "Closed" });
  await settle(world);
  await sweepUp(world);
  await sweepUp(world);
  expect(titlesOf(world)).toEqual([]);
  world.incident.control.editIncident(incident, { status: "Investigating" });
  await settle(world);
  expect(titlesOf(world)).toEqual(["opened"]);
});

it("S1 a contact that the incident no longer names hears nothing more, and none twice when it is named again", async () => {
  const { world, incident } = await worldWithCase("case-note");
  world.incident.control.editIncident(incident, { entries: [entryOf(world, secondContact(world))] });
  world.incident.control.postUpdate(incident, { status: "Fixing" });
  await settle(world);
  await sweepUp(world);
  expect([titlesOf(world), titlesOf(world, secondContact(world))]).toEqual([["opened"], ["opened"]]);
  world.incident.control.editIncident(incident, { entries: [entryOf(world, firstContact(world))] });
  await settle(world);
  expect(titlesOf(world).filter((title) => title === "opened")).toHaveLength(1);
});

it("I3 after everything here was lost, nothing is told twice, and people's edits of notes stay", async () => {
  const { world, incident } = await worldWithCase("case-note");
  world.incident.control.postUpdate(incident, { status: "Fixing" });
  await settle(world);
  const [, note] = world.highlevel.control.notes().map(({ id, body }) => ({ id: String(id), body: String(body) }));
  world.highlevel.control.editNote(must(note, "the note").id, { body: `<p>Called them.</p>${must(note, "the note").body}` });
  const fresh = await world.withEmptyStore();
  await fresh.load();
  world.incident.control.postUpdate(incident, { status: "Closed" });
  await sweepUp(fresh);
  expect(titlesOf(world)).toEqual(["opened", "Fixing", "over"]);
  expect(notesOf(world)[1]?.text).toMatch(/^Called them\./u);
  expect((await fresh.links()).filter(({ openConflicts }) => openConflicts > 0)).toEqual([]);
});

it.each(["timeout-after", "500-after", "cut-json"] as const)(
  "I4 tells nothing twice when it cannot be told whether a note was made: %s",
  async (kind) => {
    const world = await caseWorld("case-note");
    world.highlevel.control.setFaults([{ fault: { kind }, match: { operation: "POST /contacts/{contactId}/notes" }, times: 2 }]);
    const incident = openIncident(world, [firstContact(world)]);
    await settle(world);
    world.incident.control.postUpdate(incident, { status: "Fixing" });
    await settle(world);
    expect(world.highlevel.control.faultsInjected()).toEqual({ [kind]: 2 });
    expect(titlesOf(world)).toEqual(["opened", "Fixing"]);
  },
);

it("P1 nothing of a private incident is told, unless the bridge says so, nor anything more once an incident has become private", async () => {
  const { world, incident } = await worldWithCase("case-note", "private");
  world.incident.control.postUpdate(incident, { status: "Fixing", message: "Secret" });
  await settle(world);
  await sweepUp(world);
  expect(notesOf(world)).toEqual([]);
  await changeRules(world, { tellsPrivate: true });
  await sweepUp(world);
  expect(titlesOf(world)).toEqual(["opened"]);
  await changeRules(world, { tellsPrivate: false });
  world.incident.control.postUpdate(incident, { status: "Monitoring", message: "Secret" });
  await settle(world);
  await sweepUp(world);
  expect(titlesOf(world)).toEqual(["opened"]);
});

it("P2 what responders write cannot become markup on a contact", async () => {
  const { world, incident } = await worldWithCase("case-note");
  world.incident.control.postUpdate(incident, { status: "Fixing", message: '<img src="x" onerror="alert(1)"> & more' });
  await settle(world);
  const body = String(world.highlevel.control.notes().at(-1)?.["body"]);
  expect(body).toContain("<p>&lt;img src=&quot;x&quot; onerror=&quot;alert(1)&quot;&gt; &amp; more</p>");
});

it("A2 says in plain words why a note was written", async () => {
  const { world } = await worldWithCase("case-note");
  const link = must(
    (await world.links()).find(({ rightId }) => rightId?.endsWith("/opened") === true),
    "the link of the first note",
  );
  expect(JSON.stringify(await world.app.why(link.id))).toContain("Created the record in HighLevel");
});
