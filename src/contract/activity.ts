import { z } from "zod";
import { fieldValue } from "./contacts.ts";

const side = z.enum(["highlevel", "incident"]);
export const activityResult = z.enum(["done", "nothing", "waits", "failed", "settings"]);
export type ActivityResult = z.infer<typeof activityResult>;

/** Filters of activity; each has an index, so that a page costs the same however much is kept. */
const filters = {
  /** Id of a flow. */
  flow: z.string().max(80),
  result: activityResult,
  side,
  /** Error constant: `HW_VENDOR_VALIDATION`. */
  error: z.string().max(60),
  kind: z.string().max(20),
  /** Id of a contact or any other record's link. */
  contact: z.string().max(80),
  /** Epoch milliseconds. */
  from: z.coerce.number().int().min(0),
  until: z.coerce.number().int().min(0),
};

export const activityQuery = z
  .object(filters)
  .partial()
  .extend({ before: z.string().max(40).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) });
export type ActivityQueryView = z.infer<typeof activityQuery>;

/** Filters and the opened entry in the page's address; what is not understood counts as absent. */
export const activityFilter = z.object({
  flow: filters.flow.optional().catch(undefined),
  result: filters.result.optional().catch(undefined),
  side: filters.side.optional().catch(undefined),
  error: filters.error.optional().catch(undefined),
  kind: filters.kind.optional().catch(undefined),
  contact: filters.contact.optional().catch(undefined),
  from: filters.from.optional().catch(undefined),
  until: filters.until.optional().catch(undefined),
  /** How far back, from now. */
  range: z.enum(["hour", "day", "week"]).optional().catch(undefined),
  /** Grouped by cause instead of by time. */
  group: z.literal("error").optional().catch(undefined),
  entry: z.string().max(40).optional().catch(undefined),
  tab: z.enum(["summary", "diff", "why", "steps", "requests", "event"]).optional().catch(undefined),
});
export type ActivityFilter = z.infer<typeof activityFilter>;

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
  side: side.nullable(),
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
  z.object({ kind: z.literal("event"), source: side, eventId: z.string() }),
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
      vendor: side,
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
      source: side,
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
  flow: filters.flow.optional(),
  error: filters.error.optional(),
});
export const retryRequest = chosen.strict();
export const ignoreRequest = chosen.extend({ reason: z.string().max(500).default("") }).strict();
export const affected = z.object({ count: z.number() });
export const undoRequest = z.object({ rehearse: z.boolean().default(false) }).strict();
export const undoAnswer = z.object({ restored: z.number(), removed: z.number(), changedSince: z.number(), failed: z.number() });
export const revealRequest = z.object({ what: z.enum(["values", "event"]) }).strict();
export const revealAnswer = z.object({ diff: z.array(diffRow), body: z.string().nullable() });
