import { must } from "#lib/must.ts";
import type { RowStore } from "../row-store.ts";
import type { Stamps } from "../stamps.ts";
import type { IncidentState } from "../state.ts";
import { workEventV1, workShape, type StoredWork, type WorkKind } from "./work-item.ts";

export type WorkChange = Partial<
  Pick<StoredWork, "title" | "description" | "status" | "labels" | "assigneeId" | "assigneeTeamId" | "priorityId" | "categoryId">
>;
export type NewWork = Pick<StoredWork, "kind" | "incidentId"> & Partial<Pick<StoredWork, "creatorKey">> & WorkChange;

export function workOf(state: IncidentState, kind: WorkKind): RowStore<StoredWork> {
  return kind === "follow-up" ? state.followUps : state.actions;
}

/** Adds a follow-up or an action without an event; ids and times come from `stamps`. */
export function insertWork(state: IncidentState, { status = "outstanding", ...fields }: NewWork, stamps: Stamps = state.stamps): StoredWork {
  const at = stamps.now();
  const work: StoredWork = {
    title: "",
    description: null,
    labels: [],
    assigneeId: null,
    assigneeTeamId: null,
    priorityId: null,
    categoryId: null,
    creatorKey: null,
    ...fields,
    status,
    id: stamps.id(),
    createdAt: at,
    updatedAt: at,
    completedAt: status === "completed" ? at : null,
  };
  return workOf(state, work.kind).add(work);
}

/** The same with its event. */
export function openWork(state: IncidentState, fields: NewWork): StoredWork {
  const work = insertWork(state, fields);
  tell(state, work, "created");
  return work;
}

/** Changes what is given, lets the rest be, and tells the webhook endpoint. Completing dates it, re-opening takes the date away. */
export function changeWork(state: IncidentState, work: StoredWork, change: WorkChange): void {
  const wasCompleted = work.status === "completed";
  Object.assign(work, change);
  work.updatedAt = state.stamps.after(work.updatedAt);
  if (work.status !== "completed") work.completedAt = null;
  else if (!wasCompleted) work.completedAt = work.updatedAt;
  tell(state, work, "updated");
}

/** Whether deleting raises an event is published nowhere: none, or that of an update with the status `deleted`. */
export function deleteWork(state: IncidentState, work: StoredWork): void {
  if (state.quirks.deletedWorkTells) return changeWork(state, work, { status: "deleted" });
  work.status = "deleted";
  work.updatedAt = state.stamps.after(work.updatedAt);
}

function tell(state: IncidentState, work: StoredWork, what: "created" | "updated"): void {
  const { visibility } = must(state.incidents.find(work.incidentId), "its incident");
  const about = { id: work.id, visibility };
  const old = workEventV1(state, work);
  if (work.kind === "action") return state.events.incident(`action_${what}_v1`, about, old);
  state.events.incident(`follow_up_${what}_v2`, about, workShape(state, work, 2));
  if (state.quirks.followUpEventsTwice) state.events.incident(`follow_up_${what}_v1`, about, old);
}
