import { z } from "zod";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Send } from "../send.ts";

const fields = {
  title: z.string().nullish(),
  body: z.string().nullish(),
  assignedTo: z.string().nullish(),
  dueDate: z.string().nullish(),
  completed: z.boolean().nullish(),
  contactId: z.string().nullish(),
};
const task = z.looseObject({ id: z.string(), ...fields });
/** A row of the search: the only read that tells when a task changed. Its id is called otherwise there, and is put under `id` too. */
const row = z
  .looseObject({ _id: z.string(), ...fields, dateUpdated: z.string(), deleted: z.boolean().nullish(), searchAfter: z.array(z.unknown()).nullish() })
  .transform((found) => ({ ...found, id: found._id }));
export type TaskJson = z.infer<typeof task>;
export type TaskRowJson = z.infer<typeof row>;

const single = z.looseObject({ task });
const list = z.looseObject({ tasks: z.array(task) });
const page = z.looseObject({ tasks: z.array(row) });

export interface TaskWrite {
  readonly title?: string;
  readonly body?: string;
  /** ISO 8601. */
  readonly dueDate?: string;
  readonly completed?: boolean;
  /** Id of a user. Whether the empty text unassigns is stated nowhere: read back. */
  readonly assignedTo?: string;
}
export type TaskDraft = TaskWrite & Required<Pick<TaskWrite, "title" | "dueDate" | "completed">>;

export interface TaskSearch {
  /** 500 at most. */
  readonly limit: number;
  /** Cursor of the last row that was seen. */
  readonly searchAfter: readonly unknown[] | null;
  readonly contactIds?: readonly string[];
  readonly completed?: boolean;
}

/** Tasks of contacts. Edits raise no event, so the search is how they are noticed (facts, sections 8 and 13). */
export interface TasksResource {
  /** All tasks of a contact. */
  list(contactId: string, call: CallOptions): Promise<readonly TaskJson[]>;
  read(contactId: string, id: string, call: CallOptions): Promise<TaskJson>;
  create(contactId: string, draft: TaskDraft, call: CallOptions): Promise<TaskJson>;
  update(contactId: string, id: string, changes: TaskWrite, call: CallOptions): Promise<TaskJson>;
  setCompleted(contactId: string, id: string, completed: boolean, call: CallOptions): Promise<TaskJson>;
  remove(contactId: string, id: string, call: CallOptions): Promise<void>;
  /** One page of all tasks of the location. Every row has a cursor: a short page is the end. */
  search(query: TaskSearch, call: CallOptions): Promise<readonly TaskRowJson[]>;
}

export function tasksResource(send: Send, locationId: string): TasksResource {
  const of = (contactId: string, taskId: string): { readonly path: { readonly contactId: string; readonly taskId: string } } => ({
    path: { contactId, taskId },
  });
  return {
    list: async (contactId, call) => (await send("tasks.list", { path: { contactId }, answer: list }, call)).tasks,
    read: async (contactId, id, call) => (await send("tasks.read", { ...of(contactId, id), answer: single }, call)).task,
    create: async (contactId, body, call) => (await send("tasks.create", { path: { contactId }, body, answer: single }, call)).task,
    update: async (contactId, id, body, call) => (await send("tasks.update", { ...of(contactId, id), body, answer: single }, call)).task,
    setCompleted: async (contactId, id, completed, call) =>
      (await send("tasks.complete", { ...of(contactId, id), body: { completed }, answer: single }, call)).task,
    remove: async (contactId, id, call) => void (await send("tasks.delete", { ...of(contactId, id), answer: z.unknown() }, call)),
    search: async (query, call) => (await send("tasks.search", { path: { locationId }, body: searchBody(query), answer: page }, call)).tasks,
  };
}

function searchBody({ limit, searchAfter, contactIds, completed }: TaskSearch): Readonly<Record<string, unknown>> {
  return {
    limit,
    ...(searchAfter !== null && { searchAfter }),
    ...(contactIds !== undefined && { contactId: contactIds }),
    ...(completed !== undefined && { completed }),
  };
}
