import { HighwireError } from "#core/errors.ts";
import type { CallOptions } from "#core/ports/contacts-port.ts";
import type { HighLevelClient } from "./client.ts";

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
  await client.contacts.search({ pageLimit: 1, sort: { field: "dateUpdated", direction: "desc" }, updatedSince: null, searchAfter: null }, person);
  const location = await orMissing(() => client.locations.read(person));
  const fields = await orMissing(() => client.locations.customFields(person));
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
export async function orMissing<Value>(read: () => Promise<Value>): Promise<Value | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof HighwireError && error.code === "HW_VENDOR_SCOPE_MISSING") return null;
    throw error;
  }
}

/** Reads each kind of answer that we rely on and tells where it differs; reads only, at most 5 calls. */
export async function highlevelDrift(client: HighLevelClient): Promise<readonly string[]> {
  const findings: string[] = [];
  const check = async (name: string, read: () => Promise<unknown>): Promise<void> => {
    try {
      await read();
    } catch (error) {
      if (!(error instanceof HighwireError)) throw error;
      findings.push(`${name}: ${error.number} ${error.message}${error.data.detail === undefined ? "" : ` (${error.data.detail})`}`);
    }
  };
  let firstId: string | null = null;
  await check("contact search", async () => {
    const page = await client.contacts.search(
      { pageLimit: 5, sort: { field: "dateUpdated", direction: "asc" }, updatedSince: null, searchAfter: null },
      person,
    );
    firstId = page.contacts[0]?.id ?? null;
    if (page.contacts.length > 0 && !Array.isArray(page.contacts[0]?.searchAfter)) findings.push("contact search: rows carry no cursor");
    if (page.contacts.some((row) => typeof row.dateUpdated !== "string")) findings.push("contact search: rows carry no dateUpdated");
  });
  if (firstId !== null) await check("contact by id", () => client.contacts.read(firstId as unknown as string, person));
  await check("missing contact", async () => {
    try {
      await client.contacts.read("highwireProbe00000000", person);
      findings.push("missing contact: an unknown id was found");
    } catch (error) {
      if (!(error instanceof HighwireError) || error.code !== "HW_VENDOR_NOT_FOUND") throw error;
    }
  });
  await check("location", () => client.locations.read(person));
  await check("custom fields", () => client.locations.customFields(person));
  return findings;
}
