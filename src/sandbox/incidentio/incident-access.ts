import type { Incident } from "./incident-store.ts";
import type { RouteCall } from "./route-call.ts";

/** Private incidents, and all that belongs to them, are there only for keys with global access. */
export const maySee = (roles: readonly string[], incident: Incident): boolean => incident.visibility === "public" || roles.includes("global_access");

/** The incident of this id, as far as the caller may see it: a hidden one is not there, rather than forbidden. */
export function incidentSeen({ state, key }: Pick<RouteCall, "state" | "key">, id: string): Incident | undefined {
  const incident = state.incidents.find(id);
  return incident?.id === id && maySee(key.roles, incident) ? incident : undefined;
}
