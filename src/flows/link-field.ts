import { orNull } from "#core/ports/read-outcome.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import { canonicalIncident, type CanonicalIncident } from "#vendors/incidentio/canonical-incident.ts";
import type { IncidentClient } from "#vendors/incidentio/client.ts";
import { isPageAddress } from "./incident-pages.ts";

/** A link field of incidents in which the address of our page stands. Whatever else people put there stays theirs. All methods throw vendor errors. */
export class LinkField {
  readonly #client: Pick<IncidentClient, "incidents">;
  readonly #fieldId: string;

  constructor(client: Pick<IncidentClient, "incidents">, fieldId: string) {
    this.#client = client;
    this.#fieldId = fieldId;
  }

  /** Our address as the incident shows it; null when it shows none. */
  addressIn(incident: CanonicalIncident): string | null {
    return (incident.texts[this.#fieldId] ?? []).find(isPageAddress) ?? null;
  }

  /** True while a person's link stands in the field. */
  isTaken(incident: CanonicalIncident): boolean {
    return (incident.texts[this.#fieldId] ?? []).length > 0 && this.addressIn(incident) === null;
  }

  async standing(incidentId: string, call: CallOptions): Promise<string | null> {
    const found = await orNull(() => this.#client.incidents.show(incidentId, call));
    return found === null ? null : this.addressIn(canonicalIncident(found));
  }

  /** Null takes the address away. Resolves with what then stands there of ours. */
  async write(incidentId: string, url: string | null, call: CallOptions): Promise<string | null> {
    const values = url === null ? [] : [{ value_link: url }];
    const edited = await this.#client.incidents.edit(incidentId, { custom_field_entries: [{ custom_field_id: this.#fieldId, values }] }, call);
    return this.addressIn(canonicalIncident(edited));
  }
}
