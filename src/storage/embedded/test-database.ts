import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { must } from "#lib/must.ts";
import { openEmbedded, type EmbeddedServer } from "./open-embedded.ts";
import { chmod } from "node:fs/promises";

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const PLACE = "HIGHWIRE_TEST_SERVER";
let server: EmbeddedServer | null = null;
let folder = "";

/**
 * Starts the one PostgreSQL that all database tests of a run share; where it is stands in the environment, which test workers inherit. A run
 * inside another one, as when bugs are sown, uses the outer one's.
 */
export async function startTestServer(): Promise<void> {
  if (process.env[PLACE] !== undefined) return;
  folder = await mkdtemp(join(tmpdir(), "hw-test-"));
  await chmod(folder, 0o755);
  server = await openEmbedded({ dataDir: join(folder, "data"), log: silent });
  process.env[PLACE] = JSON.stringify({ host: server.host, port: server.port, user: server.user });
}

/** Stops it and removes its data; nothing when this process has not started it. */
export async function stopTestServer(): Promise<void> {
  if (server === null) return;
  await server.stop();
  await rm(folder, { recursive: true, force: true });
  server = null;
  delete process.env[PLACE];
}

/** An empty database of its own on the shared server, or on yours when HIGHWIRE_TEST_PG names one; dropped by `drop`. */
export async function freshDatabase(): Promise<{ readonly connection: pg.ClientConfig; drop(): Promise<void> }> {
  const own = process.env["HIGHWIRE_TEST_PG"];
  const base: pg.ClientConfig =
    own !== undefined
      ? { connectionString: own }
      : (JSON.parse(must(process.env[PLACE], "the shared test server, started by vitest's global setup")) as pg.ClientConfig);
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await ask(base, `CREATE DATABASE ${name}`);
  return { connection: { ...base, database: name }, drop: () => ask(base, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function ask(base: pg.ClientConfig, sql: string): Promise<void> {
  const client = new pg.Client({ ...base, database: "postgres" });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
