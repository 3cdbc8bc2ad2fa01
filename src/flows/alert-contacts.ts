import { HighwireError } from "#core/errors.ts";
import type { Clock } from "#core/ports/clock.ts";
import { orNull } from "#core/ports/read-outcome.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { CanonicalAlert } from "#vendors/incidentio/canonical-alert.ts";
import type { IncidentClient } from "#vendors/incidentio/client.ts";
import { addressesIn } from "./contacts-by-email.ts";
import { KeptBriefly } from "./kept-briefly.ts";

/** Five minutes, in milliseconds: whose an entry is does not change, and what it is called is looked at by each sweep. */
const KEPT_MS = 300_000;

/** A contact that an alert names. */
export interface AlertContact {
  /** HighLevel id. */
  readonly contactId: string;
  /** What the alert calls them: the name of their entry, or their address. */
  readonly name: string | null;
}

/** Whom alerts name in one of their attributes. */
export interface AlertContacts {
  /** Those of them who are in HighLevel; each once. Throws vendor errors. */
  of(alert: CanonicalAlert, call: CallOptions): Promise<readonly AlertContact[]>;
  /** Whoever is asked for from now on is read anew: they may be called something else by now. */
  forget(): void;
}

export interface AlertContactParts {
  readonly client: Pick<IncidentClient, "alertSetup" | "showEntry">;
  /** HighLevel id of the contact with this address; null when there is none. */
  readonly find: (email: string, call: CallOptions) => Promise<string | null>;
  readonly clock: Clock;
  readonly locationId: string;
}

/** Reads an attribute of that name: entries of contacts, or e-mail addresses. Throws `HW_REQUEST_NOT_FOUND` when alerts have none, and vendor errors. */
export async function alertContacts(parts: AlertContactParts, attributeName: string): Promise<AlertContacts> {
  const attributeId = await attributeIdOf(parts.client, attributeName);
  const owners = new KeptBriefly<AlertContact | null>(parts.clock, KEPT_MS);
  return {
    async of({ named, texts }, call) {
      const found = await Promise.all([
        ...(named[attributeId] ?? []).map((entryId) => owners.get(entryId, () => ownerOf(parts, entryId, call))),
        ...addressesIn(texts[attributeId] ?? []).map((email) => withAddress(parts, email, call)),
      ]);
      const there = found.filter((contact) => contact !== null);
      return there.filter(({ contactId }, index) => there.findIndex((other) => other.contactId === contactId) === index);
    },
    forget: () => owners.clear(),
  };
}

async function attributeIdOf(client: AlertContactParts["client"], wanted: string): Promise<string> {
  const attributes = await client.alertSetup.attributes({ priority: "person" });
  const attribute = attributes.find(({ name }) => name.toLowerCase() === wanted.trim().toLowerCase());
  if (attribute !== undefined) return attribute.id;
  throw new HighwireError("HW_REQUEST_NOT_FOUND", { vendor: "incident", detail: `alerts have no attribute called ${JSON.stringify(wanted)}` });
}

/** The contact of this location that an entry stands for. */
async function ownerOf({ client, locationId }: AlertContactParts, entryId: string, call: CallOptions): Promise<AlertContact | null> {
  const entry = await orNull(() => client.showEntry(entryId, call));
  const [location, contactId] = (entry?.external_id ?? "").split(":");
  return location === locationId && contactId !== undefined && contactId !== "" ? { contactId, name: entry?.name ?? null } : null;
}

async function withAddress({ find }: AlertContactParts, email: string, call: CallOptions): Promise<AlertContact | null> {
  const contactId = await find(email, call);
  return contactId === null ? null : { contactId, name: email };
}
