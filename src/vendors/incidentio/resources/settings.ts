import { z } from "zod";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Send } from "../send.ts";

/** An incident's status, as incidents and the list of statuses show it. */
export const status = z.looseObject({ id: z.string(), name: z.string(), category: z.string() });
/** A severity; the lower its rank, the less severe. */
export const severity = z.looseObject({ id: z.string(), name: z.string(), rank: z.number() });
const incidentType = z.looseObject({ id: z.string(), name: z.string(), is_default: z.boolean(), private_incidents_only: z.boolean() });
const role = z.looseObject({ id: z.string(), name: z.string(), role_type: z.string() });
export type StatusJson = z.infer<typeof status>;
export type SeverityJson = z.infer<typeof severity>;
export type IncidentTypeJson = z.infer<typeof incidentType>;
export type RoleJson = z.infer<typeof role>;

const statuses = z.looseObject({ incident_statuses: z.array(status) });
const severities = z.looseObject({ severities: z.array(severity) });
const types = z.looseObject({ incident_types: z.array(incidentType) });
const roles = z.looseObject({ incident_roles: z.array(role) });

/** What an organisation has configured for its incidents. All lists are whole. */
export interface SettingsResource {
  statuses(call: CallOptions): Promise<readonly StatusJson[]>;
  severities(call: CallOptions): Promise<readonly SeverityJson[]>;
  incidentTypes(call: CallOptions): Promise<readonly IncidentTypeJson[]>;
  roles(call: CallOptions): Promise<readonly RoleJson[]>;
}

export function settingsResource(send: Send): SettingsResource {
  return {
    statuses: async (call) => (await send("incident-statuses.list", { path: {}, answer: statuses }, call)).incident_statuses,
    severities: async (call) => (await send("severities.list", { path: {}, answer: severities }, call)).severities,
    incidentTypes: async (call) => (await send("incident-types.list", { path: {}, answer: types }, call)).incident_types,
    roles: async (call) => (await send("incident-roles.list", { path: {}, answer: roles }, call)).incident_roles,
  };
}
