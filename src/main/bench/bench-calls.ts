import { must } from "#lib/must.ts";
import type { Sandboxes } from "../sandbox-bridge.ts";
import { withEveryBridge, type EveryBridge } from "./every-bridge-at-rest.ts";
import { rounded, type BenchRequest, type Figure } from "./figure.ts";

const CONTACTS = 20;
/** Tasks that are completed at once. */
const AT_ONCE = 20;
/** Milliseconds before each event: longer than anything that was read is kept. */
const FORGET_MS = 6_000;
/** Events that further figures speak of. */
const OPENED = "incident_opened";
const STATUS = "incident_status";

/** What one event cost at both vendors. */
interface Cost {
  readonly reads: number;
  /** Without those for live numbers. */
  readonly writes: number;
  /** Writes of live numbers: on the contact's entry, and on the item of the incident's board. */
  readonly numbers: number;
  readonly byOperation: ReadonlyMap<string, number>;
  /** Reads of incidents: those that bridges asked for, and those that were sent. */
  readonly incidents: { readonly asked: number; readonly sent: number };
}

interface Event {
  readonly name: string;
  readonly about: string;
  /** Writes that the event may cost; null where no budget speaks of it. */
  readonly most: number | null;
  /** How many records it is about, by which its cost is divided. Default 1. */
  readonly records?: number;
  readonly how?: string;
  /** Writes of the record itself, told apart from those of its catalog entry, of which the budget counts a share of a bulk update (ADR 0041). */
  readonly own?: RegExp;
  /** What must have come to rest before. Default: nothing. */
  prepare?(): void;
  happen(): void;
}

/** Calls that each event of every flow costs while every kind of bridge is live, one event at a time and without sweeps. */
export function benchCalls(request: BenchRequest): Promise<readonly Figure[]> {
  return withEveryBridge(request, CONTACTS, async (every) => {
    const { clock } = every.served.session.app;
    const scene = new Scene(every.sandboxes);
    const events = eventsOf(scene);
    const costs = new Map<Event, Cost>();
    for (const [index, event] of events.entries()) {
      request.onProgress({ stage: "counting calls", done: index, total: events.length });
      event.prepare?.();
      await every.atRest();
      await clock.sleep(FORGET_MS, request.signal);
      costs.set(event, await costOf(every, event));
    }
    return figuresOf(costs);
  });
}

async function costOf(every: EveryBridge, event: Event): Promise<Cost> {
  const { sandboxes } = every;
  const { vendors } = every.served.session;
  const before = { counts: countsOf(sandboxes), numbers: await every.numbersWritten(), incidents: vendors.incidentReads() };
  event.happen();
  await every.atRest();
  const after = { counts: countsOf(sandboxes), numbers: await every.numbersWritten(), incidents: vendors.incidentReads() };
  const byOperation = new Map(
    [...after.counts.byOperation].map(([name, count]) => [name, count - (before.counts.byOperation.get(name) ?? 0)] as const),
  );
  const numbers = after.numbers - before.numbers;
  const writes = after.counts.writes - before.counts.writes;
  const incidents = { asked: after.incidents.asked - before.incidents.asked, sent: after.incidents.sent - before.incidents.sent };
  return { reads: after.counts.calls - before.counts.calls - writes, writes: writes - numbers, numbers, byOperation, incidents };
}

interface Counts {
  readonly calls: number;
  readonly writes: number;
  readonly byOperation: ReadonlyMap<string, number>;
}

function countsOf({ highlevel, incident }: Sandboxes): Counts {
  const [left, right] = [highlevel.control.counters(), incident.control.counters()];
  const byOperation = new Map([...Object.entries(left.byOperation), ...Object.entries(right.byOperation)]);
  return { calls: left.calls + right.calls, writes: left.writes + right.writes, byOperation };
}

/** One contact, the incident that names it, and what people do with both. */
class Scene {
  readonly #sandboxes: Sandboxes;
  readonly #contactId: string;
  /** A contact that an alert names, and no incident. */
  readonly #alertedId: string;
  readonly #made = new Map<string, string>();
  #many: readonly string[] = [];

  constructor(sandboxes: Sandboxes) {
    this.#sandboxes = sandboxes;
    const [contact, alerted] = sandboxes.highlevel.control.contacts();
    this.#contactId = String(must(contact, "a contact")["id"]);
    this.#alertedId = String(must(alerted, "another contact")["id"]);
  }

