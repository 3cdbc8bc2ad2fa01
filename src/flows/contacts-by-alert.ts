import { orNull } from "#core/ports/read-outcome.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import { canonicalAlert, type CanonicalAlert } from "#vendors/incidentio/canonical-alert.ts";
import type { CanonicalIncident } from "#vendors/incidentio/canonical-incident.ts";
import type { IncidentClient } from "#vendors/incidentio/client.ts";
import type { AlertContacts } from "./alert-contacts.ts";
import { KeptBriefly } from "./kept-briefly.ts";

/** Alerts of one page: the vendor's most. */
export const ALERTS_PAGE = 50;
/** One minute, in milliseconds: how long it may take until an alert counts that is attached while its incident does not change otherwise. */
const ATTACHED_MS = 60_000;
/** Five minutes, in milliseconds: what an alert says was set when it came. */
const KEPT_MS = 300_000;

/** Affected contacts that the alerts of an incident name. */
export interface NamedByAlert {
  /** HighLevel ids of those there are; each once. Throws vendor errors. */
  contactIds(incident: CanonicalIncident, call: CallOptions): Promise<readonly string[]>;
}

type Client = Pick<IncidentClient, "alerts">;

export function namedByAlert(client: Client, contacts: AlertContacts, clock: Clock): NamedByAlert {
  const attached = new KeptBriefly<readonly string[]>(clock, ATTACHED_MS);
  const alerts = new KeptBriefly<CanonicalAlert | null>(clock, KEPT_MS);
  return {
    async contactIds({ id, version }, call) {
      const alertIds = await attached.get(`${id} ${version}`, () => attachedTo(client, id, call));
      const found = await Promise.all(alertIds.map((alertId) => alerts.get(alertId, () => alertOf(client, alertId, call))));
      const named = await Promise.all(found.flatMap((alert) => (alert === null ? [] : [contacts.of(alert, call)])));
      return [...new Set(named.flat().map(({ contactId }) => contactId))];
    },
  };
}

async function attachedTo({ alerts }: Client, incidentId: string, call: CallOptions): Promise<readonly string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof alerts.attached>> = await alerts.attached({ incidentId, pageSize: ALERTS_PAGE, after }, call);
    ids.push(...page.rows.map(({ alert }) => alert.id));
    after = page.next;
  } while (after !== null);
  return ids;
}

/** Null when it is gone, or hidden from our key. Throws every other vendor error. */
export async function alertOf({ alerts }: Client, id: string, call: CallOptions): Promise<CanonicalAlert | null> {
  const found = await orNull(() => alerts.show(id, call));
  return found === null ? null : canonicalAlert(found);
}
