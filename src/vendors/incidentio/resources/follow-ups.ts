import { z } from "zod";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Query, Send } from "../send.ts";
import { actor, embeddedUser } from "./actor.ts";
import { pageOf, paging, type Page } from "./pages.ts";

const option = z.looseObject({ id: z.string(), name: z.string() });
const followUp = z.looseObject({
  id: z.string(),
  incident_id: z.string(),
  title: z.string(),
  description: z.string().nullish(),
  status: z.string(),
  labels: z.array(z.string()).nullish(),
  assignee: embeddedUser.nullish(),
  creator: actor.nullish(),
  priority: option.nullish(),
  category: option.nullish(),
  created_at: z.string(),
  updated_at: z.string(),
  completed_at: z.string().nullish(),
});
export type FollowUpJson = z.infer<typeof followUp>;

const single = z.looseObject({ follow_up: followUp });
const list = z.looseObject({ follow_ups: z.array(followUp), pagination_meta: paging });

/** States that a write may give; `deleted` is refused, because there is a call for it. */
export type WorkStatus = "outstanding" | "completed" | "not_doing";

export interface FollowUpDraft {
  readonly incident_id: string;
  readonly title: string;
  /** Markdown. */
  readonly description?: string;
  readonly labels?: readonly string[];
  readonly assignee_id?: string;
  readonly follow_up_priority_option_id?: string;
  readonly follow_up_category_id?: string;
}
/** Title and status are always written along; what is left out stays as it is, and null takes the assignee away. */
export interface FollowUpWrite extends Partial<Omit<FollowUpDraft, "incident_id" | "assignee_id">> {
  readonly title: string;
  readonly status: WorkStatus;
  readonly assignee_id?: string | null;
}

/** Which follow-ups or actions a list holds. */
export interface WorkQuery {
  /** 250 at most. */
  readonly pageSize: number;
  readonly after: string | null;
  readonly incidentId?: string;
  /** Without it the list leaves out those of test, tutorial and stream incidents. */
  readonly incidentMode?: "standard" | "retrospective" | "test" | "tutorial" | "stream";
  /** ISO; both ends belong to it. Rows can come late, so windows of sweeps must overlap by minutes (facts, section 3). */
  readonly createdSince?: string;
  readonly updatedSince?: string;
}

/** Follow-ups, version 3: version 2 ends on 31 December 2026. A create is not idempotent, so look for the marker before repeating one (I4). */
export interface FollowUpsResource {
  /** One page, oldest first. */
  list(query: WorkQuery, call: CallOptions): Promise<Page<FollowUpJson>>;
  show(id: string, call: CallOptions): Promise<FollowUpJson>;
  create(draft: FollowUpDraft, call: CallOptions): Promise<FollowUpJson>;
  update(id: string, changes: FollowUpWrite, call: CallOptions): Promise<FollowUpJson>;
  remove(id: string, call: CallOptions): Promise<void>;
}

export function followUpsResource(send: Send): FollowUpsResource {
  return {
    async list(query, call) {
      const { follow_ups, pagination_meta } = await send("follow-ups.list", { path: {}, query: workQuery(query), answer: list }, call);
      return pageOf(follow_ups, pagination_meta);
    },
    show: async (id, call) => (await send("follow-ups.show", { path: { id }, answer: single }, call)).follow_up,
    create: async (body, call) => (await send("follow-ups.create", { path: {}, body, answer: single }, call)).follow_up,
    update: async (id, body, call) => (await send("follow-ups.update", { path: { id }, body, answer: single }, call)).follow_up,
    remove: async (id, call) => void (await send("follow-ups.delete", { path: { id }, answer: z.unknown() }, call)),
  };
}

/** The query as the list of follow-ups or of actions takes it. */
export function workQuery({ pageSize, after, incidentId, incidentMode, createdSince, updatedSince }: WorkQuery): Query {
  return {
    page_size: pageSize,
    after: after ?? undefined,
    incident_id: incidentId,
    incident_mode: incidentMode,
    "created_at[gte]": createdSince,
    "updated_at[gte]": updatedSince,
  };
}
