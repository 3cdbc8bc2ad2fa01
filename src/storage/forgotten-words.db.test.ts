import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { must } from "#lib/must.ts";
import { copyIds, multiplyLinks } from "./postgres/multiply-links.ts";
import { linked, makeWorld, T0, type World } from "./store-contract/contract-world.ts";
import { openTestStore, type TestStore } from "./store-contract/open-test-store.ts";

const FEW = 40;
const MANY = 4_000;

let opened: TestStore;
/** The owner's connection, working as the application does. */
let client: pg.Client;
let connection: pg.ClientConfig;
let world: World;

beforeAll(async () => {
  opened = await openTestStore(T0);
  ({ connection, owner: client } = opened);
  world = await makeWorld(opened.store);
  await client.query("SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off");
  await client.query("SELECT set_config('highwire.workspace', $1, false)", [world.workspaceId]);
});
afterAll(async () => opened.end());

async function copy(from: number, to: number): Promise<void> {
  const sample = await linked(world, `c${String(from)}`, `r${String(from)}`, { left: { fullName: "Ada Whitfield", phone: "+12125550100" } });
  await multiplyLinks(connection, world.workspaceId, [{ sample, from, to }]);
}

/** Pages of the words' index that have been looked at until now. */
async function pagesSoFar(): Promise<number> {
  await client.query("SELECT pg_stat_force_next_flush()");
  const { rows } = await client.query<{ pages: string }>(
    "SELECT idx_blks_hit + idx_blks_read AS pages FROM pg_statio_user_indexes WHERE schemaname = 'highwire' AND indexrelname = 'link_words_pkey'",
  );
  return Number(must(rows[0], "the words' index").pages);
}

/** What it costs, in pages of the words' index, that one of the copies gets another phone number. */
async function costOfChange(copied: number): Promise<number> {
  const before = await pagesSoFar();
  await client.query("SET ROLE highwire_app");
  const { rowCount } = await client.query(
    "UPDATE links SET left_search = 'ada whitfield 12125550199' WHERE workspace_id = $1 AND bridge_id = $2 AND left_id = $3",
    [world.workspaceId, world.bridge.id, copyIds(copied).left],
  );
  await client.query("RESET ROLE");
  expect(rowCount).toBe(1);
  return (await pagesSoFar()) - before;
}

it("words that are gone are looked up one by one among however many links, whatever the statistics say", { timeout: 60_000 }, async () => {
  await copy(0, FEW);
  const among40 = await costOfChange(3);
  await copy(FEW, MANY);
  // What few sampled rows may make of words that nearly all stand at one link each.
  await client.query("ALTER TABLE link_words ALTER COLUMN word SET (n_distinct = 2); ANALYZE link_words");
  const among4000 = await costOfChange(FEW + 3);
  expect(among4000).toBeLessThanOrEqual(among40 * 3);
});
