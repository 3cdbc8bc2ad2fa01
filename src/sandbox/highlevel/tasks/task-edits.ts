import { instantOf } from "../body-shape.ts";
import { clears, textOf, type Body } from "../contact-write.ts";
import type { StoredContact } from "../contact.ts";
import { tell, touchContact, type Editor } from "../editor.ts";
import type { Quirks } from "../quirks.ts";
import type { HighLevelState } from "../state.ts";
import { taskEvent, type StoredTask } from "./task.ts";

/** A new task, however it comes about, with its event. `title` and `dueDate` must be there. */
export function insertTask(state: HighLevelState, contact: StoredContact, body: Body, editor: Editor): StoredTask {
  const made: StoredTask = {
    ...state.tasks.blank(contact.locationId),
    contactId: contact.id,
    title: "",
    dueDate: "",
    completed: body["completed"] === true,
    deleted: false,
  };
  write(made, body, state.quirks);
  const task = state.tasks.insert(made);
  touchContact(state, contact.id);
  const { contactId: _contact, body: _body, ...lean } = taskEvent(task);
  tell(state, editor, "TaskCreate", task.locationId, state.quirks.leanTaskCreate ? lean : taskEvent(task));
  return task;
}

/** A change, however it comes about. Only completing sends an event: an edit and a re-opening send none (facts, section 8). */
export function changeTask(state: HighLevelState, task: StoredTask, body: Body, editor: Editor): void {
  const before = JSON.stringify(task);
  const trial = structuredClone(task);
  write(trial, body, state.quirks);
  const isIdle = JSON.stringify(trial) === before;
  if (isIdle && !state.quirks.idleWritesTell) return;
  const completes = body["completed"] === true && (!task.completed || isIdle);
  state.tasks.save(task, (stored) => write(stored, body, state.quirks));
  touchContact(state, task.contactId);
  if (completes) tell(state, editor, "TaskComplete", task.locationId, taskEvent(task));
}

export function deleteTask(state: HighLevelState, task: StoredTask, editor: Editor): void {
  forgetTask(state, task);
  touchContact(state, task.contactId);
  tell(state, editor, "TaskDelete", task.locationId, taskEvent(task));
}

/** Deletes without a word. */
export function forgetTask(state: HighLevelState, task: StoredTask): void {
  state.tasks.save(task, (stored) => {
    stored.deleted = true;
  });
}

function write(task: StoredTask, body: Body, quirks: Quirks): void {
  if (typeof body["title"] === "string") task.title = textOf(body["title"], quirks);
  if (typeof body["dueDate"] === "string") task.dueDate = new Date(instantOf(body["dueDate"]) ?? 0).toISOString();
  if (typeof body["completed"] === "boolean") task.completed = body["completed"];
  for (const key of ["body", "assignedTo"] as const) {
    if (!(key in body)) continue;
    const text = textOf(body[key], quirks);
    if (text !== "") task[key] = text;
    else if (clears(body[key], quirks)) delete task[key];
  }
}
