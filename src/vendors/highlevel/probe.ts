import { HighwireError } from "#core/errors.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import { DriftCheck } from "#vendors/transport/drift-check.ts";
import type { HighLevelClient } from "./client.ts";
import { anyContact } from "./resources/contacts.ts";

const person: CallOptions = { priority: "person" };

/** What a credential turned out to be. */
export interface ProbedHighLevel {
  readonly name: string;
  readonly facts: Readonly<Record<string, string | readonly string[]>>;
  /** Permissions that the contact flow needs and this token lacks. */
  readonly missing: readonly string[];
}

/** Proves a token by reading: first that it reads this location's contacts, then each further permission. Writes nothing. */
export async function probeHighLevel(client: HighLevelClient): Promise<ProbedHighLevel> {
  await client.contacts.search(anyContact, person);
  const location = await ifPermitted(() => client.locations.read(person));
  const fields = await ifPermitted(() => client.locations.customFields(person));
  const missing = [...(location === null ? ["locations.readonly"] : []), ...(fields === null ? ["locations/customFields.readonly"] : [])];
  return {
    name: location?.name ?? "HighLevel location",
    facts: {
      ...(typeof location?.country === "string" && { country: location.country }),
      ...(typeof location?.timezone === "string" && { timezone: location.timezone }),
      readable: [
        "contacts.readonly",
        ...(location === null ? [] : ["locations.readonly"]),
        ...(fields === null ? [] : ["locations/customFields.readonly"]),
      ],
    },
    missing,
  };
}

/** Null when the permission is lacking; anything else is the caller's. */
export async function ifPermitted<Value>(read: () => Promise<Value>): Promise<Value | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof HighwireError && error.code === "HW_VENDOR_SCOPE_MISSING") return null;
    throw error;
  }
}

/** What a probe may do. */
export interface DriftScope {
  /** Text that no other probe uses; with it a record of our own is made, changed and deleted as well. Null: reads only. */
  readonly writeAs: string | null;
}

/** Asks for each kind of answer that the contact flow relies on and tells where it differs: at most 5 reads, and 10 more calls with writes. */
export async function highlevelDrift(client: HighLevelClient, { writeAs }: DriftScope): Promise<readonly string[]> {
  const check = new DriftCheck();
  await readAll(client, check);
  if (writeAs !== null) await writeOne(client, check, writeAs);
  return check.findings;
}

async function readAll({ contacts, locations }: HighLevelClient, check: DriftCheck): Promise<void> {
  const page = await check.step("contact search", () =>
    contacts.search({ pageLimit: 5, sort: { field: "dateUpdated", direction: "asc" }, updatedSince: null, searchAfter: null }, person),
  );
  const rows = page?.contacts ?? [];
  check.expect("contact search", rows.length === 0 || Array.isArray(rows[0]?.searchAfter), "rows carry no cursor");
  check.expect(
    "contact search",
    rows.every(({ dateUpdated }) => typeof dateUpdated === "string"),
    "rows carry no dateUpdated",
  );
  const [first] = rows;
  if (first !== undefined) await check.step("contact by id", () => contacts.read(first.id, person));
  await check.isMissing("unknown contact", () => contacts.read("highwireProbe00000000", person));
  await check.step("location", () => locations.read(person));
  await check.step("custom fields", () => locations.customFields(person));
}

/** A contact of our own, made, found, changed, tagged and deleted; it is deleted whatever goes wrong before. */
async function writeOne({ contacts }: HighLevelClient, check: DriftCheck, writeAs: string): Promise<void> {
  const email = `highwire-probe-${writeAs}@example.com`;
  const made = await check.step("create contact", () => contacts.upsert({ firstName: "Highwire", lastName: "Probe", email }, person));
  if (made === null) return;
  try {
    const found = await check.step("look-up by e-mail", () => contacts.findDuplicate({ email }, person));
    check.expect("look-up by e-mail", found?.id === made.id, "it does not find the contact just made");
    const website = "https://probe.example.com/";
    await check.step("update contact", () => contacts.update(made.id, { website }, person));
    await check.step("add a tag", () => contacts.addTags(made.id, ["highwire-probe"], person));
    const changed = await check.step("read back", () => contacts.read(made.id, person));
    check.expect("update contact", changed === null || changed["website"] === website, "the value written does not read back");
    check.expect("add a tag", changed === null || (changed.tags ?? []).includes("highwire-probe"), "the tag does not read back");
    await check.step("remove a tag", () => contacts.removeTags(made.id, ["highwire-probe"], person));
    await check.step("clear a field", () => contacts.update(made.id, { website: null }, person));
  } finally {
    await check.step("delete contact", () => contacts.remove(made.id, person));
  }
  await check.isMissing("deleted contact", () => contacts.read(made.id, person));
}
