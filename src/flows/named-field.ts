import { HighwireError } from "#core/errors.ts";
import type { IncidentClient } from "#vendors/incidentio/client.ts";

/** Id of incident.io's custom field of that name and kind, in any case of letters. Throws `HW_REQUEST_NOT_FOUND` when there is none, and vendor errors. */
export async function namedField(client: Pick<IncidentClient, "customFields">, kind: "text" | "link", wanted: string): Promise<string> {
  const fields = await client.customFields.list({ priority: "person" });
  const field = fields.find(({ name, field_type: type }) => type === kind && name.toLowerCase() === wanted.trim().toLowerCase());
  if (field !== undefined) return field.id;
  throw new HighwireError("HW_REQUEST_NOT_FOUND", {
    vendor: "incident",
    detail: `incident.io has no ${kind} field called ${JSON.stringify(wanted)}`,
  });
}
