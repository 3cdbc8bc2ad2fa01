import { shownText, type Shown } from "./compare-sides.ts";
import { isMade } from "./week-people.ts";
import { rows, sum, text, textBelow, wordOf, type FoundCase, type Raw, type WeekTruth } from "./week-truth.ts";

/** What is wrong with whatever cases tell: every count must be 0. The keys are public. */
export interface ToldCounts {
  /** Ongoing incidents with affected contacts without their board, with a second one, or with other numbers on it. */
  readonly boards_wrong: number;
  /** Cases whose beginning or end no note tells, or two. */
  readonly case_notes_wrong: number;
  /** Items that people wrote on ongoing incidents and that are missing as notes, stand there twice, or say something else there. */
  readonly timeline_notes_wrong: number;
  /** Notes of contacts that are missing on a firing alert which names them, stand on one twice, say something else there, or stand although they are gone. */
  readonly alert_notes_wrong: number;
  /** Entries of contacts that tell other numbers than HighLevel holds, or tell any although their contact is on no incident. */
  readonly contact_facts_wrong: number;
}

/** Compares what cases tell. `waiting` holds the ids of records of which a field waits for a person. */
export function compareTold(truth: WeekTruth, cases: readonly FoundCase[], waiting: ReadonlySet<string>): ToldCounts {
  return {
    boards_wrong: boardsWrong(truth, cases),
    case_notes_wrong: caseNotesWrong(truth, cases),
    timeline_notes_wrong: timelineNotesWrong(truth, cases),
    alert_notes_wrong: alertNotesWrong(truth, waiting),
    contact_facts_wrong: factsWrong(truth, cases, waiting),
  };
}

const openTasks = ({ tasks }: WeekTruth, contactId: string): number =>
  tasks.filter((task) => task["contactId"] === contactId && task["completed"] !== true && task["deleted"] !== true).length;

function boardsWrong(truth: WeekTruth, cases: readonly FoundCase[]): number {
  const { links, timelines, locationId } = truth;
  // A page has an id of its own.
  const isBoard = ({ resource }: Raw): boolean => /\/r\/i\/[0-9A-Z]{26}$/u.test(textBelow(resource, "permalink"));
  const boardsOf = (incidentId: string): number => (links.get(incidentId) ?? []).filter(isBoard).length;
  const hasAddress = [...links.keys()].some((incidentId) => boardsOf(incidentId) > 0);
  const ongoing = Map.groupBy(
    cases.filter(({ isOngoing }) => isOngoing),
    ({ incidentId }) => incidentId,
  );
  return sum([...ongoing], ([incidentId, own]) => {
    const items = (timelines.get(incidentId) ?? []).filter(({ description }) => text(description).includes(`hw:${locationId}:board`));
    const numbers = [...text(items[0]?.["description"]).matchAll(/^- [^:]+: (\d+)/gmu)].map(([, number]) => Number(number));
    const wanted = [own.length, sum(own, ({ contactId }) => openTasks(truth, contactId))];
    const isRight = items.length === 1 && wanted.every((number, index) => number === numbers[index]);
    return (isRight ? 0 : 1) + (!hasAddress || boardsOf(incidentId) === 1 ? 0 : 1);
  });
}

function caseNotesWrong({ notes }: WeekTruth, cases: readonly FoundCase[]): number {
  const made = notes.flatMap((note) => {
    const id = /incident\.io · update:(\S+?)\s*(?:<|$)/u.exec(text(note["body"]))?.[1];
    return id === undefined ? [] : [{ id, title: text(note["title"]) }];
  });
  const twins = made.length - new Set(made.map(({ id }) => id)).size;
  const untold = sum(cases, ({ incidentId, contactId, isOngoing }) => {
    const own = made.filter(({ id }) => id.startsWith(`${incidentId}/${contactId}/`));
    const opened = own.filter(({ id }) => id.endsWith("/opened")).length;
    const ended = own.filter(({ title }) => title.endsWith(": over")).length;
    // One that began and ended before anybody looked has left nothing, and need not.
    if (isOngoing) return opened === 1 ? 0 : 1;
    return opened === 0 || ended === 1 ? 0 : 1;
  });
  return twins + untold;
}

