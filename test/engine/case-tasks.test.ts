import { expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { changeRules, entryOf, openIncident, postToIncidentIo, secondContact, settle, sweepUp, worldWithCase } from "../support/case-world.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

const tasksOf = (world: World) => world.highlevel.control.tasks().filter(({ deleted }) => deleted !== true);

it("S1 an incident's event gives each contact that it names a task that says which incident, in one write", async () => {
  const world = await createWorld({ contacts: 2, entity: "case-task" });
  await world.load();
  const before = world.writes();
  world.incident.control.addIncident("Checkout is down", [entryOf(world, firstContact(world))]);
  await settle(world);
  expect(tasksOf(world)).toMatchObject([
    { contactId: firstContact(world), title: expect.stringMatching(/^INC-\d+: Checkout is down$/u) as string, completed: false },
  ]);
  expect(String(tasksOf(world)[0]?.["body"])).toMatch(/^Status: .*incident\.io · case:\w+\/\w+$/su);
  expect(world.writes() - before).toBe(1);
});

it("E1 writes nothing more when its own task comes back, nor when sweeps look", async () => {
  const { world } = await worldWithCase("case-task");
  const before = world.writes();
  await settle(world);
  await sweepUp(world);
  expect(world.writes()).toBe(before);
});

it("E1 a name that looks like markup is shown as it is written, and its task counts as nobody's edit", async () => {
  const { world, incident } = await worldWithCase("case-task");
  await postToIncidentIo(world, "/v1/severities", { name: "<b>Very</b> &amp; bad", description: "" });
  world.incident.control.editIncident(incident, { severity: "<b>Very</b> &amp; bad" });
  await settle(world);
  expect(tasksOf(world)[0]?.["body"]).toContain("<p>Severity: &lt;b&gt;Very&lt;/b&gt; &amp;amp; bad</p>");
  const { leftId } = must(
    (await world.links()).find(({ rightId }) => rightId === `${incident}/${firstContact(world)}`),
    "its link",
  );
  const { left } = await world.vendors.sides(await world.bridge());
  const read = await left.read(must(leftId, "the task"), { priority: "person" });
  expect(read).toMatchObject({ record: { fields: { body: expect.stringContaining("Severity: <b>Very</b> &amp; bad") as string } } });
  const writes = world.writes();
  await sweepUp(world);
  expect(world.writes()).toBe(writes);
});

it("S1 completes the task when the incident ends, and opens it when the incident is taken up again", async () => {
  const { world, incident } = await worldWithCase("case-task");
  world.incident.control.editIncident(incident, { status: "Closed" });
  await settle(world);
  expect(tasksOf(world)).toMatchObject([{ completed: true }]);
  world.incident.control.editIncident(incident, { status: "Investigating" });
  await settle(world);
  expect(tasksOf(world)).toMatchObject([{ completed: false }]);
});

it("W1 a sweep finds an incident, and its end, of which no event told", async () => {
  const world = await createWorld({ contacts: 1, entity: "case-task" });
  await world.load();
  world.incident.control.webhooksTo(null);
  const incident = world.incident.control.addIncident("Checkout is down", [entryOf(world, firstContact(world))]);
  await sweepUp(world);
  expect(tasksOf(world)).toMatchObject([{ completed: false }]);
  world.incident.control.editIncident(incident, { status: "Closed" });
  await sweepUp(world);
  expect(tasksOf(world)).toMatchObject([{ completed: true }]);
  const calls = world.calls();
  await world.sweep();
  expect(await world.drain()).toBe(0);
  // Pages of contacts and entries, and one of incidents: what is over is not read again.
  expect(world.calls() - calls).toBeLessThanOrEqual(4);
});

it.each(["an event", "a sweep"] as const)("S1 W1 completes the task of a contact that the incident no longer names, told by %s", async (how) => {
  const { world, incident } = await worldWithCase("case-task");
  const other = secondContact(world);
  if (how === "a sweep") world.incident.control.webhooksTo(null);
  world.incident.control.editIncident(incident, { entries: [entryOf(world, other)] });
  await (how === "an event" ? settle(world) : sweepUp(world));
  const completed = Object.fromEntries(tasksOf(world).map((task) => [task["contactId"], task["completed"]]));
  expect(completed).toEqual({ [firstContact(world)]: true, [other]: false });
});

it("M1 lets a person complete or rename the task, until the incident itself changes", async () => {
  const { world, incident } = await worldWithCase("case-task");
  const id = String(tasksOf(world)[0]?.["id"]);
  world.highlevel.control.editTask(id, { title: "Call them first" });
  world.highlevel.control.completeTask(id);
  await settle(world);
  await world.sweep();
  world.incident.control.editIncident(incident, { severity: "Critical" });
  await settle(world);
  expect(tasksOf(world)).toMatchObject([{ title: "Call them first", completed: true }]);
  expect(String(tasksOf(world)[0]?.["body"])).toContain("Severity: Critical");
});

it("I3 finds the tasks of cases again after everything here was lost, and makes no second one", async () => {
  const { world } = await worldWithCase("case-task");
  const fresh = await world.withEmptyStore();
  await fresh.load();
  expect(tasksOf(world)).toHaveLength(1);
});

it("I3 completes the task of an incident that ended while everything here was lost, and makes none for one that ended before", async () => {
  const { world, incident } = await worldWithCase("case-task");
  world.incident.control.webhooksTo(null);
  const unseen = openIncident(world, [secondContact(world)]);
  for (const ended of [incident, unseen]) world.incident.control.editIncident(ended, { status: "Closed" });
  const fresh = await world.withEmptyStore();
  await fresh.load();
  expect(tasksOf(world)).toMatchObject([{ contactId: firstContact(world), completed: true }]);
  const calls = world.calls();
  await sweepUp(fresh);
  // Pages of contacts and entries, and one of incidents: open tasks are not looked through at each sweep.
  expect(world.calls() - calls).toBeLessThanOrEqual(3);
});

it.each(["timeout-after", "500-after", "cut-json"] as const)(
  "I4 makes no second task when it cannot be told whether the first was made: %s",
  async (kind) => {
    const world = await createWorld({ contacts: 1, entity: "case-task" });
    await world.load();
    world.highlevel.control.setFaults([{ fault: { kind }, match: { operation: "POST /contacts/{contactId}/tasks" }, times: 1 }]);
    world.incident.control.addIncident("Checkout is down", [entryOf(world, firstContact(world))]);
    await settle(world);
    expect(world.highlevel.control.faultsInjected()).toEqual({ [kind]: 1 });
    expect(tasksOf(world)).toHaveLength(1);
  },
);

it("P1 nothing of a private incident reaches HighLevel, unless the bridge says so", async () => {
  const { world } = await worldWithCase("case-task", "private");
  await sweepUp(world);
  expect(tasksOf(world)).toEqual([]);
  await changeRules(world, { tellsPrivate: true });
  await sweepUp(world);
  expect(tasksOf(world)).toHaveLength(1);
});

it("P1 leaves out tests and tutorials", async () => {
  const world = await createWorld({ contacts: 1, entity: "case-task" });
  await world.load();
  world.incident.control.addIncident("Rehearsal", [entryOf(world, firstContact(world))], "public", { mode: "test" });
  await settle(world);
  await sweepUp(world);
  expect(tasksOf(world)).toEqual([]);
});
