import type { SandboxResponse } from "../kit/http-app.ts";
import { problem } from "./envelope.ts";
import type { IncidentType, Role, Severity, Status, Team, User } from "./organisation.ts";
import { pageOf, readPage } from "./pages.ts";
import type { Run } from "./route-call.ts";
import type { IncidentState } from "./state.ts";

interface Dated {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly createdAt: string;
  readonly updatedAt?: string;
}

const datedShape = ({ id, name, description, createdAt, updatedAt = createdAt }: Dated): Record<string, unknown> => ({
  id,
  name,
  description,
  created_at: createdAt,
  updated_at: updatedAt,
});
export const severityShape = (severity: Severity): Record<string, unknown> => ({ ...datedShape(severity), rank: severity.rank });
export const statusShape = (status: Status): Record<string, unknown> => ({ ...datedShape(status), category: status.category, rank: status.rank });
export const incidentTypeShape = (type: IncidentType): Record<string, unknown> => ({
  ...datedShape(type),
  is_default: type.isDefault,
  private_incidents_only: type.privateOnly,
  create_in_triage: "optional",
});
export const roleShape = (role: Role): Record<string, unknown> => ({
  ...datedShape(role),
  role_type: role.roleType,
  instructions: "",
  shortform: role.roleType === "lead" ? "lead" : "",
});

/** An unpaged list and its rows one by one, under the vendor's plural and singular names. */
function listAndShow<Row extends { readonly id: string }>(
  plural: string,
  singular: string,
  rows: (state: IncidentState) => readonly Row[],
  shape: (row: Row) => Record<string, unknown>,
): { readonly list: Run; readonly show: Run } {
  return {
    list: ({ state }) => ({ status: 200, body: { [plural]: rows(state).map(shape) } }),
    show: ({ state, params }) => {
      const row = rows(state).find(({ id }) => id === params[0]);
      return row === undefined ? problem(404, "not_found", "There is no such object") : { status: 200, body: { [singular]: shape(row) } };
    },
  };
}

export const severities = listAndShow("severities", "severity", (state) => state.organisation.severities, severityShape);
export const statuses = listAndShow("incident_statuses", "incident_status", (state) => state.organisation.statuses, statusShape);
export const incidentTypes = listAndShow("incident_types", "incident_type", (state) => state.organisation.incidentTypes, incidentTypeShape);
export const roles = listAndShow("incident_roles", "incident_role", (state) => state.organisation.roles, roleShape);

const noSeats = { on_call: "none", response: "full_access" } as const;
const baseRole = { id: "01HSANDB0XBASER01E00000000", name: "Responder", slug: "responder", description: "Takes part in incidents" } as const;

/** A user with roles, as the user list shows it. */
const userShape = ({ id, name, email, isActive }: User): Record<string, unknown> => ({
  id,
  name,
  email,
  role: "responder",
  is_active: isActive,
  base_role: baseRole,
  custom_roles: [],
  seats: noSeats,
});
/** A user as other objects embed it. */
export const embeddedUser = ({ id, name, email }: User): Record<string, unknown> => ({ id, name, email, role: "responder" });

/** Published: at most 10,000 users a page. Users who have left are shown on request only. */
export const listUsers: Run = ({ state, request }) => {
  const { query } = request;
  const asked = readPage(query, { max: 10_000 });
  if ("status" in asked) return asked;
  const email = query.get("email")?.toLowerCase();
  const found = state.organisation.users.filter(
    (user) => (user.isActive || query.get("include_inactive") === "true") && (email === undefined || user.email === email),
  );
  const page = pageOf(query.get("slack_user_id") === null ? found : [], asked, state.quirks.endByEmptyPage);
  return "status" in page ? page : { status: 200, body: { users: page.rows.map(userShape), pagination_meta: page.meta } };
};

export const showUser: Run = ({ state, params }): SandboxResponse => {
  const user = state.organisation.users.find(({ id }) => id === params[0]);
  return user === undefined ? problem(404, "not_found", "There is no such user") : { status: 200, body: { user: userShape(user) } };
};

function teamShape(state: IncidentState, { id, name, entryId, memberIds }: Team): Record<string, unknown> {
  const members = state.organisation.users
    .filter((user) => memberIds.includes(user.id))
    .map((user) => ({ id: user.id, name: user.name, email: user.email }));
  return { id, name, members, catalog_entry: { id: entryId, name: state.catalog.entry(entryId)?.name ?? name } };
}

/** Published: at most 250 teams a page. */
export const listTeams: Run = ({ state, request }) => {
  const asked = readPage(request.query, { max: 250 });
  if ("status" in asked) return asked;
  const page = pageOf(state.organisation.teams, asked, state.quirks.endByEmptyPage);
  return "status" in page ? page : { status: 200, body: { teams: page.rows.map((team) => teamShape(state, team)), pagination_meta: page.meta } };
};

export const showTeam: Run = ({ state, params }) => {
  const team = state.organisation.teams.find(({ id }) => id === params[0]);
  return team === undefined ? problem(404, "not_found", "There is no such team") : { status: 200, body: { team: teamShape(state, team) } };
};
