import { expect, it } from "vitest";
import { addEveryBridge } from "#main/demo/every-bridge.ts";
import { must } from "#lib/must.ts";
import { aRun, aWorkflow } from "#storage/store-contract/workflow-samples.ts";
import { openIncident, secondContact, settle, sweepUp } from "../support/case-world.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

/** A world in which the first of three contacts has been erased, and what that said. */
async function worldWithErased(): Promise<{
  readonly world: World;
  readonly email: string;
  readonly erasure: Awaited<ReturnType<World["app"]["erase"]>>;
}> {
  const world = await createWorld({ contacts: 3 });
  await world.load();
  const contact = firstContact(world);
  const email = "ada.lovelace@example.com";
  world.highlevel.control.editContact(contact, { email, phone: "+12025550144" });
  await settle(world);
  const erasure = await world.app.erase(email, "test");
  return { world, email, erasure };
}

it("P4 nothing of an erased person is found here any more, and what the vendors hold is told", async () => {
  const { world, email, erasure } = await worldWithErased();
  const contact = firstContact(world);
  expect(erasure).toMatchObject({
    links: 1,
    remains: [
      { side: "highlevel", entity: "contact", recordId: contact },
      { side: "incident", entity: "contact" },
    ],
  });
  expect(erasure.entries).toBeGreaterThan(0);
  expect(erasure.events).toBeGreaterThan(0);
  expect(await world.app.find(email)).toEqual([]);
  const journal = await world.store.journal(world.workspaceId, { limit: 1_000 });
  expect(JSON.stringify([await world.links(), journal])).not.toMatch(/lovelace|2025550144/u);
  const { headline } = await world.app.why(contact);
  expect(headline).toMatch(/erased/u);
});

it("P4 an erased person's later edits, on either side, are neither read nor kept nor written", async () => {
  const { world } = await worldWithErased();
  const contact = firstContact(world);
  const { rightId } = await world.linkOf(contact);
  const writes = world.writes();
  world.highlevel.control.editContact(contact, { firstName: "Augusta" });
  world.incident.control.editEntry(must(rightId, "the entry"), "Countess", {});
  await world.deliver();
  await sweepUp(world);
  expect(world.writes()).toBe(writes);
  expect(JSON.stringify(await world.links())).not.toMatch(/Augusta|Countess/u);
  expect(await world.linkOf(contact)).toMatchObject({ state: "excluded", because: "HW_LINK_ERASED", dirty: false });
});

it("P4 an erased person who is entered anew is not brought in again", async () => {
  const { world, email } = await worldWithErased();
  const contact = firstContact(world);
  world.highlevel.control.deleteContact(contact);
  const anew = world.highlevel.control.createContact({ firstName: "Ada", lastName: "Lovelace", email });
  const writes = world.writes();
  await world.deliver();
  await sweepUp(world);
  expect(world.writes()).toBe(writes);
  expect(await world.linkOf(anew)).toMatchObject({ state: "excluded", because: "HW_LINK_ERASED" });
  expect(JSON.stringify(await world.links())).not.toContain(email);
});

it("P4 a plan leaves erased people out, and a rehearsal erases nobody", async () => {
  const { world } = await worldWithErased();
  const plan = await world.app.preview((await world.bridge()).id);
  expect(plan.items).toHaveLength(2);
  const other = secondContact(world);
  expect(await world.app.erase(other, "test", { rehearse: true })).toMatchObject({ links: 1, entries: 0, events: 0 });
  expect((await world.linkOf(other)).state).toBe("active");
});

it("P4 a person's tasks and cases go with them", async () => {
  const world = await createWorld({ contacts: 2, entity: "case-task" });
  await world.load();
  const contact = firstContact(world);
  openIncident(world, [contact]);
  await settle(world);
  const [task] = (await world.links()).filter(({ leftId }) => leftId?.startsWith(`${contact}/`));
  await world.app.erase(contact, "test");
  expect(await world.store.link(world.workspaceId, must(task, "the task's link").id)).toMatchObject({ because: "HW_LINK_ERASED" });
});

