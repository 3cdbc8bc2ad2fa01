import type { Bridge } from "#core/bridge.ts";
import type { ErrorCode } from "#core/error-registry.ts";
import { mappedFields } from "#core/mapping/mapped-fields.ts";
import type { CallOptions, FieldChange, RecordsPort } from "#core/ports/records-port.ts";
import type { CanonicalValue, FieldValues, SideRecord } from "#core/record/canonical.ts";
import { orMissing, succeeds } from "#core/ports/read-outcome.ts";
import type { WorkStatus } from "#vendors/incidentio/resources/follow-ups.ts";
import { afterWrite } from "#core/ports/partly-done.ts";
import type { Assignees } from "./assignees.ts";
import { caseIdParts } from "./cases.ts";
import { HELD_MS } from "./held-calls.ts";
import { markedFor } from "./marker.ts";
import type { NewWork } from "./new-work.ts";
import type { WorkItem, WorkItems } from "./work-items.ts";
import { composeText, parseText, saysGone, withGone, type TaskMarker, type WorkText } from "./work-text.ts";

export interface FollowUpParts {
  readonly items: WorkItems;
  readonly assignees: Assignees;
  readonly newWork: NewWork;
  readonly tellsDrills: boolean;
  readonly mapping: Pick<Bridge, "fields" | "defaultCountry" | "locationId" | "onDelete">;
}

/** Rows of one page: the vendor's most. */
const PAGE = 250;
/** 24 hours, in milliseconds: how soon it is noticed that one was deleted, of which no event may tell. */
const WHOLE_EVERY_MS = 86_400_000;
/** Ten minutes, in milliseconds: rows can come late into lists (facts, section 3). */
const LATE_MS = 600_000;

/**
 * Follow-ups or actions of a location's tasks; each names its task in the last line of ours. Of those that people make, the ones that become tasks
 * are listed too; the others are met only by their events, and stay alone.
 */
export function createFollowUps(parts: FollowUpParts): RecordsPort {
  const { items, mapping } = parts;
  return {
    side: "incident",
    wholeEveryMs: WHOLE_EVERY_MS,
    lateMs: HELD_MS,
    beginsWith: { completed: false },
    read: (id, call) =>
      orMissing(async () => {
        const item = await items.show(id, call);
        return isGone(item) ? null : recordOf(parts, item, call);
      }),
    async list({ after, since }, call) {
      const updatedSince = since === null ? {} : { updatedSince: new Date(Date.parse(since) - LATE_MS).toISOString() };
      const { found, next } = await pageOf(parts, after, updatedSince, call);
      const records = await Promise.all(found.map((item) => recordOf(parts, item, call)));
      return { records: records.filter(({ counterpartId, alone }) => counterpartId !== null || alone === undefined), next, total: null };
    },
    async candidates({ counterpartId }, call) {
      if (counterpartId === null) return [];
      return markedFor(await recordsOf(parts, caseIdParts(counterpartId).incidentId, call), counterpartId);
    },
    async create({ fields, counterpartId }, call) {
      const { incidentId } = caseIdParts(counterpartId);
      const title = String(fields["title"]);
      const description = composeText({
        title: items.kind === "action" ? title : null,
        ...textOf(fields),
        marker: markerOf(mapping, counterpartId),
        below: "",
      });
      const assigneeId = await userOf(parts, fields["assignee"], call);
      const made = await items.create({ incidentId, title, description, assigneeId }, call);
      return afterWrite(() => recordOf(parts, made, call));
    },
    update: (record, changes, call) => write(parts, record.id, changes, {}, call),
    stamp: (record, counterpartId, call) => write(parts, record.id, [], { marker: markerOf(mapping, counterpartId) }, call),
    async remove(id, call) {
      if (mapping.onDelete === "delete") return items.remove(id, call);
      const item = await items.show(id, call);
      await items.update(item, { title: item.fields.title ?? "", status: "not_doing", description: withGone(item.description) }, call);
    },
    canary: (call) => succeeds(() => items.page({ pageSize: 1, after: null }, call)),
  };
}

/** Deleted, or set aside by us because its task is gone. Whoever takes it up again has it back, without a task. */
const isGone = (item: WorkItem): boolean => item.gone || (item.fields.status === "not_doing" && saysGone(item.description));

/** A list holds one mode of incidents at a time: drills come after the others, where they count. The cursor says which mode it belongs to. */
async function pageOf(
  { items, tellsDrills }: FollowUpParts,
  place: string | null,
  filter: { readonly incidentId?: string; readonly updatedSince?: string },
  call: CallOptions,
): Promise<{ readonly found: readonly WorkItem[]; readonly next: string | null }> {
  const modes = tellsDrills ? ([null, "test", "tutorial"] as const) : ([null] as const);
  const [index = 0, after = null] = place === null ? [] : (JSON.parse(place) as [number, string | null]);
  const mode = modes[index] ?? null;
  const page = await items.page({ pageSize: PAGE, after, ...filter, ...(mode !== null && { incidentMode: mode }) }, call);
  const ahead = page.next === null ? [index + 1, null] : [index, page.next];
  const isOver = page.next === null && index + 1 === modes.length;
  return { found: page.items.filter((item) => !isGone(item)), next: isOver ? null : JSON.stringify(ahead) };
}

