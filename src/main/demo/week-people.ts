import type { Prng } from "#sandbox/kit/prng.ts";
import { must } from "#lib/must.ts";
import type { Sandboxes } from "../sandbox-bridge.ts";

/** Where people work. */
type Workplaces = Pick<Sandboxes, "highlevel" | "incident">;
type Row = Readonly<Record<string, unknown>>;
const idOf = (row: Row): string => String(row["id"]);

/** Texts that no note of a public place may hold: what they stand in is private. */
export const PRIVATE_WORD = "classified";

const statuses = ["Investigating", "Fixing", "Monitoring"] as const;
const severities = ["Minor", "Major", "Critical"] as const;
const appointmentStatuses = ["confirmed", "cancelled", "showed", "noshow"] as const;

/** People of both vendors over a week of incidents, as they work in the vendors' own pages; the same seed gives the same week. */
export class WeekPeople {
  readonly #sandboxes: Workplaces;
  readonly #prng: Prng;
  /** HighLevel ids of those contacts that anything happens to: few enough that things meet. */
  readonly #contacts: readonly string[];
  readonly #ongoing: string[] = [];
  /** Alerts that go on, by the incident that they hang on. */
  readonly #alerts = new Map<string, string>();
  /** Ids of what people wrote on timelines, and of the tasks and notes that they made. */
  readonly #items: string[] = [];
  readonly #tasks = new Set<string>();
  readonly #notes = new Set<string>();
  #said = 0;
  #opened = 0;
  /** Events of tasks, notes and appointments so far. */
  events = 0;

  constructor(sandboxes: Workplaces, prng: Prng, contactIds: readonly string[]) {
    this.#sandboxes = sandboxes;
    this.#prng = prng;
    this.#contacts = contactIds;
  }

  get incidentsOpened(): number {
    return this.#opened;
  }

  /** Opens an incident that touches one to four contacts; one in eight is private, one in ten only a test. Every second one comes with an alert. */
  openIncident(): void {
    const { control } = this.#sandboxes.incident;
    this.#opened += 1;
    const isPrivate = this.#prng.fraction() < 0.125;
    const isTest = !isPrivate && this.#prng.fraction() < 0.1;
    const name = `${isPrivate ? `${PRIVATE_WORD} ` : ""}Outage ${String(this.#opened)} ${this.#token()}`;
    const entries = this.#entriesOf(this.#someContacts());
    const id = control.addIncident(name, entries, isPrivate ? "private" : "public", isTest ? { mode: "test" } : {});
    this.#ongoing.push(id);
    if (this.#opened % 2 === 0) this.#fireAlert(name, id, entries);
  }

  /** Alerts name the customers that their incident names then. */
  #fireAlert(title: string, incidentId: string, entries: readonly string[]): void {
    const { control } = this.#sandboxes.incident;
    const source = must(control.alertSources()[0], "a source of alerts");
    const alert = must(control.fireAlert(source.id, { title, metadata: { customer: entries } }), "the alert");
    control.attachAlert(alert, incidentId);
    this.#alerts.set(incidentId, alert);
  }