  get #highlevel(): Sandboxes["highlevel"]["control"] {
    return this.#sandboxes.highlevel.control;
  }

  get #incident(): Sandboxes["incident"]["control"] {
    return this.#sandboxes.incident.control;
  }

  openIncident(): void {
    const wanted = `${this.#sandboxes.highlevel.locationId}:${this.#contactId}`;
    const entry = must(
      this.#incident.entries().find((one) => one["external_id"] === wanted),
      "the contact's entry",
    );
    this.#made.set("incident", this.#incident.addIncident("Checkout is down", [String(entry["id"])]));
  }

  tellStatus(): void {
    this.#incident.postUpdate(this.#idOf("incident"), { status: "Fixing", message: "The cause is known" });
  }

  closeIncident(): void {
    this.#incident.editIncident(this.#idOf("incident"), { status: "Closed" });
  }

  editContact(): void {
    this.#highlevel.editContact(this.#contactId, { website: "https://changed.example.com/" });
  }

  createTask(name: string): void {
    this.#made.set(name, this.#highlevel.createTask(this.#contactId, { title: "Call back" }));
  }

  completeTask(name: string): void {
    this.#highlevel.completeTask(this.#idOf(name));
  }

  createTasks(count: number): void {
    this.#many = Array.from({ length: count }, (_, index) => this.#highlevel.createTask(this.#contactId, { title: `Call back ${String(index)}` }));
  }

  completeTasks(): void {
    for (const id of this.#many) this.#highlevel.completeTask(id);
  }

  /** In incident.io. */
  completeFollowUp(task: string): void {
    const taskId = this.#idOf(task);
    const followUp = must(
      this.#incident.followUps().find(({ description }) => String(description).includes(taskId)),
      "the task's follow-up",
    );
    this.#incident.editFollowUp(String(followUp["id"]), { status: "completed" });
  }

  addNote(): void {
    this.#made.set("note", this.#highlevel.createNote(this.#contactId, { body: "They ask when it works again" }));
  }

  editNote(): void {
    this.#highlevel.editNote(this.#idOf("note"), { body: "They no longer ask" });
  }

  fireAlert(): void {
    const source = must(this.#incident.alertSources()[0], "a source of alerts");
    const customer = [`${this.#sandboxes.highlevel.locationId}:${this.#alertedId}`];
    this.#incident.fireAlert(source.id, { title: "Checkout fails", metadata: { customer } });
  }

  addAlertedNote(): void {
    this.#made.set("alerted note", this.#highlevel.createNote(this.#alertedId, { body: "They ask when it works again" }));
  }

  editAlertedNote(): void {
    this.#highlevel.editNote(this.#idOf("alerted note"), { body: "They no longer ask" });
  }

  deleteAlertedNote(): void {
    this.#highlevel.deleteNote(this.#idOf("alerted note"));
  }

  book(): void {
    this.#made.set("appointment", this.#highlevel.createAppointment(this.#contactId, { title: "Review" }));
  }

  moveAppointment(): void {
    const id = this.#idOf("appointment");
    const booked = must(
      this.#highlevel.appointments().find((one) => one["id"] === id),
      "the appointment",
    );
    this.#highlevel.editAppointment(id, { startTime: new Date(Date.parse(String(booked["startAt"])) + 1_800_000).toISOString() });
  }

  #idOf(name: string): string {
    return must(this.#made.get(name), name);
  }
}

function eventsOf(scene: Scene): readonly Event[] {
  const shared = "Updates of entries that change together go in one call, up to 250 of them.";
  const named = "The contact's task, tags and note, and the entries of contact and task. What shows live numbers is made beside them, once.";
  return [
    { name: OPENED, about: "an incident that names one contact", most: null, how: named, happen: () => scene.openIncident() },
    { name: "contact_edited", about: "a contact edited in HighLevel", most: 1, happen: () => scene.editContact() },
    { name: "task_created", about: "a task created on an affected contact", most: 2, happen: () => scene.createTask("task") },
    {
      name: "task_completed",
      about: "a task completed in HighLevel",
      most: 1,
      own: /^(?:PATCH|POST|PUT) .*\/follow_ups/u,
      how: shared,
      // Beside the first one, so that how many are open is another number afterwards than before both.
      prepare: () => scene.createTask("second task"),
      happen: () => scene.completeTask("task"),
    },
    {
      name: "follow_up_completed",
      about: "a follow-up completed in incident.io",
      most: 1,
      own: /^(?:PATCH|POST|PUT) .*\/tasks\//u,
      how: shared,
      happen: () => scene.completeFollowUp("second task"),
    },
    {
      name: "tasks_completed",
      about: `each of ${String(AT_ONCE)} tasks completed at once`,
      most: 1.1,
      records: AT_ONCE,
      how: "One for the follow-up and a share of a bulk update of entries.",
      prepare: () => scene.createTasks(AT_ONCE),
      happen: () => scene.completeTasks(),
    },
    { name: "note_added", about: "a note added to an affected contact", most: 1, happen: () => scene.addNote() },
    { name: "note_edited", about: "a note edited", most: 1, happen: () => scene.editNote() },
    {
      name: "alert_note_added",
      about: "a note added to a contact that an alert names",
      most: 1,
      prepare: () => scene.fireAlert(),
      happen: () => scene.addAlertedNote(),
    },
    { name: "alert_note_edited", about: "such a note edited", most: 1, happen: () => scene.editAlertedNote() },
    { name: "alert_note_deleted", about: "such a note deleted", most: 1, happen: () => scene.deleteAlertedNote() },
    { name: "appointment_booked", about: "an appointment booked", most: 2, happen: () => scene.book() },
    { name: "appointment_moved", about: "an appointment moved", most: 2, happen: () => scene.moveAppointment() },
    { name: STATUS, about: "an incident's new status, told in an update", most: null, happen: () => scene.tellStatus() },
    { name: "incident_closed", about: "an incident's end", most: null, happen: () => scene.closeIncident() },
  ];
}

const command = "highwire bench calls";

function figuresOf(costs: ReadonlyMap<Event, Cost>): readonly Figure[] {
  const all = [...costs];
  const told = all.flatMap(([{ most, records }, { numbers }]) => (most === null ? [] : [numbers / (records ?? 1)]));
  const common = { unit: "calls", command } as const;
  return [
    ...all.flatMap(([event, cost]) => figuresFor(event, cost)),
    {
      ...common,
      name: "calls.incident_status_incidents",
      about: "Those of them that read incidents",
      value: callsOf(all, STATUS, /^GET \/v2\/incidents/u),
      target: null,
      how: "Kinds of bridges that hear of one event side by side share a read, and again before they write.",
    },
    {
      ...common,
      name: "calls.incident_status_shared",
      about: "Reads of incidents, their updates and timelines that its bridges asked for, for each one sent",
      unit: "×",
      value: sharedBy(all, STATUS),
      target: null,
      how: "A read is given only to calls whose link was claimed before it left, and never across a write of ours.",
    },
    {
      ...common,
      name: "calls.dashboard",
      about: "Calls that attach the link to our page, once for each incident",
      value: callsOf(all, OPENED, /\/incident_attachments/u),
      target: { most: 2 },
    },
    {
      ...common,
      name: "calls.numbers",
      about: "Writes of live numbers that an event of a contact's record brings along, at most",
      value: rounded(Math.max(...told), 2),
      target: { most: 2 },
      how: "One for the attributes of the contact's entry and one for the item of the incident's board, beside the writes above; none without bridges of these kinds.",
    },
  ];
}

/** How many reads were asked for, for each one sent. */
function sharedBy(all: readonly (readonly [Event, Cost])[], event: string): number {
  const [, { incidents }] = must(
    all.find(([{ name }]) => name === event),
    event,
  );
  return rounded(incidents.asked / Math.max(1, incidents.sent), 2);
}

/** Calls of such operations that an event took. */
function callsOf(all: readonly (readonly [Event, Cost])[], event: string, operations: RegExp): number {
  const [, { byOperation }] = must(
    all.find(([{ name }]) => name === event),
    event,
  );
  return countOf(byOperation, operations);
}

const countOf = (byOperation: ReadonlyMap<string, number>, operations: RegExp): number =>
  [...byOperation].reduce((sum, [name, count]) => sum + (operations.test(name) ? count : 0), 0);

function figuresFor({ name, about, most, records = 1, how, own }: Event, { reads, writes, byOperation }: Cost): readonly Figure[] {
  const common = { unit: "calls", command } as const;
  const told = own === undefined ? writes : countOf(byOperation, own);
  return [
    {
      ...common,
      name: `calls.${name}_writes`,
      about: `Writes for ${about}`,
      value: rounded(told / records, 2),
      target: most === null ? null : { most },
      ...(how !== undefined && own === undefined && { how }),
    },
    ...(own === undefined
      ? []
      : [
          {
            ...common,
            name: `calls.${name}_entry`,
            about: `Writes of the task's entry beside it, for ${about}`,
            value: rounded((writes - told) / records, 2),
            target: { most: 1 },
            ...(how !== undefined && { how }),
          },
        ]),
    { ...common, name: `calls.${name}_reads`, about: "Reads for it, of all kinds of bridges", value: rounded(reads / records, 2), target: null },
  ];
}
