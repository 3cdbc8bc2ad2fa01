import { must } from "#lib/must.ts";
import { actorShape, type CreatorKey } from "../actor.ts";
import type { Stamps } from "../stamps.ts";
import type { IncidentState } from "../state.ts";

/** An entry of an incident's timeline. Nothing deletes one, and no event tells of one. */
export interface StoredTimelineItem {
  readonly id: string;
  readonly incidentId: string;
  title: string;
  /** Markdown. */
  description: string | null;
  /** RFC3339. */
  timestamp: string;
  /** Set on an item that was promoted from the activity log; its time stays that of the log. */
  readonly activityLogId: string | null;
  readonly creatorKey: CreatorKey;
  readonly createdAt: string;
  updatedAt: string;
}

export type NewTimelineItem = Pick<StoredTimelineItem, "incidentId" | "title" | "timestamp"> &
  Partial<Pick<StoredTimelineItem, "description" | "activityLogId" | "creatorKey">>;
export type TimelineChange = Partial<Pick<StoredTimelineItem, "title" | "description" | "timestamp">>;

export function insertTimelineItem(
  state: IncidentState,
  fields: NewTimelineItem,
  { idempotencyKey = null, stamps = state.stamps }: { readonly idempotencyKey?: string | null; readonly stamps?: Stamps } = {},
): StoredTimelineItem {
  const at = stamps.now();
  const blank = { description: null, activityLogId: null, creatorKey: null };
  touchIncident(state, fields.incidentId);
  return state.timeline.add({ ...blank, ...fields, id: stamps.id(), createdAt: at, updatedAt: at }, idempotencyKey);
}

export function changeTimelineItem(state: IncidentState, item: StoredTimelineItem, change: TimelineChange): void {
  Object.assign(item, change);
  item.updatedAt = state.stamps.after(item.updatedAt);
  touchIncident(state, item.incidentId);
}

/** Whether the timeline moves its incident's time of change is published nowhere. */
function touchIncident({ quirks, incidents, stamps }: IncidentState, incidentId: string): void {
  if (!quirks.timelineTouchesIncident) return;
  const incident = must(incidents.find(incidentId), "its incident");
  incident.updatedAt = stamps.after(incident.updatedAt);
}

/** By time, then by id, as the vendor lists them. */
export function timelineOf({ timeline }: IncidentState, incidentId: string): readonly StoredTimelineItem[] {
  return timeline
    .all()
    .filter((item) => item.incidentId === incidentId)
    .toSorted((one, other) => Date.parse(one.timestamp) - Date.parse(other.timestamp) || (one.id < other.id ? -1 : 1));
}

export function timelineItemShape(state: IncidentState, item: StoredTimelineItem): Record<string, unknown> {
  const { id, incidentId, title, description, timestamp, activityLogId, creatorKey, createdAt, updatedAt } = item;
  return {
    id,
    incident_id: incidentId,
    title,
    timestamp,
    ...(description !== null && { description }),
    ...(activityLogId !== null && { activity_log_id: activityLogId }),
    creator: actorShape(state, creatorKey),
    created_at: createdAt,
    updated_at: updatedAt,
  };
}
