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

/** Reads each kind of answer that we rely on and tells where it differs; reads only, at most 4 calls. */
export async function incidentDrift(client: IncidentClient): Promise<readonly string[]> {
  const findings: string[] = [];
  const check = async (name: string, read: () => Promise<unknown>): Promise<void> => {
    try {
      await read();
    } catch (error) {
      if (!(error instanceof HighwireError)) throw error;
      findings.push(`${name}: ${error.number} ${error.message}${error.data.detail === undefined ? "" : ` (${error.data.detail})`}`);
    }
  };
  await check("identity", () => client.identity(person));
  await check("catalog types", async () => {
    const [first] = await client.listTypes(person);
    if (first !== undefined) await check("catalog entries", () => client.listEntries({ typeId: first.id, pageSize: 5 }, person));
  });
  await check("incidents", () => client.listIncidents(5, person));
  return findings;
}
