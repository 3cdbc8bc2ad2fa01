import { HighwireError } from "#core/errors.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { ContactsResource } from "#vendors/highlevel/resources/contacts.ts";
import type { IncidentClient } from "#vendors/incidentio/client.ts";
import { KeptBriefly } from "./kept-briefly.ts";

/** Five minutes, in milliseconds: every look at an incident asks again, and people seldom change addresses. */
const KEPT_MS = 300_000;
/** Addresses of one incident that are looked up. */
const MAX_ADDRESSES = 20;

/** Affected contacts that incidents name by e-mail, in a text field. */
export interface NamedByEmail {
  /** incident.io custom field. */
  readonly fieldId: string;
  /** HighLevel ids of those that there are; what is not an address is passed over. Throws vendor errors. */
  contactIds(texts: readonly string[], call: CallOptions): Promise<readonly string[]>;
}

/** Looks contacts up by the addresses in a text field of that name. Throws `HW_REQUEST_NOT_FOUND` when incident.io has none, and vendor errors. */
export async function namedByEmail(
  { contacts, client, clock }: { readonly contacts: ContactsResource; readonly client: Pick<IncidentClient, "customFields">; readonly clock: Clock },
  fieldName: string,
): Promise<NamedByEmail> {
  const fields = await client.customFields.list({ priority: "person" });
  const field = fields.find(({ name, field_type: type }) => type === "text" && name.toLowerCase() === fieldName.trim().toLowerCase());
  if (field === undefined)
    throw new HighwireError("HW_REQUEST_NOT_FOUND", {
      vendor: "incident",
      detail: `incident.io has no text field called ${JSON.stringify(fieldName)}`,
    });
  const kept = new KeptBriefly<string | null>(clock, KEPT_MS);
  return {
    fieldId: field.id,
    async contactIds(texts, call) {
      const addresses = texts.flatMap((text) => text.split(/[\s,;<>]+/u)).filter((word) => /^[^@]+@[^@]+\.[^@]+$/u.test(word));
      const unique = [...new Set(addresses.map((address) => address.toLowerCase()))].slice(0, MAX_ADDRESSES);
      const found = await Promise.all(
        unique.map((email) => kept.get(email, async () => (await contacts.findDuplicate({ email }, call))?.id ?? null)),
      );
      return found.filter((id) => id !== null);
    },
  };
}
