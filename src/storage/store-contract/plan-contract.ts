import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import type { LinkId, PlanId, WorkspaceId } from "#core/ids.ts";
import type { KeptItem, KeptPlan } from "#core/ports/plan-store.ts";
import type { Store } from "#core/ports/store.ts";
import type { Operation, PlanItem, PlanSymbol } from "#core/sync/sync-plan.ts";
import { makeWorld, mark, T0, type World } from "./contract-world.ts";

function aPlan({ workspaceId, bridge }: World, more: Partial<KeptPlan> = {}): KeptPlan {
  return {
    id: randomUUID() as PlanId,
    workspaceId,
    bridgeId: bridge.id,
    bridgeVersion: 1,
    stage: "making",
    progress: null,
    touchedAt: T0,
    madeBy: "test",
    madeAt: T0,
    expiresAt: T0 + 1_800_000,
    summary: null,
    facets: { fields: [], reasons: [] },
    appliedAt: null,
    applied: null,
    rehearsal: null,
    undone: null,
    failure: null,
    ...more,
  };
}

const create: Operation = { kind: "create", side: "incident", fields: { email: "ada@example.com" }, counterpartId: "c" };
const remove: Operation = { kind: "delete", side: "incident", recordId: "e" };

function anItem(position: number, symbol: PlanSymbol, more: Partial<PlanItem> & Pick<Partial<KeptItem>, "fields" | "picked"> = {}): KeptItem {
  const { fields = [], picked, ...rest } = more;
  const item: PlanItem = {
    linkId: null,
    leftId: `contact-${String(position)}`,
    rightId: null,
    symbol,
    title: `Person ${String(position)}`,
    operations: [],
    because: "equal",
    leftVersion: "1",
    rightVersion: null,
    ...rest,
  };
  return { position, item, fields, picked: picked ?? item.operations.length > 0, outcome: null };
}

/** Keeps a plan of five items in three groups. */
export async function keepPlan(store: Store, world: World): Promise<KeptPlan> {
  const plan = aPlan(world);
  await store.savePlan(plan);
  await store.addPlanItems(world.workspaceId, plan.id, [
    anItem(0, "-", { operations: [remove], picked: false }),
    anItem(1, "="),
    anItem(2, "+", { operations: [create], fields: ["email"], title: "Ada 100% _Quist_", because: "create" }),
    anItem(3, "+", { operations: [create, create], fields: ["email", "phone"], because: "create" }),
    anItem(4, "="),
  ]);
  return plan;
}

async function kept(store: Store): Promise<{ readonly world: World; readonly plan: KeptPlan }> {
  const world = await makeWorld(store);
  return { world, plan: await keepPlan(store, world) };
}

const positions = (items: readonly KeptItem[]): readonly number[] => items.map(({ position }) => position);

export function planContract(open: () => Store): void {
  keeping(open);
  narrowing(open);
}

function keeping(open: () => Store): void {
  it("gives a plan back as it was saved and as it was changed", async () => {
    const store = open();
    const world = await makeWorld(store);
    const plan = aPlan(world);
    await store.savePlan(plan);
    expect(await store.keptPlan(world.workspaceId, plan.id)).toEqual(plan);
    const ready = { ...plan, stage: "ready" as const };
    expect(await store.changePlan(world.workspaceId, plan.id, () => ready)).toEqual(ready);
    expect(await store.changePlan(world.workspaceId, plan.id, () => null)).toBeNull();
    expect(await store.keptPlan(world.workspaceId, plan.id)).toEqual(ready);
  });

  it("lists plans newest first, of one bridge when it is named", async () => {
    const store = open();
    const world = await makeWorld(store);
    const [older, newer] = [aPlan(world), aPlan(world, { madeAt: T0 + 1 })];
    const other = aPlan(world, { bridgeId: randomUUID() as never, madeAt: T0 + 2 });
    for (const plan of [older, other, newer]) await store.savePlan(plan);
    expect((await store.keptPlans(world.workspaceId, { bridgeId: world.bridge.id, limit: 5 })).map(({ id }) => id)).toEqual([newer.id, older.id]);
    expect((await store.keptPlans(world.workspaceId, { limit: 1 })).map(({ id }) => id)).toEqual([other.id]);
  });

  it("T1 shows no plan and no item to another workspace, and lets it pick none", async () => {
    const { plan } = await kept(open());
    const foreign = randomUUID() as WorkspaceId;
    expect(await open().keptPlan(foreign, plan.id)).toBeNull();
    expect(await open().keptPlans(foreign, { limit: 5 })).toEqual([]);
    expect(await open().planItems(foreign, plan.id, { from: 0, limit: 10 })).toEqual({ items: [], total: 0 });
    expect(await open().pickPlanItems(foreign, plan.id, {}, false)).toBe(0);
    expect(await open().planTally(foreign, plan.id)).toEqual({ records: 0, writes: 0, deletes: 0 });
    expect(await open().changePlan(foreign, plan.id, (current) => current)).toBeNull();
  });

  it("P4 keeps no row of an erased person in any plan", async () => {
    const store = open();
    const { world, plan } = await kept(store);
    await store.markDirty([mark(world, "contact-2")], T0);
    const link = await store.linkOf(world.workspaceId, world.bridge.id, "highlevel", "contact-2");
    await store.addPlanItems(world.workspaceId, plan.id, [anItem(5, "~", { leftId: null, rightId: null, linkId: link?.id as LinkId })]);
    await store.erase(world.workspaceId, [link?.id as LinkId], "everywhere", T0);
    const left = await store.planItems(world.workspaceId, plan.id, { from: 0, limit: 10 });
    expect(positions(left.items)).toEqual([3, 1, 4, 0]);
  });

  it("tells listeners when a plan moves on", async () => {
    const heard: string[] = [];
    const stop = await open().listen(["plan"], (topic, workspace) => heard.push(`${topic} ${workspace}`));
    const world = await makeWorld(open());
    await open().savePlan(aPlan(world));
    await expect.poll(() => heard).toContain(`plan ${world.workspaceId}`);
    await stop();
  });
}

