import { linked } from "./catalog-links.ts";
import type { Attribute, CatalogEntry, CatalogType, StoredValue } from "./catalog-store.ts";
import type { IncidentState } from "./state.ts";

/** What an entry's backlinks and paths come to right now. Nothing is kept, so nothing can be stale. */
export function derivedValues(state: IncidentState, type: CatalogType, entry: CatalogEntry): Readonly<Record<string, StoredValue>> {
  const values = type.schema.attributes.flatMap((attribute) => {
    const found =
      attribute.mode === "backlink"
        ? backlinks(state, type, attribute, entry)
        : attribute.mode === "path"
          ? atEndOf(state, type, attribute, entry)
          : [];
    if (found.length === 0) return [];
    return [[attribute.id, attribute.array ? found : (found[0] ?? "")] as const];
  });
  return Object.fromEntries(values);
}

/** Ids of the other type's live entries that point at this one. */
function backlinks(state: IncidentState, type: CatalogType, attribute: Attribute, entry: CatalogEntry): readonly string[] {
  const other = state.catalog.typeNamed(attribute.type);
  const through = other?.schema.attributes.find((candidate) => candidate.id === attribute.backlinkAttribute);
  if (other === undefined || through?.type !== type.typeName) return [];
  return state.catalog.idsOf(other.id).filter((id) => {
    const candidate = state.catalog.entry(id);
    return (
      candidate?.archivedAt === null &&
      literals(candidate.values[through.id]).some((literal) => linked(state, type.typeName, literal)?.id === entry.id)
    );
  });
}

/** Literals at the end of a path that starts at this entry. */
function atEndOf(state: IncidentState, type: CatalogType, attribute: Attribute, entry: CatalogEntry): readonly string[] {
  let here: readonly CatalogEntry[] = [entry];
  let hereType: CatalogType | undefined = type;
  let found: readonly string[] = [];
  for (const step of attribute.path ?? []) {
    const through: Attribute | undefined = hereType?.schema.attributes.find((candidate) => candidate.id === step);
    if (through === undefined) return [];
    found = here.flatMap((at) => literals(at.values[through.id]));
    here = found.flatMap((literal) => linked(state, through.type, literal) ?? []);
    hereType = state.catalog.typeNamed(through.type);
  }
  return [...new Set(found)];
}

const literals = (value: StoredValue | undefined): readonly string[] => (value === undefined ? [] : typeof value === "string" ? [value] : value);
