import { randomBytes } from "node:crypto";
import pg from "pg";
import { expect, it, vi } from "vitest";
import { HighwireError } from "#core/errors.ts";
import { freshDatabase } from "#storage/embedded/test-database.ts";
import { readSettings } from "./options.ts";
import { openSession } from "./session.ts";
import { homeWorkspace } from "./workspaces.ts";

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

it("a session that does not come up leaves no store open behind it, so that its process ends", async () => {
  const { connection, drop } = await freshDatabase();
  const { user, host, port, database } = connection;
  const url = `postgres://${String(user)}@localhost/${String(database)}?host=${encodeURIComponent(String(host))}&port=${String(port)}`;
  const settings = readSettings({ DATABASE_URL: url, HIGHWIRE_MASTER_KEY: randomBytes(32).toString("base64") });
  const away = new HighwireError("HW_STORAGE_UNAVAILABLE");
  const watcher = new pg.Client(connection);
  await watcher.connect();
  const others = async (): Promise<number> => {
    const { rowCount } = await watcher.query("SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
    return rowCount ?? 0;
  };
  try {
    const seen: number[] = [];
    const vendors = async (): Promise<never> => {
      seen.push(await others());
      throw away;
    };
    await expect(openSession(settings, { log: silent, workspaceId: homeWorkspace, vendors })).rejects.toBe(away);
    expect(seen[0]).toBeGreaterThan(0);
    // A pool that nobody closed would hold its connections for thirty seconds.
    await vi.waitFor(async () => expect(await others()).toBe(0), 15_000);
  } finally {
    await watcher.end();
    await drop();
  }
});