function narrowing(open: () => Store): void {
  it("lists items group by group, deletes last, from any place on", async () => {
    const { world, plan } = await kept(open());
    const all = await open().planItems(world.workspaceId, plan.id, { from: 0, limit: 10 });
    expect(positions(all.items)).toEqual([2, 3, 1, 4, 0]);
    expect(all.items[0]?.item).toEqual(anItem(2, "+", { operations: [create], title: "Ada 100% _Quist_", because: "create" }).item);
    const rest = await open().planItems(world.workspaceId, plan.id, { from: 3, limit: 1 });
    expect({ rest: positions(rest.items), total: rest.total }).toEqual({ rest: [4], total: 5 });
  });

  it.each([
    [{ symbol: "=" as const }, [1, 4]],
    [{ field: "phone" }, [3]],
    [{ reason: "create" }, [2, 3]],
    [{ search: "100% _q" }, [2]],
    [{ search: "n_1" }, []],
    [{ search: "CONTACT-4" }, [4]],
    [{ positions: [0, 1] }, [1, 0]],
    [{ due: true as const }, [2, 3]],
    [{ outcome: "applied" as const }, []],
  ])("narrows items by %j", async (filter, wanted) => {
    const { world, plan } = await kept(open());
    const found = await open().planItems(world.workspaceId, plan.id, { ...filter, from: 0, limit: 10 });
    expect({ found: positions(found.items), total: found.total }).toEqual({ found: wanted, total: wanted.length });
  });

  it("picks only what writes something and was not carried out, and counts what is left", async () => {
    const store = open();
    const { world, plan } = await kept(store);
    const { workspaceId } = world;
    expect(await store.planTally(workspaceId, plan.id)).toEqual({ records: 2, writes: 3, deletes: 0 });
    expect(await store.pickPlanItems(workspaceId, plan.id, { symbol: "-" }, true)).toBe(1);
    expect(await store.pickPlanItems(workspaceId, plan.id, { symbol: "=" }, true)).toBe(0);
    expect(await store.planTally(workspaceId, plan.id)).toEqual({ records: 3, writes: 4, deletes: 1 });
    expect(await store.pickPlanItems(workspaceId, plan.id, { positions: [3] }, false)).toBe(1);
    await store.notePlanOutcomes(workspaceId, plan.id, [{ position: 2, outcome: "drifted" }]);
    expect(await store.pickPlanItems(workspaceId, plan.id, { positions: [2] }, false)).toBe(0);
    expect(await store.planTally(workspaceId, plan.id)).toEqual({ records: 1, writes: 1, deletes: 1 });
    const drifted = await store.planItems(workspaceId, plan.id, { outcome: "drifted", from: 0, limit: 10 });
    expect(drifted.items.map(({ position, picked, outcome }) => ({ position, picked, outcome }))).toEqual([
      { position: 2, picked: true, outcome: "drifted" },
    ]);
  });
}
