import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import { mappedFields } from "#core/mapping/mapped-fields.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { CallOptions, FieldChange, RecordsPort } from "#core/ports/records-port.ts";
import type { FieldValues, SideRecord } from "#core/record/canonical.ts";
import { ANY } from "#core/record/names-many.ts";
import { isMarked } from "#core/text/marker-line.ts";
import { escapeMarkdown } from "#core/text/escape-markdown.ts";
import { chunksOf } from "#lib/chunks-of.ts";
import { must } from "#lib/must.ts";
import { canonicalTask } from "#vendors/highlevel/canonical-task.ts";
import { contentVersion } from "#vendors/highlevel/content-version.ts";
import { changeTask, newestTask, taskWrite } from "#vendors/highlevel/highlevel-tasks.ts";
import type { TaskDraft, TaskJson, TaskRowJson, TasksResource } from "#vendors/highlevel/resources/tasks.ts";
import { taskNames } from "#vendors/highlevel/task-record-id.ts";
import { orMissing, orNull, succeeds } from "#core/ports/read-outcome.ts";
import { afterWrite } from "#core/ports/partly-done.ts";
import type { Assignees } from "./assignees.ts";
import { caseId, caseIdParts, type Case, type Cases } from "./cases.ts";
import { HELD_MS } from "./held-calls.ts";
import { KeptBriefly } from "./kept-briefly.ts";
import { markedFor, markerIn, withMarker } from "./marker.ts";
import type { NewWork } from "./new-work.ts";

export interface FollowedTaskParts {
  readonly tasks: TasksResource;
  /** All cases, private ones too: what may not flow back is sealed. */
  readonly cases: Cases;
  readonly tellsPrivate: boolean;
  readonly assignees: Assignees;
  readonly newWork: NewWork;
  readonly clock: Clock;
  /** What the tasks are kept in step with. */
  readonly kind: "follow-up" | "action";
  readonly mapping: Pick<Bridge, "fields" | "defaultCountry">;
}

/** Ten minutes, in milliseconds: longer than sweeps of HighLevel are apart. */
const BROUGHT_MS = 600_000;
/** Rows of one search page, and contacts that one search is asked for. */
const [PAGE, CONTACTS] = [100, 50];
/** 24 hours, in milliseconds: when a task falls due whose follow-up does not say; HighLevel asks for a date on every task. */
const DUE_MS = 86_400_000;

/**
 * The tasks of affected contacts, one record for each case: `<incident>/<contact>/<task>`. Listed are the open ones of ongoing cases; whatever was
 * linked goes on to be read. Tasks that cases have made are none of them (E4).
 */
export function createFollowedTasks(parts: FollowedTaskParts): RecordsPort {
  const { tasks, cases, newWork } = parts;
  const ofIncident = bringingOnce(parts);
  return {
    side: "highlevel",
    partial: true,
    lateMs: HELD_MS,
    read: (id, call) =>
      orMissing(async () => {
        const { incidentId, contactId, rest } = caseIdParts(id);
        const [found, task] = await Promise.all([cases.one(incidentId, contactId, call), tasks.read(contactId, rest, call)]);
        return found === null ? null : recordOf(parts, placeOf(parts, found), task, call);
      }),
    async list({ after }, call) {
      const page = await cases.page(after, call);
      return { records: await openTasks(parts, page.cases, call), next: page.next, total: null };
    },
    unlisted: (ids, call) => openAmong(parts, ids, call),
    knownAs(id) {
      const { contactId, rest } = caseIdParts(id);
      return taskNames(contactId, rest);
    },
    async members(id, call) {
      const { incidentId, contactId, rest } = caseIdParts(id);
      if (incidentId !== ANY) return ofIncident(await cases.ofIncident(incidentId, call), call);
      const owner = contactId === ANY ? ((await newestTask(tasks, rest, call))?.contactId ?? null) : contactId;
      return owner === null ? [] : ofEachCase(parts, await cases.ofContact(owner, call), rest, call);
    },
    async candidates({ counterpartId }, call) {
      if (counterpartId === null) return [];
      const home = await newWork.home(counterpartId, call);
      if (home === null) return [];
      return markedFor(await recordsOf(parts, [home], await tasks.list(home.contactId, call), call), counterpartId);
    },
    async create({ fields, counterpartId }, call) {
      const home = await newWork.home(counterpartId, call);
      if (home === null) throw new HighwireError("HW_LINK_NO_ONE_CONTACT", { vendor: "highlevel", operation: "create task" });
      const draft = await draftOf(parts, `${home.incident.id}/${counterpartId}`, fields, call);
      const made = await tasks.create(home.contactId, draft, call);
      return must(await afterWrite(() => recordOf(parts, placeOf(parts, home), made, call)), "the marker just written");
    },
    async update(record, changes, call) {
      const { incidentId, contactId, rest } = caseIdParts(record.id);
      const task = await changeTask(tasks, { contactId, taskId: rest }, taskWrite(parts.mapping, await withUserIds(parts, changes, call)), call);
      const place = { incidentId, contactId, isOngoing: record.alone === undefined, isSealed: record.sealed === true };
      return must(await afterWrite(() => recordOf(parts, place, task, call)), "a task that was one of ours when it was read");
    },
    async remove(id, call) {
      const { contactId, rest } = caseIdParts(id);
      await tasks.remove(contactId, rest, call);
    },
    canary: (call) => succeeds(() => tasks.search({ limit: 1, searchAfter: null }, call)),
  };
}

