import { expect, it } from "vitest";
import type { Bridge, CaseRules } from "#core/bridge.ts";
import type { BridgeId } from "#core/ids.ts";
import { must } from "#lib/must.ts";
import { newBridges } from "#main/default-mapping.ts";
import { caseWorld, changeRules, settle, sweepUp } from "../support/case-world.ts";
import type { World } from "../support/in-process-world.ts";

const FIELD = "Customer e-mail";

/** A world that makes contacts of addresses, beside bridges of these kinds. */
async function emailWorld(kinds: readonly Bridge["entity"][] = [], rules: Partial<CaseRules> = {}): Promise<World> {
  const world = await caseWorld("new-contact", { emailField: FIELD, ...rules });
  const { workspaceId, left, right } = await world.bridge();
  const [one, other] = await Promise.all([left, right].map((id) => world.store.connection(workspaceId, id)));
  for (const entity of kinds) {
    const given = { id: world.ports.random.uuid() as BridgeId, name: entity, left: must(one, "HighLevel"), right: must(other, "incident.io") };
    const bridge = newBridges[entity]({ ...given, mode: "live" });
    await world.store.saveBridge({ ...bridge, cases: bridge.cases === null ? null : { ...bridge.cases, emailField: FIELD } });
  }
  await world.load();
  return world;
}

const openNaming = (world: World, text: string, visibility: "public" | "private" = "public", more: { readonly mode?: "test" | "tutorial" } = {}) =>
  world.incident.control.addIncident("Checkout is down", [], visibility, { fields: { [FIELD]: text }, ...more });

const contactsOf = (world: World, email: string) => world.highlevel.control.contacts().filter((contact) => contact["email"] === email);
const upserts = (world: World): number => world.highlevel.control.counters().byOperation["POST /contacts/upsert"] ?? 0;
const addresses = (count: number): string => Array.from({ length: count }, (_, index) => `stranger${String(index)}@example.com`).join(", ");

it("S1 an address that no contact has makes one, in one upsert, and the contact is told of as any other: tag, task and note", async () => {
  const world = await emailWorld(["case-task", "case-tags", "case-note"]);
  const writes = world.writes();
  openNaming(world, "Write to Ada <Ada.Quist@Example.com>, or to (mailto:ada.quist@example.com).");
  await settle(world);
  const [ada, ...others] = contactsOf(world, "ada.quist@example.com");
  expect(others).toEqual([]);
  expect(ada).toMatchObject({ source: "incident.io", tags: ["incident-active", expect.stringMatching(/^incident-inc-\d+$/u) as string] });
  expect(world.highlevel.control.tasks().filter(({ contactId }) => contactId === ada?.["id"])).toMatchObject([{ completed: false }]);
  expect(world.highlevel.control.notes().filter(({ contactId }) => contactId === ada?.["id"])).toHaveLength(1);
  // Contact, tags, task and note; the contact's own entry follows its event.
  expect(world.writes() - writes).toBe(4);
  await settle(world);
  expect(world.writes() - writes).toBe(5);
});

it("E1 makes nobody a second time: not when its own contact comes back, nor when sweeps look, nor for another incident", async () => {
  const world = await emailWorld();
  const incident = openNaming(world, "ada.quist@example.com");
  await settle(world);
  await settle(world);
  const calls = upserts(world);
  world.incident.control.editIncident(incident, { severity: "Critical" });
  openNaming(world, "ada.quist@example.com, ADA.QUIST@example.com");
  await settle(world);
  await sweepUp(world);
  expect([upserts(world) - calls, contactsOf(world, "ada.quist@example.com").length]).toEqual([0, 1]);
});

it("S1 two incidents of one moment that name the same stranger make one contact", async () => {
  const world = await emailWorld();
  openNaming(world, "ada.quist@example.com");
  openNaming(world, "ada.quist@example.com");
  await settle(world);
  await sweepUp(world);
  expect(contactsOf(world, "ada.quist@example.com")).toHaveLength(1);
  expect(await world.store.conflicts(world.workspaceId, { state: "open", limit: 10 })).toEqual([]);
});

it("W1 a sweep finds an address of which no event told", async () => {
  const world = await emailWorld();
  world.incident.control.webhooksTo(null);
  openNaming(world, "ada.quist@example.com");
  await sweepUp(world);
  expect(contactsOf(world, "ada.quist@example.com")).toHaveLength(1);
  // The contact's own entry.
  await sweepUp(world);
  const calls = world.calls();
  await world.sweep();
  expect(await world.drain()).toBe(0);
  // Pages of contacts and entries, and one of incidents.
  expect(world.calls() - calls).toBeLessThanOrEqual(3);
});

it.each(["timeout-after", "500-after", "cut-json"] as const)("I4 makes one contact when it cannot be told whether it was made: %s", async (kind) => {
  const world = await emailWorld(["case-task"]);
  world.highlevel.control.setFaults([{ fault: { kind }, match: { operation: "POST /contacts/upsert" }, times: 1 }]);
  openNaming(world, "ada.quist@example.com");
  await settle(world);
  expect(world.highlevel.control.faultsInjected()).toEqual({ [kind]: 1 });
  expect(upserts(world)).toBe(1);
  expect(contactsOf(world, "ada.quist@example.com")).toHaveLength(1);
  await sweepUp(world);
  expect(world.highlevel.control.tasks()).toHaveLength(1);
});

