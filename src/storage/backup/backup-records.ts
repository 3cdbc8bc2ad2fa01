import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { HighwireError } from "#core/errors.ts";
import type { Instant, WorkspaceId } from "#core/ids.ts";
import type { SealingKey } from "../secrets/envelope.ts";
import { damaged, readHeader, unsealing } from "./sealed-file.ts";

/** What a backup holds, one record a line: its beginning, each workspace with its rows, and an end that says how many rows there were. */
export type BackupRecord = Beginning | WorkspacePart | RowsPart | Ending;

export interface Beginning {
  readonly kind: "backup";
  readonly takenAt: Instant;
  /** The migrations that the database had: its schema. */
  readonly migrations: readonly { readonly version: number; readonly name: string; readonly sha256: string }[];
}

export interface WorkspacePart {
  readonly kind: "workspace";
  readonly id: WorkspaceId;
  readonly configured: boolean;
}

/** Rows of one table, of the workspace named last; each value as PostgreSQL writes it as text. */
export interface RowsPart {
  readonly kind: "rows";
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface Ending {
  readonly kind: "end";
  readonly rows: Readonly<Record<string, number>>;
}

export interface BackupFacts {
  readonly takenAt: Instant;
  /** Number of its newest migration. */
  readonly schema: number;
  readonly workspaces: number;
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
}

/** Rows told to whoever waits. */
export type BackupProgress = (progress: { readonly stage: string; readonly done: number; readonly total: number | null }) => void;

export interface SealedBackup {
  readonly file: string;
  readonly masterKey: SealingKey;
  readonly signal?: AbortSignal;
}

/** What takes a backup's parts as they are read, one after the other. */
export interface BackupReader {
  begin?(beginning: Beginning): void;
  workspace?(part: WorkspacePart): Promise<void>;
  rows?(part: RowsPart): Promise<void>;
}

/**
 * Reads a whole backup, handing its parts over; only when this resolves is the file known to be whole, so nothing may be kept before. Throws
 * `HW_BACKUP_KEY`, `HW_BACKUP_DAMAGED`, `HW_BACKUP_NEWER`, the reader's own errors, and the system's for a file that cannot be read.
 */
export async function readBackup({ file, masterKey, signal }: SealedBackup, reader: BackupReader = {}): Promise<BackupFacts> {
  const header = await readHeader(file);
  if (header.kid !== masterKey.kid) {
    throw new HighwireError("HW_BACKUP_KEY", { detail: `it was made with the key ${header.kid}, and the one given is ${masterKey.kid}` });
  }
  const count = new RecordCounter(reader);
  await pipeline(
    createReadStream(file, { start: header.bytes.length }),
    unsealing(header, masterKey),
    createGunzip(),
    async (flow: AsyncIterable<Buffer>) => {
      for await (const line of linesIn(flow)) await count.take(JSON.parse(line) as BackupRecord);
    },
    signal === undefined ? {} : { signal },
  );
  return count.facts();
}

/** Holds the parts to their order and counts them. */
class RecordCounter {
  readonly #reader: BackupReader;
  readonly #rows: Record<string, number> = {};
  #beginning: Beginning | null = null;
  #workspaces = 0;
  #hasEnded = false;

  constructor(reader: BackupReader) {
    this.#reader = reader;
  }

  async take(record: BackupRecord): Promise<void> {
    if (this.#hasEnded || (record.kind === "backup") !== (this.#beginning === null)) throw damaged("its parts are out of order");
    switch (record.kind) {
      case "backup":
        this.#beginning = record;
        this.#reader.begin?.(record);
        return;
      case "workspace":
        this.#workspaces += 1;
        await this.#reader.workspace?.(record);
        return;
      case "rows":
        this.#rows[record.table] = (this.#rows[record.table] ?? 0) + record.rows.length;
        await this.#reader.rows?.(record);
        return;
      case "end":
        this.#hasEnded = true;
        for (const [table, rows] of Object.entries(record.rows)) {
          if (rows !== this.#rows[table]) throw damaged(`it should hold ${String(rows)} rows of ${table}`);
        }
    }
  }

  facts(): BackupFacts {
    if (this.#beginning === null || !this.#hasEnded) throw damaged("it has no end");
    return { takenAt: this.#beginning.takenAt, schema: schemaOf(this.#beginning), workspaces: this.#workspaces, rows: this.#rows };
  }
}

/** Number of the newest migration that a backup's database had. */
export const schemaOf = ({ migrations }: Beginning): number => Math.max(0, ...migrations.map(({ version }) => version));

async function* linesIn(flow: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let held: Buffer[] = [];
  for await (const piece of flow) {
    let from = 0;
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, from)) {
      yield Buffer.concat([...held, piece.subarray(from, end)]).toString("utf8");
      held = [];
      from = end + 1;
    }
    if (from < piece.length) held.push(piece.subarray(from));
  }
  if (held.length > 0) throw damaged("its last line is cut");
}
