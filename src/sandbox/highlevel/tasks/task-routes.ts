import type { SandboxResponse } from "../../kit/http-app.ts";
import { refuse } from "../access.ts";
import { missingOfContact, ofContact } from "../answers.ts";
import { checkShape, filledText, instant, optional, required, text, trueOrFalse, type Shape } from "../body-shape.ts";
import { route, type Route } from "../route.ts";
import { succeeded, type RouteCall } from "../route-call.ts";
import { traceId } from "../state.ts";
import { changeTask, deleteTask, insertTask } from "./task-edits.ts";
import { searchTasks } from "./task-search.ts";
import { taskShape, type StoredTask } from "./task.ts";

const changes: Shape = {
  title: optional(filledText),
  body: optional(text),
  dueDate: optional(instant),
  completed: optional(trueOrFalse),
  assignedTo: optional(text),
};
const creation: Shape = { ...changes, title: required(filledText), dueDate: required(instant), completed: required(trueOrFalse) };
const completion: Shape = { completed: required(trueOrFalse) };

export const taskRoutes: readonly Route[] = [
  route("GET /contacts/{contactId}/tasks", "contacts.readonly", list),
  route("POST /contacts/{contactId}/tasks", "contacts.write", create),
  route("GET /contacts/{contactId}/tasks/{taskId}", "contacts.readonly", read),
  route("PUT /contacts/{contactId}/tasks/{taskId}", "contacts.write", (call) => update(call, changes)),
  route("DELETE /contacts/{contactId}/tasks/{taskId}", "contacts.write", remove),
  route("PUT /contacts/{contactId}/tasks/{taskId}/completed", "contacts.write", (call) => update(call, completion)),
  route("POST /locations/{locationId}/tasks/search", "locations/tasks.readonly", searchTasks, { isRead: true }),
];

/** The whole list, oldest first: no page, no filter. */
function list(call: RouteCall): SandboxResponse {
  return ofContact(call, ({ id }) => {
    const tasks = call.state.tasks.of(id).filter(({ deleted }) => !deleted);
    return { status: 200, body: { tasks: tasks.map(taskShape), traceId: traceId(call.state) } };
  });
}

function create(call: RouteCall): SandboxResponse {
  const bad = checkWrite(call, creation);
  return bad ?? ofContact(call, (contact) => answer(call, 201, insertTask(call.state, contact, call.body, call.token)));
}

function read(call: RouteCall): SandboxResponse {
  return withTask(call, (task) => answer(call, 200, task));
}

function update(call: RouteCall, shape: Shape): SandboxResponse {
  const bad = checkWrite(call, shape);
  if (bad !== null) return bad;
  return withTask(call, (task) => {
    changeTask(call.state, task, call.body, call.token);
    return answer(call, 200, task);
  });
}

function remove(call: RouteCall): SandboxResponse {
  return withTask(call, (task) => {
    deleteTask(call.state, task, call.token);
    return { status: 200, body: { ...succeeded(call), traceId: traceId(call.state) } };
  });
}

function checkWrite({ state: { users, quirks }, body }: RouteCall, shape: Shape): SandboxResponse | null {
  const bad = checkShape(body, shape, quirks.takesUndocumentedNull);
  if (bad !== null || quirks.unknownUsers === "kept") return bad;
  const { assignedTo } = body;
  return typeof assignedTo !== "string" || assignedTo === "" || users.has(assignedTo) ? null : refuse(422, ["assignedTo must be a user's id"]);
}

/** Runs with the task that the path names below its contact; that of another contact is missing. */
function withTask(call: RouteCall, work: (task: StoredTask) => SandboxResponse): SandboxResponse {
  return ofContact(call, ({ id: contactId }) => {
    const id = call.params[1] ?? "";
    const task = call.state.tasks.get(id);
    return task === undefined || task.deleted || task.contactId !== contactId ? missingOfContact("Task", id) : work(task);
  });
}

const answer = ({ state }: RouteCall, status: number, task: StoredTask): SandboxResponse => ({
  status,
  body: { task: taskShape(task), traceId: traceId(state) },
});
