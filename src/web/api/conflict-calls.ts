import {
  conflictCauses,
  conflictStory,
  inboxPage,
  reopenedView,
  settledView,
  type ConflictCauseView,
  type ConflictStoryView,
  type InboxItem,
  type SettleRequest,
  type SettledView,
} from "#contract/conflicts.ts";
import { post, request } from "./request.ts";

export type Cause = Pick<ConflictCauseView, "flow" | "kind" | "field">;

export const fetchCauses = async (): Promise<readonly ConflictCauseView[]> => conflictCauses.parse(await request("/conflicts/causes")).causes;
export const fetchInbox = async ({ flow, kind, field }: Cause): Promise<readonly InboxItem[]> =>
  inboxPage.parse(await request(`/conflicts/inbox?${String(new URLSearchParams({ flow, kind, field, limit: "500" }))}`)).items;
export const fetchConflict = async (id: string): Promise<ConflictStoryView> =>
  conflictStory.parse(await request(`/conflicts/${encodeURIComponent(id)}`));
export const settle = async (asked: SettleRequest): Promise<SettledView> => settledView.parse(await post("/conflicts/settle", asked));
export const settleAlways = async (group: Cause, choose: "left" | "right"): Promise<SettledView> =>
  settledView.parse(await post("/conflicts/always", { group, choose }));
export const reopen = async (ids: readonly string[]): Promise<readonly string[]> =>
  reopenedView.parse(await post("/conflicts/reopen", { ids })).reopened;
export const saveNote = async (id: string, note: { readonly assignee: string | null; readonly comment: string | null }): Promise<ConflictStoryView> =>
  conflictStory.parse(await post(`/conflicts/${encodeURIComponent(id)}/note`, note));
