import { must } from "#lib/must.ts";
import { embeddedUser } from "./organisation-routes.ts";
import type { IncidentState } from "./state.ts";

/** Id and name of the key that made an object, or null when a person did. */
export type CreatorKey = { readonly id: string; readonly name: string } | null;

/** Who made an object: the key, or the organisation's first person. */
export function actorShape({ organisation }: IncidentState, key: CreatorKey): Record<string, unknown> {
  return key === null ? { user: embeddedUser(must(organisation.users[0], "a user")) } : { api_key: { id: key.id, name: key.name } };
}