it("P4 what is new about an erased person, on an incident or not, is neither kept nor told", async () => {
  const world = await createWorld({ contacts: 2 });
  await addEveryBridge(world.ports, await world.bridge());
  world.highlevel.control.setQuirks({ leanTaskCreate: false });
  await world.load();
  const contact = firstContact(world);
  const incident = openIncident(world, [contact]);
  await settle(world);
  await world.app.erase(contact, "test");
  world.highlevel.control.createNote(contact, { body: "A word about secretmatter" });
  world.highlevel.control.createTask(contact, { title: "Call about secretmatter" });
  world.highlevel.control.createAppointment(contact, { title: "Review of secretmatter" });
  await world.deliver();
  await sweepUp(world);
  const [links, journal] = [await world.links(), await world.store.journal(world.workspaceId, { limit: 2_000 })];
  expect(JSON.stringify([links, journal])).not.toContain("secretmatter");
  const told = [world.incident.control.entries(), world.incident.control.followUps(), world.incident.control.timelineItems(incident)];
  expect(JSON.stringify(told)).not.toContain("secretmatter");
});

it("P4 runs of workflows that hold a person's address or full name go with them, but not by a name or number that somebody else has too", async () => {
  const world = await createWorld({ contacts: 3 });
  await world.load();
  const [ada, namesake, other] = world.highlevel.control.contacts().map(({ id }) => String(id));
  world.highlevel.control.editContact(String(ada), { firstName: "Ada", lastName: "Lovelace", email: "ada.lovelace@example.com" });
  for (const id of [namesake, other]) world.highlevel.control.editContact(String(id), { firstName: "Mary", lastName: "Somerville" });
  for (const id of [ada, namesake]) world.highlevel.control.editContact(String(id), { phone: "+12025550199" });
  await settle(world);
  const workflow = aWorkflow(world.workspaceId);
  await world.store.workflows.saveWorkflow(workflow);
  const runs = ["Ada Lovelace rang", "write to ada.lovelace@example.com", "Mary Somerville rang", "+12025550199 rang"].map((text) =>
    aRun(workflow, { trigger: { text } }),
  );
  await world.store.workflows.startRuns(world.workspaceId, runs, world.clock.now());
  for (const id of [ada, other]) await world.app.erase(String(id), "test");
  const kept = await Promise.all(runs.map(({ id }) => world.store.workflows.run(world.workspaceId, id)));
  expect(kept.map((run) => run?.trigger)).toEqual([null, null, { text: "Mary Somerville rang" }, { text: "+12025550199 rang" }]);
  expect(kept.map((run) => run?.state)).toEqual(["cancelled", "cancelled", "going", "going"]);
});

it("P4 hands over everything that is kept of a person and nothing of anybody else, and notes that somebody looked", async () => {
  const world = await createWorld({ contacts: 2 });
  await addEveryBridge(world.ports, await world.bridge());
  const [ada, other] = [firstContact(world), secondContact(world)];
  world.highlevel.control.editContact(ada, { email: "ada.lovelace@example.com" });
  world.highlevel.control.editContact(other, { email: "somebody.else@example.com" });
  world.highlevel.control.createTask(ada, { title: "Send the notes on the engine" });
  await world.load();
  const found = await world.app.exportPerson("ada.lovelace@example.com", "test");
  const text = JSON.stringify(found);
  for (const kept of ["ada.lovelace@example.com", "Send the notes on the engine"]) expect(text).toContain(kept);
  expect(text).not.toContain("somebody.else@example.com");
  expect(found.records.map(({ entity }) => entity)).toEqual(expect.arrayContaining(["contact", "task"]));
  expect(found.records[0]?.history.length).toBeGreaterThan(0);
  const noted = await world.store.journal(world.workspaceId, { limit: 10, kinds: ["asked"] });
  expect(noted).toHaveLength(found.records.length);
  await world.app.erase("ada.lovelace@example.com", "test");
  expect(JSON.stringify(await world.app.exportPerson(ada, "test"))).not.toContain("lovelace");
});
