import type { SandboxResponse } from "../../kit/http-app.ts";
import { refuseBody, textOf, textsOf, type Body, type BodyRules } from "../body-rules.ts";
import { byTime, readDeepFilters, testsOf, type Test } from "../deep-filters.ts";
import { problem } from "../envelope.ts";
import { incidentSeen, maySee } from "../incident-access.ts";
import { pageById, readPage } from "../pages.ts";
import type { RouteCall, RouteRow, Run } from "../route-call.ts";
import { untilSunset } from "../sunset.ts";
import { changeWork, deleteWork, openWork, workOf, type WorkChange } from "./work-edits.ts";
import { workShape, workStatuses, type StoredWork, type WorkKind, type WorkStatus } from "./work-item.ts";

type Version = 2 | 3;
const names = { "follow-up": { one: "follow_up", many: "follow_ups" }, action: { one: "action", many: "actions" } } as const;
const MAX_PAGE = 250;
const modes = ["standard", "retrospective", "test", "tutorial", "stream"];
const defaultModes = ["standard", "retrospective"];

const changeable: Readonly<Record<WorkKind, BodyRules>> = {
  "follow-up": {
    title: { kind: "text", required: true },
    description: { kind: "text" },
    labels: { kind: "texts" },
    assignee_id: { kind: "text" },
    assignee_team_id: { kind: "text" },
    follow_up_category_id: { kind: "text" },
    follow_up_priority_option_id: { kind: "text" },
  },
  action: { description: { kind: "text", required: true }, assignee_id: { kind: "text" } },
};

/** Version 3, and version 2 as long as its sunset lets it. */
export const workRoutes: readonly RouteRow[] = (["follow-up", "action"] as const).flatMap((kind) => [...rowsOf(kind, 3), ...rowsOf(kind, 2)]);

function rowsOf(kind: WorkKind, version: Version): readonly RouteRow[] {
  const at = `/v${String(version)}/${names[kind].many}`;
  const guard = (run: Run): Run => (version === 2 ? untilSunset(run) : run);
  return [
    ["GET", at, guard((call) => list(call, kind, version))],
    ["POST", at, guard((call) => create(call, kind, version))],
    ["GET", `${at}/{id}`, guard((call) => withWork(call, kind, (work) => answer(call, work, version, 200)))],
    ["PUT", `${at}/{id}`, guard((call) => withWork(call, kind, (work) => update(call, work, version)))],
    [
      "DELETE",
      `${at}/{id}`,
      guard((call) =>
        withWork(call, kind, (work) => {
          deleteWork(call.state, work);
          return { status: 204 };
        }),
      ),
    ],
  ];
}

/** Version 3: a page, oldest first by id. Version 2: all of it. */
function list(call: RouteCall, kind: WorkKind, version: Version): SandboxResponse {
  const { state, request } = call;
  const found = matching(call, kind, version);
  if ("status" in found) return found;
  const rows = workOf(state, kind)
    .all()
    .filter(found.matches)
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const key = names[kind].many;
  if (version === 2) return { status: 200, body: { [key]: rows.map((work) => workShape(state, work, version)) } };
  const asked = readPage(request.query, { max: MAX_PAGE });
  if ("status" in asked) return asked;
  const { page, meta } = pageById(rows, asked, state.quirks.endByEmptyPage);
  return { status: 200, body: { [key]: page.map((work) => workShape(state, work, version)), pagination_meta: meta } };
}

function matching(
  { state, request: { query }, key }: RouteCall,
  kind: WorkKind,
  version: Version,
): { readonly matches: Test<StoredWork> } | SandboxResponse {
  const plain = new Set(["page_size", "after", "incident_id", "incident_mode", ...(kind === "follow-up" ? ["assignee_team_id"] : [])]);
  const filters = readDeepFilters(query, plain);
  if ("status" in filters) return filters;
  const times = { created_at: (work: StoredWork) => work.createdAt, updated_at: (work: StoredWork) => work.updatedAt };
  const known = Object.entries(times).map(([name, of]) => [name, (filter: Parameters<typeof byTime>[0]) => byTime(filter, of)] as const);
  const tests = testsOf<StoredWork>(filters, version === 2 ? {} : Object.fromEntries(known));
  if ("status" in tests) return tests;
  const mode = query.get("incident_mode");
  if (mode !== null && !modes.includes(mode)) return problem(422, "invalid_value", "There is no such mode", "incident_mode");
  const wanted = { incident: query.get("incident_id"), team: query.get("assignee_team_id"), modes: mode === null ? defaultModes : [mode] };
  const shownUntil = state.clock.now() - state.quirks.lateRowsMs;
  return {
    matches(work) {
      const incident = state.incidents.find(work.incidentId);
      if (incident === undefined || !maySee(key.roles, incident) || work.status === "deleted" || Date.parse(work.createdAt) > shownUntil)
        return false;
      if (wanted.incident !== null && work.incidentId !== wanted.incident) return false;
      if (wanted.team !== null && work.assigneeTeamId !== wanted.team) return false;
      return wanted.modes.includes(incident.mode) && tests.every((test) => test(work));
    },
  };
}

