import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { CallOptions, RecordsPort, FieldChange } from "#core/ports/records-port.ts";
import { toldFields } from "#core/mapping/mapped-fields.ts";
import { writeThrough } from "#core/mapping/tell-value.ts";
import type { FieldValues, SideRecord } from "#core/record/canonical.ts";
import { ANY } from "#core/record/names-many.ts";
import { htmlToText } from "#core/text/html-to-text.ts";
import { textToHtml } from "#core/text/text-to-html.ts";
import { isObject } from "#lib/json.ts";
import { canonicalTask, shownByTaskEvent, type TaskValues } from "./canonical-task.ts";
import { contentVersion } from "./content-version.ts";
import type { TaskJson, TasksResource, TaskWrite } from "./resources/tasks.ts";
import { orMissing, succeeds } from "#core/ports/read-outcome.ts";
import { taskIdParts, taskNames, taskRecordId } from "./task-record-id.ts";

export type TaskMapping = Pick<Bridge, "fields" | "defaultCountry">;

/** Rows of one search page. */
const PAGE = 100;

/** What a mapped field may stand for: a task's values, and whose task it is. */
type TaskPlaces = Partial<TaskValues> & { readonly contactId?: string | null };

/**
 * HighLevel's tasks of one location, as the engine sees them. Reads by id tell no time of change (facts, section 6), so a task's version is a
 * digest of what it says. Tasks begin in HighLevel: none is ever made from the other side.
 */
export function createHighLevelTasks(tasks: TasksResource, mapping: TaskMapping): RecordsPort {
  const reduce = (task: TaskJson, contactId: string): SideRecord => taskRecordOf(mapping, task, contactId);
  const partsOf = (recordId: string): { readonly contactId: string; readonly taskId: string } => {
    const parts = taskIdParts(recordId);
    if (parts === null) throw new HighwireError("HW_VENDOR_NOT_FOUND", { vendor: "highlevel", operation: "task", recordId });
    return parts;
  };
  return {
    side: "highlevel",
    read: (id, call) =>
      orMissing(async () => {
        const { contactId, taskId } = partsOf(id);
        return reduce(await tasks.read(contactId, taskId, call), contactId);
      }),
    async list({ after }, call) {
      const searchAfter = after === null ? null : (JSON.parse(after) as readonly unknown[]);
      const rows = await tasks.search({ limit: PAGE, searchAfter }, call);
      // Every row carries a cursor, the last page's too: a short page is the end.
      const cursor = rows.length < PAGE ? null : (rows.at(-1)?.searchAfter ?? null);
      const records = rows.flatMap((row) => (row.deleted === true || typeof row.contactId !== "string" ? [] : [reduce(row, row.contactId)]));
      return { records, next: cursor === null ? null : JSON.stringify(cursor), total: null };
    },
    knownAs(id) {
      const { contactId, taskId } = partsOf(id);
      return taskNames(contactId, taskId);
    },
    async members(id, call) {
      const { contactId, taskId } = partsOf(id);
      const found = contactId === ANY ? await newestTask(tasks, taskId, call) : null;
      return found === null ? [] : [reduce(found.task, found.contactId)];
    },
    candidates: () => Promise.resolve([]),
    create: () => Promise.reject(new HighwireError("HW_LINK_BEGINS_ELSEWHERE", { vendor: "highlevel", operation: "create task" })),
    async update(record, changes, call) {
      const parts = partsOf(record.id);
      return reduce(await changeTask(tasks, parts, taskWrite(mapping, changes), call), parts.contactId);
    },
    async remove(id, call) {
      const { contactId, taskId } = partsOf(id);
      await tasks.remove(contactId, taskId, call);
    },
    canary: (call) => succeeds(() => tasks.search({ limit: 1, searchAfter: null }, call)),
    hint(body) {
      // What a delete shows is how the task was last: taken for an echo, the delete would be missed.
      const shown = isObject(body) && body["type"] !== "TaskDelete" ? shownByTaskEvent(body) : null;
      if (shown?.contactId === null || shown === null) return null;
      // A page of the search cannot be asked for what changed since, so the time of an event is of no use.
      return {
        recordId: taskRecordId(shown.contactId, shown.id),
        fields: fieldsOf(mapping, { ...shown.fields, contactId: shown.contactId }),
        atMs: null,
      };
    },
  };
}

/** A task of which only its own id is known, as in a lean event; null when it is none of the newest. Searches give the newest first. */
export async function newestTask(
  tasks: TasksResource,
  taskId: string,
  call: CallOptions,
): Promise<{ readonly task: TaskJson; readonly contactId: string } | null> {
  const rows = await tasks.search({ limit: PAGE, searchAfter: null }, call);
  const task = rows.find(({ id, deleted }) => id === taskId && deleted !== true);
  return typeof task?.contactId === "string" ? { task, contactId: task.contactId } : null;
}

/** A task reduced to what a bridge maps. */
export function taskRecordOf(mapping: TaskMapping, task: TaskJson, contactId: string): SideRecord {
  const reduced = canonicalTask(task);
  const fields = fieldsOf(mapping, { ...reduced.fields, contactId });
  return { side: "highlevel", id: taskRecordId(contactId, reduced.id), version: contentVersion(fields), fields, counterpartId: null };
}

/** Values of the mapped fields that are told; an event leaves some out. */
function fieldsOf(mapping: TaskMapping, values: TaskPlaces): FieldValues {
  const fields = mapping.fields.filter(({ left }) => left in values);
  return toldFields("highlevel", { ...mapping, fields }, ({ left }) => values[left as keyof TaskPlaces]);
}

/** Completing alone has a call of its own; together with other changes it goes with them. */
export function changeTask(
  tasks: TasksResource,
  { contactId, taskId }: { readonly contactId: string; readonly taskId: string },
  body: TaskWrite,
  call: CallOptions,
): Promise<TaskJson> {
  const { completed, ...others } = body;
  if (completed !== undefined && Object.keys(others).length === 0) return tasks.setCompleted(contactId, taskId, completed, call);
  return tasks.update(contactId, taskId, body, call);
}

/** Changes of mapped fields as HighLevel takes them. Throws `HW_VENDOR_VALIDATION` for an emptied field that it cannot do without. */
export function taskWrite(mapping: Pick<TaskMapping, "fields">, changes: readonly FieldChange[]): TaskWrite {
  const written = changes.map(({ field, value }) => {
    const map = mapping.fields.find((known) => known.field === field);
    return map === undefined ? writtenAs(field, value) : writtenAs(map.left, writeThrough(map, "highlevel", value));
  });
  return Object.assign({}, ...written) as TaskWrite;
}

/** A body that reads back as just this text: as it is, or as markup where something in it would be taken for markup. */
export const taskBody = (text: string): string => (htmlToText(text) === text ? text : textToHtml(text));

/** HighLevel asks for a title and a due date on every task, so an emptied one cannot follow: a person must give another. */
function writtenAs(place: string, value: FieldChange["value"]): TaskWrite {
  const text = value === null ? "" : String(value);
  switch (place) {
    case "completed":
      return { completed: value === true };
    case "body":
      return { body: taskBody(text) };
    case "assigneeId":
      return { assignedTo: text };
    case "title":
    case "dueAt":
      if (text === "") throw new HighwireError("HW_VENDOR_VALIDATION", { vendor: "highlevel", operation: "update task", field: place });
      return place === "title" ? { title: text } : { dueDate: text };
    default:
      throw new HighwireError("HW_INVARIANT", { operation: "update task", detail: "a field that is no part of a task" });
  }
}
