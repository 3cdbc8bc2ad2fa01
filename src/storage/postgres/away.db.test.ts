import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { WorkspaceId } from "#core/ids.ts";
import { systemClock } from "#lib/system-clock.ts";
import { systemRandom } from "#lib/system-random.ts";
import { freshDatabase } from "../embedded/test-database.ts";
import { sealingKey } from "../secrets/envelope.ts";
import { migrate } from "./migrate.ts";
import { createPostgresStore, type PostgresStore } from "./postgres-store.ts";

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const workspaceId = "00000000-0000-7000-8000-000000000001" as WorkspaceId;
let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: PostgresStore;

/** A store of two connections over a database of its own. */
beforeAll(async () => {
  database = await freshDatabase();
  await migrate(database.connection, systemClock.now());
  const masterKey = sealingKey(new Uint8Array(randomBytes(32)));
  store = await createPostgresStore({ connection: database.connection, setRole: true, masterKey, random: systemRandom, log: silent, size: 2 });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

async function cutAll(): Promise<void> {
  const client = new pg.Client(database.connection);
  await client.connect();
  await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
  await client.end();
}

it("X2 says within seconds that it is not well when no connection is to be had, and is well again after", async () => {
  let letGo: () => void = () => undefined;
  const held = new Promise<null>((resolve) => {
    letGo = () => resolve(null);
  });
  const holders = ["one", "other"].map((name) => store.changeSecret(workspaceId, name, async () => held));
  // Both connections are taken once both changes wait.
  await systemClock.sleep(500);
  const askedMs = systemClock.monotonicMs();
  expect(await store.healthy()).toBe(false);
  expect(systemClock.monotonicMs() - askedMs).toBeLessThan(8_000);
  letGo();
  await Promise.all(holders);
  expect(await store.healthy()).toBe(true);
});

it("goes on after all its connections were cut, and its listener hears again", async () => {
  const heard: string[] = [];
  const stop = await store.listen(["work"], (topic) => heard.push(topic));
  await store.saveCursor(workspaceId, "before", "1");
  await cutAll();
  await store.saveCursor(workspaceId, "after", "2");
  expect([await store.cursor(workspaceId, "before"), await store.cursor(workspaceId, "after")]).toEqual(["1", "2"]);
  // Another process says that there is work; the ear was cut as well and opens again by itself.
  const client = new pg.Client(database.connection);
  await client.connect();
  for (let tries = 0; tries < 100 && heard.length === 0; tries += 1) {
    await client.query("SELECT pg_notify('highwire', $1)", [`another work ${workspaceId}`]);
    await systemClock.sleep(100);
  }
  await client.end();
  await stop();
  expect(heard.length).toBeGreaterThan(0);
});
