import { HighwireError } from "#core/errors.ts";
import type { Clock } from "#core/ports/clock.ts";
import { orNull } from "#core/ports/read-outcome.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import { canonicalAlert, type CanonicalAlert } from "#vendors/incidentio/canonical-alert.ts";
import type { CanonicalIncident } from "#vendors/incidentio/canonical-incident.ts";
import type { IncidentClient } from "#vendors/incidentio/client.ts";
import { addressesIn } from "./contacts-by-email.ts";
import { KeptBriefly } from "./kept-briefly.ts";

/** Alerts of one page: the vendor's most. */
const PAGE = 50;
/** One minute, in milliseconds: how long it may take until an alert counts that is attached while its incident does not change otherwise. */
const ATTACHED_MS = 60_000;
/** Five minutes, in milliseconds: what an alert says was set when it came, and whose an entry is does not change. */
const KEPT_MS = 300_000;

/** Affected contacts that the alerts of an incident name in one of their attributes. */
export interface NamedByAlert {
  /** HighLevel ids of those there are; each once. Throws vendor errors. */
  contactIds(incident: CanonicalIncident, call: CallOptions): Promise<readonly string[]>;
}

export interface NamedByAlertParts {
  readonly client: Pick<IncidentClient, "alerts" | "alertSetup" | "showEntry">;
  /** HighLevel id of the contact with this address; null when there is none. */
  readonly find: (email: string, call: CallOptions) => Promise<string | null>;
  readonly clock: Clock;
  readonly locationId: string;
}

/** Reads an attribute of that name: entries of contacts, or e-mail addresses. Throws `HW_REQUEST_NOT_FOUND` when alerts have none, and vendor errors. */
export async function namedByAlert(parts: NamedByAlertParts, attributeName: string): Promise<NamedByAlert> {
  const attributeId = await attributeIdOf(parts.client, attributeName);
  const attached = new KeptBriefly<readonly string[]>(parts.clock, ATTACHED_MS);
  const alerts = new KeptBriefly<CanonicalAlert | null>(parts.clock, KEPT_MS);
  const owners = new KeptBriefly<string | null>(parts.clock, KEPT_MS);
  const namedIn = async ({ named, texts }: CanonicalAlert, call: CallOptions): Promise<readonly (string | null)[]> =>
    Promise.all([
      ...(named[attributeId] ?? []).map((entryId) => owners.get(entryId, () => ownerOf(parts, entryId, call))),
      ...addressesIn(texts[attributeId] ?? []).map((email) => parts.find(email, call)),
    ]);
  return {
    async contactIds({ id, version }, call) {
      const alertIds = await attached.get(`${id} ${version}`, () => attachedTo(parts.client, id, call));
      const found = await Promise.all(alertIds.map((alertId) => alerts.get(alertId, () => alertOf(parts.client, alertId, call))));
      const contactIds = await Promise.all(found.flatMap((alert) => (alert === null ? [] : [namedIn(alert, call)])));
      return [...new Set(contactIds.flat().filter((contactId) => contactId !== null))];
    },
  };
}

async function attributeIdOf(client: NamedByAlertParts["client"], wanted: string): Promise<string> {
  const attributes = await client.alertSetup.attributes({ priority: "person" });
  const attribute = attributes.find(({ name }) => name.toLowerCase() === wanted.trim().toLowerCase());
  if (attribute !== undefined) return attribute.id;
  throw new HighwireError("HW_REQUEST_NOT_FOUND", { vendor: "incident", detail: `alerts have no attribute called ${JSON.stringify(wanted)}` });
}

async function attachedTo({ alerts }: NamedByAlertParts["client"], incidentId: string, call: CallOptions): Promise<readonly string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof alerts.attached>> = await alerts.attached({ incidentId, pageSize: PAGE, after }, call);
    ids.push(...page.rows.map(({ alert }) => alert.id));
    after = page.next;
  } while (after !== null);
  return ids;
}

/** Null when it is gone, or hidden from our key. */
async function alertOf({ alerts }: NamedByAlertParts["client"], id: string, call: CallOptions): Promise<CanonicalAlert | null> {
  const found = await orNull(() => alerts.show(id, call));
  return found === null ? null : canonicalAlert(found);
}

/** The contact of this location that an entry stands for. */
async function ownerOf({ client, locationId }: NamedByAlertParts, entryId: string, call: CallOptions): Promise<string | null> {
  const entry = await orNull(() => client.showEntry(entryId, call));
  const [location, contactId] = (entry?.external_id ?? "").split(":");
  return location === locationId && contactId !== undefined && contactId !== "" ? contactId : null;
}
