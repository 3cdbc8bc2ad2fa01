import type { SandboxResponse } from "../kit/http-app.ts";
import { refuse } from "./access.ts";
import { succeeded, type RouteCall } from "./route-call.ts";
import type { Body } from "./contact-write.ts";
import { dataTypes, fieldKeyOf, type CustomFieldDefinition } from "./custom-fields.ts";
import { atLocation } from "./location-routes.ts";
import { newId, type HighLevelState } from "./state.ts";

export function listCustomFields(call: RouteCall): SandboxResponse {
  return atLocation(call, (locationId) => {
    const model = call.request.query.get("model") ?? "contact";
    if (!["contact", "opportunity", "all"].includes(model)) return refuse(422, ["model must be a valid enum value"]);
    const fields = fieldsOf(call.state, locationId).filter((field) => model === "all" || field.model === model);
    return { status: 200, body: { customFields: fields } };
  });
}

export function createCustomField(call: RouteCall): SandboxResponse {
  return atLocation(call, (locationId) => {
    const { name, dataType, model = "contact" } = call.body;
    if (typeof name !== "string" || name.trim() === "") return refuse(422, ["name should not be empty"]);
    if (typeof dataType !== "string" || !dataTypes.has(dataType)) return refuse(422, ["dataType must be a valid enum value"]);
    if (model !== "contact" && model !== "opportunity") return refuse(422, ["model must be a valid enum value"]);
    return { status: 201, body: { customField: defineCustomField(call.state, locationId, name.trim(), dataType, call.body) } };
  });
}

export function readCustomField(call: RouteCall): SandboxResponse {
  return withField(call, (field) => ({ status: 200, body: { customField: field } }));
}

/** The key stays what it was when the field was made. */
export function updateCustomField(call: RouteCall): SandboxResponse {
  return withField(call, (field) => {
    const { name, placeholder, position } = call.body;
    if (typeof name !== "string" || name.trim() === "") return refuse(422, ["name should not be empty"]);
    const changed = {
      ...field,
      name: name.trim(),
      ...(typeof placeholder === "string" && { placeholder }),
      ...(typeof position === "number" && { position }),
    };
    call.state.customFields.set(field.id, changed);
    return { status: 200, body: { customField: changed } };
  });
}

/** The values go with the definition. */
export function deleteCustomField(call: RouteCall): SandboxResponse {
  return withField(call, (field) => {
    call.state.customFields.delete(field.id);
    for (const contact of call.state.contacts.all()) contact.customFields = contact.customFields.filter(({ id }) => id !== field.id);
    return { status: 200, body: succeeded(call) };
  });
}

export function defineCustomField(state: HighLevelState, locationId: string, name: string, dataType: string, more: Body = {}): CustomFieldDefinition {
  const model = more["model"] === "opportunity" ? "opportunity" : "contact";
  const others = fieldsOf(state, locationId);
  const rows = (Array.isArray(more["textBoxListOptions"]) ? more["textBoxListOptions"] : []) as readonly Body[];
  const field: CustomFieldDefinition = {
    id: newId(state.prng),
    name,
    fieldKey: fieldKeyOf(model, name, new Set(others.map(({ fieldKey }) => fieldKey))),
    dataType,
    locationId,
    model,
    position: typeof more["position"] === "number" ? more["position"] : others.length * 50,
    placeholder: typeof more["placeholder"] === "string" ? more["placeholder"] : "",
    picklistOptions: Array.isArray(more["picklistOptions"]) ? more["picklistOptions"].map(String) : [],
    picklistImageOptions: [],
    isAllowedCustomOption: false,
    isMultiFileAllowed: more["isMultipleFile"] === true,
    maxFileLimit: typeof more["maxNumberOfFiles"] === "number" ? more["maxNumberOfFiles"] : 1,
    ...(dataType === "TEXTBOX_LIST" && { textBoxListOptions: rows.map(({ label }) => ({ id: newId(state.prng), label: String(label ?? "") })) }),
  };
  state.customFields.set(field.id, field);
  return field;
}

const fieldsOf = (state: HighLevelState, locationId: string): readonly CustomFieldDefinition[] =>
  [...state.customFields.values()].filter((field) => field.locationId === locationId);

function withField(call: RouteCall, work: (field: CustomFieldDefinition) => SandboxResponse): SandboxResponse {
  return atLocation(call, (locationId) => {
    const field = call.state.customFields.get(call.params[1] ?? "");
    return field?.locationId === locationId ? work(field) : refuse(400, "Custom field not found");
  });
}
