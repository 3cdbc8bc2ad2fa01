import type { Prng } from "../kit/prng.ts";
import { USER_ID } from "./oauth.ts";
import { peoples } from "./sample-names.ts";
import { newId, type HighLevelState, type SandboxLocation } from "./state.ts";

/** People who work in each location. */
const USERS = 4;

/** What every location has before anybody comes: its users, calendars, a pipeline, workflows and a campaign. Chance is a stream of its own, so that the ids of contacts do not depend on it. */
export function furnish(state: HighLevelState, location: SandboxLocation): void {
  for (let number = 0; number < USERS; number += 1) addUser(state, location, state.users.size === 0 ? USER_ID : newId(state.furniture), number);
  for (const kind of calendarKinds) addCalendar(state, location, kind);
  const stages = ["New", "In Gesprächen", "提案済み"].map((name, position) => ({ id: newId(state.furniture), name, position }));
  const id = newId(state.furniture);
  state.pipelines.set(id, { id, locationId: location.id, name: "Sales", stages });
  addAutomations(state, location.id);
}

const officeHours = [{ openHour: 8, openMinute: 0, closeHour: 18, closeMinute: 0 }];
const calendarKinds = [
  { name: "Discovery call", slotMinutes: 30, perSlot: 1, autoConfirm: true, openHours: [{ daysOfTheWeek: [1, 2, 3, 4, 5], hours: officeHours }] },
  { name: "Beratung vor Ort · 相談", slotMinutes: 60, perSlot: 2, autoConfirm: false, openHours: [{ daysOfTheWeek: [1, 3, 6], hours: officeHours }] },
] as const;

function addCalendar(state: HighLevelState, { id: locationId }: SandboxLocation, kind: (typeof calendarKinds)[number]): void {
  const id = newId(state.furniture);
  const teamMembers = [...state.users.values()].filter(({ locationIds }) => locationIds.includes(locationId)).map((user) => user.id);
  state.calendars.set(id, {
    ...kind,
    id,
    locationId,
    groupId: newId(state.furniture),
    slug: `calendar-${id.toLowerCase()}`,
    isActive: true,
    teamMembers,
  });
}

function addAutomations(state: HighLevelState, locationId: string): void {
  const at = new Date(state.clock.now()).toISOString();
  for (const [name, status] of [
    ["Tell about an outage", "published"],
    ["Rückgewinnung", "draft"],
  ] as const) {
    const hex = state.furniture.text(32, "0123456789abcdef");
    const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
    state.workflows.set(id, { id, locationId, name, status, version: 1, createdAt: at, updatedAt: at });
  }
  const id = newId(state.furniture);
  state.campaigns.set(id, { id, locationId, name: "Newsletter · 通讯", status: "published" });
}

function addUser(state: HighLevelState, { id: locationId, companyId }: SandboxLocation, id: string, number: number): void {
  const { given, family } = state.furniture.pick(peoples);
  const isAdmin = number === 0;
  state.users.set(id, {
    id,
    companyId,
    locationIds: [locationId],
    firstName: state.furniture.pick(given),
    lastName: state.furniture.pick(family),
    email: `user.${String(state.users.size)}@team.example.com`,
    phone: phoneOf(state.furniture),
    role: isAdmin ? "admin" : "user",
    type: "account",
    deleted: false,
  });
}

/** A number that is kept for fiction. */
const phoneOf = (furniture: Prng): string => `+1202555${String(100 + furniture.below(100)).padStart(4, "0")}`;
