import type { Attribute, CatalogEntry, CatalogType, StoredValue } from "./catalog-store.ts";
import { derivedValues } from "./catalog-derived.ts";
import { linked } from "./catalog-links.ts";
import { primitiveTypes } from "./catalog-values.ts";
import type { IncidentState } from "./state.ts";

/** A catalog type as version 3 of the API shows it. */
export function typeShape(state: IncidentState, type: CatalogType): Record<string, unknown> {
  return {
    id: type.id,
    type_name: type.typeName,
    engine_resource_type: `CatalogEntry["${type.id}"]`,
    name: type.name,
    description: type.description,
    categories: type.categories,
    color: type.color,
    icon: type.icon,
    annotations: type.annotations,
    ranked: type.ranked,
    use_name_as_identifier: type.useNameAsIdentifier,
    owning_team_ids: type.owningTeamIds,
    is_editable: true,
    is_team_type: type.powersTeams,
    required_integrations: [],
    estimated_count: state.catalog.liveCount(type.id),
    ...(type.sourceRepoUrl !== null && { source_repo_url: type.sourceRepoUrl }),
    created_at: type.createdAt,
    updated_at: type.updatedAt,
    schema: { version: type.schema.version, attributes: type.schema.attributes.map((attribute) => attributeShape(state, attribute)) },
  };
}

function attributeShape(state: IncidentState, attribute: Attribute): Record<string, unknown> {
  const { id, name, type, array, mode, backlinkAttribute, path } = attribute;
  const nameOf = (wanted: string): string =>
    [...state.catalog.types.values()].flatMap((known) => known.schema.attributes).find((known) => known.id === wanted)?.name ?? wanted;
  return {
    id,
    name,
    type,
    array,
    mode,
    ...(backlinkAttribute !== undefined && { backlink_attribute: backlinkAttribute }),
    ...(path !== undefined && { path: path.map((step) => ({ attribute_id: step, attribute_name: nameOf(step) })) }),
  };
}

/** An entry as version 3 of the API shows it. Links into the entry, and paths through others, only when expanded. */
export function entryShape(state: IncidentState, entry: CatalogEntry, expanded = false): Record<string, unknown> {
  const type = state.catalog.types.get(entry.typeId);
  const attributes = new Map(type?.schema.attributes.map((attribute) => [attribute.id, attribute]));
  const values = { ...entry.values, ...(expanded && type !== undefined && derivedValues(state, type, entry)) };
  const shown = Object.entries(values).flatMap(([id, value]) => {
    const attribute = attributes.get(id);
    return attribute === undefined ? [] : [[id, valueShape(state, attribute, value)] as const];
  });
  return {
    id: entry.id,
    catalog_type_id: entry.typeId,
    name: entry.name,
    aliases: entry.aliases,
    rank: entry.rank ?? 0,
    created_at: entry.createdAt,
    updated_at: entry.updatedAt,
    attribute_values: Object.fromEntries(shown),
    ...(entry.externalId !== null && { external_id: entry.externalId }),
    ...(entry.archivedAt !== null && { archived_at: entry.archivedAt }),
  };
}

function valueShape(state: IncidentState, attribute: Attribute, value: StoredValue): Record<string, unknown> {
  const show = (literal: string): Record<string, unknown> => literalShape(state, attribute, literal);
  return typeof value === "string" ? { value: show(value) } : { array_value: value.map(show) };
}

function literalShape(state: IncidentState, attribute: Attribute, literal: string): Record<string, unknown> {
  const { literalEmpty } = state.quirks;
  if (!primitiveTypes.has(attribute.type)) return { label: linked(state, attribute.type, literal)?.name ?? literal, literal };
  if (literalEmpty === false) return { label: literal, literal };
  return literalEmpty === "blank" ? { label: literal, literal: "" } : { label: literal };
}

/** An entry as the custom fields of incidents embed it. */
export function embeddedEntry({ id, name, externalId, aliases }: CatalogEntry): Record<string, unknown> {
  return { id, name, aliases, ...(externalId !== null && { external_id: externalId }) };
}