/** The task that a follow-up or action makes, which its last line names. */
async function draftOf(parts: FollowedTaskParts, workId: string, fields: FieldValues, call: CallOptions): Promise<TaskDraft> {
  const userId = typeof fields["assignee"] === "string" ? await parts.assignees.userId(fields["assignee"], call) : null;
  return {
    title: String(fields["title"]),
    body: withMarker(null, parts.kind, workId),
    dueDate: typeof fields["dueAt"] === "string" ? fields["dueAt"] : new Date(parts.clock.now() + DUE_MS).toISOString(),
    completed: fields["completed"] === true,
    ...(userId !== null && { assignedTo: userId }),
  };
}

/** The open tasks of those cases that were not looked through a while ago: of the others, events and sweeps tell the rest. */
function bringingOnce(parts: FollowedTaskParts): (found: readonly Case[], call: CallOptions) => Promise<readonly SideRecord[]> {
  const brought = new KeptBriefly<true>(parts.clock, BROUGHT_MS);
  return async (found, call) => {
    for (const one of found) if (!one.isOngoing) brought.forget(caseId(one));
    const fresh = found.filter((one) => !brought.has(caseId(one)));
    const records = await openTasks(parts, fresh, call);
    for (const one of fresh) if (one.isOngoing) void brought.fresh(caseId(one), () => Promise.resolve(true));
    return records;
  };
}

/** The open tasks of ongoing cases' contacts; none is searched for where there is no such case. */
async function openTasks(parts: FollowedTaskParts, all: readonly Case[], call: CallOptions): Promise<readonly SideRecord[]> {
  const ongoing = all.filter(({ isOngoing }) => isOngoing);
  return recordsOf(parts, ongoing, await searchAll(parts.tasks, [...new Set(ongoing.map(({ contactId }) => contactId))], call), call);
}

/**
 * Those of the records whose task is open, as of cases that are over: follow-ups are worked on long after, and HighLevel tells nobody of an edited task.
 * Whoever finds news in one reads it by id, and with it what may be told of its incident.
 */
async function openAmong(parts: FollowedTaskParts, ids: readonly string[], call: CallOptions): Promise<readonly SideRecord[]> {
  const places = ids.map((id) => caseIdParts(id));
  const found = await searchAll(parts.tasks, [...new Set(places.map(({ contactId }) => contactId))], call);
  const open = new Map(found.map((task) => [`${String(task.contactId)}/${task.id}`, task]));
  const records = places.map(async ({ incidentId, contactId, rest }) => {
    const task = open.get(`${contactId}/${rest}`);
    return task === undefined ? null : recordOf(parts, { incidentId, contactId, isOngoing: false, isSealed: false }, task, call);
  });
  return (await Promise.all(records)).filter((record) => record !== null);
}

/** The open tasks of contacts. */
async function searchAll(tasks: TasksResource, contactIds: readonly string[], call: CallOptions): Promise<readonly TaskRowJson[]> {
  const found: TaskRowJson[] = [];
  for (const chunk of chunksOf(contactIds, CONTACTS)) found.push(...(await searchChunk(tasks, chunk, call)));
  return found;
}

