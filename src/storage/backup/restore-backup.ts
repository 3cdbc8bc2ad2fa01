import { randomInt } from "node:crypto";
import pg from "pg";
import type { BridgeMode, Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { Instant, WorkspaceId } from "#core/ids.ts";
import type { Log } from "#core/ports/log.ts";
import { must } from "#lib/must.ts";
import { openDatabase, SCHEMA, statement, type Database, type Transaction } from "../postgres/database.ts";
import { appendEntries } from "../postgres/journal.ts";
import { openWorkspaceKeys } from "../postgres/keyring.ts";
import { migrate, readMigrations, type Migration } from "../postgres/migrate.ts";
import { makePastPartitions } from "../postgres/partitions.ts";
import {
  readBackup,
  schemaOf,
  type BackupFacts,
  type BackupProgress,
  type Beginning,
  type RowsPart,
  type SealedBackup,
  type WorkspacePart,
} from "./backup-records.ts";
import { workspaceTables } from "./backup-tables.ts";
import { makeRoom } from "./empty-database.ts";
import { restoredRow, type RestoreMoment, type TextRow } from "./restored-rows.ts";

export interface RestoreBackup extends SealedBackup {
  readonly connection: pg.ClientConfig;
  readonly now: Instant;
  readonly log: Log;
  readonly onProgress?: BackupProgress;
  /** Default: those of this release. */
  readonly migrations?: readonly Migration[];
}

export interface RestoreFacts extends BackupFacts {
  /** Bridges that wrote, or showed what they would write, when the backup was made; all are paused now. */
  readonly paused: readonly { readonly id: string; readonly name: string; readonly mode: BridgeMode }[];
  /** Writes that were under way when the backup was made, and whose outcome only the vendors know. */
  readonly abandoned: number;
}

/**
 * Puts a backup into an empty database: first the whole file is checked, then the schema is brought to what the backup had, everything is loaded
 * in one transaction, and the schema is brought up to date. Bridges are paused and every link that has not ended is due for a look (I5). Throws
 * `HW_RESTORE_NOT_EMPTY`, `HW_STORAGE_LOCKED` while others use the database, `HW_BACKUP_*`, `HW_STORAGE_*`.
 */
export async function restoreBackup(request: RestoreBackup): Promise<RestoreFacts> {
  const known = request.migrations ?? (await readMigrations());
  const facts = await checkBackup({ ...request, migrations: known });
  await makeRoom(request.connection, facts.schema);
  await migrate(
    request.connection,
    request.now,
    known.filter(({ version }) => version <= facts.schema),
  );
  await makePastPartitions(request.connection, request.now);
  const database = openDatabase({ connection: request.connection, setRole: false, log: request.log, size: 2 });
  const restored = await load(database, request).finally(() => database.close());
  await migrate(request.connection, request.now, known);
  return restored;
}

/** Reads a backup from beginning to end and says what it holds; needs no database. Throws as `restoreBackup` does for the file. */
export async function checkBackup(request: SealedBackup & { readonly migrations?: readonly Migration[] }): Promise<BackupFacts> {
  const known = request.migrations ?? (await readMigrations());
  return readBackup(request, { begin: (beginning) => requireKnown(beginning, known) });
}

function requireKnown(beginning: Beginning, known: readonly Migration[]): void {
  for (const { version, name, sha256 } of beginning.migrations) {
    const own = known.find((migration) => migration.version === version);
    if (own === undefined) {
      const detail = `its schema is ${String(schemaOf(beginning))}, and this version knows ${String(known.at(-1)?.version ?? 0)}`;
      throw new HighwireError("HW_BACKUP_NEWER", { detail });
    }
    if (own.sha256 !== sha256) throw new HighwireError("HW_STORAGE_MIGRATION", { detail: `the backup knows ${name} otherwise than this version` });
  }
}

const lockWorkspaces = statement("", "LOCK TABLE workspaces IN EXCLUSIVE MODE");
const findWorkspaces = statement("", "SELECT workspace_id FROM workspaces LIMIT 1");
const putMaster = statement("", "INSERT INTO master_key (kid) VALUES ($1) ON CONFLICT (single) DO UPDATE SET kid = excluded.kid");
const putWorkspace = statement("", "INSERT INTO workspaces (workspace_id, configured) VALUES ($1, $2)");
const listTypes = statement(
  "",
  "SELECT attname AS name, pg_catalog.format_type(atttypid, atttypmod) AS type FROM pg_catalog.pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped",
);
const putBridgeWork = statement(
  "",
  `
  INSERT INTO bridge_work (workspace_id, bridge_id, next_due_at)
  SELECT l.workspace_id, l.bridge_id, min(l.ready_at) FROM links l WHERE l.workspace_id = $1 GROUP BY l.workspace_id, l.bridge_id`,
);

async function load(database: Database, request: RestoreBackup): Promise<RestoreFacts> {
  return database.open(async (transaction) => {
    await transaction.rows(lockWorkspaces);
    // Somebody may have begun to use the database since it was looked at.
    if ((await transaction.rows(findWorkspaces)).length > 0) throw new HighwireError("HW_RESTORE_NOT_EMPTY");
    await transaction.rows(putMaster, [request.masterKey.kid]);
    const loader = new Loader(request, transaction);
    const facts = await readBackup(request, loader);
    await loader.endWorkspace(facts.takenAt);
    return { ...facts, paused: loader.paused, abandoned: loader.abandoned };
  });
}

/** The workspace whose rows are coming. */
interface OpenWorkspace {
  readonly id: WorkspaceId;
  /** Its key, as the backup holds it; null for a workspace that never sealed anything. */
  wrapped: string | null;
  abandoned: number;
}

/** Puts the parts of a backup into the tables, as they come. */
class Loader {
  readonly paused: RestoreFacts["paused"][number][] = [];
  abandoned = 0;
  readonly #request: RestoreBackup;
  readonly #transaction: Transaction;
  readonly #moment: RestoreMoment;
  readonly #types = new Map<string, ReadonlyMap<string, string>>();
  readonly #done: Record<string, number> = {};
  #takenAt: Instant = 0;
  #workspace: OpenWorkspace | null = null;

  constructor(request: RestoreBackup, transaction: Transaction) {
    this.#request = request;
    this.#transaction = transaction;
    this.#moment = { now: request.now, fenceLeap: randomInt(2 ** 30, 2 ** 40) };
  }

  begin({ takenAt }: Beginning): void {
    this.#takenAt = takenAt;
  }

  async workspace({ id, configured }: WorkspacePart): Promise<void> {
    await this.endWorkspace(this.#takenAt);
    await this.#transaction.rows(putWorkspace, [id, configured]);
    await this.#transaction.enter(id);
    this.#workspace = { id, wrapped: null, abandoned: 0 };
  }

  async rows({ table, columns, rows }: RowsPart): Promise<void> {
    must(workspaceTables.some(({ name }) => name === table) ? table : null, "a table that backups hold");
    const before = rows.map((row): TextRow => Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null])));
    const after = before.map((row) => restoredRow(table, row, this.#moment));
    this.#look(table, before, after);
    const types = await this.#typesOf(table);
    const names = columns.map((name) => pg.escapeIdentifier(name));
    const values = columns.map((name) => `u.${pg.escapeIdentifier(name)}::${must(types.get(name), `column ${table}.${name}`)}`);
    const places = columns.map((_name, index) => `$${String(index + 1)}::text[]`);
    await this.#transaction.rows(
      statement(
        "",
        `INSERT INTO ${table} (${names.join(", ")}) SELECT ${values.join(", ")} FROM unnest(${places.join(", ")}) AS u (${names.join(", ")})`,
      ),
      columns.map((name) => after.map((row) => row[name])),
    );
    this.#done[table] = (this.#done[table] ?? 0) + rows.length;
    this.#request.onProgress?.({ stage: `restoring ${table}`, done: this.#done[table], total: null });
  }

  /** Computes what hangs on a workspace's rows, and notes the restore in its journal. */
  async endWorkspace(takenAt: Instant): Promise<void> {
    if (this.#workspace === null) return;
    const { id, wrapped, abandoned } = this.#workspace;
    await this.#transaction.rows(putBridgeWork, [id]);
    this.#workspace = null;
    if (wrapped === null) return;
    const keys = openWorkspaceKeys(this.#request.masterKey, id, wrapped);
    const detail = { restored: takenAt, abandoned };
    const entry = { kind: "config", linkId: null, bridgeId: null, intentId: null, side: null, cause: ["restore"], detail, values: [] } as const;
    await appendEntries(this.#transaction, keys, id, [entry], this.#request.now);
  }

  /** Notes what people have to know, as the rows go by. */
  #look(table: string, before: readonly TextRow[], after: readonly TextRow[]): void {
    if (table === "workspace_keys") this.#current().wrapped = before[0]?.["wrapped"] ?? null;
    if (table === "intents") {
      const abandoned = after.filter((row, index) => row["state"] !== before[index]?.["state"]).length;
      this.#current().abandoned += abandoned;
      this.abandoned += abandoned;
    }
    if (table !== "bridges") return;
    for (const row of before) {
      const { id, name, mode } = JSON.parse(row["document"] ?? "{}") as Bridge;
      if (mode === "live" || mode === "canary" || mode === "shadow") this.paused.push({ id, name, mode });
    }
  }

  #current(): OpenWorkspace {
    return must(this.#workspace, "a workspace before its rows");
  }

  async #typesOf(table: string): Promise<ReadonlyMap<string, string>> {
    const known = this.#types.get(table);
    if (known !== undefined) return known;
    const found = await this.#transaction.rows<{ name: string; type: string }>(listTypes, [`${SCHEMA}.${table}`]);
    const types = new Map(found.map(({ name, type }) => [name, type]));
    this.#types.set(table, types);
    return types;
  }
}
