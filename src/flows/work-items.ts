import type { CallOptions } from "#core/ports/records-port.ts";
import { canonicalAction, canonicalFollowUp, type CanonicalFollowUp } from "#vendors/incidentio/canonical-follow-up.ts";
import type { IncidentClient } from "#vendors/incidentio/client.ts";
import type { ActionJson } from "#vendors/incidentio/resources/actions.ts";
import type { FollowUpJson, WorkQuery, WorkStatus } from "#vendors/incidentio/resources/follow-ups.ts";

/** A follow-up or an action: reduced, and with its description as it is held, so that nothing that people wrote there is lost by writing it again. */
export interface WorkItem extends CanonicalFollowUp {
  readonly incidentId: string;
  readonly description: string;
}

export interface WorkDraft {
  readonly incidentId: string;
  /** Only of follow-ups. */
  readonly title: string;
  readonly description: string;
  readonly assigneeId: string | null;
}

export interface WorkChange {
  readonly title: string;
  readonly status: WorkStatus;
  readonly description: string;
  /** Left out: stays. */
  readonly assigneeId?: string | null;
}

/** Follow-ups or actions, as one bridge keeps them: the two differ in little but their paths. All methods throw vendor errors. */
export interface WorkItems {
  readonly kind: CanonicalFollowUp["kind"];
  page(query: WorkQuery, call: CallOptions): Promise<{ readonly items: readonly WorkItem[]; readonly next: string | null }>;
  show(id: string, call: CallOptions): Promise<WorkItem>;
  create(draft: WorkDraft, call: CallOptions): Promise<WorkItem>;
  update(item: WorkItem, change: WorkChange, call: CallOptions): Promise<WorkItem>;
  remove(id: string, call: CallOptions): Promise<void>;
}

/** By which people find what we have made. */
const LABEL = "highwire";

export function followUpItems({ followUps }: Pick<IncidentClient, "followUps">): WorkItems {
  const reduce = (json: FollowUpJson): WorkItem => ({
    ...canonicalFollowUp(json),
    incidentId: json.incident_id,
    description: json.description ?? "",
  });
  return {
    kind: "follow-up",
    async page(query, call) {
      const { rows, next } = await followUps.list(query, call);
      return { items: rows.map(reduce), next };
    },
    show: async (id, call) => reduce(await followUps.show(id, call)),
    create: async ({ incidentId, title, description, assigneeId }, call) =>
      reduce(
        await followUps.create(
          { incident_id: incidentId, title, description, labels: [LABEL], ...(assigneeId !== null && { assignee_id: assigneeId }) },
          call,
        ),
      ),
    async update(item, { title, status, description, assigneeId }, call) {
      const changed = {
        ...(description !== item.description && { description }),
        ...(assigneeId !== undefined && { assignee_id: assigneeId }),
      };
      return reduce(await followUps.update(item.id, { title, status, ...changed }, call));
    },
    remove: (id, call) => followUps.remove(id, call),
  };
}

export function actionItems({ actions }: Pick<IncidentClient, "actions">): WorkItems {
  const reduce = (json: ActionJson): WorkItem => ({ ...canonicalAction(json), incidentId: json.incident_id, description: json.description ?? "" });
  return {
    kind: "action",
    async page(query, call) {
      const { rows, next } = await actions.list(query, call);
      return { items: rows.map(reduce), next };
    },
    show: async (id, call) => reduce(await actions.show(id, call)),
    create: async ({ incidentId, description, assigneeId }, call) =>
      reduce(await actions.create({ incident_id: incidentId, description, ...(assigneeId !== null && { assignee_id: assigneeId }) }, call)),
    update: async (item, { status, description, assigneeId }, call) =>
      reduce(await actions.update(item.id, { status, description, ...(assigneeId !== undefined && { assignee_id: assigneeId }) }, call)),
    remove: (id, call) => actions.remove(id, call),
  };
}
