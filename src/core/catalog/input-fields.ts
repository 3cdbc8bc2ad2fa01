import type { FieldGroup, JsonSchema } from "./operation.ts";

/** Fields that are filled in from the connection when they are left empty. */
const fromConnection: ReadonlySet<string> = new Set(["locationId", "location_id", "altId", "altType", "idempotency_key", "idempotencyKey"]);

/** Whether a field by its place, `body.locationId`, is filled in from the connection when it is left empty. */
export const isFilledIn = (field: string): boolean => fromConnection.has(field.split(".").at(-1) ?? field);

/** The fields that an operation cannot do without, in the order of its groups; without those that the connection fills in. */
export function neededFields(groups: readonly Pick<FieldGroup, "fields">[], input: JsonSchema): readonly string[] {
  return groups.flatMap(({ fields }) => fields).filter((field) => isNeeded(input, field) && !isFilledIn(field));
}

/** Whether a field must be there. */
function isNeeded(schema: JsonSchema, field: string): boolean {
  const [place = "", name] = field.split(".");
  return name === undefined ? schema.required?.includes(place) === true : schema.properties?.[place]?.required?.includes(name) === true;
}
