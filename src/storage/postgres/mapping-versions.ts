import type { MappingVersion, MappingVersions } from "#core/ports/mapping-versions.ts";
import { clean, statement, type Database } from "./database.ts";

const keep = statement(
  "keep-mapping",
  "INSERT INTO mapping_versions (workspace_id, bridge_id, number, document) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
);
const list = statement("list-mappings", "SELECT document FROM mapping_versions WHERE workspace_id = $1 AND bridge_id = $2 ORDER BY number DESC");

/** Former mappings of bridges. */
export function createMappingVersions(database: Database): MappingVersions {
  return {
    async keep(workspaceId, version) {
      const values = [workspaceId, clean(version.bridgeId), version.number, JSON.stringify(version)];
      await database.inWorkspace(workspaceId, (transaction) => transaction.rows(keep, values));
    },
    list: async (workspaceId, bridgeId) =>
      (await database.read<{ document: MappingVersion }>(workspaceId, list, [workspaceId, clean(bridgeId)])).map(({ document }) => document),
  };
}
