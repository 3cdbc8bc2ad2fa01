import type { Prng } from "../kit/prng.ts";
import { insertAppointment } from "./calendars/appointment-edits.ts";
import { withOffset } from "./local-time.ts";
import { insertBusiness, setBusiness } from "./businesses/business-edits.ts";
import { insertOpportunity } from "./opportunities/opportunity-edits.ts";
import { opportunityStatuses } from "./opportunities/opportunity.ts";
import { companies } from "./sample-names.ts";
import { bodies, dealNames, places, taskTitles } from "./sample-texts.ts";
import type { HighLevelState } from "./state.ts";
import type { StoredContact } from "./contact.ts";
import { insertNote } from "./notes/note-edits.ts";
import { insertTask } from "./tasks/task-edits.ts";

const HOUR_MS = 3_600_000;
/** Two weeks before and after now. */
const SPAN_HOURS = 336;
/** Records for which there is one business, and contacts that join each. */
const CONTACTS_OF_BUSINESS = 10;

/** Minutes by which the clocks of those who write are ahead of UTC; due dates are kept in UTC. */
const offsets = [0, -300, 60, 330, 540, -210, 765] as const;
const pastStatuses = ["showed", "noshow", "cancelled", "invalid"] as const;
const comingStatuses = ["confirmed", "confirmed", "new", "cancelled"] as const;

/** Adds so many records of each kind, spread over the location's contacts; without contacts there is nobody to have them. Sends events, unless these are muted. */
export function insertSampleRecords(state: HighLevelState, locationId: string, count: number): void {
  const contacts = [...state.contacts.all()].filter((contact) => contact.locationId === locationId);
  if (contacts.length === 0) return;
  for (let number = 0; number < count; number += 1) {
    insertSampleTask(state, state.prng.pick(contacts));
    insertNote(state, state.prng.pick(contacts), { body: state.prng.pick(bodies) }, null);
    insertSampleAppointment(state, state.prng.pick(contacts));
    insertSampleOpportunity(state, state.prng.pick(contacts));
    if (number % CONTACTS_OF_BUSINESS === 0) insertSampleBusiness(state, locationId, contacts);
  }
}

function insertSampleTask(state: HighLevelState, contact: StoredContact): void {
  const { prng } = state;
  const users = [...state.users.values()].filter(({ locationIds }) => locationIds.includes(contact.locationId));
  const body = {
    title: prng.pick(taskTitles),
    dueDate: momentNear(state.clock.now(), prng),
    completed: prng.fraction() < 0.3,
    ...(prng.fraction() < 0.7 && { body: prng.pick(bodies) }),
    ...(users.length > 0 && prng.fraction() < 0.6 && { assignedTo: prng.pick(users).id }),
  };
  insertTask(state, contact, body, null);
}

function insertSampleAppointment(state: HighLevelState, contact: StoredContact): void {
  const { prng } = state;
  const calendar = prng.pick([...state.calendars.values()].filter(({ locationId }) => locationId === contact.locationId));
  const startTime = momentNear(state.clock.now(), prng);
  const body = {
    startTime,
    appointmentStatus: prng.pick(Date.parse(startTime) < state.clock.now() ? pastStatuses : comingStatuses),
    ...(prng.fraction() < 0.5 && { title: prng.pick(taskTitles) }),
    ...(prng.fraction() < 0.7 && { address: prng.pick(places) }),
    ...(prng.fraction() < 0.3 && { notes: prng.pick(bodies) }),
  };
  insertAppointment(state, calendar, contact, body, null);
}

function insertSampleOpportunity(state: HighLevelState, contact: StoredContact): void {
  const { prng } = state;
  const pipeline = prng.pick([...state.pipelines.values()].filter(({ locationId }) => locationId === contact.locationId));
  const body = {
    name: prng.pick(dealNames),
    pipelineStageId: prng.pick(pipeline.stages).id,
    status: prng.pick(opportunityStatuses),
    monetaryValue: 50 * prng.below(400),
  };
  insertOpportunity(state, pipeline, contact, body, null);
}

function insertSampleBusiness(state: HighLevelState, locationId: string, contacts: readonly StoredContact[]): void {
  const business = insertBusiness(state, locationId, { name: state.prng.pick(companies) });
  for (let number = 0; number < CONTACTS_OF_BUSINESS; number += 1) setBusiness(state, state.prng.pick(contacts).id, business.id);
}

/** A full hour around now, written in some offset. */
function momentNear(nowMs: number, prng: Prng): string {
  const hour = Math.floor(nowMs / HOUR_MS) + prng.below(2 * SPAN_HOURS) - SPAN_HOURS;
  return withOffset(hour * HOUR_MS, prng.pick(offsets) * 60_000);
}
