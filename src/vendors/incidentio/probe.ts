import { HighwireError } from "#core/errors.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import { DriftCheck } from "#vendors/transport/drift-check.ts";
import type { EntryJson, IncidentClient, TypeJson } from "./client.ts";

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
  const { name, roles, team_roles: ofTeams, teams } = await client.identity(person);
  const held = [...new Set([...roles, ...(ofTeams ?? [])])];
  const missing: string[] = neededRoles.filter((role) => !held.includes(role));
  try {
    await client.listTypes(person);
  } catch (error) {
    if (!(error instanceof HighwireError) || error.code !== "HW_VENDOR_SCOPE_MISSING") throw error;
    if (!missing.includes("catalog_viewer")) missing.push("catalog_viewer");
  }
  return { name, facts: { roles: held, ...(teams?.length && { teams: teams.map((team) => team.name) }) }, missing };
}

const ATTRIBUTE = "probe";

/** What a probe may do. */
export interface DriftScope {
  /** Letters and digits that no other probe uses; with them a catalog type of our own is made, filled and deleted. Null: reads only. */
  readonly writeAs: string | null;
}

/** Asks for each kind of answer that the contact flow relies on and tells where it differs: at most 5 reads, and 11 more calls with writes. */
export async function incidentDrift(client: IncidentClient, { writeAs }: DriftScope): Promise<readonly string[]> {
  const check = new DriftCheck();
  await readAll(client, check);
  if (writeAs !== null) await writeType(client, check, writeAs);
  return check.findings;
}

async function readAll(client: IncidentClient, check: DriftCheck): Promise<void> {
  await check.step("identity", () => client.identity(person));
  const [first] = (await check.step("catalog types", () => client.listTypes(person))) ?? [];
  if (first !== undefined) await check.step("catalog entries", () => client.listEntries({ typeId: first.id, pageSize: 5 }, person));
  await check.isMissing("unknown entry", () => client.showEntry("01HIGHW1REPR0BE00000000000", person));
  await check.step("incidents", () => client.incidents.list({ pageSize: 5, after: null }, person));
}

/** A catalog type of our own with one entry in it; it is deleted whatever goes wrong before. */
async function writeType(client: IncidentClient, check: DriftCheck, writeAs: string): Promise<void> {
  const name = `HighwireProbe${writeAs}`;
  const type = await check.step("create catalog type", () =>
    client.createType(
      { name, type_name: `Custom["${name}"]`, description: "Removed at once.", categories: [], annotations: { "highwire/kind": "probe" } },
      person,
    ),
  );
  if (type === null) return;
  try {
    const attribute = { id: ATTRIBUTE, name: "Probe", type: "String", array: false, mode: "api" };
    const shaped = await check.step("update schema", () => client.updateSchema(type.id, type.schema.version, [attribute], person));
    if (shaped !== null) await writeEntry(client, check, shaped);
  } finally {
    await check.step("delete catalog type", () => client.deleteType(type.id, person));
  }
}

async function writeEntry(client: IncidentClient, check: DriftCheck, type: TypeJson): Promise<void> {
  const values = (literal: string): Readonly<Record<string, unknown>> => ({ [ATTRIBUTE]: { value: { literal } } });
  const body = { name: "Probe", external_id: "highwire-probe" };
  const made = await check.step("create entry", () =>
    client.createEntry({ catalog_type_id: type.id, ...body, attribute_values: values("one") }, person),
  );
  if (made === null) return;
  const found = await check.step("look-up by external id", () =>
    client.listEntries({ typeId: type.id, pageSize: 25, identifier: body.external_id }, person),
  );
  check.expect("look-up by external id", found?.catalog_entries[0]?.id === made.id, "it does not find the entry just made");
  const changed = await check.step("update entry", () =>
    client.updateEntry(made.id, { ...body, attribute_values: values("two"), update_attributes: [ATTRIBUTE] }, person),
  );
  check.expect("update entry", changed === null || shown(changed) === "two", "the value written does not come back");
  const entries = [{ entry_id: made.id, attribute_values: values("three") }];
  await check.step("bulk update", () => client.bulkUpdate({ catalog_type_id: type.id, update_attributes: [ATTRIBUTE], entries }, person));
  const read = await check.step("entry by id", () => client.showEntry(made.id, person));
  check.expect("bulk update", read === null || shown(read) === "three", "the value written does not read back");
  await check.step("delete entry", () => client.deleteEntry(made.id, person));
}

/** Documents say that `label` holds a primitive's text, official tools read `literal`. */
function shown(entry: EntryJson): string | null {
  const value = entry.attribute_values[ATTRIBUTE]?.value;
  return value?.literal || value?.label || null;
}
