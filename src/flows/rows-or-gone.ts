import { HighwireError } from "#core/errors.ts";
import { orNull, succeeds } from "#core/ports/read-outcome.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { HighLevelClient } from "#vendors/highlevel/client.ts";

/** A list of what a contact has. A contact that is gone has nothing any more; believed only while the connection can read something else (D1). */
export async function rowsOrGone<Row>(
  client: Pick<HighLevelClient, "calendars">,
  list: () => Promise<readonly Row[]>,
  call: CallOptions,
): Promise<readonly Row[]> {
  const rows = await orNull(list);
  if (rows !== null) return rows;
  if (await succeeds(() => client.calendars.list(call))) return [];
  throw new HighwireError("HW_VENDOR_UNAVAILABLE", {
    vendor: "highlevel",
    operation: "canary read",
    detail: "a contact looked missing while the connection could read nothing else",
  });
}
