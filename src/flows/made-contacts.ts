import { caseEntities, listedOn, type Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import { mappedFields } from "#core/mapping/mapped-fields.ts";
import { orMissing, succeeds } from "#core/ports/read-outcome.ts";
import type { RecordsPort } from "#core/ports/records-port.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import { textOrNull } from "#core/record/text-or-null.ts";
import { contentVersion } from "#vendors/highlevel/content-version.ts";
import { anyContact, type ContactJson, type ContactsResource } from "#vendors/highlevel/resources/contacts.ts";
import { allOf } from "./cases.ts";
import type { ContactsByEmail } from "./contacts-by-email.ts";
import type { NewContactSource } from "./new-contacts.ts";

export interface MadeContactParts {
  readonly contacts: ContactsResource;
  readonly byEmail: ContactsByEmail;
  readonly source: NewContactSource;
  readonly mapping: Pick<Bridge, "fields" | "defaultCountry">;
}

/** What HighLevel shows as the origin of such a contact. */
const ORIGIN = "incident.io";

/**
 * Contacts in HighLevel that incidents have made by an address. A record is known by its contact's id and what it was made for, so that two incidents may
 * name the same person. Nothing of it is ever changed or read again for what it says: a contact bridge keeps contacts in step.
 */
export function createMadeContacts(parts: MadeContactParts): RecordsPort {
  const { contacts, byEmail, source } = parts;
  const refuse = (operation: string): Promise<never> =>
    Promise.reject(new HighwireError("HW_INVARIANT", { operation, detail: "contacts of incidents are made and never written again" }));
  return {
    side: "highlevel",
    partial: true,
    read: (id, call) => orMissing(async () => recordOf(parts, await contacts.read(contactIdIn(id), call), madeForIn(id))),
    list: () => Promise.resolve({ records: [], next: null, total: null }),
    async candidates({ counterpartId, email }, call) {
      const address = email ?? (counterpartId === null ? null : await source.emailOf(counterpartId, call));
      if (address === null || counterpartId === null) return [];
      const found = await contacts.findDuplicate({ email: address }, call);
      if (found === null) return [];
      byEmail.learn(address, found.id);
      return [{ record: recordOf(parts, found, counterpartId), matchedBy: ["marker"] }];
    },
    async create({ fields, counterpartId }, call) {
      const email = textOrNull(fields["email"]) ?? "";
      const made = await contacts.upsert({ email, source: ORIGIN }, call);
      byEmail.learn(email, made.id);
      return recordOf(parts, made, counterpartId);
    },
    update: () => refuse("update contact"),
    remove: (id, call) => contacts.remove(contactIdIn(id), call),
    // Whoever has just been made is affected, as all kinds of bridges over cases want to know.
    knownAs(id) {
      const all = allOf(madeForIn(id).split("/").at(-1) ?? "");
      return caseEntities.filter((entity) => entity !== "new-contact").map((entity) => ({ entity, id: all, side: listedOn[entity] }));
    },
    canary: (call) => succeeds(() => contacts.search(anyContact, call)),
  };
}

const contactIdIn = (id: string): string => id.split("/")[0] ?? "";
const madeForIn = (id: string): string => id.split("/").slice(1).join("/");

function recordOf({ mapping }: MadeContactParts, contact: ContactJson, counterpartId: string): SideRecord {
  const fields = mappedFields(mapping, () => contact["email"]);
  return { side: "highlevel", id: `${contact.id}/${counterpartId}`, version: contentVersion(fields), fields, counterpartId, rests: true };
}
