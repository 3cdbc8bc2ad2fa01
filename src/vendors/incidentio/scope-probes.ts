import { HighwireError } from "#core/errors.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { IncidentClient } from "./client.ts";

const person: CallOptions = { priority: "person" };
/** An id that nobody has: that it is not there is said only to who may look. */
const NOBODY = "01HIGHW1REPR0BE00000000000";

/** One read for each permission to read; permissions to write cannot be proven without writing. */
const probes: Readonly<Record<string, (client: IncidentClient) => Promise<unknown>>> = {
  "catalog_types.view": (client) => client.listTypes(person),
  "catalog_entries.view": (client) => client.showEntry(NOBODY, person),
  "incidents.view": ({ incidents }) => incidents.list({ pageSize: 1, after: null }, person),
  "custom_fields.view": ({ customFields }) => customFields.list(person),
  "actions.view": ({ followUps }) => followUps.list({ pageSize: 1, after: null }, person),
  "alerts.view": ({ alerts }) => alerts.list({ pageSize: 1, after: null }, person),
  "alert_schema.view": ({ alertSetup }) => alertSetup.attributes(person),
  "attachments.view": ({ attachments }) => attachments.ofIncident(NOBODY, person),
  "users.view": ({ users }) => users.list({ pageSize: 1, after: null }, person),
};

/** Tries the read that a scope allows: true when it went through, false when it was refused, null when no read can tell. */
export async function provesIncidentScope(client: IncidentClient, scope: string): Promise<boolean | null> {
  const probe = Object.hasOwn(probes, scope) ? probes[scope] : undefined;
  if (probe === undefined) return null;
  try {
    await probe(client);
    return true;
  } catch (error) {
    if (!(error instanceof HighwireError)) throw error;
    if (error.code === "HW_VENDOR_NOT_FOUND") return true;
    if (error.code === "HW_VENDOR_SCOPE_MISSING") return false;
    throw error;
  }
}
