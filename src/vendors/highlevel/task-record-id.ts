/** One id for a task. Tasks are read below their contact, so it names both. */
export const taskRecordId = (contactId: string, taskId: string): string => `${contactId}/${taskId}`;

/** Both parts of a task's id; null when it is none. */
export function taskIdParts(recordId: string): { readonly contactId: string; readonly taskId: string } | null {
  const [contactId, taskId, ...more] = recordId.split("/");
  return contactId === undefined || contactId === "" || taskId === undefined || taskId === "" || more.length > 0 ? null : { contactId, taskId };
}
