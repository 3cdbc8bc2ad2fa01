import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import pg from "pg";
import { HighwireError } from "#core/errors.ts";
import type { Instant, WorkspaceId } from "#core/ids.ts";
import type { Log } from "#core/ports/log.ts";
import { openDatabase, statement, type Transaction } from "../postgres/database.ts";
import { createKeyring } from "../postgres/keyring.ts";
import { readMigrations } from "../postgres/migrate.ts";
import { schemaOf, type BackupFacts, type BackupProgress, type BackupRecord, type Beginning, type SealedBackup } from "./backup-records.ts";
import { workspaceTables, type BackupTable } from "./backup-tables.ts";
import { makeHeader, sealing } from "./sealed-file.ts";

export interface WriteBackup extends SealedBackup {
  readonly connection: pg.ClientConfig;
  readonly takenAt: Instant;
  readonly log: Log;
  readonly onProgress?: BackupProgress;
}

/** Rows of one part. */
const ROWS = 200;
/** Ten minutes, in milliseconds: how long the transaction may wait for a slow disk. */
const IDLE_MS = 600_000;

const freeze = statement("", "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
// Whole tables are read here, so that what keeps hot statements on their indexes would only slow it down.
const scan = statement("", "SET LOCAL enable_seqscan = on");
const migrated = statement("", "SELECT to_regclass('migrations') IS NOT NULL AS here");
const appliedMigrations = statement("", "SELECT version, name, sha256 FROM migrations ORDER BY version");
const listWorkspaces = statement("", "SELECT workspace_id, configured FROM workspaces ORDER BY workspace_id");
const listColumns = statement(
  "",
  "SELECT attname AS name FROM pg_catalog.pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
);
const fetchRows = statement("", `FETCH ${String(ROWS)} FROM backup_rows`);
const closeRows = statement("", "CLOSE backup_rows");

/**
 * Writes everything that Highwire remembers into one sealed file, as it was at one moment, while others go on working: one repeatable-read
 * transaction, a few rows in memory at a time. The file appears under its name only when it is complete. Throws `HW_NOT_CONNECTED` when there is
 * nothing to back up, `HW_STORAGE_*`, and the system's errors for a file that cannot be written.
 */
export async function writeBackup(request: WriteBackup): Promise<BackupFacts & { readonly bytes: number }> {
  const database = openDatabase({ connection: request.connection, setRole: false, log: request.log, size: 2, idleTimeoutMs: IDLE_MS });
  const draft = `${request.file}.${randomUUID()}.part`;
  try {
    await createKeyring(database, request.masterKey).check();
    const facts = await database.open((transaction) => writeDraft(request, transaction, draft));
    const { size } = await stat(draft);
    await rename(draft, request.file);
    await syncFolder(dirname(request.file));
    return { ...facts, bytes: size };
  } finally {
    await rm(draft, { force: true });
    await database.close();
  }
}

async function writeDraft(request: WriteBackup, transaction: Transaction, draft: string): Promise<BackupFacts> {
  const { masterKey, signal } = request;
  await transaction.rows(freeze);
  await transaction.rows(scan);
  const records = new Records(request, transaction, await beginningOf(transaction, request.takenAt));
  await pipeline(
    Readable.from(linesOf(records)),
    createGzip(),
    sealing(makeHeader(masterKey), masterKey),
    createWriteStream(draft, { flags: "wx", mode: 0o600, flush: true }),
    signal === undefined ? {} : { signal },
  );
  return records.facts;
}

async function beginningOf(transaction: Transaction, takenAt: Instant): Promise<Beginning> {
  const [answer] = await transaction.rows<{ here: boolean }>(migrated);
  const workspaces = answer?.here === true ? await transaction.rows<WorkspaceRow>(listWorkspaces) : [];
  if (workspaces.length === 0)
    throw new HighwireError("HW_NOT_CONNECTED", { detail: "there is nothing to back up: nothing was ever connected here" });
  const migrations = await transaction.rows<Beginning["migrations"][number]>(appliedMigrations);
  const known = await readMigrations();
  const strange = migrations.find((one) => !known.some(({ version, sha256 }) => version === one.version && sha256 === one.sha256));
  if (strange !== undefined)
    throw new HighwireError("HW_STORAGE_MIGRATION", { detail: `this version does not know ${strange.name} as the database has it` });
  return { kind: "backup", takenAt, migrations };
}

interface WorkspaceRow {
  readonly workspace_id: WorkspaceId;
  readonly configured: boolean;
}

async function* linesOf(records: Records): AsyncGenerator<string> {
  for await (const record of records.all()) yield `${JSON.stringify(record)}\n`;
}

/** The records of one backup, read as they are asked for. */
class Records {
  readonly #request: WriteBackup;
  readonly #transaction: Transaction;
  readonly #beginning: Beginning;
  readonly #rows: Record<string, number> = {};
  #workspaces = 0;

  constructor(request: WriteBackup, transaction: Transaction, beginning: Beginning) {
    this.#request = request;
    this.#transaction = transaction;
    this.#beginning = beginning;
  }

  get facts(): BackupFacts {
    return { takenAt: this.#beginning.takenAt, schema: schemaOf(this.#beginning), workspaces: this.#workspaces, rows: this.#rows };
  }

  async *all(): AsyncGenerator<BackupRecord> {
    yield this.#beginning;
    for (const { workspace_id: id, configured } of await this.#transaction.rows<WorkspaceRow>(listWorkspaces)) {
      yield { kind: "workspace", id, configured };
      this.#workspaces += 1;
      await this.#transaction.enter(id);
      for (const table of workspaceTables) yield* this.#rowsOf(table, id);
    }
    yield { kind: "end", rows: this.#rows };
  }

  async *#rowsOf(table: BackupTable, workspaceId: WorkspaceId): AsyncGenerator<BackupRecord> {
    const found = await this.#transaction.rows<{ name: string }>(listColumns, [table.name]);
    const columns = found.map(({ name }) => name).filter((name) => table.without?.includes(name) !== true);
    // A schema of before this table was made has none of its rows.
    if (columns.length === 0) return;
    await this.#transaction.rows(statement("", cursorOver(table, columns, workspaceId)));
    for (;;) {
      const rows = await this.#transaction.rows<Readonly<Record<string, string | null>>>(fetchRows);
      if (rows.length > 0) yield { kind: "rows", table: table.name, columns, rows: rows.map((row) => columns.map((name) => row[name] ?? null)) };
      this.#count(table.name, rows.length);
      if (rows.length < ROWS) break;
    }
    await this.#transaction.rows(closeRows);
  }

  #count(table: string, rows: number): void {
    if (rows === 0) return;
    const done = (this.#rows[table] ?? 0) + rows;
    this.#rows[table] = done;
    this.#request.onProgress?.({ stage: `writing ${table}`, done, total: null });
  }
}

/** Row-level security shows this workspace's rows alone; the directory of accounts, which spans workspaces, is narrowed here. */
function cursorOver(table: BackupTable, columns: readonly string[], workspaceId: WorkspaceId): string {
  const texts = columns.map((name) => `${pg.escapeIdentifier(name)}::text AS ${pg.escapeIdentifier(name)}`);
  const order = table.orderBy === undefined ? "" : ` ORDER BY ${table.orderBy}`;
  return `DECLARE backup_rows NO SCROLL CURSOR FOR SELECT ${texts.join(", ")} FROM ${table.name} WHERE workspace_id = ${pg.escapeLiteral(workspaceId)}${order}`;
}

/** Makes the new name durable, where the system lets a folder be synced. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