async function searchChunk(tasks: TasksResource, contactIds: readonly string[], call: CallOptions): Promise<readonly TaskRowJson[]> {
  const found: TaskRowJson[] = [];
  let searchAfter: readonly unknown[] | null = null;
  do {
    const rows: readonly TaskRowJson[] = await tasks.search({ limit: PAGE, searchAfter, contactIds, completed: false }, call);
    found.push(...rows.filter(({ deleted }) => deleted !== true));
    // Every row carries a cursor, the last page's too: a short page is the end.
    searchAfter = rows.length < PAGE ? null : (rows.at(-1)?.searchAfter ?? null);
  } while (searchAfter !== null);
  return found;
}

/** The records that one task of a contact is: one for each of the contact's cases. */
async function ofEachCase(parts: FollowedTaskParts, all: readonly Case[], taskId: string, call: CallOptions): Promise<readonly SideRecord[]> {
  const [first] = all;
  if (first === undefined) return [];
  const task = await orNull(() => parts.tasks.read(first.contactId, taskId, call));
  return task === null ? [] : recordsOf(parts, all, [task], call);
}

async function recordsOf(
  parts: FollowedTaskParts,
  all: readonly Case[],
  tasks: readonly TaskJson[],
  call: CallOptions,
): Promise<readonly SideRecord[]> {
  const pairs = all.flatMap((found) => tasks.filter(({ contactId }) => contactId === found.contactId).map((task) => ({ found, task })));
  const records = await Promise.all(pairs.map(({ found, task }) => recordOf(parts, placeOf(parts, found), task, call)));
  return records.filter((record) => record !== null);
}

/** What a record tells of its case. */
interface Place {
  readonly incidentId: string;
  readonly contactId: string;
  readonly isOngoing: boolean;
  readonly isSealed: boolean;
}

const placeOf = ({ tellsPrivate }: FollowedTaskParts, { incident, contactId, isOngoing }: Case): Place => ({
  incidentId: incident.id,
  contactId,
  isOngoing,
  isSealed: incident.isPrivate && !tellsPrivate,
});

/** The task as a record of the case; null when Highwire made it for something else. */
async function recordOf(parts: FollowedTaskParts, place: Place, task: TaskJson, call: CallOptions): Promise<SideRecord | null> {
  const { incidentId, contactId, isOngoing, isSealed } = place;
  const { id, fields: told } = canonicalTask(task);
  const counterpartId = workNamed(told.body, parts.kind, incidentId);
  if (isMarked(told.body) && counterpartId === null) return null;
  const assignee = await parts.assignees.ofUser(told.assigneeId, call);
  const remark = told.assigneeId !== null && assignee === null ? ({ remark: "assignee-unknown" } as const) : {};
  const values: Readonly<Record<string, unknown>> = {
    ...told,
    // What people write in HighLevel into a task that began as a follow-up stays there, as what the follow-up says stays in incident.io.
    body: counterpartId !== null || told.body === null ? null : escapeMarkdown(told.body),
    assigneeId: assignee,
  };
  const fields = mappedFields(parts.mapping, ({ left }) => values[left]);
  const alone = isOngoing ? {} : ({ alone: "HW_LINK_CASE_OVER" } as const);
  return {
    side: "highlevel",
    id: `${incidentId}/${contactId}/${id}`,
    // An incident that is taken up again is news as well, and so is an assignee whom nobody knows.
    version: contentVersion({ ...fields, ...alone, ...remark }),
    fields,
    counterpartId,
    // Whoever takes a completed one up again in HighLevel does so unheard (facts, section 8): no sweep meets it.
    ...(told.completed && { rests: true }),
    ...alone,
    ...remark,
    ...(isSealed && { sealed: true }),
  };
}

/** The follow-up or action that a task was made for, when it is one of this incident's. */
function workNamed(body: string | null, kind: FollowedTaskParts["kind"], incidentId: string): string | null {
  const [incident, id, ...more] = markerIn(body, kind)?.id.split("/") ?? [];
  return incident === incidentId && id !== undefined && more.length === 0 ? id : null;
}

function withUserIds({ assignees }: FollowedTaskParts, changes: readonly FieldChange[], call: CallOptions): Promise<readonly FieldChange[]> {
  return Promise.all(
    changes.map(async (change) =>
      change.field === "assignee" && typeof change.value === "string" ? { ...change, value: await assignees.userId(change.value, call) } : change,
    ),
  );
}
