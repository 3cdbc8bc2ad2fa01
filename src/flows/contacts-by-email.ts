import type { Clock } from "#core/ports/clock.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { CanonicalIncident } from "#vendors/incidentio/canonical-incident.ts";
import type { ContactsResource } from "#vendors/highlevel/resources/contacts.ts";
import type { IncidentClient } from "#vendors/incidentio/client.ts";
import { KeptBriefly } from "./kept-briefly.ts";
import { namedField } from "./named-field.ts";

/** Five minutes, in milliseconds: every look at an incident asks again, and people seldom change addresses. */
const KEPT_MS = 300_000;
/** 30 seconds, in milliseconds: how long somebody who has just been made in HighLevel may still look unknown. */
const UNKNOWN_MS = 30_000;
/** Addresses of one incident that are looked up. */
const MAX_ADDRESSES = 100;

/** Whose addresses are whose, for all bridges of one location. */
export class ContactsByEmail {
  readonly #known: KeptBriefly<string>;
  readonly #asked: KeptBriefly<string | null>;

  constructor(clock: Clock) {
    this.#known = new KeptBriefly(clock, KEPT_MS);
    this.#asked = new KeptBriefly(clock, UNKNOWN_MS);
  }

  /** HighLevel id of the contact with this address; null when there is none. Throws vendor errors. */
  async find(contacts: Pick<ContactsResource, "findDuplicate">, email: string, call: CallOptions): Promise<string | null> {
    const known = this.#known.peek(email);
    if (known !== undefined) return known;
    const found = await this.#asked.get(email, async () => (await contacts.findDuplicate({ email }, call))?.id ?? null);
    if (found !== null) this.learn(email, found);
    return found;
  }

  /** Takes in whose address it is. */
  learn(email: string, contactId: string): void {
    this.#asked.forget(email);
    void this.#known.fresh(email, () => Promise.resolve(contactId));
  }
}

/** Affected contacts that incidents name by e-mail, in a text field. */
export interface NamedByEmail {
  /** What is an address in the field, in lower case and in its order; each once, and 100 at most. */
  addresses(incident: CanonicalIncident): readonly string[];
  /** HighLevel id of the contact with this address; null when there is none. Throws vendor errors. */
  find(email: string, call: CallOptions): Promise<string | null>;
  /** HighLevel ids of those whom an incident names; addresses that no contact has are passed over. Throws vendor errors. */
  contactIds(incident: CanonicalIncident, call: CallOptions): Promise<readonly string[]>;
}

export interface NamedByEmailParts {
  readonly contacts: ContactsResource;
  readonly client: Pick<IncidentClient, "customFields">;
  readonly byEmail: ContactsByEmail;
}

/** Looks contacts up by the addresses in a text field of that name. Throws `HW_REQUEST_NOT_FOUND` when incident.io has none, and vendor errors. */
export async function namedByEmail({ contacts, client, byEmail }: NamedByEmailParts, fieldName: string): Promise<NamedByEmail> {
  const fieldId = await namedField(client, "text", fieldName);
  const find: NamedByEmail["find"] = (email, call) => byEmail.find(contacts, email, call);
  const addresses = ({ texts }: CanonicalIncident): readonly string[] => addressesIn(texts[fieldId] ?? []);
  return {
    addresses,
    find,
    async contactIds(incident, call) {
      const found = await Promise.all(addresses(incident).map((email) => find(email, call)));
      return found.filter((id) => id !== null);
    },
  };
}

/** Addresses as people write them: `Ada <ada@example.com>`, in brackets, at the end of a sentence. In lower case, each once, and 100 at most. */
export function addressesIn(texts: readonly string[]): readonly string[] {
  const words = texts.flatMap((text) => text.toLowerCase().split(/[\s,;<>()[\]{}"|]+/u)).map((word) => word.replace(/^mailto:|[.:!?']+$/gu, ""));
  return [...new Set(words.filter((word) => address.test(word)))].slice(0, MAX_ADDRESSES);
}

const address = /^[^@]{1,64}@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+$/u;
