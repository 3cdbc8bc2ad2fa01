import { HOLD_TAG } from "./every-bridge.ts";
import { compareTold, type ToldCounts } from "./compare-told.ts";
import { isMade, PRIVATE_WORD } from "./week-people.ts";
import { casesOf, mayBeTold, ongoing, sum, text, textBelow, wordOf, type FoundCase, type Raw, type WeekTruth } from "./week-truth.ts";

/** Carried by whoever is on an ongoing incident. */
const ACTIVE_TAG = "incident-active";

/** What hangs on the week's incidents, and what is wrong with it; every count but the first five must be 0. The keys are public. */
export interface WeekCounts extends ToldCounts {
  readonly case_tasks: number;
  readonly followups: number;
  readonly timeline_items: number;
  readonly appointments: number;
  readonly alert_notes: number;
  /** Cases without their task, with more than one, or with one that is open although the case is over, or the other way round. */
  readonly case_tasks_wrong: number;
  /** Open tasks of affected contacts without their follow-up, follow-ups that differ from their task, and second ones. */
  readonly followups_wrong: number;
  /** Notes of affected contacts that are missing on a timeline, stand there twice, or say something else there. */
  readonly timeline_items_wrong: number;
  readonly appointments_wrong: number;
  readonly tags_left_behind: number;
  readonly tags_missing: number;
  readonly holds_left_behind: number;
  /** Places in HighLevel that tell something of a private incident. */
  readonly private_leaks: number;
}

/** The promises of a week that were broken, by the names of their counts. */
export const brokenOf = (counts: WeekCounts): readonly string[] =>
  Object.entries(counts)
    .filter(([name, count]) => /(?:_wrong|_left_behind|_missing|_leaks)$/u.test(name) && count > 0)
    .map(([name]) => name);

/**
 * The week's oracle. `waiting` holds the ids of records of which a field waits for a person; `takenAway` holds `<contact id>:<tag>` for each tag that
 * a person took away by hand, which nobody puts back.
 */
export function compareWeek(truth: WeekTruth, waiting: ReadonlySet<string>, takenAway: ReadonlySet<string> = new Set()): WeekCounts {
  const cases = casesOf(truth);
  const tasks = markedWith(truth.tasks, "case");
  const items = [...truth.timelines.values()].flat().filter(({ description }) => /(?:note|appointment):/u.test(String(description ?? "")));
  return {
    case_tasks: tasks.length,
    followups: truth.followUps.filter(({ description }) => followUpMarker(description) !== null).length,
    timeline_items: items.length,
    appointments: truth.appointmentEntries.length,
    alert_notes: truth.alertNotes.length,
    case_tasks_wrong: sum(cases, (found) => caseTaskWrong(found, tasks)),
    followups_wrong: followUpsWrong(truth, cases, waiting),
    timeline_items_wrong: timelinesWrong(truth, cases),
    appointments_wrong: appointmentsWrong(truth),
    ...tagCounts(truth, cases, takenAway),
    ...compareTold(truth, cases, waiting),
    private_leaks: privateLeaks(truth),
  };
}

/** An incident that began and ended before anybody looked has left nothing, and need not. */
function caseTaskWrong({ incidentId, contactId, isOngoing }: FoundCase, tasks: readonly Marked[]): number {
  const own = tasks.filter(({ id }) => id === `${incidentId}/${contactId}`);
  if (own.length === 0) return isOngoing ? 1 : 0;
  return own.length - 1 + own.filter(({ row }) => (row["completed"] === true) === isOngoing).length;
}

/**
 * What is done on an incident that is over, and whatever a private one tells, is followed no longer: who takes a completed task up again in HighLevel, or
 * calls it something else, does so unheard.
 */
function followUpsWrong({ followUps, incidents, tasks }: WeekTruth, cases: readonly FoundCase[], waiting: ReadonlySet<string>): number {
  const byRecord = Map.groupBy(
    followUps.filter(({ description }) => followUpMarker(description) !== null),
    (followUp) => `${text(followUp["incident_id"])}/${followUpMarker(followUp["description"]) ?? ""}`,
  );
  const own = tasks.filter(({ body }) => !isMade(body));
  const missing = sum(
    cases.filter(({ isOngoing }) => isOngoing),
    (found) =>
      own.filter((task) => {
        const record = `${found.incidentId}/${found.contactId}/${text(task["id"])}`;
        return task["contactId"] === found.contactId && task["completed"] !== true && !byRecord.has(record) && !waiting.has(record);
      }).length,
  );
  const different = sum([...byRecord], ([record, twins]) => {
    const [first] = twins;
    const task = own.find((one) => record.endsWith(`/${text(one["contactId"])}/${text(one["id"])}`));
    const incident = incidents.find(({ id }) => id === first?.["incident_id"]);
    const isOver = !ongoing.has(textBelow(incident?.["incident_status"], "category"));
    const isDone = first?.["status"] === "completed" || first?.["status"] === "not_doing";
    const isFollowed = incident !== undefined && mayBeTold(incident) && !(isOver && (isDone || task?.["completed"] === true));
    if (first === undefined || task === undefined || !isFollowed || waiting.has(record)) return twins.length - 1;
    const isEqual = isDone === (task["completed"] === true) && (isDone || wordOf(first["title"]) === wordOf(task["title"]));
    return twins.length - 1 + (isEqual ? 0 : 1);
  });
  return missing + different;
}

