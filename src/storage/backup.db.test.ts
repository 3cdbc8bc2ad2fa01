import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HighwireError } from "#core/errors.ts";
import type { WorkspaceId } from "#core/ids.ts";
import { must } from "#lib/must.ts";
import { systemClock } from "#lib/system-clock.ts";
import { systemRandom } from "#lib/system-random.ts";
import { Prng } from "#sandbox/kit/prng.ts";
import { backUpStore, checkBackupFile, restoreStore } from "./back-up-store.ts";
import { leftOut, workspaceTables } from "./backup/backup-tables.ts";
import { backupNote } from "./backup/note-backup.ts";
import { restoreBackup } from "./backup/restore-backup.ts";
import { writeBackup } from "./backup/write-backup.ts";
import { freshDatabase } from "./embedded/test-database.ts";
import { migrate, readMigrations } from "./postgres/migrate.ts";
import { createPostgresStore, type PostgresStore } from "./postgres/postgres-store.ts";
import { withClient } from "./reach-postgres.ts";
import { sealingKey } from "./secrets/envelope.ts";
import { backupContract } from "./store-contract/backup-contract.ts";
import { linked, makeWorld, T0, type World } from "./store-contract/contract-world.ts";

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const masterKey = sealingKey(new Uint8Array(randomBytes(32)));
const stores: PostgresStore[] = [];
const drops: (() => Promise<void>)[] = [];
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hw-backup-"));
});
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  for (const drop of drops) await drop();
  await rm(folder, { recursive: true, force: true });
}, 180_000);

type Connection = Awaited<ReturnType<typeof freshDatabase>>["connection"];

async function emptyDatabase(): Promise<Connection> {
  const { connection, drop } = await freshDatabase();
  drops.push(drop);
  return connection;
}

async function storeOver(connection: Connection): Promise<PostgresStore> {
  await migrate(connection, systemClock.now());
  const store = await createPostgresStore({ connection, setRole: true, masterKey, random: systemRandom, log, size: 4 });
  stores.push(store);
  return store;
}

const newFile = (): string => join(folder, `${systemRandom.uuid()}.backup`);

backupContract("backup of PostgreSQL", async () => {
  const connection = await emptyDatabase();
  return {
    store: await storeOver(connection),
    backUp: async (takenAt) => {
      const file = newFile();
      await writeBackup({ connection, masterKey, file, takenAt, log });
      return async (now) => {
        const target = await emptyDatabase();
        await restoreBackup({ connection: target, masterKey, file, now, log });
        return storeOver(target);
      };
    },
  };
});

