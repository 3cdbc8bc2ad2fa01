import type { JsonSchema, OperationInput } from "#core/catalog/operation.ts";
import { isObject } from "#lib/json.ts";

type Values = Readonly<Record<string, unknown>>;

/** What an input is completed with where it names none. */
export interface Completion {
  /** HighLevel's location; null for incident.io. */
  readonly locationId: string | null;
  /** Body field and value of the idempotency key; null where the document has none. */
  readonly key: { readonly field: string; readonly value: string } | null;
}

/** An input with the account's location and the idempotency key in the places that the document has for them. */
export function filledInput(operationId: string, schema: JsonSchema, input: OperationInput, { locationId, key }: Completion): OperationInput {
  const filled: Record<string, unknown> = { ...input };
  for (const [place, described] of Object.entries(schema.properties ?? {})) {
    const properties = described.properties ?? (place === "body" ? undescribed.get(operationId) : undefined) ?? {};
    const given = filled[place] ?? {};
    if (!isObject(given)) continue;
    const more = {
      ...(locationId !== null && locationFields(properties, given, locationId)),
      ...(place === "body" && key !== null && keyField(given, key)),
    };
    // A place that is needed and left out is told field by field.
    const isNeeded = filled[place] === undefined && schema.required?.includes(place) === true && Object.keys(properties).length > 0;
    if (isNeeded || Object.keys(more).length > 0) filled[place] = { ...given, ...more };
  }
  return filled;
}

/** Bodies whose fields the vendor tells in words alone, outside its document, as far as they are filled in here. */
const undescribed: ReadonlyMap<string, Readonly<Record<string, JsonSchema>>> = new Map([
  ["highlevel.contacts.search-contacts-advanced", { locationId: { type: "string" } }],
]);

const locationNames = ["locationId", "location_id"];

function locationFields(properties: Readonly<Record<string, JsonSchema>>, given: Values, locationId: string): Values {
  const fields = Object.fromEntries(locationNames.flatMap((name) => (name in properties && given[name] === undefined ? [[name, locationId]] : [])));
  // Newer operations call the account by these two, of which the other kind is an agency.
  const isAlt = "altId" in properties && "altType" in properties && given["altId"] === undefined && given["altType"] === undefined;
  return isAlt ? { ...fields, altId: locationId, altType: "location" } : fields;
}

const keyField = (given: Values, { field, value }: NonNullable<Completion["key"]>): Values => (given[field] === undefined ? { [field]: value } : {});