async function recordsOf(parts: FollowUpParts, incidentId: string, call: CallOptions): Promise<readonly SideRecord[]> {
  const records: SideRecord[] = [];
  let place: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof pageOf>> = await pageOf(parts, place, { incidentId }, call);
    records.push(...(await Promise.all(page.found.map((item) => recordOf(parts, item, call)))));
    place = page.next;
  } while (place !== null);
  return records;
}

async function recordOf(parts: FollowUpParts, item: WorkItem, call: CallOptions): Promise<SideRecord> {
  const { mapping, assignees, items } = parts;
  const text = parseText(item.description, items.kind === "action" ? "titled" : "plain");
  const counterpartId = counterpartOf(mapping, item, text.marker);
  const alone = counterpartId === null ? await whyAlone(parts, item, text.marker, call) : null;
  const assignee = await assignees.ofEmail(item.assigneeEmail, call);
  const values: Readonly<Record<string, unknown>> = {
    title: text.title ?? item.fields.title,
    body: text.body,
    dueAt: text.dueAt,
    completed: isDone(item),
    assignee,
  };
  const fields = mappedFields(mapping, ({ right }) => values[right]);
  const remark = item.assigneeEmail !== null && assignee === null ? ({ remark: "assignee-unknown" } as const) : {};
  return { side: "incident", id: item.id, version: item.version, fields, counterpartId, ...(alone !== null && { alone }), ...remark };
}

const isDone = ({ fields: { status } }: WorkItem): boolean => status === "completed" || status === "not_doing";

/** The task that the last line names; null when it is one of another location. */
function counterpartOf({ locationId }: FollowUpParts["mapping"], { incidentId }: WorkItem, marker: TaskMarker | null): string | null {
  return marker?.locationId === locationId ? `${incidentId}/${marker.contactId}/${marker.taskId}` : null;
}

async function whyAlone({ newWork }: FollowUpParts, item: WorkItem, marker: TaskMarker | null, call: CallOptions): Promise<ErrorCode | null> {
  return marker === null ? newWork.whyAlone(item, call) : "HW_LINK_NOT_TAKEN";
}

function markerOf({ locationId }: FollowUpParts["mapping"], recordId: string): TaskMarker {
  const { contactId, rest } = caseIdParts(recordId);
  return { locationId, contactId, taskId: rest };
}

const textIn = (value: CanonicalValue | undefined): string | null => (typeof value === "string" ? value : null);
const textOf = (fields: FieldValues): Pick<WorkText, "body" | "dueAt"> => ({ body: textIn(fields["body"]), dueAt: textIn(fields["dueAt"]) });

async function userOf({ assignees }: FollowUpParts, email: CanonicalValue | undefined, call: CallOptions): Promise<string | null> {
  return typeof email === "string" ? assignees.incidentId(email, call) : null;
}

/** Changes what is given; read anew just before, so that what people have written meanwhile stays. */
async function write(
  parts: FollowUpParts,
  id: string,
  changes: readonly FieldChange[],
  added: { readonly marker?: TaskMarker },
  call: CallOptions,
): Promise<SideRecord> {
  const { items } = parts;
  const item = await items.show(id, call);
  const changed: Readonly<Record<string, CanonicalValue>> = Object.fromEntries(changes.map(({ field, value }) => [field, value]));
  const text = parseText(item.description, items.kind === "action" ? "titled" : "plain");
  const title = textIn(changed["title"]) ?? text.title ?? item.fields.title ?? "";
  const next: WorkText = {
    ...text,
    title: items.kind === "action" ? title : null,
    ...("body" in changed && { body: textIn(changed["body"]) }),
    ...("dueAt" in changed && { dueAt: textIn(changed["dueAt"]) }),
    ...added,
  };
  const isSame = JSON.stringify(next) === JSON.stringify(text);
  const description = isSame ? item.description : composeText(next);
  const assignee = "assignee" in changed ? { assigneeId: await userOf(parts, changed["assignee"], call) } : {};
  const written = await items.update(item, { title, status: statusAfter(item, changed["completed"]), description, ...assignee }, call);
  return afterWrite(() => recordOf(parts, written, call));
}

/** A write always says the status: that of now, unless the change is about it. What is done for another reason stays so. */
function statusAfter(item: WorkItem, completed: CanonicalValue | undefined): WorkStatus {
  const isToBeDone = completed === undefined || completed === null ? isDone(item) : completed === true;
  if (!isToBeDone) return "outstanding";
  return item.fields.status === "not_doing" ? "not_doing" : "completed";
}
