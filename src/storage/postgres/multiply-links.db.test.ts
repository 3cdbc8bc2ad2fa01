import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Store } from "#core/ports/store.ts";
import { claimed, linked, makeWorld, settlement, T0, type World } from "../store-contract/contract-world.ts";
import { openTestStore, type TestStore } from "../store-contract/open-test-store.ts";
import { copyIds, multiplyLinks } from "./multiply-links.ts";

const fields = { fullName: "Ada Whitfield", phone: "+12125550100" };

let store: Store;
let owner: pg.Client;
let connection: pg.ClientConfig;
let opened: TestStore;
let world: World;

beforeAll(async () => {
  opened = await openTestStore(T0);
  ({ store, owner, connection } = opened);
  world = await makeWorld(store);
});
afterAll(async () => opened.end());

async function rows(sql: string, values: readonly unknown[] = []): Promise<readonly unknown[]> {
  return (await owner.query({ text: sql, values: values as unknown[], rowMode: "array" })).rows;
}

const shape = (): Promise<readonly unknown[]> =>
  rows(
    `SELECT pg_get_indexdef(i.indexrelid), c.contype, pg_get_constraintdef(c.oid), i.indisvalid FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid
     WHERE i.indrelid IN ('links'::regclass, 'link_keys'::regclass, 'sightings'::regclass, 'link_words'::regclass) ORDER BY 1`,
  );

it("copies stand as the engine would have made them, and the tables are as they were", async () => {
  const before = await shape();
  const sample = await linked(world, "c1", "r1", { left: fields, right: fields });
  const { left, right } = copyIds(0);
  // What the engine makes of a link with these ids, in a bridge of its own.
  const real = await makeWorld(store, { workspaceId: world.workspaceId });
  const made = await linked(real, left, right, { left: fields, right: fields });
  for (const one of [world, real]) {
    const link = await claimed(one, one === world ? "c1" : left);
    await store.settle(one.workspaceId, [settlement(link, { patch: { leftKeys: ["k1"], rightKeys: ["k2"] } })], T0);
  }
  await multiplyLinks(connection, world.workspaceId, [
    { sample, from: 0, to: 2 },
    { sample: made, from: 2, to: 5 },
  ]);

  expect(await shape()).toEqual(before);
  const copy = await store.linkOf(world.workspaceId, world.bridge.id, "highlevel", left);
  const original = await store.linkOf(world.workspaceId, real.bridge.id, "highlevel", left);
  expect({ ...copy, id: "", bridgeId: "" }).toEqual({ ...original, id: "", bridgeId: "" });
  const wordsOf = (id: string | undefined): Promise<readonly unknown[]> => rows("SELECT word FROM link_words WHERE link_id = $1 ORDER BY 1", [id]);
  expect(await wordsOf(copy?.id)).toEqual(await wordsOf(made));
  const keysOf = (id: string | undefined): Promise<readonly unknown[]> =>
    rows("SELECT side, key_hash FROM link_keys WHERE link_id = $1 ORDER BY 1, 2", [id]);
  expect(await keysOf(copy?.id)).toEqual(await keysOf(made));
  expect(await rows("SELECT side, record_id FROM sightings WHERE record_id IN ($1, $2) ORDER BY 1", [left, right])).toEqual([
    ["highlevel", left],
    ["incident", right],
  ]);
  expect([await store.counts(world.workspaceId, world.bridge.id), await store.counts(world.workspaceId, real.bridge.id)]).toMatchObject([
    { "in-sync": 3 },
    { "in-sync": 4 },
  ]);
});
