import type { SandboxResponse } from "../kit/http-app.ts";
import type { SandboxClock } from "../kit/clock.ts";
import type { Prng } from "../kit/prng.ts";
import { problem, ulid } from "./envelope.ts";
import type { RouteCall } from "./catalog-routes.ts";

export interface Incident {
  readonly id: string;
  readonly number: number;
  name: string;
  status: string;
  severity: string;
  readonly visibility: "public" | "private";
  readonly created_at: string;
  updated_at: string;
  /** Catalog entries named by the affected-contacts field. */
  entries: readonly string[];
}

export const severities = [["minor", 1], ["major", 2], ["critical", 3]] as const;

/** A few incidents; contacts need only that they can be read and that their events name catalog entries. */
export class IncidentStore {
  readonly all = new Map<string, Incident>();
  readonly #clock: SandboxClock;
  readonly #prng: Prng;

  constructor(clock: SandboxClock, prng: Prng) {
    this.#clock = clock;
    this.#prng = prng;
  }

  add(name: string, options: { readonly visibility?: Incident["visibility"]; readonly severity?: string; readonly entries?: readonly string[] } = {}): Incident {
    const at = new Date(this.#clock.now()).toISOString();
    const incident: Incident = {
      id: ulid(this.#clock.now(), (alphabet, length) => this.#prng.text(length, alphabet)), number: this.all.size + 1, name, status: "live",
      severity: options.severity ?? "minor", visibility: options.visibility ?? "public", created_at: at, updated_at: at, entries: options.entries ?? [],
    };
    this.all.set(incident.id, incident);
    return incident;
  }

  find(idOrNumber: string): Incident | undefined {
    return this.all.get(idOrNumber) ?? [...this.all.values()].find((incident) => String(incident.number) === idOrNumber);
  }
}

export function incidentShape(incident: Incident): Record<string, unknown> {
  const { id, number, name, visibility, created_at, updated_at, severity, status } = incident;
  const rank = severities.find(([known]) => known === severity)?.[1] ?? 1;
  return {
    id, name, visibility, created_at, updated_at, reference: `INC-${String(number)}`, mode: "standard", permalink: `https://app.example.com/incidents/${String(number)}`,
    slack_team_id: "T00000000", slack_channel_id: "C00000000", incident_role_assignments: [], creator: { api_key: { id: "01HSANDBOXKEY0000000000000", name: "Sandbox" } },
    incident_status: { id: `01HSTATUS00000000000000000`, name: status, category: status, rank: 1, description: "", created_at, updated_at },
    severity: { id: `01HSEVERITY0000000000000${String(rank)}`, name: severity, description: "", rank, created_at, updated_at },
    custom_field_entries: incident.entries.length === 0 ? [] : [
      {
        custom_field: { id: "01HFIELDAFFECTED0000000000", name: "Affected contacts", description: "", field_type: "multi_select", options: [] },
        values: incident.entries.map((entryId) => ({ value_catalog_entry: { id: entryId, name: "", aliases: [] } })),
      },
    ],
  };
}

export function listIncidents({ state, request, key }: RouteCall): SandboxResponse {
  const size = Number(request.query.get("page_size") ?? "25");
  if (!Number.isInteger(size) || size < 1 || size > 500) return problem(422, "invalid_value", "The page size is out of range", "page_size");
  const visible = [...state.incidents.all.values()].filter((incident) => incident.visibility === "public" || key.roles.includes("global_access")).toReversed();
  const from = request.query.get("after") === null ? 0 : visible.findIndex((incident) => incident.id === request.query.get("after")) + 1;
  const page = visible.slice(from, from + size);
  const more = from + size < visible.length;
  return { status: 200, body: { incidents: page.map(incidentShape), pagination_meta: { page_size: size, total_record_count: visible.length, ...(more && { after: page.at(-1)?.id }) } } };
}

/** Private incidents answer 404 to keys without global access. */
export function showIncident({ state, params, key }: RouteCall): SandboxResponse {
  const incident = state.incidents.find(params[0] ?? "");
  const hidden = incident?.visibility === "private" && !key.roles.includes("global_access");
  return incident === undefined || hidden ? problem(404, "not_found", "No such incident") : { status: 200, body: { incident: incidentShape(incident) } };
}
