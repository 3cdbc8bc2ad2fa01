import { must } from "#lib/must.ts";
import type { Body } from "../contact-write.ts";
import type { HighLevelState } from "../state.ts";
import { changeTask, deleteTask, insertTask } from "./task-edits.ts";
import { taskShape, type StoredTask } from "./task.ts";

const DAY_MS = 86_400_000;

/** What a person does with tasks in the vendor's pages. */
export interface TaskControl {
  /** Open and due in a day, unless the body says otherwise. Returns the id. */
  createTask(contactId: string, body: Body): string;
  /** A body as for an update through the API. */
  editTask(id: string, body: Body): void;
  completeTask(id: string, completed?: boolean): void;
  deleteTask(id: string): void;
  /** The truth of all locations, or of one, with times of change; deleted ones are left out. */
  tasks(locationId?: string): readonly Body[];
}

export function taskControl(state: HighLevelState): TaskControl {
  const task = (id: string): StoredTask => must(state.tasks.get(id), `task ${id}`);
  return {
    createTask(contactId, body) {
      const contact = must(state.contacts.get(contactId), `contact ${contactId}`);
      const dueDate = new Date(state.clock.now() + DAY_MS).toISOString();
      return insertTask(state, contact, { completed: false, dueDate, ...body }, null).id;
    },
    editTask: (id, body) => changeTask(state, task(id), body, null),
    completeTask: (id, completed = true) => changeTask(state, task(id), { completed }, null),
    deleteTask: (id) => deleteTask(state, task(id), null),
    tasks: (locationId) =>
      [...state.tasks.all()]
        .filter((stored) => !stored.deleted && (locationId === undefined || stored.locationId === locationId))
        .map((stored) => ({ ...taskShape(stored), dateAdded: stored.dateAdded, dateUpdated: stored.dateUpdated })),
  };
}
