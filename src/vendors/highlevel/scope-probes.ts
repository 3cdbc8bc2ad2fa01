import { HighwireError } from "#core/errors.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { HighLevelClient } from "./client.ts";
import { ifPermitted } from "./probe.ts";
import { anyContact } from "./resources/contacts.ts";

const person: CallOptions = { priority: "person" };
/** An id that nobody has: that it is not there is said only to who may look. */
const NOBODY = "highwireProbe00000000";

/** One read for each permission to read; permissions to write cannot be proven without writing. */
const probes: Readonly<Record<string, (client: HighLevelClient) => Promise<unknown>>> = {
  "contacts.readonly": ({ contacts }) => contacts.search(anyContact, person),
  "locations.readonly": ({ locations }) => locations.read(person),
  "locations/customFields.readonly": ({ locations }) => locations.customFields(person),
  "locations/tasks.readonly": ({ tasks }) => tasks.search({ limit: 1, searchAfter: null }, person),
  "calendars.readonly": ({ calendars }) => calendars.list(person),
  "calendars/events.readonly": ({ appointments }) => appointments.read(NOBODY, person),
  "businesses.readonly": ({ businesses }) => businesses.list({ limit: 1, skip: 0 }, person),
  "opportunities.readonly": ({ opportunities }) => opportunities.pipelines(person),
  "users.readonly": ({ users }) => users.list(person),
};

/** Tries the read that a scope allows: true when it went through, false when it was refused, null when no read can tell. */
export async function provesHighLevelScope(client: HighLevelClient, scope: string): Promise<boolean | null> {
  const probe = Object.hasOwn(probes, scope) ? probes[scope] : undefined;
  if (probe === undefined) return null;
  const read = async (): Promise<true> => {
    await probe(client).catch((error: unknown) => {
      if (!(error instanceof HighwireError && error.code === "HW_VENDOR_NOT_FOUND")) throw error;
    });
    return true;
  };
  return (await ifPermitted(read)) ?? false;
}
