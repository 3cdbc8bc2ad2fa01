import { expect, it } from "vitest";
import { HighwireError } from "#core/errors.ts";
import type { PlanId } from "#core/ids.ts";
import type { KeptItem, KeptPlan, PlanItemFilter } from "#core/ports/plan-store.ts";
import type { EnginePorts } from "#engine/engine-ports.ts";
import { createPlanDesk, type PlanDesk } from "#engine/plans/plan-desk.ts";
import { fieldRows } from "#engine/plans/field-rows.ts";
import { FreshReads } from "#engine/fresh-reads.ts";
import { must } from "#lib/must.ts";
import { createWorld, firstContact, type World } from "../support/in-process-world.ts";
import { planAtRest } from "../support/plan-at-rest.ts";

const WHO = "tester";

const planOf = async (world: World, id: PlanId): Promise<KeptPlan> => must(await world.store.keptPlan(world.workspaceId, id), "the plan");

const deskOver = ({ workspaceId, clock }: World, ports: EnginePorts): PlanDesk =>
  createPlanDesk({ ports, workspaceId, fresh: new FreshReads(clock), owner: "another" });

async function made(world: World): Promise<KeptPlan> {
  const { id } = await world.app.plans.make((await world.bridge()).id, WHO);
  return planAtRest(world, id);
}

async function items(world: World, id: PlanId, filter: PlanItemFilter = {}): Promise<readonly KeptItem[]> {
  return (await world.store.planItems(world.workspaceId, id, { ...filter, from: 0, limit: 1_000 })).items;
}

it("S4 a kept plan is made in the background, and carrying it out writes its operations and nothing else", async () => {
  const world = await createWorld({ contacts: 12, mode: "paused" });
  const begun = await world.app.plans.make((await world.bridge()).id, WHO);
  expect(begun).toMatchObject({ stage: "making", summary: null, madeBy: WHO });
  const plan = await planAtRest(world, begun.id);
  expect(plan).toMatchObject({ stage: "ready", failure: null, summary: { id: plan.id, counts: { create: 12 } } });
  const entriesBefore = world.incident.control.counters().writes;
  await world.app.plans.apply(plan.id, { scope: "rest" }, WHO);
  expect(await planAtRest(world, plan.id)).toMatchObject({ applied: { applied: 12, drifted: 0, failed: 0, needsPerson: 0 }, failure: null });
  expect(world.incident.control.counters().writes - entriesBefore).toBe(12);
  expect(await items(world, plan.id, { outcome: "applied" })).toHaveLength(12);
  expect((await world.app.preview((await world.bridge()).id)).counts).toMatchObject({ create: 0, same: 12 });
});

it("S4 the first ten are carried out, then the rest, and what was left out stays as it was", async () => {
  const world = await createWorld({ contacts: 13, mode: "paused" });
  const { id } = await made(world);
  const [out] = await items(world, id);
  await world.app.plans.pick(id, { positions: [must(out, "a row").position] }, false);
  await world.app.plans.apply(id, { scope: "first" }, WHO);
  expect((await planAtRest(world, id)).applied).toMatchObject({ applied: 10 });
  await world.app.plans.apply(id, { scope: "rest" }, WHO);
  expect((await planAtRest(world, id)).applied).toMatchObject({ applied: 12 });
  expect((await world.linkOf(must(out?.item.leftId, "its contact")))?.rightId ?? null).toBeNull();
  await expect(world.app.plans.apply(id, { scope: "rest" }, WHO)).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
  const runs = await world.app.runs(10);
  expect(runs).toMatchObject([{ cause: [`person ${WHO}`], detail: { plan: id, operations: 12 } }]);
});

it("S4 a row whose record changed since is told as drifted and not written", async () => {
  const world = await createWorld({ contacts: 3, mode: "paused" });
  const { id } = await made(world);
  const contact = firstContact(world);
  world.highlevel.control.editContact(contact, { phone: "+12025550101" });
  await world.app.plans.apply(id, { scope: "rest" }, WHO);
  expect((await planAtRest(world, id)).applied).toMatchObject({ applied: 2, drifted: 1 });
  expect((await items(world, id, { outcome: "drifted" })).map(({ item }) => item.leftId)).toEqual([contact]);
  expect((await world.linkOf(contact)).rightId).toBeNull();
});

it("S4 a kept plan that is too old, of other settings, or altered is not carried out", async () => {
  const world = await createWorld({ contacts: 2, mode: "paused" });
  const stale = await made(world);
  world.clock.advance(1_800_001);
  await expect(world.app.plans.apply(stale.id, { scope: "rest" }, WHO)).rejects.toMatchObject({ code: "HW_PLAN_EXPIRED" });
  const other = await made(world);
  await world.change({ version: 2 });
  await expect(world.app.plans.apply(other.id, { scope: "rest" }, WHO)).rejects.toMatchObject({ code: "HW_PLAN_EXPIRED" });
  const altered = await made(world);
  const before = world.writes();
  await world.store.addPlanItems(world.workspaceId, altered.id, [{ ...must((await items(world, altered.id))[0], "a row"), position: 99 }]);
  await world.app.plans.apply(altered.id, { scope: "rest" }, WHO);
  expect(await planAtRest(world, altered.id)).toMatchObject({ stage: "ready", applied: null, failure: { code: "HW_PLAN_EXPIRED" } });
  expect(world.writes()).toBe(before);
});

