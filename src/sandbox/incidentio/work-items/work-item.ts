import { actorShape, type CreatorKey } from "../actor.ts";
import { embeddedUser } from "../organisation-routes.ts";
import type { IncidentState } from "../state.ts";

export type WorkKind = "follow-up" | "action";
export const workStatuses = ["outstanding", "completed", "deleted", "not_doing"] as const;
export type WorkStatus = (typeof workStatuses)[number];

/** A follow-up, or an action during an incident, which has no title, labels, team, priority and category. A deleted one stays, with that status. */
export interface StoredWork {
  readonly id: string;
  readonly kind: WorkKind;
  readonly incidentId: string;
  title: string;
  /** Markdown. */
  description: string | null;
  status: WorkStatus;
  labels: readonly string[];
  assigneeId: string | null;
  assigneeTeamId: string | null;
  priorityId: string | null;
  categoryId: string | null;
  readonly creatorKey: CreatorKey;
  readonly createdAt: string;
  updatedAt: string;
  completedAt: string | null;
}

type Shape = Record<string, unknown>;

/** As versions 2 and 3 show it; only version 3 of follow-ups tells the category. */
export function workShape(state: IncidentState, work: StoredWork, version: 2 | 3): Shape {
  const { id, incidentId, description, status, createdAt, updatedAt } = work;
  const common = {
    id,
    incident_id: incidentId,
    status,
    created_at: createdAt,
    updated_at: updatedAt,
    creator: actorShape(state, work.creatorKey),
    ...people(state, work),
  };
  if (work.kind === "action") return { ...common, description: description ?? "" };
  const { followUpPriorities, followUpCategories, teams } = state.organisation;
  const priority = followUpPriorities.find((option) => option.id === work.priorityId);
  const category = followUpCategories.find((option) => option.id === work.categoryId);
  const team = teams.find((known) => known.id === work.assigneeTeamId);
  return {
    ...common,
    title: work.title,
    labels: work.labels,
    ...(description !== null && { description }),
    ...(priority !== undefined && { priority }),
    ...(category !== undefined && version === 3 && { category }),
    ...(team !== undefined && { assignee_team: { id: team.id, name: team.name } }),
  };
}

/** As events of actions, and the old events of follow-ups, show it: without who made it. */
export function workEventV1(state: IncidentState, work: StoredWork): Shape {
  const { id, incidentId, kind, title, description, status, createdAt, updatedAt } = work;
  return {
    id,
    incident_id: incidentId,
    status,
    follow_up: kind === "follow-up",
    description: kind === "follow-up" ? title : (description ?? ""),
    created_at: createdAt,
    updated_at: updatedAt,
    ...people(state, work),
  };
}

function people(state: IncidentState, { assigneeId, completedAt }: StoredWork): Shape {
  const assignee = state.organisation.users.find(({ id }) => id === assigneeId);
  return { ...(assignee !== undefined && { assignee: embeddedUser(assignee) }), ...(completedAt !== null && { completed_at: completedAt }) };
}
