import { activityPage, activityStory, affected, revealAnswer, undoAnswer, type ActivityPage, type ActivityStory } from "#contract/activity.ts";
import type { ActivityFilter } from "#contract/activity-filter.ts";
import { needsYouView, type NeedsYouItem } from "#contract/needs-you.ts";
import { post, request } from "./request.ts";

const HOUR_MS = 3_600_000;
const rangeMs = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 168 * HOUR_MS } as const;

/** The filters that the server knows, as its query. */
export function queryOf({ flow, result, side, error, kind, contact, from, until, range }: ActivityFilter): URLSearchParams {
  const since = range === undefined ? from : Date.now() - rangeMs[range];
  const asked = { flow, result, side, error, kind, contact, from: since?.toString(), until: until?.toString() };
  return new URLSearchParams(Object.entries(asked).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** Entries, newest first, from before one of them on. */
export async function fetchActivity(filter: ActivityFilter, before: string | null, limit: number): Promise<ActivityPage> {
  const query = queryOf(filter);
  query.set("limit", String(limit));
  if (before !== null) query.set("before", before);
  return activityPage.parse(await request(`/activity?${query.toString()}`));
}

const at = (id: string, verb = ""): string => `/activity/${encodeURIComponent(id)}${verb}`;
export const fetchStory = async (id: string): Promise<ActivityStory> => activityStory.parse(await request(at(id)));

/** Named records, or all that gave up in a flow because of one error. */
export type Chosen = { readonly contacts: readonly string[] } | { readonly flow: string; readonly error: string };
export const retry = async (chosen: Chosen): Promise<number> => affected.parse(await post("/activity/retry", chosen)).count;
export const ignore = async (chosen: Chosen, reason: string): Promise<number> =>
  affected.parse(await post("/activity/ignore", { ...chosen, reason })).count;
export const replay = async (id: string): Promise<number> => affected.parse(await post(at(id, "/replay"))).count;
export const resync = async (id: string): Promise<unknown> => post(at(id, "/resync"));
export const undo = async (id: string, rehearse: boolean) => undoAnswer.parse(await post(at(id, "/undo"), { rehearse }));
export const reveal = async (id: string, what: "values" | "event") => revealAnswer.parse(await post(at(id, "/reveal"), { what }));

export const fetchNeedsYou = async (): Promise<readonly NeedsYouItem[]> => needsYouView.parse(await request("/needs-you")).items;
