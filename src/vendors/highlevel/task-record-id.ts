import type { Entity } from "#core/bridge.ts";
import { ANY } from "#core/record/names-many.ts";

/** One id for a task. Tasks are read below their contact, so it names both. */
export const taskRecordId = (contactId: string, taskId: string): string => `${contactId}/${taskId}`;

/** Both parts of a task's id; null when it is none. */
export function taskIdParts(recordId: string): { readonly contactId: string; readonly taskId: string } | null {
  const [contactId, taskId, ...more] = recordId.split("/");
  return contactId === undefined || contactId === "" || taskId === undefined || taskId === "" || more.length > 0 ? null : { contactId, taskId };
}

/** The ids by which bridges of each kind know a task. */
export function taskNames(contactId: string, taskId: string): readonly { readonly entity: Entity; readonly id: string }[] {
  const id = taskRecordId(contactId, taskId);
  return [
    { entity: "task", id },
    { entity: "follow-up", id: `${ANY}/${id}` },
    { entity: "action", id: `${ANY}/${id}` },
  ];
}
