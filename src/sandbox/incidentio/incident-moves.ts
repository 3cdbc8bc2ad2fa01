import type { SandboxResponse } from "../kit/http-app.ts";
import { problem } from "./envelope.ts";
import { statusOf } from "./incident-shape.ts";
import type { Incident } from "./incident-store.ts";
import type { StatusCategory } from "./organisation.ts";
import type { IncidentState } from "./state.ts";

/** Where a status may move to through the API, apart from within its own category. */
const moves: Partial<Readonly<Record<StatusCategory, readonly StatusCategory[]>>> = {
  live: ["learning", "closed"],
  triage: ["learning", "closed"],
  learning: ["closed"],
};

/** Refuses a status that does not exist or cannot be reached; none is no move. */
export function refuseMove(state: IncidentState, incident: Incident, statusId: string | undefined, field: string): SandboxResponse | null {
  if (statusId === undefined) return null;
  const [from, to] = [statusOf(state, incident).category, state.organisation.statuses.find(({ id }) => id === statusId)?.category];
  const isAllowed = to !== undefined && (from === to || moves[from]?.includes(to) === true);
  return isAllowed ? null : problem(422, "invalid_value", "The status cannot move there", field);
}
