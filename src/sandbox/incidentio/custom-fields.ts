import type { SandboxResponse } from "../kit/http-app.ts";
import { isPlainObject, objectsOf, refuseBody, textOf, type Body, type BodyRules } from "./body-rules.ts";
import { linked } from "./catalog-links.ts";
import { embeddedEntry } from "./catalog-shapes.ts";
import { problem } from "./envelope.ts";
import type { CustomField, FieldType } from "./organisation.ts";
import type { Run } from "./route-call.ts";
import type { IncidentState } from "./state.ts";

const fieldTypes = ["single_select", "multi_select", "text", "link", "numeric"] as const;
const rules: BodyRules = {
  name: { kind: "text", required: true, max: 50 },
  description: { kind: "text", required: true, min: 0 },
  field_type: { kind: "text", required: true, oneOf: fieldTypes },
  catalog_type_id: { kind: "text" },
  group_by_catalog_attribute_id: { kind: "text" },
  helptext_catalog_attribute_id: { kind: "text" },
  filter_by: { kind: "object" },
  fixed_filter: { kind: "object" },
};

/** Custom field values of one incident, by field id; texts are entry ids, option ids, or the value itself, as the field's type says. */
export type FieldValues = Readonly<Record<string, readonly string[]>>;

/** Unpaged. */
export const listCustomFields: Run = ({ state }) => ({ status: 200, body: { custom_fields: state.organisation.customFields.map(fieldShape) } });

export const showCustomField: Run = ({ state, params }) => {
  const field = state.organisation.customFields.find(({ id }) => id === params[0]);
  return field === undefined ? problem(404, "not_found", "There is no such custom field") : answered(field, 200);
};

export const createCustomField: Run = ({ state, body }) => {
  const bad = refuseBody(body, rules);
  if (bad !== null) return bad;
  const catalogTypeId = textOf(body, "catalog_type_id") ?? null;
  const fieldType = textOf(body, "field_type") as FieldType;
  if (catalogTypeId !== null && !fieldType.endsWith("select"))
    return problem(422, "invalid_value", "Only selects come from the catalog", "catalog_type_id");
  if (catalogTypeId !== null && !state.catalog.types.has(catalogTypeId))
    return problem(422, "invalid_value", "No such catalog type", "catalog_type_id");
  if (state.organisation.customFields.some(({ name }) => name === body["name"])) return problem(422, "already_exists", "The name is taken", "name");
  return answered(addCustomField(state, { ...described(body), fieldType, catalogTypeId }), 201);
};

type NewField = Pick<CustomField, "name" | "fieldType" | "catalogTypeId"> & Partial<CustomField>;

/** Adds a field to the organisation's incidents. */
export function addCustomField(state: IncidentState, fields: NewField): CustomField {
  const field: CustomField = {
    description: "",
    groupByAttributeId: null,
    helptextAttributeId: null,
    options: [],
    ...fields,
    id: state.stamps.id(),
    createdAt: state.stamps.now(),
  };
  state.organisation.customFields = [...state.organisation.customFields, field];
  return field;
}

/** Type and catalog type never change. */
export const updateCustomField: Run = ({ state, body, params }) => {
  const { field_type: _type, catalog_type_id: _catalog, ...changeable } = rules;
  const field = state.organisation.customFields.find(({ id }) => id === params[0]);
  if (field === undefined) return problem(404, "not_found", "There is no such custom field");
  const bad = refuseBody(body, changeable);
  if (bad !== null) return bad;
  const changed: CustomField = { ...field, ...described(body), updatedAt: state.stamps.now() };
  replaceCustomField(state, changed);
  return answered(changed, 200);
};

/** Puts a field in the place of the one with its id. */
export function replaceCustomField({ organisation }: IncidentState, field: CustomField): void {
  organisation.customFields = organisation.customFields.map((known) => (known.id === field.id ? field : known));
}

/** Its values vanish from every incident, without an event. */
export const deleteCustomField: Run = ({ state, params }): SandboxResponse => {
  const left = state.organisation.customFields.filter(({ id }) => id !== params[0]);
  if (left.length === state.organisation.customFields.length) return problem(404, "not_found", "There is no such custom field");
  state.organisation.customFields = left;
  return { status: 204 };
};

