import { must } from "#lib/must.ts";
import { RefusedByDashboard } from "../dashboard.ts";
import type { IncidentState } from "../state.ts";
import { changeWork, deleteWork, openWork, workOf, type WorkChange } from "./work-edits.ts";
import { workShape, type StoredWork, type WorkKind } from "./work-item.ts";

/** What a person writes into a follow-up; null takes a value away. */
export interface FollowUpEdit {
  readonly title?: string;
  readonly description?: string | null;
  readonly status?: "outstanding" | "completed" | "not_doing";
  readonly labels?: readonly string[];
  readonly assigneeEmail?: string | null;
}
/** An action has neither title nor labels. */
export type ActionEdit = Omit<FollowUpEdit, "title" | "labels">;
type Shown = Readonly<Record<string, unknown>>;

/** What a person does with follow-ups and actions in the dashboard or in the chat; events are sent as for any change. */
export interface WorkControl {
  /** Returns the id. */
  createFollowUp(incidentId: string, edit: FollowUpEdit & { readonly title: string }): string;
  editFollowUp(id: string, edit: FollowUpEdit): void;
  deleteFollowUp(id: string): void;
  /** All that are not deleted, whosever incident they belong to, as version 3 shows them. */
  followUps(): readonly Shown[];
  createAction(incidentId: string, edit: ActionEdit & { readonly description: string }): string;
  editAction(id: string, edit: ActionEdit): void;
  deleteAction(id: string): void;
  actions(): readonly Shown[];
}

export function workControl(state: IncidentState): WorkControl {
  const [followUps, actions] = [desk(state, "follow-up"), desk(state, "action")];
  return {
    createFollowUp: followUps.create,
    editFollowUp: followUps.edit,
    deleteFollowUp: followUps.remove,
    followUps: followUps.all,
    createAction: actions.create,
    editAction: actions.edit,
    deleteAction: actions.remove,
    actions: actions.all,
  };
}

function desk(
  state: IncidentState,
  kind: WorkKind,
): {
  readonly create: (incidentId: string, edit: FollowUpEdit) => string;
  readonly edit: (id: string, edit: FollowUpEdit) => void;
  readonly remove: (id: string) => void;
  readonly all: () => readonly Shown[];
} {
  const live = (id: string): StoredWork => {
    const work = must(workOf(state, kind).get(id), `${kind} ${id}`);
    if (work.status === "deleted") throw new RefusedByDashboard(`the ${kind} is deleted`);
    return work;
  };
  return {
    create: (incidentId, edit) =>
      openWork(state, { kind, incidentId: must(state.incidents.find(incidentId), `incident ${incidentId}`).id, ...changeOf(state, edit) }).id,
    edit: (id, edit) => changeWork(state, live(id), changeOf(state, edit)),
    remove: (id) => deleteWork(state, live(id)),
    all: () =>
      workOf(state, kind)
        .all()
        .filter(({ status }) => status !== "deleted")
        .map((work) => workShape(state, work, 3)),
  };
}

function changeOf({ organisation }: IncidentState, { assigneeEmail, ...plain }: FollowUpEdit): WorkChange {
  if (assigneeEmail === undefined) return plain;
  const user = organisation.users.find(({ email }) => email === assigneeEmail);
  return { ...plain, assigneeId: assigneeEmail === null ? null : must(user, `a user with the address ${assigneeEmail}`).id };
}
