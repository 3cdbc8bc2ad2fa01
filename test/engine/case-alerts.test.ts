import { expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { caseWorld, entryOf, settle, sweepUp } from "../support/case-world.ts";
import { firstContact, type World } from "../support/in-process-world.ts";

const tasksOf = (world: World) => world.highlevel.control.tasks().map(({ contactId, completed }) => [contactId, completed]);

/** A world whose first contact has this address, and an alert that names it. */
async function alertWorld(): Promise<{ readonly world: World; readonly alert: string }> {
  const world = await caseWorld("case-task", { alertAttribute: "customer E-mail" });
  world.highlevel.control.editContact(firstContact(world), { email: "affected@example.com" });
  await settle(world);
  const { control } = world.incident;
  const source = must(control.alertSources()[0], "the source of alerts");
  const alert = control.fireAlert(source.id, { title: "Checkout fails", metadata: { email: "Affected@example.com" } });
  return { world, alert: must(alert, "the alert") };
}

it("S1 an alert of an incident names an affected contact by an attribute, and the end of the incident ends its case", async () => {
  const { world, alert } = await alertWorld();
  const incident = world.incident.control.addIncident("Checkout is down", []);
  world.incident.control.attachAlert(alert, incident);
  await settle(world);
  expect(tasksOf(world)).toEqual([[firstContact(world), false]]);
  const writes = world.writes();
  await settle(world);
  await sweepUp(world);
  expect(world.writes()).toBe(writes);
  world.incident.control.editIncident(incident, { status: "Closed" });
  await settle(world);
  expect(tasksOf(world)).toEqual([[firstContact(world), true]]);
});

it("W1 a sweep finds an alert that was attached later, of which no event told; one who is named twice has one task", async () => {
  const { world, alert } = await alertWorld();
  const incident = world.incident.control.addIncident("Checkout is down", [entryOf(world, firstContact(world))]);
  const other = world.incident.control.addIncident("Search is down", []);
  await settle(world);
  for (const id of [incident, other]) world.incident.control.attachAlert(alert, id);
  world.clock.advance(61_000);
  await sweepUp(world);
  expect(tasksOf(world)).toEqual([
    [firstContact(world), false],
    [firstContact(world), false],
  ]);
});

it("P1 asks for no alert of a private incident", async () => {
  const { world, alert } = await alertWorld();
  const incident = world.incident.control.addIncident("Secret", [], "private");
  world.incident.control.attachAlert(alert, incident);
  const asked = (): number => world.incident.control.counters().byOperation["GET /v2/incident_alerts"] ?? 0;
  const before = asked();
  await settle(world);
  await sweepUp(world);
  expect([tasksOf(world), asked() - before]).toEqual([[], 0]);
});

it("says that alerts have no such attribute, and nothing happens until they have", async () => {
  await expect(caseWorld("case-task", { alertAttribute: "Nowhere" })).rejects.toMatchObject({ code: "HW_REQUEST_NOT_FOUND" });
});
