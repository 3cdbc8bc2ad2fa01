import { HighwireError } from "#core/errors.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { IncidentClient } from "#vendors/incidentio/client.ts";
import type { CustomFieldJson } from "#vendors/incidentio/resources/custom-fields.ts";
import { findEntryType } from "#vendors/incidentio/entry-type.ts";

const call: CallOptions = { priority: "person" };

/**
 * The custom field by which incidents name affected contacts: any that lets several contacts of this location be chosen, or a new one. Throws
 * `HW_CASES_NEED_CONTACTS` while there is no type of contacts, and vendor errors.
 */
export async function ensureAffectedField(client: IncidentClient, locationId: string): Promise<string> {
  const type = await findEntryType(client, { entity: "contact", locationId });
  if (type === null) throw new HighwireError("HW_CASES_NEED_CONTACTS", { vendor: "incident", operation: "affected contacts" });
  const fields = await client.customFields.list(call);
  const fitting = fields.find((field) => names(field, type.id));
  if (fitting !== undefined) return fitting.id;
  const taken = fields.some(({ name }) => name === "Affected contacts");
  const draft = {
    name: taken ? `Affected contacts ${locationId}`.slice(0, 50) : "Affected contacts",
    description: "Customers that this incident touches. Highwire tells HighLevel about them.",
    field_type: "multi_select",
    catalog_type_id: type.id,
  } as const;
  try {
    return (await client.customFields.create(draft, call)).id;
  } catch (error) {
    // Another bridge may have made it a moment ago.
    const again = (await client.customFields.list(call)).find((field) => names(field, type.id));
    if (again !== undefined) return again.id;
    throw error;
  }
}

const names = (field: CustomFieldJson, typeId: string): boolean => field.field_type === "multi_select" && field.catalog_type_id === typeId;