/** Not idempotent: the vendor takes no key here. */
function create(call: RouteCall, kind: WorkKind, version: Version): SandboxResponse {
  const { state, body, key } = call;
  const bad = refuseBody(body, { incident_id: { kind: "text", required: true }, ...changeable[kind] }) ?? refuseLinks(state, body);
  if (bad !== null) return bad;
  const incident = incidentSeen(call, textOf(body, "incident_id") ?? "");
  if (incident === undefined) return problem(422, "invalid_value", "There is no such incident", "incident_id");
  const creatorKey = { id: key.id, name: key.name };
  return answer(call, openWork(state, { kind, incidentId: incident.id, creatorKey, ...changeIn(body) }), version, 201);
}

/** What the payload leaves out stays; null takes an assignee away. Deleting has a call of its own. */
function update(call: RouteCall, work: StoredWork, version: Version): SandboxResponse {
  const { state, body } = call;
  const bad =
    refuseBody(body, { ...changeable[work.kind], status: { kind: "text", required: true, oneOf: workStatuses } }) ?? refuseLinks(state, body);
  if (bad !== null) return bad;
  if (body["status"] === "deleted") return problem(422, "invalid_value", "Deleting has a call of its own", "status");
  changeWork(state, work, { ...changeIn(body), status: textOf(body, "status") as WorkStatus });
  return answer(call, work, version, 200);
}

function changeIn(body: Body): WorkChange {
  const [title, description, labels] = [textOf(body, "title"), textOf(body, "description"), textsOf(body, "labels")];
  const [priorityId, categoryId] = [textOf(body, "follow_up_priority_option_id"), textOf(body, "follow_up_category_id")];
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description: description === "" ? null : description }),
    ...(labels !== undefined && { labels: [...new Set(labels)] }),
    ...("assignee_id" in body && { assigneeId: textOf(body, "assignee_id") ?? null }),
    ...("assignee_team_id" in body && { assigneeTeamId: textOf(body, "assignee_team_id") ?? null }),
    ...(priorityId !== undefined && { priorityId }),
    ...(categoryId !== undefined && { categoryId }),
  };
}

/** Every id that a payload names must be there. Issues of other trackers are not emulated, so none is. */
function refuseLinks({ organisation }: RouteCall["state"], body: Body): SandboxResponse | null {
  const known: Readonly<Record<string, readonly { readonly id: string }[]>> = {
    assignee_id: organisation.users.filter(({ isActive }) => isActive),
    assignee_team_id: organisation.teams,
    follow_up_priority_option_id: organisation.followUpPriorities,
    follow_up_category_id: organisation.followUpCategories,
    external_issue_reference_id: [],
  };
  const wrong = Object.entries(known).find(([field, rows]) => {
    const id = textOf(body, field);
    return id !== undefined && !rows.some((row) => row.id === id);
  });
  return wrong === undefined ? null : problem(422, "invalid_value", "There is no such object", wrong[0]);
}

/** Deleted ones, and those of incidents that the key may not see, are missing. */
function withWork(call: RouteCall, kind: WorkKind, run: (work: StoredWork) => SandboxResponse): SandboxResponse {
  const work = workOf(call.state, kind).get(call.params[0] ?? "");
  const isThere = work !== undefined && work.status !== "deleted" && incidentSeen(call, work.incidentId) !== undefined;
  return isThere ? run(work) : problem(404, "not_found", `There is no such ${names[kind].one.replace("_", "-")}`);
}

const answer = ({ state }: RouteCall, work: StoredWork, version: Version, status: number): SandboxResponse => ({
  status,
  body: { [names[work.kind].one]: workShape(state, work, version) },
});
