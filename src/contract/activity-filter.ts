import { z } from "zod";

export const activitySide = z.enum(["highlevel", "incident"]);
export const activityResult = z.enum(["done", "nothing", "waits", "failed", "settings"]);
export type ActivityResult = z.infer<typeof activityResult>;

/** Filters of activity; each has an index, so that a page costs the same however much is kept. */
export const activityFilters = {
  /** Id of a flow. */
  flow: z.string().max(80),
  result: activityResult,
  side: activitySide,
  /** Error constant: `HW_VENDOR_VALIDATION`. */
  error: z.string().max(60),
  kind: z.string().max(20),
  /** Id of a contact or any other record's link. */
  contact: z.string().max(80),
  /** Epoch milliseconds. */
  from: z.coerce.number().int().min(0),
  until: z.coerce.number().int().min(0),
};

/** Filters and the opened entry in the page's address; what is not understood counts as absent. */
export const activityFilter = z.object({
  flow: activityFilters.flow.optional().catch(undefined),
  result: activityFilters.result.optional().catch(undefined),
  side: activityFilters.side.optional().catch(undefined),
  error: activityFilters.error.optional().catch(undefined),
  kind: activityFilters.kind.optional().catch(undefined),
  contact: activityFilters.contact.optional().catch(undefined),
  from: activityFilters.from.optional().catch(undefined),
  until: activityFilters.until.optional().catch(undefined),
  /** How far back, from now. */
  range: z.enum(["hour", "day", "week"]).optional().catch(undefined),
  /** Grouped by cause instead of by time. */
  group: z.literal("error").optional().catch(undefined),
  entry: z.string().max(40).optional().catch(undefined),
  tab: z.enum(["summary", "diff", "why", "steps", "requests", "event"]).optional().catch(undefined),
});
export type ActivityFilter = z.infer<typeof activityFilter>;
