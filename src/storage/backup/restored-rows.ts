import type { Bridge } from "#core/bridge.ts";
import type { Instant } from "#core/ids.ts";
import type { Base, Connection } from "#core/ports/store.ts";
import { restoredBase, restoredBridge, restoredConnection } from "#core/sync/after-restore.ts";
import { restoredWorkflow, type Workflow } from "#core/workflow/run.ts";
import { bitOf, rankOf } from "../postgres/link-rows.ts";

/** A row by column, each value as PostgreSQL writes it as text. */
export type TextRow = Readonly<Record<string, string | null>>;

/** What a restore needs to know to make a row fit the present. */
export interface RestoreMoment {
  readonly now: Instant;
  /** Added to every fence, so that a worker of before the loss never holds a link again. */
  readonly fenceLeap: number;
}

type Restored = (row: TextRow, moment: RestoreMoment) => TextRow;

const ended: readonly (string | null | undefined)[] = ["unlinked", "tombstone"];
const unfinished: readonly (string | null | undefined)[] = ["pending", "sent", "unknown"];

/** Nothing out of a backup is due, held, decided or agreed by itself (I5); ended links stay ended. */
const changes: Readonly<Record<string, Restored>> = {
  connections: (row) => ({ ...row, document: changedJson<Connection>(row["document"], restoredConnection) }),
  workflows: (row) => ({ ...row, document: changedJson<Workflow>(row["document"], restoredWorkflow) }),
  bridges: (row) => ({ ...row, document: changedJson<Bridge>(row["document"], restoredBridge) }),
  links: (row, moment) => ({
    ...row,
    base: changedJson<Base>(row["base"], (base) => restoredBase(base, { left: row["left_version"] ?? null, right: row["right_version"] ?? null })),
    fence: String(Number(row["fence"]) + moment.fenceLeap),
    lease_owner: null,
    lease_until: "0",
    attempts: "0",
    first_failed_at: null,
    ...(ended.includes(row["state"]) ? {} : markedAgain(row, moment)),
  }),
  // Whether it was done shows when the record is looked for or read; what it says was agreed is long past.
  intents: (row, { now }) => (unfinished.includes(row["state"]) ? { ...row, state: "abandoned", finished_at: String(now), changes: "[]" } : row),
  // A choice between values of that day says nothing about those of today.
  conflicts: (row) => (row["closed_at"] === null ? { ...row, resolution: null } : row),
  inbox_keys: (row) => (row["decision"] === null && row["quarantine"] === null ? { ...row, decision: "restored" } : row),
};

/** The row as it is put back. */
export function restoredRow(table: string, row: TextRow, moment: RestoreMoment): TextRow {
  return changes[table]?.(row, moment) ?? row;
}

function markedAgain(row: TextRow, { now }: RestoreMoment): TextRow {
  const reasons = row["dirty"] === "true" ? Number(row["dirty_reasons"]) : 0;
  return {
    dirty: "true",
    dirty_since: String(now),
    dirty_reasons: String(reasons | bitOf("restore")),
    dirty_generation: String(Number(row["dirty_generation"]) + 1),
    due_at: String(now),
    priority_rank: String(rankOf("backfill")),
  };
}

function changedJson<Document>(text: string | null | undefined, change: (document: Document) => Document | null): string | null {
  return text === null || text === undefined ? null : JSON.stringify(change(JSON.parse(text) as Document));
}
