import { instantIn, textBelow, textIn } from "./raw-values.ts";

/** What a timeline item says, in the form in which values are compared. */
export type TimelineItemValues = {
  readonly title: string | null;
  /** Markdown. */
  readonly description: string | null;
  /** ISO in UTC. */
  readonly at: string | null;
};

/** One timeline item, reduced. */
export interface CanonicalTimelineItem {
  readonly id: string;
  readonly incidentId: string | null;
  /** Time of change, ISO in UTC. */
  readonly version: string;
  /** Certainly written by a person: not by a key or a workflow, and not taken from the activity log. Only such items go to HighLevel. */
  readonly byPerson: boolean;
  /** Id of the person who wrote it. */
  readonly authorId: string | null;
  /** Id of the key that wrote it. */
  readonly creatorKeyId: string | null;
  readonly fields: TimelineItemValues;
}

/** Reduces a timeline item as its list and the answers to its writes show it. */
export function canonicalTimelineItem(item: Readonly<Record<string, unknown>> & { readonly id: string }): CanonicalTimelineItem {
  const authorId = textBelow(item, "creator", "user", "id");
  const creatorKeyId = textBelow(item, "creator", "api_key", "id");
  return {
    id: item.id,
    incidentId: textIn(item["incident_id"]),
    version: instantIn(item["updated_at"]) ?? "",
    byPerson: authorId !== null && creatorKeyId === null && textIn(item["activity_log_id"]) === null,
    authorId,
    creatorKeyId,
    fields: { title: textIn(item["title"]), description: textIn(item["description"]), at: instantIn(item["timestamp"]) },
  };
}
