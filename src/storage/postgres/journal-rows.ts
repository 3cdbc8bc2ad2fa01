import type { JournalRow } from "#core/ports/store.ts";
import { entryId, openValues } from "./journal-chain.ts";
import type { WorkspaceKeys } from "./keyring.ts";

/** A journal entry as it is stored. */
export interface StoredEntry extends Pick<JournalRow, "at" | "kind" | "side" | "cause" | "detail"> {
  readonly seq: number;
  readonly link_id: JournalRow["linkId"];
  readonly bridge_id: JournalRow["bridgeId"];
  readonly intent_id: JournalRow["intentId"];
  readonly sealed_values: string | null;
  readonly values_hash: string;
  readonly prev_hash: string;
  readonly hash: string;
}

export const JOURNAL_COLUMNS = "seq, at, kind, link_id, bridge_id, intent_id, side, cause, detail, sealed_values, values_hash, prev_hash, hash";

export function toJournalRow(keys: WorkspaceKeys, workspaceId: string, row: StoredEntry): JournalRow {
  return {
    id: entryId(row.seq),
    at: row.at,
    kind: row.kind,
    linkId: row.link_id,
    bridgeId: row.bridge_id,
    intentId: row.intent_id,
    side: row.side,
    cause: row.cause,
    detail: row.detail,
    values: openValues(keys, workspaceId, row.seq, row.sealed_values),
  };
}