function timelineNotesWrong({ notes, timelines }: WeekTruth, cases: readonly FoundCase[]): number {
  const made = notes.flatMap((note) => {
    const id = /incident\.io · item:(\S+?)\s*(?:<|$)/u.exec(text(note["body"]))?.[1];
    return id === undefined ? [] : [{ id, note }];
  });
  const twins = made.length - new Set(made.map(({ id }) => id)).size;
  const unlike = sum(
    cases.filter(({ isOngoing }) => isOngoing),
    ({ incidentId, contactId }) =>
      (timelines.get(incidentId) ?? []).filter(isByPerson).filter((item) => {
        const found = made.find(({ id }) => id === `${incidentId}/${contactId}/${text(item["id"])}`);
        return found === undefined || wordOf(found.note["body"]) !== wordOf(item["description"]);
      }).length,
  );
  return twins + unlike;
}

function isByPerson({ creator, activity_log_id: taken }: Raw): boolean {
  const by = (creator ?? {}) as Raw;
  return by["user"] !== undefined && by["user"] !== null && (by["api_key"] === undefined || by["api_key"] === null) && text(taken) === "";
}

function alertNotesWrong(truth: WeekTruth, waiting: ReadonlySet<string>): number {
  const { alerts, alertNotes, notes } = truth;
  const made = alertNotes.flatMap((note) => {
    const [, contactId = "", noteId = ""] = /hw:[\w-]+:([\w-]+)\/note:(\w+)\s*$/u.exec(text(note["content"])) ?? [];
    return noteId === "" ? [] : [{ id: `${text(note["alert_id"])}/${contactId}/note:${noteId}`, contactId, noteId, note }];
  });
  const own = notes.filter(({ body }) => !isMade(body));
  return sum(alerts, (alert) => {
    const named = namedBy(truth, alert);
    const isFiring = alert["status"] === "firing";
    const due = own.filter(
      (note) => isFiring && named.has(text(note["contactId"])) && Date.parse(text(note["dateAdded"])) >= Date.parse(text(alert["created_at"])),
    );
    const standing = made.filter(({ note, id }) => note["alert_id"] === alert["id"] && !waiting.has(id));
    const unlike = due.filter((note) => {
      const id = `${text(alert["id"])}/${text(note["contactId"])}/note:${text(note["id"])}`;
      const found = standing.find((one) => one.id === id);
      return !waiting.has(id) && (found === undefined || wordOf(found.note["content"]) !== wordOf(note["body"]));
    });
    const left = standing.filter(({ contactId, noteId }) => named.has(contactId) && own.every(({ id }) => id !== noteId));
    return unlike.length + left.length + standing.length - new Set(standing.map(({ id }) => id)).size;
  });
}

/** HighLevel ids of the contacts whose entries an alert names. */
function namedBy({ contactEntries, locationId }: WeekTruth, alert: Raw): ReadonlySet<string> {
  const entryIds = rows(alert["attributes"]).flatMap((attribute) =>
    rows(attribute["array_value"]).map((value) => textBelow(value["catalog_entry"], "id")),
  );
  const prefix = `${locationId}:`;
  const external = contactEntries.filter(({ id }) => entryIds.includes(text(id))).map((entry) => text(entry["external_id"]));
  return new Set(external.filter((id) => id.startsWith(prefix)).map((id) => id.slice(prefix.length)));
}

function factsWrong(truth: WeekTruth, cases: readonly FoundCase[], waiting: ReadonlySet<string>): number {
  const affected = new Set(cases.filter(({ isOngoing }) => isOngoing).map(({ contactId }) => contactId));
  return truth.contacts.filter(({ id }) => {
    const contactId = text(id);
    const entry = truth.contactEntries.find(({ external_id: externalId }) => externalId === `${truth.locationId}:${contactId}`);
    if (entry === undefined || waiting.has(contactId)) return false;
    return numberIn(entry, "hw_open_tasks") !== (affected.has(contactId) ? openTasks(truth, contactId) : null);
  }).length;
}

function numberIn({ attribute_values: values }: Raw, attribute: string): number | null {
  const value = (values as Readonly<Record<string, { readonly value?: Shown | null } | undefined>> | undefined)?.[attribute]?.value ?? {};
  return shownText(value) === "" ? null : Number(shownText(value));
}
