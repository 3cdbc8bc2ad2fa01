import { expect, it } from "vitest";
import type { HistoryChoice } from "#core/history.ts";
import type { Bridge } from "#core/bridge.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";

const DAY_MS = 86_400_000;
/** Entries of contacts; the sandbox has others of its own. */
const rowsOf = (world: World) => world.incident.control.entries().filter(({ external_id: id }) => String(id).startsWith(world.highlevel.locationId));
const choose = async (world: World, history: HistoryChoice): Promise<Bridge> => world.app.changeRules((await world.bridge()).id, { history }, "test");

/** Two contacts of long ago, after which somebody chose how much of that is taken in. */
async function worldWithPast(history: HistoryChoice, contacts = 2): Promise<World> {
  const world = await createWorld({ contacts });
  await world.clock.sleep(120 * DAY_MS);
  await choose(world, history);
  return world;
}

it("I6 without history, records of before that have no counterpart are left alone, and say why", async () => {
  const world = await worldWithPast("none");
  await world.load();
  const link = await world.linkOf(firstContact(world));
  expect(link).toMatchObject({ state: "excluded", because: "HW_LINK_BEFORE_HISTORY", rightId: null });
  expect(rowsOf(world)).toHaveLength(0);
  const { headline } = await world.app.why(link.id);
  expect(headline).toContain("left alone until somebody changes it");
  const { verdict, reasons } = await world.app.answer(firstContact(world));
  expect(verdict).toContain("left out on purpose");
  expect(reasons.join(" ")).toContain("older than the history that was chosen");
});

it("I6 what is left alone is read once in a first load, and never again while nobody changes it", async () => {
  const world = await worldWithPast("none", 12);
  await world.load();
  const [calls, writes] = [world.calls(), world.writes()];
  await world.sweep();
  await world.drain();
  // The two lists of the sweep, a page each.
  expect(world.calls() - calls).toBeLessThanOrEqual(4);
  expect(world.writes()).toBe(writes);
});

it("I6 a record that was left alone is taken in once somebody changes it, and new ones are at once", async () => {
  const world = await worldWithPast("none");
  await world.load();
  world.highlevel.control.editContact(firstContact(world), { phone: "+12025550144" });
  const made = world.highlevel.control.createContact({ firstName: "New", email: "new@example.com" });
  await world.deliver();
  await world.drain();
  expect(await world.linkOf(firstContact(world))).toMatchObject({ state: "active", because: null });
  expect(await world.linkOf(made)).toMatchObject({ state: "active" });
  expect(rowsOf(world)).toHaveLength(2);
});

it("I6 records of before that exist on both sides are linked all the same", async () => {
  const world = await createWorld({ contacts: 2 });
  await world.load();
  const other = await world.withEmptyStore();
  await other.clock.sleep(120 * DAY_MS);
  await choose(other, "none");
  const writes = other.writes();
  await other.load();
  expect(await other.linkOf(firstContact(other))).toMatchObject({ state: "active", because: null });
  expect(other.writes()).toBe(writes);
});

it("I6 the last days take in what changed in them and nothing older", async () => {
  const world = await createWorld({ contacts: 2 });
  await world.clock.sleep(120 * DAY_MS);
  const recent = world.highlevel.control.createContact({ firstName: "Recent", email: "recent@example.com" });
  await world.clock.sleep(30 * DAY_MS);
  await choose(world, 90);
  await world.load();
  expect(await world.linkOf(recent)).toMatchObject({ state: "active" });
  expect(await world.linkOf(firstContact(world))).toMatchObject({ because: "HW_LINK_BEFORE_HISTORY" });
});

it("I6, S4 the plan shows what the history leaves alone, as the run does it", async () => {
  const world = await worldWithPast("none");
  const bridge = await world.bridge();
  const plan = await world.app.preview(bridge.id);
  expect(plan.counts).toMatchObject({ create: 0, skip: 2 });
  expect(plan.items[0]?.because).toContain("has not changed since the history of its flow begins");
  await choose(world, "all");
  expect((await world.app.preview(bridge.id)).counts).toMatchObject({ create: 2, skip: 0 });
});

it("I6 a history that grows takes in what was left alone, and one that shrinks ends no link", async () => {
  const world = await worldWithPast("none");
  await world.load();
  await choose(world, "all");
  await world.drain();
  expect((await world.links()).map(({ state }) => state)).toEqual(["active", "active"]);
  expect(rowsOf(world)).toHaveLength(2);
  await choose(world, "none");
  await world.sweep();
  await world.drain();
  expect((await world.links()).map(({ state }) => state)).toEqual(["active", "active"]);
});

it("I6 a counterpart that a person has made again is no history", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  await world.clock.sleep(120 * DAY_MS);
  await choose(world, "none");
  const { id, rightId } = await world.linkOf(firstContact(world));
  world.incident.control.archiveEntry(String(rightId));
  await world.app.desk.repair(id, { do: "create", side: "incident" }, "test");
  await world.drain();
  expect(await world.linkOf(firstContact(world))).toMatchObject({ state: "active", because: null });
});

it("refuses a history for what is no contact, and changes nothing", async () => {
  const world = await createWorld({ entity: "task" });
  const before = await world.bridge();
  await expect(choose(world, "none")).rejects.toMatchObject({ code: "HW_REQUEST_INVALID" });
  expect(await world.bridge()).toEqual(before);
});

it("I6 the configuration file tells the history, and a file that asks for more takes it in", async () => {
  const world = await worldWithPast("none");
  await world.load();
  const file = await world.app.config.read();
  expect(file.bridges).toMatchObject([{ kind: "contact", history: "none" }]);
  const wanted = { ...file, bridges: file.bridges.map((bridge) => ({ ...bridge, history: 365 })) };
  const { changes, hash } = await world.app.config.compare(wanted);
  expect(changes).toMatchObject([{ what: "history", here: "none", file: "the last 365 days" }]);
  await world.app.config.apply(wanted, String(hash), "test");
  await world.drain();
  expect((await world.links()).map(({ state }) => state)).toEqual(["active", "active"]);
});
