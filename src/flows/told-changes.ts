import type { Clock } from "#core/ports/clock.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import { must } from "#lib/must.ts";
import type { CanonicalIncident } from "#vendors/incidentio/canonical-incident.ts";
import type { IncidentClient } from "#vendors/incidentio/client.ts";
import type { IncidentUpdateJson } from "#vendors/incidentio/resources/incident-updates.ts";
import { goesOn } from "./incidents.ts";
import { KeptBriefly } from "./kept-briefly.ts";

/** Rows of one page at most. */
const PAGE = 250;
/** Ten minutes, in milliseconds: how long what was read is taken for all that was told, should the vendor's list have lagged. */
const KEPT_MS = 600_000;

/** How an incident stood when a case of it was first seen. */
export interface Beginning {
  /** Id of the newest update by then; empty when there was none. */
  readonly newest: string;
  readonly statusId: string;
  /** Empty when there was none. */
  readonly severityId: string;
}

/** A change of status or severity while an incident went on, or its end or new beginning. */
export interface ToldChange {
  /** Of the update; where no update told of an end, of the one before with `-ended` behind it. */
  readonly id: string;
  readonly statusName: string;
  readonly category: string;
  readonly severityName: string | null;
  /** What was said with it; Markdown. */
  readonly message: string | null;
}

/** What was told of incidents, read once for each of their versions: every change of status or severity makes a new one. */
export class IncidentChanges {
  readonly #client: Pick<IncidentClient, "incidentUpdates">;
  readonly #kept: KeptBriefly<readonly IncidentUpdateJson[]>;

  constructor(client: Pick<IncidentClient, "incidentUpdates">, clock: Clock) {
    this.#client = client;
    this.#kept = new KeptBriefly(clock, KEPT_MS);
  }

  /** How an incident stands. Throws vendor errors. */
  async now(incident: CanonicalIncident, call: CallOptions): Promise<Beginning> {
    const updates = await this.#updatesOf(incident, call);
    return { newest: updates.at(-1)?.id ?? "", statusId: incident.fields.statusId ?? "", severityId: incident.fields.severityId ?? "" };
  }

  /** What has changed since, oldest first. Throws vendor errors. */
  async since(beginning: Beginning, incident: CanonicalIncident, call: CallOptions): Promise<readonly ToldChange[]> {
    const all = await this.#updatesOf(incident, call);
    const updates = all.slice(all.findIndex(({ id }) => id === beginning.newest) + 1);
    const before = [{ ...beginning, isOngoing: true }, ...updates.map(stateAfter)];
    const changes = updates.flatMap((update, index) => changeIn(update, must(before[index], "the state before")) ?? []);
    const isEndTold = !must(before.at(-1), "the newest state").isOngoing;
    return isEndTold || goesOn(incident.fields.statusCategory) ? changes : [...changes, silentEnd(incident, all.at(-1))];
  }

  #updatesOf({ id, version }: CanonicalIncident, call: CallOptions): Promise<readonly IncidentUpdateJson[]> {
    return this.#kept.get(`${id} ${version}`, () => this.#read(id, call));
  }

  async #read(incidentId: string, call: CallOptions): Promise<readonly IncidentUpdateJson[]> {
    const all: IncidentUpdateJson[] = [];
    for (let after: string | null = null; ;) {
      const page = await this.#client.incidentUpdates.list({ incidentId, pageSize: PAGE, after }, call);
      all.push(...page.rows);
      // Their order is published nowhere.
      if (page.next === null) return all.toSorted((one, other) => Date.parse(one.created_at) - Date.parse(other.created_at));
      after = page.next;
    }
  }
}

interface State extends Pick<Beginning, "statusId" | "severityId"> {
  readonly isOngoing: boolean;
}

const stateAfter = ({ new_incident_status: status, new_severity: severity }: IncidentUpdateJson): State => {
  return { statusId: status.id, severityId: severity?.id ?? "", isOngoing: goesOn(status.category) };
};

/** What happens to an incident after its end is no matter to the contacts that it touched, unless it goes on. */
function changeIn(update: IncidentUpdateJson, before: State): ToldChange | null {
  const after = stateAfter(update);
  const { id, message = null, new_incident_status: status, new_severity: severity } = update;
  // Without a word it must have changed something, be it back from what no update told.
  const isChange = before.statusId !== after.statusId || before.severityId !== after.severityId || (message ?? "") === "";
  if (!isChange || !(before.isOngoing || after.isOngoing)) return null;
  return { id, statusName: status.name, category: status.category, severityName: severity?.name ?? null, message };
}

/** An end of which no update told: a status may be changed without a word. */
function silentEnd({ statusName, severityName, fields }: CanonicalIncident, last: IncidentUpdateJson | undefined): ToldChange {
  const category = fields.statusCategory ?? "";
  return { id: `${last?.id ?? "opened"}-ended`, statusName: statusName ?? category, category, severityName, message: null };
}