  /** One thing that responders do with an incident that goes on; false when none does. */
  moveIncident(): boolean {
    const { control } = this.#sandboxes.incident;
    if (this.#ongoing.length === 0) return false;
    const id = this.#prng.pick(this.#ongoing);
    const roll = this.#prng.below(100);
    if (roll < 40) control.postUpdate(id, { status: this.#prng.pick(statuses), message: `Update ${this.#token()}` });
    else if (roll < 55) control.postUpdate(id, { severity: this.#prng.pick(severities) });
    else if (roll < 70) control.editIncident(id, { entries: this.#entriesOf(this.#someContacts()) });
    else this.#close(id);
    return true;
  }

  closeAll(keep: number): void {
    while (this.#ongoing.length > keep) this.#close(must(this.#ongoing[0], "an incident"));
  }

  /** One event of a task, a note or an appointment, on either side. */
  touch(): void {
    const acts = [
      [20, () => this.#makeTask()],
      [14, () => this.#changeTask()],
      [10, () => this.#completeTask()],
      [3, () => this.#dropTask()],
      [8, () => this.#changeFollowUp()],
      [16, () => this.#makeNote()],
      [8, () => this.#changeNote()],
      [3, () => this.#dropNote()],
      [9, () => this.#book()],
      [9, () => this.#moveAppointment()],
      [5, () => this.#writeOnTimeline()],
      [3, () => this.#editOnTimeline()],
    ] as const;
    let roll = this.#prng.below(acts.reduce((sum, [share]) => sum + share, 0));
    const [, act] = must(
      acts.find(([share]) => (roll -= share) < 0),
      "an act",
    );
    if (act()) this.events += 1;
  }

  #close(id: string): void {
    const { control } = this.#sandboxes.incident;
    control.editIncident(id, { status: "Closed" });
    const alert = this.#alerts.get(id);
    if (alert !== undefined) control.resolveAlert(alert);
    this.#alerts.delete(id);
    this.#ongoing.splice(this.#ongoing.indexOf(id), 1);
  }

  #makeTask(): boolean {
    const title = `Call back ${this.#token()}`;
    this.#tasks.add(this.#sandboxes.highlevel.control.createTask(this.#prng.pick(this.#contacts), { title, body: `About ${this.#token()}` }));
    return true;
  }

  #changeTask(): boolean {
    const task = this.#someOf(this.#ownTasks());
    if (task !== null) this.#sandboxes.highlevel.control.editTask(idOf(task), { title: `Call back ${this.#token()}` });
    return task !== null;
  }

  #completeTask(): boolean {
    const task = this.#someOf(this.#ownTasks());
    if (task !== null) this.#sandboxes.highlevel.control.completeTask(idOf(task), task["completed"] !== true);
    return task !== null;
  }

  #dropTask(): boolean {
    const task = this.#someOf(this.#ownTasks());
    if (task !== null) this.#sandboxes.highlevel.control.deleteTask(idOf(task));
    return task !== null;
  }

  #changeFollowUp(): boolean {
    const followUp = this.#someOf(this.#sandboxes.incident.control.followUps());
    if (followUp === null) return false;
    const edit = this.#prng.fraction() < 0.5 ? { title: `Follow up ${this.#token()}` } : { status: "completed" as const };
    this.#sandboxes.incident.control.editFollowUp(idOf(followUp), edit);
    return true;
  }

  #makeNote(): boolean {
    const body = `<p>They asked about <b>${this.#token()}</b></p>`;
    this.#notes.add(this.#sandboxes.highlevel.control.createNote(this.#prng.pick(this.#contacts), { body }));
    return true;
  }

  #changeNote(): boolean {
    const note = this.#someOf(this.#ownNotes());
    if (note !== null) this.#sandboxes.highlevel.control.editNote(idOf(note), { body: `They now ask about ${this.#token()}` });
    return note !== null;
  }

  #dropNote(): boolean {
    const note = this.#someOf(this.#ownNotes());
    if (note !== null) this.#sandboxes.highlevel.control.deleteNote(idOf(note));
    return note !== null;
  }

  #book(): boolean {
    this.#sandboxes.highlevel.control.createAppointment(this.#prng.pick(this.#contacts), { title: `Review ${this.#token()}` });
    return true;
  }

  #moveAppointment(): boolean {
    const { control } = this.#sandboxes.highlevel;
    const found = this.#someOf(control.appointments());
    if (found === null) return false;
    const later = new Date(Date.parse(String(found["startAt"])) + 1_800_000).toISOString();
    control.editAppointment(
      idOf(found),
      this.#prng.fraction() < 0.5 ? { startTime: later } : { appointmentStatus: this.#prng.pick(appointmentStatuses) },
    );
    return true;
  }

  #writeOnTimeline(): boolean {
    if (this.#ongoing.length === 0) return false;
    const { control } = this.#sandboxes.incident;
    const id = this.#prng.pick(this.#ongoing);
    const isPrivate = control.incidents().some((incident) => incident["id"] === id && incident["visibility"] !== "public");
    const title = isPrivate ? `A ${PRIVATE_WORD} call` : "A call";
    this.#items.push(control.addTimelineItem(id, { title, description: `They say ${this.#token()}` }));
    return true;
  }

  #editOnTimeline(): boolean {
    if (this.#items.length === 0) return false;
    this.#sandboxes.incident.control.editTimelineItem(this.#prng.pick(this.#items), { description: `They now say ${this.#token()}` });
    return true;
  }

  /** Tasks that people made: those that Highwire makes for cases are left to it, also where somebody has cut the line that says so. */
  #ownTasks(): readonly Row[] {
    return this.#sandboxes.highlevel.control.tasks().filter((task) => this.#tasks.has(idOf(task)));
  }

  #ownNotes(): readonly Row[] {
    return this.#sandboxes.highlevel.control.notes().filter((note) => this.#notes.has(idOf(note)));
  }

  #someOf(rows: readonly Row[]): Row | null {
    return rows.length === 0 ? null : this.#prng.pick(rows);
  }

  #someContacts(): readonly string[] {
    const count = 1 + this.#prng.below(4);
    return [...new Set(Array.from({ length: count }, () => this.#prng.pick(this.#contacts)))];
  }

  #entriesOf(contactIds: readonly string[]): readonly string[] {
    const wanted = new Set(contactIds.map((id) => `${this.#sandboxes.highlevel.locationId}:${id}`));
    return this.#sandboxes.incident.control
      .entries()
      .filter((entry) => wanted.has(String(entry["external_id"])))
      .map(idOf);
  }

  #token(): string {
    this.#said += 1;
    return `word${String(this.#said).padStart(5, "0")}`;
  }
}

/** What Highwire made says so in its last line. The week reads it by itself, not by the code that writes it. */
export const isMade = (body: unknown): boolean => /incident\.io · [a-z-]+:\S+\s*$/u.test(String(body ?? ""));
