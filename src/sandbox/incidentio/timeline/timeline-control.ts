import { must } from "#lib/must.ts";
import type { IncidentState } from "../state.ts";
import { changeTimelineItem, insertTimelineItem, timelineItemShape, timelineOf } from "./timeline-item.ts";

export interface TimelineEdit {
  readonly title?: string;
  /** Null takes it away. */
  readonly description?: string | null;
}

/** What a person does with an incident's timeline; no event tells of it, because the vendor has none. */
export interface TimelineControl {
  /** Now, unless a time is given. `promoted` takes it from the activity log. Returns the id. */
  addTimelineItem(
    incidentId: string,
    item: TimelineEdit & { readonly title: string; readonly timestamp?: string; readonly promoted?: boolean },
  ): string;
  editTimelineItem(id: string, edit: TimelineEdit): void;
  /** As the API lists them, all of them. */
  timelineItems(incidentId: string): readonly Readonly<Record<string, unknown>>[];
}

export function timelineControl(state: IncidentState): TimelineControl {
  return {
    addTimelineItem(incidentId, { promoted = false, timestamp = state.stamps.now(), ...item }) {
      const incident = must(state.incidents.find(incidentId), `incident ${incidentId}`);
      return insertTimelineItem(state, { ...item, timestamp, incidentId: incident.id, activityLogId: promoted ? state.stamps.id() : null }).id;
    },
    editTimelineItem: (id, edit) => changeTimelineItem(state, must(state.timeline.get(id), `timeline item ${id}`), edit),
    timelineItems: (incidentId) => timelineOf(state, incidentId).map((item) => timelineItemShape(state, item)),
  };
}
