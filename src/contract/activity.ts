import { z } from "zod";
import { activityFilters, activityResult, activitySide } from "./activity-filter.ts";
import { fieldValue } from "./contacts.ts";

export const activityQuery = z
  .object(activityFilters)
  .partial()
  .extend({ before: z.string().max(40).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) });
export type ActivityQueryView = z.infer<typeof activityQuery>;

export const activityEntry = z.object({
  id: z.string(),
  /** Epoch milliseconds. */
  at: z.number(),
  kind: z.string(),
  result: activityResult,
  sentence: z.string(),
  contactId: z.string().nullable(),
  /** What people call the record. */
  title: z.string().nullable(),
  flow: z.string().nullable(),
  flowName: z.string().nullable(),
  side: activitySide.nullable(),
  /** Error constant, where one explains it. */
  code: z.string().nullable(),
  chain: z.array(z.string()),
  /** From the event that caused it to its end; null where no event did, or it is no longer known. */
  tookMs: z.number().nullable(),
  /** Calls to vendors, as far as they are still known. */
  calls: z.number().nullable(),
});
export type ActivityEntry = z.infer<typeof activityEntry>;

/** Newest first; `next` goes on behind the last one. It may be there although the page is short: then much was looked through that did not fit. */
export const activityPage = z.object({ entries: z.array(activityEntry), next: z.string().nullable() });
export type ActivityPage = z.infer<typeof activityPage>;

const evidence = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("event"), source: activitySide, eventId: z.string() }),
  z.object({ kind: z.literal("link"), id: z.string() }),
  z.object({ kind: z.literal("entry"), id: z.string() }),
  z.object({ kind: z.literal("rule"), flow: z.string(), field: z.string() }),
  z.object({ kind: z.literal("calls") }),
]);

const diffRow = z.object({ field: z.string(), label: z.string(), masked: z.boolean(), before: fieldValue, after: fieldValue });

export const activityStory = activityEntry.extend({
  /** State of the record now: `parked` ones can be tried again or left alone. */
  linkState: z.string().nullable(),
  because: z.string().nullable(),
  highlevelId: z.string().nullable(),
  incidentId: z.string().nullable(),
  /** What was written, before and after; personal values masked. Empty when nothing was, or the values are no longer kept. */
  diff: z.array(diffRow),
  /** From cause to outcome, each clause with where one can look for oneself. */
  why: z.array(z.object({ text: z.string(), evidence: evidence.nullable() })),
  steps: z.array(
    z.object({ name: z.enum(["received", "queued", "read", "merged", "written", "read-back", "done"]), from: z.number(), until: z.number() }),
  ),
  requests: z.array(
    z.object({
      at: z.number(),
      durationMs: z.number(),
      vendor: activitySide,
      operation: z.string(),
      method: z.string(),
      path: z.string(),
      status: z.number(),
      requestId: z.string().nullable(),
      headers: z.record(z.string(), z.string()),
      /** What was sent, every value masked. */
      body: z.string().nullable(),
    }),
  ),
  event: z
    .object({
      source: activitySide,
      eventId: z.string(),
      type: z.string(),
      receivedAt: z.number(),
      signedBy: z.string().nullable(),
      decision: z.string().nullable(),
      quarantine: z.string().nullable(),
      /** Every value masked; null once it is no longer kept. */
      body: z.string().nullable(),
    })
    .nullable(),
  /** What can be done about it now. */
  verbs: z.array(z.enum(["retry", "replay", "resync", "ignore", "undo"])),
});
export type ActivityStory = z.infer<typeof activityStory>;
export type ActivityVerb = ActivityStory["verbs"][number];

/** Named records, or all that gave up in a flow because of one error. */
const chosen = z.object({
  contacts: z.array(z.string().max(80)).min(1).max(500).optional(),
  flow: activityFilters.flow.optional(),
  error: activityFilters.error.optional(),
});
export const retryRequest = chosen.strict();
export const ignoreRequest = chosen.extend({ reason: z.string().max(500).default("") }).strict();
export const affected = z.object({ count: z.number() });
export const undoRequest = z.object({ rehearse: z.boolean().default(false) }).strict();
export const undoAnswer = z.object({ restored: z.number(), removed: z.number(), changedSince: z.number(), failed: z.number() });
export const revealRequest = z.object({ what: z.enum(["values", "event"]) }).strict();
export const revealAnswer = z.object({ diff: z.array(diffRow), body: z.string().nullable() });