it("D5 deletes are locked at first, and once picked ask for the number of records", async () => {
  const world = await createWorld({ contacts: 4 });
  await world.load();
  await world.change({ mode: "paused", onDelete: "delete", version: 2 });
  const contact = firstContact(world);
  world.highlevel.control.deleteContact(contact);
  const { id, summary } = await made(world);
  expect(summary?.counts).toMatchObject({ delete: 1, same: 3 });
  await expect(world.app.plans.apply(id, { scope: "rest" }, WHO)).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
  await world.app.plans.pick(id, { symbol: "-" }, true);
  for (const confirm of [{}, { confirm: 2 }]) {
    await expect(world.app.plans.apply(id, { scope: "rest", ...confirm }, WHO)).rejects.toMatchObject({
      code: "HW_REQUEST_INVALID",
      data: { field: "confirm" },
    });
  }
  await world.app.plans.apply(id, { scope: "rest", confirm: 1 }, WHO);
  expect((await planAtRest(world, id)).applied).toMatchObject({ applied: 1, drifted: 0 });
});

it("A3 a kept plan that was carried out is rehearsed and then taken back", async () => {
  const world = await createWorld({ contacts: 2 });
  await world.load();
  await world.change({ mode: "paused" });
  const contact = firstContact(world);
  const before = (await world.entryOf(await world.linkOf(contact))).fields["website"];
  world.highlevel.control.editContact(contact, { website: "https://new.example" });
  const { id } = await made(world);
  await expect(world.app.plans.undo(id, { rehearse: true }, WHO)).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
  await world.app.plans.apply(id, { scope: "rest" }, WHO);
  await planAtRest(world, id);
  await world.app.plans.undo(id, { rehearse: true }, WHO);
  expect(await planAtRest(world, id)).toMatchObject({ rehearsal: { restored: 1, changedSince: 0 }, undone: null });
  expect((await world.entryOf(await world.linkOf(contact))).fields["website"]).toBe("https://new.example");
  await world.app.plans.undo(id, { rehearse: false }, WHO);
  expect(await planAtRest(world, id)).toMatchObject({ undone: { restored: 1 }, rehearsal: null });
  expect((await world.entryOf(await world.linkOf(contact))).fields["website"]).toBe(before);
  expect((await world.store.journal(world.workspaceId, { limit: 1, kinds: ["write"] }))[0]?.cause).toContain(`person ${WHO}`);
});

it("shows of each field both values, what was last agreed, what it becomes and by which rule", async () => {
  const world = await createWorld({ contacts: 2 });
  await world.load();
  await world.change({ mode: "paused" });
  const contact = firstContact(world);
  const { rightId } = await world.linkOf(contact);
  world.highlevel.control.editContact(contact, { website: "https://left.example", phone: "+12025550111" });
  world.incident.control.editEntry(String(rightId), null, { hw_phone: "+1 202 555 0112" });
  const { id } = await made(world);
  const [row] = await items(world, id, { symbol: "⚠" });
  const told = new Map(fieldRows(await world.bridge(), must(row, "the row").item, null).map((one) => [one.map.field, one]));
  expect(told.get("website")).toMatchObject({ left: "https://left.example", rule: "highlevel-changed", after: { right: "https://left.example" } });
  expect(told.get("website")?.agreed).toMatchObject({ known: true, value: told.get("website")?.right });
  expect(told.get("phone")).toMatchObject({
    left: "+12025550111",
    right: "+12025550112",
    agreed: { known: false, value: null },
    rule: "both-changed",
    policy: "ask",
    after: { left: "+12025550111", right: "+12025550112" },
  });
  expect(told.get("email")).toMatchObject({ rule: "equal", policy: null });
});

it("asks a second time for a plan that is just being made as for the same one", async () => {
  const world = await createWorld({ contacts: 2, mode: "paused" });
  const { id } = await world.bridge();
  const [one, other] = [await world.app.plans.make(id, WHO), await world.app.plans.make(id, WHO)];
  expect(other.id).toBe(one.id);
  await planAtRest(world, one.id);
  expect((await world.app.plans.make(id, WHO)).id).not.toBe(one.id);
});

it("does one thing at a time with a plan, and takes over what died with its process", async () => {
  const world = await createWorld({ contacts: 2, mode: "paused" });
  const { id } = await made(world);
  await world.store.changePlan(world.workspaceId, id, (plan) => ({ ...plan, stage: "applying", touchedAt: world.clock.now() }));
  await expect(world.app.plans.apply(id, { scope: "rest" }, WHO)).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
  await expect(world.app.plans.pick(id, {}, false)).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
  world.clock.advance(61_000);
  await world.app.plans.apply(id, { scope: "rest" }, WHO);
  expect((await planAtRest(world, id)).applied).toMatchObject({ applied: 2 });
});

it("says with the plan why it could not be made", async () => {
  const world = await createWorld({ contacts: 1, mode: "paused" });
  const sides = async (): Promise<never> => Promise.reject(new HighwireError("HW_NOT_CONNECTED"));
  const desk = deskOver(world, { ...world.ports, sides });
  const { id } = await desk.make((await world.bridge()).id, WHO);
  expect(await planAtRest(world, id)).toMatchObject({ stage: "failed", summary: null, failure: { code: "HW_NOT_CONNECTED" } });
  await desk.close();
});

it("stops making a plan when the application closes, and says so with the plan", async () => {
  const world = await createWorld({ contacts: 2, mode: "paused" });
  const desk = deskOver(world, world.ports);
  const { id } = await desk.make((await world.bridge()).id, WHO);
  await desk.close();
  expect(await planOf(world, id)).toMatchObject({ stage: "failed", summary: null, progress: null, failure: { code: "HW_CANCELLED" } });
});
