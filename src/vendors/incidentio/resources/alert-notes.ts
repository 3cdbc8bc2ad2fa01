import { z } from "zod";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Send } from "../send.ts";
import { actor } from "./actor.ts";
import { pageOf, paging, type Page } from "./pages.ts";

const note = z.looseObject({
  id: z.string(),
  alert_id: z.string().nullish(),
  content: z.string(),
  creator: actor.nullish(),
  created_at: z.string(),
  updated_at: z.string(),
});
export type AlertNoteJson = z.infer<typeof note>;

const single = z.looseObject({ alert_note: note });
const list = z.looseObject({ alert_notes: z.array(note), pagination_meta: paging });

/** Notes of alerts, in Markdown. A create is not idempotent, and no event tells of one (I4). */
export interface AlertNotesResource {
  /** One page, 250 at most. */
  list(
    query: { readonly alertId: string; readonly pageSize: number; readonly after: string | null },
    call: CallOptions,
  ): Promise<Page<AlertNoteJson>>;
  show(id: string, call: CallOptions): Promise<AlertNoteJson>;
  create(alertId: string, content: string, call: CallOptions): Promise<AlertNoteJson>;
  update(id: string, content: string, call: CallOptions): Promise<AlertNoteJson>;
  remove(id: string, call: CallOptions): Promise<void>;
}

export function alertNotesResource(send: Send): AlertNotesResource {
  return {
    async list({ alertId, pageSize, after }, call) {
      const query = { alert_id: alertId, page_size: pageSize, after: after ?? undefined };
      const { alert_notes, pagination_meta } = await send("alert-notes.list", { path: {}, query, answer: list }, call);
      return pageOf(alert_notes, pagination_meta);
    },
    show: async (id, call) => (await send("alert-notes.show", { path: { id }, answer: single }, call)).alert_note,
    create: async (alertId, content, call) =>
      (await send("alert-notes.create", { path: {}, body: { alert_id: alertId, content }, answer: single }, call)).alert_note,
    update: async (id, content, call) => (await send("alert-notes.update", { path: { id }, body: { content }, answer: single }, call)).alert_note,
    remove: async (id, call) => void (await send("alert-notes.delete", { path: { id }, answer: z.unknown() }, call)),
  };
}
