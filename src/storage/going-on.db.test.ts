import { readFile } from "node:fs/promises";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Store } from "#core/ports/store.ts";
import { must } from "#lib/must.ts";
import { systemClock } from "#lib/system-clock.ts";
import { goingOn } from "./postgres/reads.ts";
import { linked, makeWorld, type World } from "./store-contract/contract-world.ts";
import { openTestStore, type TestStore } from "./store-contract/open-test-store.ts";

let store: Store;
let owner: pg.Client;
let opened: TestStore;
let world: World;

beforeAll(async () => {
  opened = await openTestStore(systemClock.now());
  ({ store, owner } = opened);
  world = await makeWorld(store);
  await linked(world, "t1", "i1/c1", { right: { title: "INC-1: \u0000", completed: null } });
  await linked(world, "t2", "i1/c2", { right: { body: '{"completed":null} "incident-inc-1"', completed: true } });
  await linked(world, "c3", "c3", { right: { tags: ["incident-active", "incident-inc-7"] } });
  await linked(world, "c4", "c4", { right: { tags: ["vip"] } });
});
afterAll(async () => opened.end());

const going = (): Promise<readonly string[]> => store.rightIdsGoingOn(world.workspaceId, [world.bridge.id], 9);

it("what goes on is found by its own index, however much is over, as the application's role as well", async () => {
  for (let n = 0; n < 50; n += 1) await linked(world, `over ${String(n)}`, `i9/c${String(n)}`, { right: { completed: true } });
  await owner.query("BEGIN");
  await owner.query("SET LOCAL enable_seqscan = off");
  await owner.query("SET LOCAL ROLE highwire_app");
  await owner.query("SELECT set_config('highwire.workspace', $1, true)", [world.workspaceId]);
  const { rows } = await owner.query<{ "QUERY PLAN": unknown }>(`EXPLAIN (ANALYZE, FORMAT JSON) ${goingOn.text}`, [
    world.workspaceId,
    [world.bridge.id],
    9,
  ]);
  await owner.query("ROLLBACK");
  const plan = JSON.stringify(rows);
  expect([...plan.matchAll(/"Index Name":"([^"]+)"/gu)].map(([, name]) => name)).toEqual(["links_going_on"]);
  expect(plan).not.toContain('"Seq Scan"');
});

it("what went on before there was this column is found as well", async () => {
  const before = await going();
  expect(before.toSorted()).toEqual(["c3", "i1/c1"]);
  await owner.query("UPDATE links SET goes_on = false");
  expect(await going()).toEqual([]);
  const migration = await readFile(new URL("migrations/0021-what-goes-on.sql", import.meta.url), "utf8");
  await owner.query(must(/^UPDATE .+$/mu.exec(migration)?.[0], "the statement"));
  expect(await going()).toEqual(before);
});
