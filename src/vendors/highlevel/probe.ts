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
