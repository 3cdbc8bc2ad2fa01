import { z } from "zod";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Send } from "../send.ts";
import { actor } from "./actor.ts";
import { pageOf, paging, type Page } from "./pages.ts";

const item = z.looseObject({
  id: z.string(),
  incident_id: z.string(),
  title: z.string(),
  description: z.string().nullish(),
  timestamp: z.string(),
  activity_log_id: z.string().nullish(),
  creator: actor.nullish(),
  updated_at: z.string(),
});
export type TimelineItemJson = z.infer<typeof item>;

const single = z.looseObject({ incident_timeline_item: item });
const list = z.looseObject({ incident_timeline_items: z.array(item), pagination_meta: paging });

export interface TimelineDraft {
  /** A repeat under it answers with the first item, whatever else it says. */
  readonly idempotency_key: string;
  readonly incident_id: string;
  /** RFC3339; may lie in the past. */
  readonly timestamp: string;
  readonly title: string;
  /** Markdown. */
  readonly description?: string;
}
/** What is left out stays; an empty description is removed. The time of an item from the activity log is fixed. */
export type TimelineWrite = Partial<Pick<TimelineDraft, "title" | "description" | "timestamp">>;

/** Items of incidents' timelines. There is no delete, no read of one item, and no event (facts, section 3). */
export interface TimelineResource {
  /** One page, by time and then by id. */
  list(
    query: { readonly incidentId: string; readonly pageSize: number; readonly after: string | null },
    call: CallOptions,
  ): Promise<Page<TimelineItemJson>>;
  create(draft: TimelineDraft, call: CallOptions): Promise<TimelineItemJson>;
  update(id: string, changes: TimelineWrite, call: CallOptions): Promise<TimelineItemJson>;
}

export function timelineResource(send: Send): TimelineResource {
  return {
    async list({ incidentId, pageSize, after }, call) {
      const query = { incident_id: incidentId, page_size: pageSize, after: after ?? undefined };
      const { incident_timeline_items, pagination_meta } = await send("timeline.list", { path: {}, query, answer: list }, call);
      return pageOf(incident_timeline_items, pagination_meta);
    },
    create: async (body, call) => (await send("timeline.create", { path: {}, body, answer: single }, call)).incident_timeline_item,
    update: async (id, body, call) => (await send("timeline.update", { path: { id }, body, answer: single }, call)).incident_timeline_item,
  };
}