it("I3 makes nobody again after everything here was lost", async () => {
  const world = await emailWorld();
  openNaming(world, "ada.quist@example.com");
  await settle(world);
  const fresh = await world.withEmptyStore();
  await changeRules(fresh, { emailField: FIELD });
  await fresh.load();
  await sweepUp(fresh);
  expect([upserts(world), contactsOf(world, "ada.quist@example.com").length]).toEqual([1, 1]);
});

it("P1 private incidents, tests and tutorials make nobody, even where the bridge may tell of them, and ask nothing", async () => {
  const world = await emailWorld([], { tellsPrivate: true, tellsDrills: true });
  const calls = world.highlevel.control.counters().calls;
  openNaming(world, "secret@example.com", "private");
  openNaming(world, "test@example.com", "public", { mode: "test" });
  openNaming(world, "tutorial@example.com", "public", { mode: "tutorial" });
  await settle(world);
  expect(world.highlevel.control.counters().calls).toBe(calls);
  await sweepUp(world);
  expect(upserts(world)).toBe(0);
});

it("D5 an incident makes 25 contacts and no more, and says why the others stay alone, until a person allows more", async () => {
  const world = await emailWorld();
  const incident = openNaming(world, addresses(30));
  await settle(world);
  expect(upserts(world)).toBe(25);
  // Other addresses in their place are not let in either.
  world.incident.control.editIncident(incident, { fields: { [FIELD]: "late@example.com" } });
  await settle(world);
  await sweepUp(world);
  expect(upserts(world)).toBe(25);
  const { id } = await world.bridge();
  const alone = (await world.links()).filter(({ bridgeId, because }) => bridgeId === id && because === "HW_LINK_CONTACTS_BRAKE");
  expect(alone).not.toEqual([]);
  const told = await world.app.why(String(alone.at(-1)?.id));
  expect(JSON.stringify(told)).toMatch(/as many contacts as one incident may/u);
  await changeRules(world, { mostNewContacts: 26 });
  await sweepUp(world);
  expect(contactsOf(world, "late@example.com")).toHaveLength(1);
});

it("D4 a contact stays when its address leaves the incident, and when the incident ends", async () => {
  const world = await emailWorld(["case-task"]);
  const incident = openNaming(world, "ada.quist@example.com");
  await settle(world);
  world.incident.control.editIncident(incident, { fields: { [FIELD]: "somebody else" } });
  await settle(world);
  await sweepUp(world);
  expect(contactsOf(world, "ada.quist@example.com")).toHaveLength(1);
  expect(world.highlevel.control.tasks()).toMatchObject([{ completed: true }]);
  world.incident.control.editIncident(incident, { status: "Closed" });
  await settle(world);
  await sweepUp(world);
  expect(contactsOf(world, "ada.quist@example.com")).toHaveLength(1);
});

it("D4 a contact that a person deletes is not made again", async () => {
  const world = await emailWorld();
  const incident = openNaming(world, "ada.quist@example.com");
  await settle(world);
  world.highlevel.control.deleteContact(String(contactsOf(world, "ada.quist@example.com")[0]?.["id"]));
  await settle(world);
  world.incident.control.editIncident(incident, { severity: "Critical" });
  await settle(world);
  await sweepUp(world);
  expect([upserts(world), contactsOf(world, "ada.quist@example.com")]).toEqual([1, []]);
});

it("M1 what people change of such a contact is never written over", async () => {
  const world = await emailWorld();
  const incident = openNaming(world, "ada.quist@example.com");
  await settle(world);
  const id = String(contactsOf(world, "ada.quist@example.com")[0]?.["id"]);
  world.highlevel.control.editContact(id, { email: "ada@elsewhere.example.com" });
  world.incident.control.editIncident(incident, { severity: "Critical" });
  await settle(world);
  await sweepUp(world);
  expect(contactsOf(world, "ada@elsewhere.example.com")).toHaveLength(1);
});

it("P4 makes no contact of an erased person's address", async () => {
  const world = await emailWorld();
  const id = String(world.highlevel.control.contacts()[0]?.["id"]);
  world.highlevel.control.editContact(id, { email: "ada.quist@example.com" });
  await settle(world);
  await world.app.erase("ada.quist@example.com", "test");
  world.highlevel.control.deleteContact(id);
  openNaming(world, "ada.quist@example.com");
  await settle(world);
  await sweepUp(world);
  expect(contactsOf(world, "ada.quist@example.com")).toEqual([]);
  expect(JSON.stringify(await world.links())).not.toContain("ada.quist");
});

it("S1 app.why says of the write and of the non-write what happened", async () => {
  const world = await emailWorld();
  openNaming(world, "ada.quist@example.com");
  await settle(world);
  const { id } = await world.bridge();
  const link = must(
    (await world.links()).find(({ bridgeId }) => bridgeId === id),
    "its link",
  );
  expect(JSON.stringify(await world.app.why(String(link.id)))).toMatch(/Created the record in HighLevel/u);
});
