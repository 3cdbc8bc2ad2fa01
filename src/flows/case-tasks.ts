import { textOrNull } from "#core/record/text-or-null.ts";
import type { Bridge } from "#core/bridge.ts";
import { mappedFields } from "#core/mapping/mapped-fields.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { RecordsPort } from "#core/ports/records-port.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import { must } from "#lib/must.ts";
import { contentVersion } from "#vendors/highlevel/content-version.ts";
import { createHighLevelTasks, taskBody, taskRecordOf } from "#vendors/highlevel/highlevel-tasks.ts";
import type { TaskJson, TasksResource } from "#vendors/highlevel/resources/tasks.ts";
import { allOf, caseId, caseIdParts, type Case, type Cases } from "./cases.ts";
import { markedFor, markerIn, withMarker } from "./marker.ts";
import { HELD_MS } from "./held-calls.ts";
import { toldByIncidents } from "./told-by-incidents.ts";

type CaseMapping = Pick<Bridge, "fields" | "defaultCountry">;

/** 24 hours, in milliseconds: when a case's task falls due after the incident began; HighLevel asks for a date on every task. */
const DUE_MS = 86_400_000;

/** Rows of one search page. */
const PAGE = 100;
/** 24 hours, in milliseconds: how often all open tasks of the location are looked through. */
const LOOK_EVERY_MS = 86_400_000;

/** The task that each case makes, as incident.io's side tells it. */
export function createCaseTaskSource(cases: Cases, mapping: CaseMapping): RecordsPort {
  const reduce = (found: Case): SideRecord => recordOf(mapping, found);
  return toldByIncidents({
    entity: "task of a case",
    async read(id, call) {
      const { incidentId, contactId } = caseIdParts(id);
      const found = await cases.one(incidentId, contactId, call);
      return found === null ? null : reduce(found);
    },
    async list({ after }, call) {
      const page = await cases.page(after, call);
      return { records: page.cases.map(reduce), next: page.next, total: null };
    },
    members: async (id, call) => (await cases.ofIncident(caseIdParts(id).incidentId, call)).map(reduce),
    look: (call) => cases.look(call),
  });
}

function recordOf(mapping: CaseMapping, found: Case): SideRecord {
  const { reference, fields: told, createdAt, permalink, severityName, statusName } = found.incident;
  const values: Readonly<Record<string, unknown>> = {
    title: `${reference ?? "Incident"}: ${told.name ?? "without a name"}`,
    body: [`Status: ${statusName ?? "unknown"}`, severityName === null ? null : `Severity: ${severityName}`, permalink]
      .filter((part) => part !== null)
      .join("\n"),
    dueAt: new Date(Date.parse(createdAt ?? "1970-01-01T00:00:00Z") + DUE_MS).toISOString(),
    completed: doneOrNull(!found.isOngoing),
  };
  const fields = mappedFields(mapping, ({ right }) => values[right]);
  const ends = found.isOngoing ? { hangsOn: [allOf(found.incident.id)] } : ({ rests: true } as const);
  return { side: "incident", id: caseId(found), version: contentVersion(fields), fields, counterpartId: null, ...ends };
}

/** The tasks in HighLevel that cases have made; each names its case in its last line. Any other task is none of them. */
export function createCaseTasks(tasks: TasksResource, mapping: CaseMapping, clock: Clock): RecordsPort {
  const plain = createHighLevelTasks(tasks, mapping);
  let lookedMs = Number.NEGATIVE_INFINITY;
  const reduce = (task: TaskJson, contactId: string): SideRecord | null => unmarked(taskRecordOf(mapping, task, contactId));
  return {
    ...plain,
    partial: true,
    lateMs: HELD_MS,
    // No follow-up is ever made of such a task.
    knownAs: (id) => plain.knownAs?.(id).filter(({ entity }) => entity === "task") ?? [],
    async read(id, call) {
      const read = await plain.read(id, call);
      const record = read.kind === "found" ? unmarked(read.record) : null;
      return record === null ? { kind: "missing" } : { kind: "found", record };
    },
    // Of an incident that ended while everything here was lost, only its open tasks still tell: they are looked through at first, and then daily.
    async list({ after }, call) {
      if (after === null && clock.monotonicMs() - lookedMs < LOOK_EVERY_MS) return { records: [], next: null, total: null };
      const searchAfter = after === null ? null : (JSON.parse(after) as readonly unknown[]);
      const rows = await tasks.search({ limit: PAGE, searchAfter, completed: false }, call);
      const open = rows.filter(({ deleted }) => deleted !== true);
      const records = open.flatMap((row) => (typeof row.contactId === "string" ? (reduce(row, row.contactId) ?? []) : []));
      // Every row carries a cursor, the last page's too: a short page is the end.
      const cursor = rows.length < PAGE ? null : (rows.at(-1)?.searchAfter ?? null);
      if (cursor === null) lookedMs = clock.monotonicMs();
      return { records, next: cursor === null ? null : JSON.stringify(cursor), total: null };
    },
    async candidates({ counterpartId }, call) {
      if (counterpartId === null) return [];
      const { contactId } = caseIdParts(counterpartId);
      const records = (await tasks.list(contactId, call)).flatMap((task) => reduce(task, contactId) ?? []);
      return markedFor(records, counterpartId);
    },
    async create({ fields, counterpartId }, call) {
      const { contactId } = caseIdParts(counterpartId);
      const draft = {
        title: String(fields["title"]),
        body: taskBody(withMarker(textOrNull(fields["body"]), "case", counterpartId)),
        dueDate: String(fields["dueAt"]),
        completed: fields["completed"] === true,
      };
      return must(reduce(await tasks.create(contactId, draft, call), contactId), "the marker just written");
    },
    async update(record, changes, call) {
      const marked = changes.map((change) =>
        change.field === "body" ? { ...change, value: withMarker(textOrNull(change.value), "case", record.counterpartId ?? "") } : change,
      );
      return must(unmarked(await plain.update(record, marked, call)), "the marker");
    },
  };
}

/**
 * The task without its last line; null when it names no case, also when somebody has taken the line away. Sweeps need not meet it: what becomes
 * of it in HighLevel is for people there.
 */
function unmarked(record: SideRecord): SideRecord | null {
  const marker = markerIn(textOrNull(record.fields["body"]), "case");
  if (marker === null) return null;
  const fields = { ...record.fields, body: marker.body, completed: doneOrNull(record.fields["completed"] === true) };
  return { ...record, fields, counterpartId: marker.id, rests: true };
}

/** That a case goes on says nothing of its task: somebody may have completed it. That it is over completes the task, also where the two meet anew. */
const doneOrNull = (isDone: boolean): true | null => (isDone ? true : null);
