import type { SandboxResponse } from "../../kit/http-app.ts";
import { gateLocation, refuse } from "../access.ts";
import { pageOf } from "../answers.ts";
import { isV3, type RouteCall } from "../route-call.ts";
import { traceId, type HighLevelState } from "../state.ts";
import { opportunityShape, type StoredOpportunity } from "./opportunity.ts";

const MAX_PAGE = 100;
const size = { usual: 20, most: MAX_PAGE };
type Cursor = readonly [atMs: number, id: string];

/** `GET /opportunities/search`: newest first, by page or by the cursor pair; v3 spells the parameters in camel case. */
export function listOpportunities(call: RouteCall): SandboxResponse {
  const { state, token, request } = call;
  const asked = (snake: string): string | null =>
    request.query.get(isV3(call) ? snake.replaceAll(/_(\w)/gu, (_whole, letter: string) => letter.toUpperCase()) : snake);
  const locationId = asked("location_id");
  if (locationId === null) return refuse(422, ["location_id must be a string"]);
  const wrong = gateLocation(state, token, locationId);
  if (wrong !== null) return wrong;
  const isAsked = (name: string, value: string | null): boolean => asked(name) === null || asked(name) === value;
  const status = asked("status");
  const found = matching(state, locationId, asked("q") ?? "").filter(
    (one) =>
      isAsked("id", one.id) &&
      isAsked("contact_id", one.contactId) &&
      isAsked("pipeline_id", one.pipelineId) &&
      isAsked("pipeline_stage_id", one.pipelineStageId) &&
      isAsked("assigned_to", one.assignedTo) &&
      (status === null || status === "all" || one.status === status),
  );
  const [page, limit] = [Number(asked("page") ?? 1), Number(asked("limit") ?? size.usual)];
  const afterId = asked("startAfterId");
  const rest = afterId === null ? found : behind(found, [Number(asked("startAfter")), afterId]);
  const rows = pageOf(rest, { skip: afterId === null ? (page - 1) * limit : 0, limit }, size);
  if ("refusal" in rows) return rows.refusal;
  const last = rows.page.at(-1);
  const meta = {
    total: found.length,
    currentPage: page,
    ...(last !== undefined && { startAfter: keyOf(last)[0], startAfterId: last.id }),
    ...(page * limit < found.length && afterId === null && { nextPage: page + 1 }),
    ...(page > 1 && { prevPage: page - 1 }),
  };
  return { status: 200, body: { opportunities: rows.page.map((one) => opportunityShape(state, one)), meta, traceId: traceId(state) } };
}

/** `POST /opportunities/search`: answered with 201; the row's cursor is called `sort` (facts, section 13). */
export function searchOpportunities({ state, token, body }: RouteCall): SandboxResponse {
  const { locationId, query, limit, page, searchAfter } = body;
  if (typeof locationId !== "string") return refuse(422, ["locationId must be a string"]);
  const wrong = gateLocation(state, token, locationId);
  if (wrong !== null) return wrong;
  const found = matching(state, locationId, typeof query === "string" ? query : "");
  const hasCursor = Array.isArray(searchAfter) && searchAfter.length > 0;
  const rest = hasCursor ? behind(found, [Number(searchAfter[0]), String(searchAfter[1])]) : found;
  const skip = hasCursor ? 0 : (Math.max(1, Number(page ?? 1)) - 1) * Number(limit ?? size.usual);
  const rows = pageOf(rest, { skip, limit }, size);
  if ("refusal" in rows) return rows.refusal;
  const shown = rows.page.map((one) => ({ ...opportunityShape(state, one), sort: keyOf(one) }));
  return { status: 201, body: { opportunities: shown, total: found.length, traceId: traceId(state) } };
}

function matching(state: HighLevelState, locationId: string, sought: string): readonly StoredOpportunity[] {
  const text = (one: StoredOpportunity): string => {
    const contact = state.contacts.get(one.contactId ?? "");
    return [one.name, contact?.firstName, contact?.lastName, contact?.email, contact?.phone].join(" ").toLowerCase();
  };
  const found = state.opportunities.searchable(locationId).filter((one) => !one.deleted && text(one).includes(sought.toLowerCase()));
  return found.toSorted((one, other) => compare(keyOf(other), keyOf(one)));
}

const keyOf = ({ dateAdded, id }: StoredOpportunity): Cursor => [Date.parse(dateAdded), id];
const compare = (one: Cursor, other: Cursor): number => one[0] - other[0] || (one[1] < other[1] ? -1 : one[1] > other[1] ? 1 : 0);
const behind = (rows: readonly StoredOpportunity[], cursor: Cursor): readonly StoredOpportunity[] =>
  rows.filter((one) => compare(keyOf(one), cursor) < 0);
