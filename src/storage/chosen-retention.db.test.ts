import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { RETENTION } from "#core/policy/retention.ts";
import type { Store } from "#core/ports/store.ts";
import { DAY_MS, keepPartitions } from "./postgres/partitions.ts";
import { dropWhatIsOver } from "./postgres/retention.ts";
import { claimed, entry, event, makeWorld, T0, vendorCall, type World } from "./store-contract/contract-world.ts";
import { openTestStore, type TestStore } from "./store-contract/open-test-store.ts";

let store: Store;
let owner: pg.Client;
let connection: pg.ClientConfig;
let opened: TestStore;

beforeAll(async () => {
  opened = await openTestStore(T0);
  ({ store, owner, connection } = opened);
  await keepPartitions(connection, T0);
});
afterAll(async () => opened.end());

const tables = ["inbox", "vendor_calls", "journal"] as const;

async function worldWith(days: object): Promise<World> {
  await keepPartitions(connection, T0);
  const world = await makeWorld(store);
  const { workspaceId } = world;
  await store.saveChoice(workspaceId, RETENTION, JSON.stringify(days));
  await store.commitEvents([event(world, "e1", "c1")], T0);
  await store.noteCalls(workspaceId, [vendorCall((await claimed(world, "c1")).id, T0)]);
  await store.appendJournal(workspaceId, [entry({ values: [{ field: "email", before: null, after: "ada@example.com" }] })], T0);
  await store.appendJournal(workspaceId, [entry()], T0 + 100 * DAY_MS);
  return world;
}

async function rowsAfter({ workspaceId }: World, days: number): Promise<readonly number[]> {
  await keepPartitions(connection, T0 + days * DAY_MS);
  await dropWhatIsOver(connection, T0 + days * DAY_MS);
  const counts: number[] = [];
  for (const table of tables) {
    const { rows } = await owner.query<{ count: string }>(`SELECT count(*) FROM ${table} WHERE workspace_id = $1`, [workspaceId]);
    counts.push(Number(rows[0]?.count));
  }
  return counts;
}

const valuesOf = async ({ workspaceId }: World): Promise<number> =>
  (await store.journal(workspaceId, { limit: 50 })).filter(({ values }) => values.length > 0).length;

it("drops what a workspace wants to go sooner, leaves another one's alone, and keeps the chain whole", async () => {
  const brief = await worldWith({ bodies: 2, calls: 1, journal: 90, values: 7 });
  const usual = await worldWith({});
  const [, , all = 0] = await rowsAfter(brief, 0);
  expect(await rowsAfter(brief, 1)).toEqual([1, 1, all]);
  expect(await rowsAfter(brief, 3)).toEqual([0, 0, all]);
  expect(await rowsAfter(usual, 3)).toEqual([1, 1, all]);
  expect([await valuesOf(brief), await valuesOf(usual)]).toEqual([1, 1]);
  await dropWhatIsOver(connection, T0 + 8 * DAY_MS);
  expect([await valuesOf(brief), await valuesOf(usual)]).toEqual([0, 1]);
  expect(await rowsAfter(brief, 91)).toEqual([0, 0, 1]);
  expect(await rowsAfter(usual, 91)).toEqual([0, 0, all]);
  expect((await store.verifyJournal(brief.workspaceId)).brokenAt).toBeNull();
});

it("looks no second time through what was emptied, and misses nothing: not what a clock was wrong about, nor what is to go sooner from now on", async () => {
  const { workspaceId } = await makeWorld(store);
  const keepValues = (values: number): Promise<void> => store.saveChoice(workspaceId, RETENTION, JSON.stringify({ values }));
  const values = [{ field: "email", before: null, after: "ada@example.com" }];
  // The clock of whoever wrote the third entry ran ahead.
  for (const day of [0, 1, 5, 2, 3, 6]) await store.appendJournal(workspaceId, [entry({ values })], T0 + day * DAY_MS);
  const left = async (days: number): Promise<readonly number[]> => {
    await dropWhatIsOver(connection, T0 + days * DAY_MS);
    const kept = await owner.query<{ seq: string }>("SELECT seq FROM journal WHERE workspace_id = $1 AND sealed_values IS NOT NULL ORDER BY seq", [
      workspaceId,
    ]);
    return kept.rows.map(({ seq }) => Number(seq));
  };
  await keepValues(8);
  expect(await left(9.5)).toEqual([3, 4, 5, 6]);
  const refill = (seq: number) => owner.query("UPDATE journal SET sealed_values = '' WHERE workspace_id = $1 AND seq = $2", [workspaceId, seq]);
  await refill(1);
  expect(await left(10.5)).toEqual([1, 3, 5, 6]);
  await keepValues(30);
  expect(await left(11.5)).toEqual([1, 3, 5, 6]);
  await keepValues(7);
  expect(await left(10.5)).toEqual([1, 3, 6]);
  expect(await left(12.5)).toEqual([1, 6]);
  await refill(5);
  expect(await left(21)).toEqual([1, 5]);
  await owner.query("UPDATE journal SET sealed_values = NULL WHERE workspace_id = $1", [workspaceId]);
});

it("keeps for everybody what one workspace wants to keep for longer", async () => {
  const long = await worldWith({ bodies: 30, journal: 1_000 });
  const [, , all = 0] = await rowsAfter(long, 0);
  expect((await rowsAfter(long, 29))[0]).toBe(1);
  expect((await rowsAfter(long, 32))[0]).toBe(0);
  expect((await rowsAfter(long, 500))[2]).toBe(all);
});

it("keeps as long as without a choice where what is kept cannot be understood", async () => {
  const odd = await worldWith({ values: -3, journal: "long", bodies: 1e9 });
  await store.saveChoice(odd.workspaceId, RETENTION, "{no json");
  await dropWhatIsOver(connection, T0 + 29 * DAY_MS);
  expect(await valuesOf(odd)).toBe(1);
});
