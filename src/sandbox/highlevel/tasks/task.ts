import { filled } from "../editor.ts";
import type { Body } from "../contact-write.ts";
import type { StoredRecord } from "../record-store.ts";
import type { HighLevelState } from "../state.ts";

/** A task of a contact. A deleted one stays, for the search that may still show it. */
export interface StoredTask extends StoredRecord {
  title: string;
  body?: string;
  /** Id of a user. */
  assignedTo?: string;
  /** ISO in UTC with milliseconds. */
  dueDate: string;
  completed: boolean;
  deleted: boolean;
}

/** Shape of everything below the contact; it has no time of change (facts, section 6). */
export function taskShape({ id, title, body, assignedTo, dueDate, completed, contactId }: StoredTask): Body {
  return { id, title, ...(body !== undefined && { body }), ...(assignedTo !== undefined && { assignedTo }), dueDate, completed, contactId };
}

/** Shape of a row of the location's search, the only read that tells when a task changed. The id is called otherwise. */
export function taskRow({ users, contacts }: HighLevelState, task: StoredTask, searchAfter: readonly unknown[]): Body {
  const { id, title, body, assignedTo, dueDate, completed, contactId, locationId, deleted, dateAdded, dateUpdated } = task;
  const user = users.get(assignedTo ?? "");
  const contact = contacts.get(contactId ?? "");
  const state = completed ? "completed" : "to_do";
  return {
    _id: id,
    title,
    body: body ?? null,
    assignedTo: assignedTo ?? null,
    dueDate,
    completed,
    contactId,
    locationId,
    businessId: contact?.businessId ?? null,
    status: state,
    statusGroup: state,
    deleted,
    dateAdded,
    dateUpdated,
    createdAt: dateAdded,
    updatedAt: dateUpdated,
    assignedToUserDetails: user === undefined ? null : { id: user.id, firstName: user.firstName, lastName: user.lastName },
    // Recorded: the names are often null although the contact has some.
    contactDetails: { firstName: null, lastName: null },
    searchAfter,
  };
}

/** Body of a task event. */
export function taskEvent({ id, title, body, assignedTo, contactId, dateAdded, dueDate }: StoredTask): Body {
  return filled({ id, title, body, assignedTo, contactId, dateAdded, dueDate });
}
