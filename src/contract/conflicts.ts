import { z } from "zod";
import { fieldValue } from "./contacts.ts";
import { conflictKind } from "./inbox-filter.ts";

/** Names conflicts with one cause: a flow, a kind and a field (`*` for the whole record). */
const group = { flow: z.string().min(1).max(80), kind: conflictKind, field: z.string().min(1).max(200) };
export const conflictGroup = z.object(group).strict();

export const conflictCauses = z.object({
  causes: z.array(z.object({ ...group, flowName: z.string(), label: z.string(), open: z.number(), since: z.number() })),
});

export type ConflictCauseView = z.infer<typeof conflictCauses>["causes"][number];

export const inboxQuery = z.object({
  flow: group.flow.optional(),
  kind: conflictKind.optional(),
  field: group.field.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(200),
});

/** A conflict as the list shows it: whom it is about, never its values. */
export const inboxItem = z.object({
  id: z.string(),
  contactId: z.string(),
  name: z.string().nullable(),
  flow: z.string(),
  kind: conflictKind,
  field: z.string(),
  label: z.string(),
  openedAt: z.number(),
  assignee: z.string().nullable(),
});
export type InboxItem = z.infer<typeof inboxItem>;
export const inboxPage = z.object({ items: z.array(inboxItem) });

const sideStory = z.object({
  recordId: z.string().nullable(),
  value: fieldValue,
  seenAt: z.number().nullable(),
  /** When the vendor says that the record was last changed. */
  changedAt: z.number().nullable(),
  /** When Highwire last wrote the field there. */
  writtenAt: z.number().nullable(),
});

/** One conflict with everything that helps to decide it. */
export const conflictStory = inboxItem.extend({
  flowName: z.string(),
  /** `set` values are lists, of which both can be kept. Null when it is about the whole record. */
  fieldKind: z.string().nullable(),
  agreed: z.object({ known: z.boolean(), value: fieldValue }),
  highlevel: sideStory,
  incident: sideStory,
  candidates: z.array(z.object({ recordId: z.string(), title: z.string().nullable(), email: z.string().nullable(), phone: z.string().nullable() })),
  comment: z.string().nullable(),
  /** Answered, and not yet carried out. */
  answered: z.boolean(),
  /** Answers that this kind takes. */
  answers: z.array(z.string()),
});
export type ConflictStoryView = z.infer<typeof conflictStory>;

const answer = z.enum(["left", "right", "both", "keep", "delete", "unlink", "unfreeze"]);

/** Settles named conflicts, or all of one cause. It is carried out after ten seconds, until when it can be taken back. */
export const settleRequest = z
  .object({
    ids: z.array(z.string().max(80)).min(1).max(200).optional(),
    group: conflictGroup.optional(),
    choose: z.union([answer, z.literal("value"), z.literal("candidate")]),
    value: fieldValue.optional(),
    recordId: z.string().min(1).max(200).optional(),
  })
  .strict();
export type SettleRequest = z.infer<typeof settleRequest>;

/** Settles all of one cause and makes the answer the flow's rule for the field. */
export const alwaysRequest = z.object({ group: conflictGroup, choose: z.enum(["left", "right"]) }).strict();

export const settledView = z.object({ settled: z.array(z.string()), refused: z.number(), left: z.number(), until: z.number() });
export type SettledView = z.infer<typeof settledView>;

export const reopenRequest = z.object({ ids: z.array(z.string().max(80)).min(1).max(1_000) }).strict();
export const reopenedView = z.object({ reopened: z.array(z.string()) });

export const noteRequest = z.object({ assignee: z.string().max(200).nullable(), comment: z.string().max(2_000).nullable() }).strict();
