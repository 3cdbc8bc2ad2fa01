import { expect, it } from "vitest";
import { contactType, createWorld, firstContact, type World } from "../support/in-process-world.ts";

const CONTACTS = 230;
/** Records that are carried out before anything is asked again. */
const CHUNK = 100;

/** A world in which something happens just when the first record of a run is written. */
async function interruptedWorld(mode: "draft" | "live" | "paused"): Promise<{ readonly world: World; interrupt(by: () => Promise<unknown>): void }> {
  let armed: (() => Promise<unknown>) | null = null;
  const world = await createWorld({
    contacts: CONTACTS,
    mode,
    wire: (network) => async (request) => {
      const by = request.method === "GET" || request.url.includes("search") ? null : armed;
      if (by !== null) armed = null;
      await by?.();
      return network(request);
    },
  });
  return { world, interrupt: (by) => (armed = by) };
}

const entries = (world: World): number => world.incident.control.entries(contactType(world)).length;
const setMode =
  (world: World, mode: "draft" | "live" | "paused"): (() => Promise<unknown>) =>
  async () =>
    world.app.setBridgeMode((await world.bridge()).id, mode, "ada");

it.each([
  ["all writes are paused", (world: World) => () => world.app.pauseAll(true, "ada"), "HW_REQUEST_CONFLICT"],
  ["its flow is paused", (world: World) => setMode(world, "paused"), "HW_REQUEST_CONFLICT"],
  ["its flow is put back to a draft", (world: World) => setMode(world, "draft"), "HW_REQUEST_CONFLICT"],
  ["its mapping is changed", (world: World) => async () => world.change({ version: (await world.bridge()).version + 1 }), "HW_PLAN_EXPIRED"],
] as const)("S4 X8 a plan that is being carried out stops when %s", async (_what, by, code) => {
  const { world, interrupt } = await interruptedWorld("live");
  const plan = await world.app.preview((await world.bridge()).id);
  interrupt(by(world));
  await expect(world.app.apply(plan)).rejects.toMatchObject({ code });
  expect(entries(world)).toBe(CHUNK);
});

it("S4 X8 a plan that was stopped by a pause can be carried out to its end once everything is resumed", async () => {
  const { world, interrupt } = await interruptedWorld("draft");
  const { plans } = world.app;
  const { id: bridgeId } = await world.bridge();
  const ended = async (id: Parameters<typeof plans.apply>[0]) => {
    for (;;) {
      const plan = await world.store.keptPlan(world.workspaceId, id);
      if (plan?.stage === "ready") return plan;
      await world.clock.sleep(500);
    }
  };
  const { id } = await ended((await plans.make(bridgeId, "ada")).id);
  interrupt(() => world.app.pauseAll(true, "ada"));
  await plans.apply(id, { scope: "rest" }, "ada");
  expect(await ended(id)).toMatchObject({
    failure: { code: "HW_REQUEST_CONFLICT", detail: expect.stringContaining("paused") as unknown },
    applied: { applied: CHUNK },
  });
  await expect(plans.apply(id, { scope: "rest" }, "ada")).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
  await world.app.pauseAll(false, "ada");
  await plans.apply(id, { scope: "rest" }, "ada");
  expect(await ended(id)).toMatchObject({ failure: null, applied: { applied: CONTACTS, drifted: 0 } });
  expect(entries(world)).toBe(CONTACTS);
});

it("A3 X8 what takes a run back stops when all writes are paused, refuses to begin before they are resumed, and then goes on", async () => {
  const { world, interrupt } = await interruptedWorld("paused");
  const plan = await world.app.preview((await world.bridge()).id);
  await world.app.apply(plan);
  interrupt(() => world.app.pauseAll(true, "ada"));
  await expect(world.app.undo(plan.id)).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
  expect(entries(world)).toBe(CONTACTS - CHUNK);
  await expect(world.app.undo(plan.id)).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
  expect(entries(world)).toBe(CONTACTS - CHUNK);
  // Looking writes nothing.
  expect(await world.app.undo(plan.id, { rehearse: true })).toMatchObject({ removed: CONTACTS - CHUNK });
  await world.app.pauseAll(false, "ada");
  expect(await world.app.undo(plan.id)).toMatchObject({ removed: CONTACTS - CHUNK, failed: 0 });
  expect(entries(world)).toBe(0);
});

it("A3 a run is taken back while its flow is paused, and not while all writes are", async () => {
  const world = await createWorld({ contacts: 2 });
  const plan = await world.app.preview((await world.bridge()).id);
  await world.app.apply(plan);
  await setMode(world, "paused")();
  const [entry] = await world.store.journal(world.workspaceId, { kinds: ["write"], limit: 1 });
  await world.app.pauseAll(true, "ada");
  await expect(world.app.desk.activity.undo(entry!.id, "ada", false)).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
  expect(entries(world)).toBe(2);
  await world.app.pauseAll(false, "ada");
  expect(await world.app.desk.activity.undo(entry!.id, "ada", false)).toMatchObject({ removed: 1 });
  expect(await world.app.undo(plan.id)).toMatchObject({ removed: 1 });
});

it.each([
  ["all writes are paused", (world: World) => world.app.pauseAll(true, "ada"), (world: World) => world.app.pauseAll(false, "ada")],
  ["its flow is paused", (world: World) => setMode(world, "paused")(), (world: World) => setMode(world, "live")()],
  ["its flow is a draft", (world: World) => setMode(world, "draft")(), (world: World) => setMode(world, "live")()],
] as const)("X8 a record that somebody has brought into step at once stays as it is while %s, and is written afterwards", async (_what, stop, go) => {
  const world = await createWorld({ contacts: 1 });
  await world.load();
  const contact = firstContact(world);
  const { id } = await world.linkOf(contact);
  await stop(world);
  world.highlevel.control.editContact(contact, { phone: "+12025550102" });
  const writes = world.writes();
  await expect(world.app.syncContact(id)).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
  // Resuming is noted, and done later.
  await world.app.pauseContact(id, "ada");
  expect(await world.app.resumeContact(id, "ada")).toMatchObject({ state: "active", dirty: true });
  expect(world.writes()).toBe(writes);
  await go(world);
  await world.drain();
  expect((await world.entryOf(await world.linkOf(contact))).fields["phone"]).toBe("+12025550102");
});