describe("a backup file", { timeout: 60_000 }, () => {
  /** A store with a little of everything, its backup, and what leads back to it. */
  interface Source {
    readonly connection: Connection;
    readonly store: PostgresStore;
    readonly world: World;
    readonly file: string;
  }
  let source: Promise<Source> | null = null;
  const prepared = (): Promise<Source> => (source ??= prepare());
  const prepare = async (): Promise<Source> => {
    const connection = await emptyDatabase();
    const store = await storeOver(connection);
    const world = await makeWorld(store);
    await linked(world, "c1", "r1", { left: { fullName: "Canary Person" } });
    await store.saveSecret(world.workspaceId, "token", "canary-secret");
    const file = newFile();
    await writeBackup({ connection, masterKey, file, takenAt: T0, log });
    return { connection, store, world, file };
  };
  const restoreInto = (connection: Connection, file: string, more: Partial<Parameters<typeof restoreBackup>[0]> = {}) =>
    restoreBackup({ connection, masterKey, file, now: T0 + 1, log, ...more });
  const refusal = async (work: Promise<unknown>): Promise<{ code: string; detail: string }> => {
    const error = await work.then(
      () => null,
      (failure: unknown) => failure,
    );
    expect(error).toBeInstanceOf(HighwireError);
    const { code, data } = error as HighwireError;
    return { code, detail: data.detail ?? "" };
  };
  const tablesIn = (connection: Connection): Promise<readonly string[]> =>
    withClient(connection, async (client) => {
      const { rows } = await client.query<{ name: string }>(
        "SELECT relname AS name FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('highwire') AND relkind IN ('r', 'p') AND NOT relispartition",
      );
      return rows.map(({ name }) => name);
    });

  it("holds every table, or says why not", async () => {
    const tables = await tablesIn((await prepared()).connection);
    expect([...workspaceTables.map(({ name }) => name), ...Object.keys(leftOut)].toSorted()).toEqual([...tables].toSorted());
  });

  it("P5 shows nothing of what it holds, and carries no key", async () => {
    const { file } = await prepared();
    const text = (await readFile(file)).toString("latin1");
    const key = masterKey.key.export();
    for (const canary of ["Canary Person", "canary-secret", key.toString("latin1"), key.toString("base64"), key.toString("hex"), "links"])
      expect(text).not.toContain(canary);
    expect(text.split("\n").slice(0, 2)).toEqual(["highwire backup", expect.stringContaining('{"format":1,"kid":')]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("is refused with another key, naming both by their ids", async () => {
    const { file } = await prepared();
    const other = sealingKey(new Uint8Array(randomBytes(32)));
    const target = await emptyDatabase();
    const { code, detail } = await refusal(restoreInto(target, file, { masterKey: other }));
    expect([code, detail.includes(other.kid), detail.includes(masterKey.kid)]).toEqual(["HW_BACKUP_KEY", true, true]);
    expect(await tablesIn(target)).toEqual([]);
  });

  it("is refused when it is cut anywhere, lengthened, or changed anywhere, and then nothing is left behind", async () => {
    const { file } = await prepared();
    const whole = await readFile(file);
    const target = await emptyDatabase();
    const spoilt = newFile();
    const prng = new Prng(7);
    const changed = (at: number): Buffer => {
      const copy = Buffer.from(whole);
      copy[at] = (copy[at] ?? 0) ^ (1 << prng.below(8));
      return copy;
    };
    const cuts = [0, 5, 40, whole.length - 1, whole.length - 17, ...Array.from({ length: 10 }, () => prng.below(whole.length))];
    const flips = [0, 20, 30, whole.length - 1, ...Array.from({ length: 20 }, () => prng.below(whole.length))];
    for (const bytes of [
      ...cuts.map((at) => whole.subarray(0, at)),
      ...flips.map(changed),
      Buffer.concat([whole, Buffer.from([0])]),
      Buffer.concat([whole, whole]),
    ]) {
      await writeFile(spoilt, bytes);
      const { code } = await refusal(restoreInto(target, spoilt));
      // A change within the line that names key and format may read like another key or a newer format.
      expect(["HW_BACKUP_DAMAGED", "HW_BACKUP_KEY", "HW_BACKUP_NEWER"]).toContain(code);
    }
    expect(await tablesIn(target)).toEqual([]);
    expect((await restoreInto(target, file)).rows).toMatchObject({ links: 1, secrets: 1 });
  });

  it("is refused in a newer format, and with a migration that is not known", async () => {
    const { file } = await prepared();
    const target = await emptyDatabase();
    const newer = newFile();
    await writeFile(newer, (await readFile(file)).toString("latin1").replace('"format":1', '"format":2'), "latin1");
    expect(await refusal(restoreInto(target, newer))).toMatchObject({ code: "HW_BACKUP_NEWER" });
    const known = (await readMigrations()).slice(0, -1);
    expect(await refusal(restoreInto(target, file, { migrations: known }))).toMatchObject({ code: "HW_BACKUP_NEWER" });
    const other = (await readMigrations()).map((migration, index) => (index === 1 ? { ...migration, sha256: "other" } : migration));
    expect(await refusal(restoreInto(target, file, { migrations: other }))).toMatchObject({ code: "HW_STORAGE_MIGRATION" });
    expect(await tablesIn(target)).toEqual([]);
  });

  it("T2 of an older schema is loaded as it was and then brought up to date, also where a newer one stood empty", async () => {
    const { file, world } = await prepared();
    const known = await readMigrations();
    const last = must(known.at(-1), "a migration");
    const sql = "ALTER TABLE highwire.links ADD COLUMN later text NOT NULL DEFAULT 'upgraded'";
    const newer = [...known, { version: last.version + 1, name: "later.sql", sql, sha256: "later" }];
    const fresh = await emptyDatabase();
    const migrated = await emptyDatabase();
    await migrate(migrated, T0, newer);
    for (const target of [fresh, migrated]) {
      await restoreInto(target, file, { migrations: newer });
      const { rows } = await withClient(target, (client) => client.query<{ later: string }>("SELECT later FROM highwire.links"));
      expect(rows).toEqual([{ later: "upgraded" }]);
    }
    expect(world.bridge.mode).toBe("live");
  });

  it("waits for a session that is about to end", async () => {
    const { file } = await prepared();
    const target = await emptyDatabase();
    const { restored } = await withClient(target, async (client) => {
      const restoring = restoreInto(target, file);
      await client.query("SELECT pg_sleep(1)");
      return { restored: restoring };
    });
    await restored;
    expect(await tablesIn(target)).toContain("links");
  });

  it("is refused where something is connected already, and where somebody is at work", async () => {
    const { file } = await prepared();
    const busy = await emptyDatabase();
    const store = await storeOver(busy);
    expect(await refusal(restoreInto(busy, file))).toMatchObject({ code: "HW_STORAGE_LOCKED" });
    await makeWorld(store);
    await store.close();
    expect(await refusal(restoreInto(busy, file))).toMatchObject({ code: "HW_RESTORE_NOT_EMPTY" });
  });

  it("is taken where an unused Highwire has left nothing but a key", async () => {
    const { file, world } = await prepared();
    const target = await emptyDatabase();
    const unused = await storeOver(target);
    await unused.fingerprinter(world.workspaceId);
    await unused.fingerprinter("another" as WorkspaceId);
    await unused.close();
    await restoreInto(target, file);
    const store = await storeOver(target);
    expect(await store.secret(world.workspaceId, "token")).toBe("canary-secret");
    expect((await store.verifyJournal(world.workspaceId)).brokenAt).toBeNull();
  });

  it("leaves nothing behind when it is interrupted or cannot be written", async () => {
    const { connection } = await prepared();
    const before = await readdir(folder);
    const request = { connection, masterKey, takenAt: T0, log };
    await expect(writeBackup({ ...request, file: newFile(), signal: AbortSignal.abort() })).rejects.toThrow("aborted");
    await expect(writeBackup({ ...request, file: join(folder, "absent", "x.backup") })).rejects.toMatchObject({ code: "ENOENT" });
    expect(await readdir(folder)).toEqual(before);
  });

  it("is not made with another key than the database's, or of a database that holds nothing", async () => {
    const { connection } = await prepared();
    const other = sealingKey(new Uint8Array(randomBytes(32)));
    expect(await refusal(writeBackup({ connection, masterKey: other, file: newFile(), takenAt: T0, log }))).toMatchObject({
      code: "HW_STORAGE_SECRET",
    });
    const target = await emptyDatabase();
    await migrate(target, T0);
    expect(await refusal(writeBackup({ connection: target, masterKey, file: newFile(), takenAt: T0, log }))).toMatchObject({
      code: "HW_NOT_CONNECTED",
    });
  });

  it("is of one moment while others write: links, their journal and their counts always fit together", async () => {
    const { connection, store, world } = await prepared();
    let writing = true;
    const writer = (async () => {
      for (let count = 2; writing; count += 1) await linked(world, `c${String(count)}`, `r${String(count)}`, { now: T0 + count });
    })();
    const files = [newFile(), newFile(), newFile()];
    for (const file of files) await writeBackup({ connection, masterKey, file, takenAt: T0, log });
    writing = false;
    await writer;
    const sizes: number[] = [];
    for (const file of files) {
      const target = await emptyDatabase();
      await restoreInto(target, file);
      const copy = await storeOver(target);
      const { links } = await copy.listLinks({ workspaceId: world.workspaceId, sort: "changed", limit: 10_000 });
      const numbers = links.map(({ leftId }) => Number(leftId?.slice(1))).toSorted((one, other) => one - other);
      expect(numbers).toEqual(numbers.map((_number, index) => index + 1));
      expect((await copy.counts(world.workspaceId)).total).toBe(links.length);
      expect((await copy.verifyJournal(world.workspaceId)).brokenAt).toBeNull();
      sizes.push(links.length);
    }
    expect(sizes).toEqual(sizes.toSorted((one, other) => one - other));
    expect(await store.healthy()).toBe(true);
  });
});

describe("a server of one's own, under a user who is bound by row-level security", { timeout: 60_000 }, () => {
  /** An empty database whose owner is no superuser, as an address. */
  const ownDatabase = async (): Promise<string> => {
    const connection = await emptyDatabase();
    const owner = "plain_owner";
    await withClient(connection, async (client) => {
      await client.query(`DO $$ BEGIN CREATE ROLE ${owner} LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`);
      await client.query(`ALTER DATABASE ${String(connection.database)} OWNER TO ${owner}`);
    });
    const place = new URLSearchParams({ host: String(connection.host), port: String(connection.port) });
    return `postgres://${owner}@localhost/${String(connection.database)}?${place.toString()}`;
  };
  const order = (databaseUrl: string, file: string): Parameters<typeof backUpStore>[0] => ({
    databaseUrl,
    file,
    dataDir: "/nonexistent",
    masterKey: masterKey.key.export().toString("base64"),
    masterKeyFile: null,
    clock: systemClock,
    log,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });

  it("T1 backs up and restores every workspace, each with its own rows", async () => {
    const [from, to] = [await ownDatabase(), await ownDatabase()];
    await migrate({ connectionString: from }, T0);
    const open = async (connectionString: string): Promise<PostgresStore> =>
      createPostgresStore({ connection: { connectionString }, setRole: false, masterKey, random: systemRandom, log, size: 2 });
    const store = await open(from);
    const [one, two] = [await makeWorld(store), await makeWorld(store)];
    await linked(one, "c1", "r1");
    await linked(two, "c1", "r1");
    await linked(two, "c2", "r2");
    const file = newFile();
    expect((await backUpStore(order(from, file))).rows).toMatchObject({ links: 3, connections: 4 });
    await store.close();
    expect((await restoreStore(order(to, file))).paused).toHaveLength(2);
    const restored = await open(to);
    const totals = await Promise.all([one, two].map(async ({ workspaceId }) => (await restored.counts(workspaceId)).total));
    await restored.close();
    expect(totals).toEqual([1, 2]);
    await expect(restoreStore(order(to, file))).rejects.toMatchObject({ code: "HW_RESTORE_NOT_EMPTY" });
  });

  it("notes in each workspace how it ended, so that people hear of one that failed, but not of one that somebody stopped", async () => {
    const from = await ownDatabase();
    await migrate({ connectionString: from }, T0);
    const store = await createPostgresStore({
      connection: { connectionString: from },
      setRole: false,
      masterKey,
      random: systemRandom,
      log,
      size: 2,
    });
    const worlds = [await makeWorld(store), await makeWorld(store)];
    const noted = async (): Promise<readonly unknown[]> => Promise.all(worlds.map(({ workspaceId }) => backupNote(store, workspaceId)));
    await expect(backUpStore(order(from, join(folder, "no-such-folder", "x.backup")))).rejects.toMatchObject({ code: "ENOENT" });
    const failed = { at: expect.any(Number) as number, code: "HW_FILE_UNUSABLE", made: null };
    expect(await noted()).toEqual([failed, failed]);
    await backUpStore({ ...order(from, newFile()), signal: AbortSignal.abort() }).catch(() => undefined);
    expect(await noted()).toEqual([failed, failed]);
    const { takenAt, bytes } = await backUpStore(order(from, newFile()));
    const made = { at: takenAt, bytes, rows: expect.any(Number) as number };
    const done = { at: expect.any(Number) as number, code: null, made };
    expect(await noted()).toEqual([done, done]);
    await expect(backUpStore(order(from, join(folder, "no-such-folder", "x.backup")))).rejects.toMatchObject({ code: "ENOENT" });
    expect(await noted()).toEqual([
      { ...failed, made },
      { ...failed, made },
    ]);
    await store.close();
  });

  it("makes no key where the old one is missing: a new one would open nothing", async () => {
    const keyFile = join(folder, "absent.key");
    const lost = { ...order("postgres://localhost/none", newFile()), masterKey: null, masterKeyFile: keyFile };
    for (const work of [backUpStore, restoreStore, checkBackupFile]) await expect(work(lost)).rejects.toMatchObject({ code: "HW_CONFIG_MISSING" });
    expect(await readdir(folder)).not.toContain("absent.key");
  });

  it("says that there is nothing to back up, and makes no database for it", async () => {
    const dataDir = join(folder, "never-started");
    await expect(backUpStore({ ...order("", newFile()), databaseUrl: null, dataDir })).rejects.toMatchObject({ code: "HW_NOT_CONNECTED" });
    expect(await readdir(folder)).not.toContain("never-started");
  });
});
