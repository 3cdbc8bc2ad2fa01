import type { SandboxResponse } from "../../kit/http-app.ts";
import { pageOf } from "../answers.ts";
import { checkShape, number, optional, text, texts, trueOrFalse, type Rule, type Shape } from "../body-shape.ts";
import type { Body } from "../contact-write.ts";
import { atLocation } from "../location-routes.ts";
import type { RouteCall } from "../route-call.ts";
import { traceId, type HighLevelState } from "../state.ts";
import { taskRow, type StoredTask } from "./task.ts";

/** Recorded to work; above it nothing is known, so it is refused like other pages that are too large. */
const MAX_PAGE = 500;
const DEFAULT_PAGE = 25;

const cursor: Rule = (key, value) => (Array.isArray(value) ? [] : [`${key} must be an array`]);
const searchShape: Shape = {
  contactId: optional(texts),
  completed: optional(trueOrFalse),
  assignedTo: optional(texts),
  query: optional(text),
  limit: optional(number),
  skip: optional(number),
  businessId: optional(text),
  searchAfter: optional(cursor),
};

/** `POST /locations/{locationId}/tasks/search`: newest first, by `skip` or by the last row's cursor; no total (facts, sections 5 and 13). */
export function searchTasks(call: RouteCall): SandboxResponse {
  return atLocation(call, (locationId) => {
    const { state, body } = call;
    const bad = checkShape(body, searchShape);
    if (bad !== null) return bad;
    const found = state.tasks.searchable(locationId).filter((task) => isShown(state, task) && matches(state, task, body));
    const sorted = found.toSorted((one, other) => compare(keyOf(other), keyOf(one)));
    const after = body["searchAfter"] as Key | undefined;
    const rest = after === undefined ? sorted : sorted.filter((task) => compare(keyOf(task), after) < 0);
    const rows = pageOf(rest, { skip: body["skip"], limit: body["limit"] }, { usual: DEFAULT_PAGE, most: MAX_PAGE });
    if ("refusal" in rows) return rows.refusal;
    const tasks = rows.page.map((task) => taskRow(state, task, keyOf(task)));
    return { status: state.quirks.taskSearchStatus, body: { tasks, traceId: traceId(state) } };
  });
}

type Key = readonly [atMs: number, id: string];
const keyOf = ({ dateAdded, id }: StoredTask): Key => [Date.parse(dateAdded), id];
const compare = (one: Key, other: Key): number => one[0] - other[0] || (one[1] < other[1] ? -1 : one[1] > other[1] ? 1 : 0);

const isShown = ({ quirks }: HighLevelState, { deleted }: StoredTask): boolean => !deleted || quirks.deletedTasksShow;

function matches({ contacts }: HighLevelState, task: StoredTask, body: Body): boolean {
  const { contactId, completed, assignedTo, query, businessId } = body;
  const isAmong = (wanted: unknown, value: string | null | undefined): boolean =>
    !Array.isArray(wanted) || wanted.length === 0 || wanted.includes(value ?? "");
  return (
    isAmong(contactId, task.contactId) &&
    isAmong(assignedTo, task.assignedTo) &&
    (completed === undefined || task.completed === completed) &&
    (typeof query !== "string" || `${task.title} ${task.body ?? ""}`.toLowerCase().includes(query.toLowerCase())) &&
    (businessId === undefined || contacts.get(task.contactId ?? "")?.businessId === businessId)
  );
}
