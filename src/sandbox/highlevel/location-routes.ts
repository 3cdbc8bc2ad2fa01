import type { SandboxResponse } from "../kit/http-app.ts";
import { refuse } from "./access.ts";
import { otherLocation, type RouteCall } from "./contact-routes.ts";
import type { CustomFieldDefinition } from "./state.ts";

const dataTypes = new Set([
  "TEXT", "LARGE_TEXT", "NUMERICAL", "PHONE", "MONETORY", "CHECKBOX", "SINGLE_OPTIONS", "MULTIPLE_OPTIONS", "DATE", "TEXTBOX_LIST", "FILE_UPLOAD", "RADIO", "EMAIL",
]);

export function readLocation(call: RouteCall): SandboxResponse {
  return atLocation(call, (locationId) => {
    const location = call.state.locations.get(locationId);
    if (location === undefined) return refuse(400, `Location with id ${locationId} not found`);
    const { id, companyId, name, country, timezone } = location;
    const settings = { allowDuplicateContact: call.state.quirks.allowDuplicateContact, allowDuplicateOpportunity: false, allowFacebookNameMerge: false, disableContactTimezone: false };
    return { status: 200, body: { location: { id, companyId, name, country, timezone, settings } } };
  });
}

export function listCustomFields(call: RouteCall): SandboxResponse {
  return atLocation(call, (locationId) => ({
    status: 200, body: { customFields: [...call.state.customFields.values()].filter((field) => field.locationId === locationId) },
  }));
}

export function createCustomField(call: RouteCall): SandboxResponse {
  return atLocation(call, (locationId) => {
    const { name, dataType } = call.body;
    if (typeof name !== "string" || name.trim() === "") return refuse(422, ["name should not be empty"]);
    if (typeof dataType !== "string" || !dataTypes.has(dataType)) return refuse(422, ["dataType must be a valid enum value"]);
    const field = defineCustomField(call.state, locationId, name.trim(), dataType);
    return { status: 201, body: { customField: field } };
  });
}

export function defineCustomField(state: RouteCall["state"], locationId: string, name: string, dataType: string): CustomFieldDefinition {
  const field: CustomFieldDefinition = {
    id: state.prng.text(20, "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789"), name, fieldKey: `contact.${name.toLowerCase().replace(/\W+/gu, "_")}`,
    dataType, locationId, model: "contact", position: state.customFields.size * 50, placeholder: "", picklistOptions: [],
  };
  state.customFields.set(field.id, field);
  return field;
}

export function listTags(call: RouteCall): SandboxResponse {
  return atLocation(call, (locationId) => ({ status: 200, body: { tags: [...call.state.tagNames.values()].filter((tag) => tag.locationId === locationId) } }));
}

function atLocation(call: RouteCall, work: (locationId: string) => SandboxResponse): SandboxResponse {
  const locationId = call.params[0] ?? "";
  return otherLocation(call.token, locationId) ?? work(locationId);
}
