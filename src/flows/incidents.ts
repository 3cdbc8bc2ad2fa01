import type { CaseRules } from "#core/bridge.ts";
import { orNull } from "#core/ports/read-outcome.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import { canonicalIncident, type CanonicalIncident } from "#vendors/incidentio/canonical-incident.ts";
import type { IncidentClient } from "#vendors/incidentio/client.ts";
import type { IncidentsQuery } from "#vendors/incidentio/resources/incidents.ts";

/** Incidents that may be told about, as incident.io tells them now. All methods throw vendor errors. */
export interface Incidents {
  /** One page of those that go on. */
  page(after: string | null, call: CallOptions): Promise<IncidentPage>;
  /** One page of those that have changed since, whatever became of them. */
  changedSince(since: string, after: string | null, call: CallOptions): Promise<IncidentPage>;
  /** Null when it is gone or may not be told (P1). */
  one(id: string, call: CallOptions): Promise<CanonicalIncident | null>;
  /** A cheap read that shows whether the connection works. */
  look(call: CallOptions): Promise<unknown>;
}

interface IncidentPage {
  readonly incidents: readonly CanonicalIncident[];
  readonly next: string | null;
}

/** `live` is what the dashboard calls active; one that is paused goes on. */
const ongoing = ["live", "paused"];
/** True for the category of a status in which an incident goes on. */
export const goesOn = (category: string | null): boolean => ongoing.includes(category ?? "");
const PAGE = 250;

/** What may be told goes by the rules: private incidents, and tests and tutorials, only where they say so (P1). */
export function createIncidents(
  client: Pick<IncidentClient, "incidents">,
  { tellsPrivate, tellsDrills }: Pick<CaseRules, "tellsPrivate" | "tellsDrills">,
): Incidents {
  const modes = tellsDrills ? ["standard", "test", "tutorial"] : ["standard"];
  const mayBeTold = ({ isPrivate, isDrill }: CanonicalIncident): boolean => (tellsPrivate || !isPrivate) && (tellsDrills || !isDrill);
  const list = async (query: Omit<IncidentsQuery, "pageSize" | "modes">, call: CallOptions): Promise<IncidentPage> => {
    const { rows, next } = await client.incidents.list({ pageSize: PAGE, modes, ...query }, call);
    return { incidents: rows.map(canonicalIncident).filter(mayBeTold), next };
  };
  return {
    page: (after, call) => list({ after, statusCategories: ongoing }, call),
    changedSince: (updatedSince, after, call) => list({ after, updatedSince }, call),
    async one(id, call) {
      const found = await orNull(() => client.incidents.show(id, call));
      const incident = found === null ? null : canonicalIncident(found);
      return incident !== null && mayBeTold(incident) ? incident : null;
    },
    look: (call) => client.incidents.list({ pageSize: 1, after: null }, call),
  };
}
