import { eventPayload } from "./event-payload.ts";
import { emailIn, instantIn, textBelow, textIn } from "./raw-values.ts";

/** What a follow-up or an action says, in the form in which values are compared. */
export type FollowUpValues = {
  /** Null for an action, which has none. */
  readonly title: string | null;
  /** Markdown. */
  readonly description: string | null;
  /** `outstanding`, `completed`, `not_doing`, `deleted`, or a state that came later. */
  readonly status: string | null;
  /** Id of an incident.io user. */
  readonly assigneeId: string | null;
  /** Sorted, each once; none on an action. */
  readonly labels: readonly string[];
};

/** One follow-up or action, reduced. */
export interface CanonicalFollowUp {
  readonly kind: "follow-up" | "action";
  readonly id: string;
  readonly incidentId: string | null;
  /** Time of change, ISO in UTC. */
  readonly version: string;
  /** The vendor says that it is deleted. */
  readonly gone: boolean;
  /** In the form in which addresses are compared. */
  readonly assigneeEmail: string | null;
  /** Id of the key that made it; null when a person or a workflow did, and in events of actions, which do not say. */
  readonly creatorKeyId: string | null;
  readonly fields: FollowUpValues;
}

type Like = Readonly<Record<string, unknown>>;

/** Reduces a follow-up, as reads and events show it. */
export const canonicalFollowUp = (followUp: Like & { readonly id: string }): CanonicalFollowUp => reduced("follow-up", followUp);

/** Reduces an action, as reads and events show it. */
export const canonicalAction = (action: Like & { readonly id: string }): CanonicalFollowUp => reduced("action", action);

/** What an event tells of a follow-up or an action: all of it, or the id alone when its incident is private. Null when it is about something else. */
export type ShownByEvent =
  | { readonly kind: "shown"; readonly record: CanonicalFollowUp }
  | { readonly kind: "private"; readonly of: CanonicalFollowUp["kind"]; readonly id: string };

const followUpEvents = ["follow_up_created_v2", "follow_up_updated_v2"];
const actionEvents = ["action_created_v1", "action_updated_v1"];

export function shownByFollowUpEvent(event: unknown): ShownByEvent | null {
  const found = eventPayload(event, "incident", [...followUpEvents, ...actionEvents]);
  const id = textIn(found?.payload["id"]);
  if (found === null || id === null) return null;
  const kind = followUpEvents.includes(found.name) ? "follow-up" : "action";
  return found.isPrivate ? { kind: "private", of: kind, id } : { kind: "shown", record: reduced(kind, { ...found.payload, id }) };
}

function reduced(kind: CanonicalFollowUp["kind"], like: Like & { readonly id: string }): CanonicalFollowUp {
  const status = textIn(like["status"]);
  const assigneeEmail = textBelow(like, "assignee", "email");
  return {
    kind,
    id: like.id,
    incidentId: textIn(like["incident_id"]),
    version: instantIn(like["updated_at"]) ?? "",
    gone: status === "deleted",
    assigneeEmail: emailIn(assigneeEmail),
    creatorKeyId: textBelow(like, "creator", "api_key", "id"),
    fields: {
      title: kind === "follow-up" ? textIn(like["title"]) : null,
      description: textIn(like["description"]),
      status,
      assigneeId: textBelow(like, "assignee", "id"),
      labels: labelsIn(like["labels"]),
    },
  };
}

function labelsIn(raw: unknown): readonly string[] {
  const labels = Array.isArray(raw) ? raw.flatMap((label) => textIn(label) ?? []) : [];
  return [...new Set(labels)].toSorted();
}