function timelinesWrong({ notes, timelines }: WeekTruth, cases: readonly FoundCase[]): number {
  const own = notes.filter(({ body }) => !isMade(body));
  const unlike = sum(
    cases.filter(({ isOngoing }) => isOngoing),
    ({ incidentId, contactId, since }) => {
      const items = timelines.get(incidentId) ?? [];
      const due = own.filter((note) => note["contactId"] === contactId && Date.parse(text(note["dateAdded"])) >= since);
      return due.filter((note) => {
        const found = items.filter(({ description }) => text(description).includes(`note:${text(note["id"])}`));
        return found.length !== 1 || wordOf(found[0]?.["description"]) !== wordOf(note["body"]);
      }).length;
    },
  );
  const twins = sum([...timelines.values()], (items) => {
    const markers = items.flatMap(({ description }) => /(?:note|appointment):\w+/u.exec(text(description))?.[0] ?? []);
    return markers.length - new Set(markers).size;
  });
  return unlike + twins;
}

function appointmentsWrong({ appointments, appointmentEntries, locationId }: WeekTruth): number {
  const entries = new Map(appointmentEntries.map((entry) => [text(entry["external_id"]), entry]));
  return appointments.filter((appointment) => {
    const entry = entries.get(`${locationId}:${text(appointment["id"])}`);
    return entry === undefined || wordOf(entry["name"]) !== wordOf(appointment["title"]);
  }).length;
}

function tagCounts(
  { contacts }: WeekTruth,
  cases: readonly FoundCase[],
  takenAway: ReadonlySet<string>,
): Pick<WeekCounts, "tags_left_behind" | "tags_missing" | "holds_left_behind"> {
  const counts = { tags_left_behind: 0, tags_missing: 0, holds_left_behind: 0 };
  for (const contact of contacts) {
    const wanted = tagsDue(cases, text(contact["id"]));
    const held = (contact["tags"] as readonly string[] | undefined) ?? [];
    for (const tag of held) {
      if (wanted.has(tag)) continue;
      if (tag === HOLD_TAG) counts.holds_left_behind += 1;
      else if (isCaseTag(tag)) counts.tags_left_behind += 1;
    }
    counts.tags_missing += [...wanted].filter((tag) => !held.includes(tag) && !takenAway.has(`${text(contact["id"])}:${tag}`)).length;
  }
  return counts;
}

/** The tags that a contact ought to carry for the cases it is on. */
export function tagsDue(cases: readonly FoundCase[], contactId: string): ReadonlySet<string> {
  const own = cases.filter((found) => found.isOngoing && found.contactId === contactId);
  return new Set(own.length === 0 ? [] : [ACTIVE_TAG, HOLD_TAG, ...own.map(({ tag }) => tag)]);
}

/** True for a tag that cases give; every other is people's own. */
export const isCaseTag = (tag: string): boolean => tag === HOLD_TAG || tag === ACTIVE_TAG || /^incident-inc-\d+$/u.test(tag);

/** Of a private incident, its name's word and its reference; tests are no secret, but are not told either. */
function privateLeaks({ incidents, contacts, tasks, notes, appointments }: WeekTruth): number {
  const references = incidents.filter((incident) => !mayBeTold(incident)).map((incident) => text(incident["reference"]).toLowerCase());
  const isTold = (row: Raw): boolean => {
    const all = JSON.stringify(row).toLowerCase();
    return all.includes(PRIVATE_WORD) || references.some((reference) => new RegExp(`\\b${reference}\\b`, "u").test(all));
  };
  return [...contacts, ...tasks, ...notes, ...appointments].filter(isTold).length;
}

interface Marked {
  readonly id: string;
  readonly row: Raw;
}

function markedWith(all: readonly Raw[], kind: string): readonly Marked[] {
  return all.flatMap((row) => {
    const id = new RegExp(`incident\\.io · ${kind}:(\\S+)\\s*$`, "u").exec(text(row["body"]))?.[1];
    return id === undefined ? [] : [{ id, row }];
  });
}

/** Contact and task that a follow-up's last line names. */
const followUpMarker = (description: unknown): string | null => /hw:[\w-]+:([\w-]+\/[\w-]+)\s*$/u.exec(text(description))?.[1] ?? null;
