import type { CatalogEntry } from "./catalog-store.ts";
import type { IncidentState } from "./state.ts";

/** The live entry of a type that a literal names by id, external id or alias. */
export function linked(state: IncidentState, typeName: string, literal: string): CatalogEntry | undefined {
  const type = state.catalog.typeNamed(typeName);
  return type === undefined ? undefined : state.catalog.identified(type.id, literal).find((entry) => entry.archivedAt === null);
}