function described(
  body: Body,
): Pick<CustomField, "name" | "description" | "groupByAttributeId" | "helptextAttributeId" | "filterBy" | "fixedFilter"> {
  const [filterBy, fixedFilter] = [body["filter_by"], body["fixed_filter"]];
  return {
    ...(isPlainObject(filterBy) && { filterBy }),
    ...(isPlainObject(fixedFilter) && { fixedFilter }),
    name: textOf(body, "name") ?? "",
    description: textOf(body, "description") ?? "",
    groupByAttributeId: textOf(body, "group_by_catalog_attribute_id") ?? null,
    helptextAttributeId: textOf(body, "helptext_catalog_attribute_id") ?? null,
  };
}

const answered = (field: CustomField, status: number): SandboxResponse => ({ status, body: { custom_field: fieldShape(field) } });

function fieldShape(field: CustomField): Record<string, unknown> {
  const { id, name, description, fieldType, catalogTypeId, groupByAttributeId, helptextAttributeId, filterBy, fixedFilter, createdAt } = field;
  return {
    id,
    name,
    description,
    field_type: fieldType,
    created_at: createdAt,
    updated_at: field.updatedAt ?? createdAt,
    ...(filterBy !== undefined && { filter_by: filterBy }),
    ...(fixedFilter !== undefined && { fixed_filter: fixedFilter }),
    ...(catalogTypeId !== null && { catalog_type_id: catalogTypeId }),
    ...(groupByAttributeId !== null && { group_by_catalog_attribute_id: groupByAttributeId }),
    ...(helptextAttributeId !== null && { helptext_catalog_attribute_id: helptextAttributeId }),
  };
}

/** Every field with its values, unset ones with an empty list, as an incident shows them. */
export function fieldEntriesShape(state: IncidentState, values: FieldValues): readonly Record<string, unknown>[] {
  return state.organisation.customFields.map((field) => {
    const options = field.options.map((option) => optionShape(field, option));
    const { id, name, description, fieldType } = field;
    return {
      custom_field: { id, name, description, field_type: fieldType, options },
      values: (values[id] ?? []).flatMap((value) => valueShape(state, field, value)),
    };
  });
}

function valueShape(state: IncidentState, field: CustomField, value: string): readonly Record<string, unknown>[] {
  if (field.catalogTypeId !== null) {
    const entry = state.catalog.entry(value);
    return entry === undefined || entry.archivedAt !== null ? [] : [{ value_catalog_entry: embeddedEntry(entry) }];
  }
  const option = field.options.find(({ id }) => id === value);
  if (field.fieldType.endsWith("select")) return option === undefined ? [] : [{ value_option: optionShape(field, option) }];
  return [{ [`value_${field.fieldType}`]: value }];
}

/** As incidents show it, and as the options' own operations do. */
export const optionShape = (field: CustomField, { id, value, sortKey }: CustomField["options"][number]): Record<string, unknown> => ({
  id,
  value,
  sort_key: sortKey,
  custom_field_id: field.id,
});

/** Reads `custom_field_entries`; a field's list replaces what it had, and an empty one clears it. */
export function readFieldEntries(state: IncidentState, body: Body): { readonly values: FieldValues } | SandboxResponse {
  const values: Record<string, readonly string[]> = {};
  for (const entry of objectsOf(body, "custom_field_entries")) {
    const field = state.organisation.customFields.find(({ id }) => id === entry["custom_field_id"]);
    if (field === undefined) return problem(422, "invalid_value", "There is no such custom field", "custom_field_entries");
    const read = objectsOf(entry, "values").map((value) => readValue(state, field, value));
    if (read.some((value) => value === null))
      return problem(422, "invalid_value", `A value does not fit the field ${field.name}`, "custom_field_entries");
    if (read.length > 1 && field.fieldType !== "multi_select")
      return problem(422, "invalid_value", `The field ${field.name} takes one value`, "custom_field_entries");
    values[field.id] = [...new Set(read.filter((value) => value !== null))];
  }
  return { values };
}

function readValue(state: IncidentState, field: CustomField, value: Body): string | null {
  const type = field.catalogTypeId === null ? undefined : state.catalog.types.get(field.catalogTypeId);
  if (type !== undefined) return linked(state, type.typeName, textOf(value, "value_catalog_entry_id") ?? "")?.id ?? null;
  if (field.fieldType.endsWith("select")) return field.options.find(({ id }) => id === value["value_option_id"])?.id ?? null;
  const text = textOf(value, `value_${field.fieldType}`) ?? null;
  return field.fieldType === "numeric" && (text === null || text.trim() === "" || Number.isNaN(Number(text))) ? null : text;
}
