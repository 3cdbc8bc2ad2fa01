import { expect, it } from "vitest";
import { newBridges } from "#main/default-mapping.ts";
import type { Bridge } from "#core/bridge.ts";
import type { BridgeId } from "#core/ids.ts";
import { flowMode, recipeIds, recipes } from "#core/recipes.ts";
import { must } from "#lib/must.ts";
import { connectAccount, createWorld, firstContact, type World } from "../support/in-process-world.ts";

const WHO = "tester";
const bridges = async (world: World): Promise<Readonly<Record<string, Bridge>>> =>
  Object.fromEntries((await world.store.bridges(world.workspaceId)).map((bridge) => [bridge.entity, bridge]));

it("switches on each of the six flows with the bridges that make it, and keeps what ran before", async () => {
  const world = await createWorld({ contacts: 1, mode: "live" });
  for (const id of recipeIds) expect((await world.app.flows.setMode(id, { mode: "shadow" }, WHO)).mode).toBe("shadow");
  const kinds = Object.keys(await bridges(world)).toSorted();
  expect(kinds).toEqual([...new Set(Object.values(recipes).flatMap(({ own }) => own))].toSorted());
  await world.app.flows.setMode("contacts", { mode: "live" }, WHO);
  await world.app.flows.setMode("notes", { mode: "canary" }, WHO);
  const { contact, timeline, task } = await bridges(world);
  expect([contact?.mode, timeline?.mode, task?.mode]).toEqual(["live", "canary", "shadow"]);
});

it("starts the contacts that a flow needs, and leaves them running when the flow is paused", async () => {
  const world = await createWorld({ contacts: 1, mode: "draft" });
  await world.app.flows.setMode("incidents", { mode: "live" }, WHO);
  expect((await bridges(world))["contact"]?.mode).toBe("live");
  await world.app.flows.setMode("incidents", { mode: "paused" }, WHO);
  const after = await bridges(world);
  expect([after["contact"]?.mode, after["case-tags"]?.mode]).toEqual(["live", "paused"]);
  const [told] = await world.store.journal(world.workspaceId, { kinds: ["config"], limit: 1 });
  expect(told).toMatchObject({ cause: [`person ${WHO}`], detail: { mode: "paused", flow: "incidents" } });
});

it("takes linked tasks for a rule of the follow-ups, which go on when that flow is switched off", async () => {
  const world = await createWorld({ contacts: 1 });
  await world.app.flows.setMode("tasks", { mode: "live" }, WHO);
  expect((await world.app.flows.one("linked-tasks")).mode).toBe("off");
  expect((await world.app.flows.setMode("linked-tasks", { mode: "shadow" }, WHO)).mode).toBe("live");
  expect((await bridges(world))["follow-up"]).toMatchObject({ mode: "live", cases: { takesNew: true }, version: 2 });
  expect((await world.app.flows.setMode("linked-tasks", { mode: "paused" }, WHO)).mode).toBe("off");
  expect((await bridges(world))["follow-up"]).toMatchObject({ mode: "live", cases: { takesNew: false } });
});

it("adds what goes with a flow in the flow's mode, and nothing else", async () => {
  const world = await createWorld({ contacts: 1, mode: "live" });
  await world.app.flows.add("contacts", "business", WHO);
  expect((await bridges(world))["business"]?.mode).toBe("live");
  await expect(world.app.flows.add("contacts", "board", WHO)).rejects.toMatchObject({ code: "HW_REQUEST_INVALID" });
});

it("does not go live while the brake is on, and over other doubts only with a reason, which is kept", async () => {
  const world = await createWorld({ contacts: 3 });
  await world.load();
  const contact = firstContact(world);
  const { rightId } = await world.linkOf(contact);
  world.highlevel.control.editContact(contact, { phone: "+12025550103" });
  world.incident.control.editEntry(String(rightId), null, { hw_phone: "+1 202 555 0104" });
  await world.sweep();
  await world.drain();
  await world.change({ mode: "shadow" });
  const go = (reason?: string): Promise<unknown> =>
    world.app.flows.setMode("contacts", { mode: "live", ...(reason !== undefined && { reason }) }, WHO);
  await expect(go()).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT", data: { field: "reason" } });
  await go("one conflict is known");
  const [told] = await world.store.journal(world.workspaceId, { kinds: ["config"], limit: 1 });
  expect(told?.detail).toMatchObject({ mode: "live", reason: "one conflict is known" });
  await world.change({ brake: { at: 1, plannedDeletes: 30, linked: 40 } });
  await expect(go("whatever")).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT", data: { field: "mode" } });
});

it("asks which account is meant where there are several, instead of guessing", async () => {
  const world = await createWorld({ contacts: 1 });
  await connectAccount({ store: world.store, random: world.ports.random }, world.workspaceId, {
    vendor: "highlevel",
    account: "another",
    credential: "none",
  });
  await expect(world.app.flows.setMode("tasks", { mode: "shadow" }, WHO)).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
});

it("names the mode of a flow whose bridges differ as mixed, and of one without bridges as off", async () => {
  const world = await createWorld({ contacts: 1 });
  const [left, right] = await world.store.connections(world.workspaceId);
  const given = { id: "b" as BridgeId, name: "test", left: must(left, "left"), right: must(right, "right"), mode: "live" } as const;
  const [task, followUp] = [newBridges.task(given), { ...newBridges["follow-up"](given), mode: "paused" as const }];
  expect(flowMode(recipes.tasks, [])).toBe("off");
  expect(flowMode(recipes.tasks, [task])).toBe("mixed");
  expect(flowMode(recipes.tasks, [task, followUp])).toBe("mixed");
  expect(flowMode(recipes.tasks, [task, { ...followUp, mode: "live" }])).toBe("live");
});
