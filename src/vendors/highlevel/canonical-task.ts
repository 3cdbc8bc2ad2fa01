import { textIn, utcInstant, wordsIn } from "./raw-values.ts";

/** What a task says, in the form in which values are compared. */
export type TaskValues = {
  readonly title: string | null;
  /** Plain text, whatever the vendor's editor made of it. */
  readonly body: string | null;
  /** ISO in UTC. */
  readonly dueAt: string | null;
  readonly completed: boolean;
  /** Id of a HighLevel user. */
  readonly assigneeId: string | null;
};

/** One task, reduced. */
export interface CanonicalTask {
  readonly id: string;
  readonly contactId: string | null;
  /** Time of change; empty where the shape has none: reads below a contact carry none, only rows of the search do (facts, section 6). */
  readonly version: string;
  /** The vendor says that it is deleted. */
  readonly gone: boolean;
  readonly fields: TaskValues;
}

type TaskLike = Readonly<Record<string, unknown>>;

/** Reduces a task, in the shape of a read below its contact or of a row of the location's search. */
export function canonicalTask(task: TaskLike & { readonly id: string }): CanonicalTask {
  return {
    id: task.id,
    contactId: textIn(task["contactId"]),
    version: textIn(task["dateUpdated"]) ?? "",
    gone: task["deleted"] === true,
    fields: { ...shownOf(task), completed: task["completed"] === true },
  };
}

/** What the body of a task event shows, or null when it is about something else. A lean TaskCreate says nothing of the body (facts, section 8). */
export function shownByTaskEvent(
  event: TaskLike,
): { readonly id: string; readonly contactId: string | null; readonly fields: Partial<TaskValues> } | null {
  const id = textIn(event["id"]);
  const type = event["type"];
  if (id === null || (type !== "TaskCreate" && type !== "TaskComplete" && type !== "TaskDelete")) return null;
  const contactId = textIn(event["contactId"]);
  const { body, ...shown } = shownOf(event);
  // Empty properties are left out of events, and lean ones leave out the contact as well: only with it does an absent body mean an empty one.
  const isWhole = contactId !== null;
  return { id, contactId, fields: { ...shown, ...(isWhole && { body }), ...(type === "TaskComplete" && { completed: true }) } };
}

function shownOf(task: TaskLike): Omit<TaskValues, "completed"> {
  return {
    title: textIn(task["title"]),
    body: wordsIn(task["body"]),
    dueAt: utcInstant(task["dueDate"]),
    assigneeId: textIn(task["assignedTo"]),
  };
}
