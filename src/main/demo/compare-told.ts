import { shownText, type Shown } from "./compare-sides.ts";
import { sum, text, textBelow, wordOf, type FoundCase, type Raw, type WeekTruth } from "./week-truth.ts";

/** What is wrong with whatever cases tell: every count must be 0. The keys are public. */
export interface ToldCounts {
  /** Ongoing incidents with affected contacts without their board, with a second one, or with other numbers on it. */
  readonly boards_wrong: number;
  /** Cases whose beginning or end no note tells, or two. */
  readonly case_notes_wrong: number;
  /** Items that people wrote on ongoing incidents and that are missing as notes, stand there twice, or say something else there. */
  readonly timeline_notes_wrong: number;
  /** Entries of contacts that tell other numbers than HighLevel holds, or tell any although their contact is on no incident. */
  readonly contact_facts_wrong: number;
}

/** Compares what cases tell. `waiting` holds the ids of records of which a field waits for a person. */
export function compareTold(truth: WeekTruth, cases: readonly FoundCase[], waiting: ReadonlySet<string>): ToldCounts {
  return {
    boards_wrong: boardsWrong(truth, cases),
    case_notes_wrong: caseNotesWrong(truth, cases),
    timeline_notes_wrong: timelineNotesWrong(truth, cases),
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
