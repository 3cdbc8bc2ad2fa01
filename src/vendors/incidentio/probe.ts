import { HighwireError } from "#core/errors.ts";
import type { CallOptions } from "#core/ports/contacts-port.ts";
import type { IncidentClient } from "./client.ts";

const person: CallOptions = { priority: "person" };
/** Roles that the contact flow needs; inferred, because no table of roles and scopes is published (facts, section 2). */
const neededRoles = ["catalog_viewer", "catalog_editor"] as const;

export interface ProbedIncident {
  readonly name: string;
  readonly facts: Readonly<Record<string, string | readonly string[]>>;
  readonly missing: readonly string[];
}

/** Proves an API key by reading who it is and the catalog's types. Writes nothing. */
export async function probeIncident(client: IncidentClient): Promise<ProbedIncident> {
  const { name, roles } = await client.identity(person);
  const missing: string[] = neededRoles.filter((role) => !roles.includes(role));
  try {
    await client.listTypes(person);
  } catch (error) {
    if (!(error instanceof HighwireError) || error.code !== "HW_VENDOR_SCOPE_MISSING") throw error;
    if (!missing.includes("catalog_viewer")) missing.push("catalog_viewer");
  }
  return { name, facts: { roles }, missing };
}
