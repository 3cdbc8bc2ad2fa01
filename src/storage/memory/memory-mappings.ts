import type { MappingVersions } from "#core/ports/mapping-versions.ts";
import type { MemoryState } from "./memory-state.ts";

/** Former mappings of bridges, as PostgreSQL keeps them. */
export function mappingVersionsIn({ mappings }: Pick<MemoryState, "mappings">): MappingVersions {
  return {
    async keep(workspaceId, version) {
      const key = `${workspaceId}:${version.bridgeId}:${String(version.number)}`;
      if (!mappings.has(key)) mappings.set(key, version);
    },
    list: async (workspaceId, bridgeId) =>
      [...mappings]
        .filter(([key]) => key.startsWith(`${workspaceId}:${bridgeId}:`))
        .map(([, version]) => version)
        .toSorted((one, other) => other.number - one.number),
  };
}
