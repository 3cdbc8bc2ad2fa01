import { casesOf, text, type FoundCase, type Raw, type WeekTruth } from "#main/demo/week-truth.ts";
import type { JournalRow } from "#core/ports/store.ts";
import { ChancePeople } from "./chance-people.ts";
import type { CutLine } from "./people.ts";

const ofHighLevel = /\s*incident\.io · [a-z-]+:[\w./-]+/u;
const ofItem = /\s*HighLevel · hw:[\w-]+:[\w-]+\/(?:note|appointment):\w+/u;
const ofFollowUp = /\s*(?:HighLevel · )?hw:[\w-]+:[\w-]+\/[\w-]+\s*$/u;

/** People who tidy up what Highwire has written beside incidents: the last line, which names what it is about, goes. */
export class LineCutters extends ChancePeople {
  /** Cuts one line, if there is any. */
  act(): void {
    const { highlevel, incident } = this.place;
    const kinds: readonly (() => void)[] = [
      () => this.#cut(highlevel.control.tasks(), "body", ofHighLevel, (id, body) => highlevel.control.editTask(id, { body })),
      () => this.#cut(highlevel.control.notes(), "body", ofHighLevel, (id, body) => highlevel.control.editNote(id, { body })),
      () => this.#cut(this.#items(), "description", ofItem, (id, description) => incident.control.editTimelineItem(id, { description })),
      () =>
        this.#cut(incident.control.followUps(), "description", ofFollowUp, (id, description) => incident.control.editFollowUp(id, { description })),
    ];
    this.prng.pick(kinds)();
  }

  #items(): readonly Raw[] {
    const { control } = this.place.incident;
    return control.incidents().flatMap(({ id }) => control.timelineItems(String(id)));
  }

  #cut(rows: readonly Raw[], key: string, line: RegExp, write: (id: string, text: string) => void): void {
    const marked = rows.filter((row) => line.test(text(row[key])));
    if (marked.length === 0) return;
    const row = this.prng.pick(marked);
    const [id, said] = [text(row["id"]), text(row[key])];
    write(id, said.replace(line, ""));
    this.history.cutLines.push({ at: this.place.clock.now(), id, line: line.exec(said)?.[0].trim() ?? "" });
  }
}

/**
 * The week with a stand-in for whatever lost its line. What did is its finder's own from then on and followed no longer, but it was made once: a second one
 * is one too many. A write of ours that was under way may put the line back. What was cut before we had noted that we made it may be made again, because nothing else tells it from what people write.
 */
export function withStandIns(truth: WeekTruth, cutLines: readonly CutLine[], journal: readonly JournalRow[]): WeekTruth {
  const known = cutLines.filter(({ at, id }) => journal.some((entry) => entry.at <= at && `/${text(entry.detail["recordId"])}`.endsWith(`/${id}`)));
  const lineOf = new Map(known.map(({ id, line }) => [id, line]));
  const cases = casesOf(truth);
  const items = [...truth.timelines.values()].flat();
  const also = (rows: readonly Raw[], standIn: (row: Raw, line: string) => Raw): readonly Raw[] => [
    ...rows,
    ...rows.flatMap((row) => {
      const line = lineOf.get(text(row["id"]));
      return line === undefined || [row["body"], row["description"]].some((said) => text(said).includes(line)) ? [] : [standIn(row, line)];
    }),
  ];
  return {
    ...truth,
    tasks: also(truth.tasks, (task, line) => ({ ...task, contactId: null, body: line, completed: isOver(cases, line) })),
    // A list leaves out what names no task: where the event was lost, only the whole look of each day finds the follow-up and writes its line again.
    followUps: also(truth.followUps, (followUp, line) => {
      const task = toldBy(truth.tasks, line);
      return { ...followUp, title: task?.["title"], status: task?.["completed"] === true ? "completed" : "outstanding", description: line };
    }),
    notes: also(truth.notes, (note, line) => ({ ...note, contactId: null, body: `${text(toldBy(items, line)?.["description"])}\n\n${line}` })),
    timelines: new Map(
      [...truth.timelines].map(([incidentId, own]) => [
        incidentId,
        also(own, (item, line) => ({ ...item, description: `${text(toldBy(truth.notes, line)?.["body"])}\n\n${line}` })),
      ]),
    ),
  };
}

const isOver = (cases: readonly FoundCase[], line: string): boolean =>
  !cases.some(({ incidentId, contactId, isOngoing }) => isOngoing && line.endsWith(`:${incidentId}/${contactId}`));

/** What the line names, if it is one of these. */
const toldBy = (rows: readonly Raw[], line: string): Raw | undefined => rows.find(({ id }) => new RegExp(`[:/]${text(id)}$`, "u").test(line));
