import { activityPage, type ActivityEntry } from "#contract/activity.ts";
import { needsYouView, type NeedsYouItem } from "#contract/needs-you.ts";
import { request } from "./request.ts";

export const fetchNeedsYou = async (): Promise<readonly NeedsYouItem[]> => needsYouView.parse(await request("/needs-you")).items;
/** The newest entries of what happened. */
export const fetchNewest = async (limit: number): Promise<readonly ActivityEntry[]> =>
  activityPage.parse(await request(`/activity?limit=${String(limit)}`)).entries;
