import type { Prng } from "../kit/prng.ts";
import { bodies, taskTitles } from "./sample-texts.ts";
import type { HighLevelState } from "./state.ts";
import type { StoredContact } from "./contact.ts";
import { insertNote } from "./notes/note-edits.ts";
import { insertTask } from "./tasks/task-edits.ts";

const HOUR_MS = 3_600_000;
/** Two weeks before and after now. */
const SPAN_HOURS = 336;
/** Offsets in which due dates are told; they are kept in UTC. */
const offsets = ["Z", "+00:00", "-05:00", "+01:00", "+05:30", "+09:00", "-03:30", "+12:45"] as const;

/** Adds so many records of each kind, spread over the location's contacts; without contacts there is nobody to have them. Sends events, unless these are muted. */
export function insertSampleRecords(state: HighLevelState, locationId: string, count: number): void {
  const contacts = [...state.contacts.all()].filter((contact) => contact.locationId === locationId);
  if (contacts.length === 0) return;
  for (let number = 0; number < count; number += 1) {
    insertSampleTask(state, state.prng.pick(contacts));
    insertNote(state, state.prng.pick(contacts), { body: state.prng.pick(bodies) }, null);
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

/** A full hour around now, written in some offset. */
function momentNear(nowMs: number, prng: Prng): string {
  const hour = Math.floor(nowMs / HOUR_MS) + prng.below(2 * SPAN_HOURS) - SPAN_HOURS;
  return withOffset(hour * HOUR_MS, prng.pick(offsets));
}

/** An instant as the clock of an offset shows it. */
export function withOffset(atMs: number, offset: string): string {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):(\d{2})$/u.exec(offset) ?? ["", "+", "0", "0"];
  const shiftMs = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  return new Date(atMs + shiftMs).toISOString().replace(/\.000Z$/u, offset);
}
