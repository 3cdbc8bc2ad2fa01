import type { LinkId } from "#core/ids.ts";
import type { Side } from "#core/record/canonical.ts";
import { cleanId, statement, type Transaction } from "./database.ts";

/** All match-key hashes that one side of a link has now. */
export interface LinkKeys {
  readonly linkId: LinkId;
  readonly bridgeId: string;
  readonly side: Side;
  readonly hashes: readonly string[];
}

interface KeyRow {
  readonly bridge_id: string;
  readonly side: string;
  readonly key_hash: string;
  readonly link_id: string;
}

const read = statement(
  "read-link-keys",
  "SELECT bridge_id, side, key_hash, link_id FROM link_keys WHERE workspace_id = $1 AND link_id = ANY($2::text[])",
);
const add = statement(
  "add-link-keys",
  `
  INSERT INTO link_keys (workspace_id, bridge_id, side, key_hash, link_id)
  SELECT $1, k.* FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS k ON CONFLICT DO NOTHING`,
);
const drop = statement(
  "drop-link-keys",
  `
  DELETE FROM link_keys l USING unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS k (bridge_id, side, key_hash, link_id)
  WHERE l.workspace_id = $1 AND l.bridge_id = k.bridge_id AND l.side = k.side AND l.key_hash = k.key_hash AND l.link_id = k.link_id
    AND l.link_id = ANY($5)`,
);

/** Makes the stored keys of these links and sides be exactly those given; writes only what differs. */
export async function replaceKeys(transaction: Transaction, workspaceId: string, wanted: readonly LinkKeys[]): Promise<void> {
  if (wanted.length === 0) return;
  const stored = await transaction.rows<KeyRow>(read, [workspaceId, [...new Set(wanted.map(({ linkId }) => linkId))]]);
  const rows = wanted.flatMap(({ linkId, bridgeId, side, hashes }): readonly KeyRow[] =>
    [...new Set(hashes.map(cleanId))].map((hash) => ({ bridge_id: bridgeId, side, key_hash: hash, link_id: linkId })),
  );
  const spoken = new Set(wanted.map(({ linkId, side }) => `${side} ${linkId}`));
  const [have, want] = [new Set(stored.map(keyOf)), new Set(rows.map(keyOf))];
  const gone = stored.filter((row) => spoken.has(`${row.side} ${row.link_id}`) && !want.has(keyOf(row)));
  const fresh = rows.filter((row) => !have.has(keyOf(row)));
  await Promise.all([
    gone.length === 0 ? null : transaction.rows(drop, columns(workspaceId, gone)),
    fresh.length === 0 ? null : transaction.rows(add, columns(workspaceId, fresh)),
  ]);
}

const keyOf = (row: KeyRow): string => `${row.side} ${row.link_id} ${row.bridge_id} ${row.key_hash}`;

const columns = (workspaceId: string, rows: readonly KeyRow[]): readonly unknown[] => [
  workspaceId,
  rows.map((row) => row.bridge_id),
  rows.map((row) => row.side),
  rows.map((row) => row.key_hash),
  rows.map((row) => row.link_id),
];
