import { z } from "zod";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Send } from "../send.ts";
import { actor, embeddedUser } from "./actor.ts";
import { workQuery, type WorkQuery, type WorkStatus } from "./follow-ups.ts";
import { pageOf, paging, type Page } from "./pages.ts";

const action = z.looseObject({
  id: z.string(),
  incident_id: z.string(),
  description: z.string().nullish(),
  status: z.string(),
  assignee: embeddedUser.nullish(),
  creator: actor.nullish(),
  created_at: z.string(),
  updated_at: z.string(),
  completed_at: z.string().nullish(),
});
export type ActionJson = z.infer<typeof action>;

const single = z.looseObject({ action });
const list = z.looseObject({ actions: z.array(action), pagination_meta: paging });

export interface ActionDraft {
  readonly incident_id: string;
  /** Markdown; an action has no title. */
  readonly description: string;
  readonly assignee_id?: string;
}
/** Description and status are always written along; null takes the assignee away. */
export interface ActionWrite {
  readonly description: string;
  readonly status: WorkStatus;
  readonly assignee_id?: string | null;
}

/** Actions during an incident, version 3. A create is not idempotent (I4). */
export interface ActionsResource {
  /** One page, oldest first. */
  list(query: WorkQuery, call: CallOptions): Promise<Page<ActionJson>>;
  show(id: string, call: CallOptions): Promise<ActionJson>;
  create(draft: ActionDraft, call: CallOptions): Promise<ActionJson>;
  update(id: string, changes: ActionWrite, call: CallOptions): Promise<ActionJson>;
  remove(id: string, call: CallOptions): Promise<void>;
}

export function actionsResource(send: Send): ActionsResource {
  return {
    async list(query, call) {
      const { actions, pagination_meta } = await send("actions.list", { path: {}, query: workQuery(query), answer: list }, call);
      return pageOf(actions, pagination_meta);
    },
    show: async (id, call) => (await send("actions.show", { path: { id }, answer: single }, call)).action,
    create: async (body, call) => (await send("actions.create", { path: {}, body, answer: single }, call)).action,
    update: async (id, body, call) => (await send("actions.update", { path: { id }, body, answer: single }, call)).action,
    remove: async (id, call) => void (await send("actions.delete", { path: { id }, answer: z.unknown() }, call)),
  };
}
