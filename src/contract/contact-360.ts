import { z } from "zod";
import { entities } from "#core/bridge.ts";
import { linkStatus } from "./contact-filter.ts";
import { contactDetail, contactSummary } from "./contacts.ts";

/** Why a contact is or is not in step. */
export const contactAnswer = z.object({
  verdict: z.string(),
  reasons: z.array(z.string()),
  contact: contactSummary.nullable(),
  others: z.array(contactSummary),
});
export type ContactAnswer = z.infer<typeof contactAnswer>;
export const contactQuestion = z.object({ q: z.string().min(1).max(400) });

export const timelineQuery = z.object({
  /** Kinds of records, parted by commas. */
  entities: z.string().max(200).optional(),
  before: z.string().max(40).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(40),
});
export const timelineItem = z.object({
  id: z.string(),
  at: z.number(),
  kind: z.string(),
  entity: z.enum(entities),
  title: z.string().nullable(),
  sentence: z.string(),
  side: z.enum(["highlevel", "incident"]).nullable(),
  chain: z.array(z.string()),
});
export type TimelineItem = z.infer<typeof timelineItem>;
export const timelinePage = z.object({ items: z.array(timelineItem), next: z.string().nullable() });
export type TimelinePage = z.infer<typeof timelinePage>;

/** What hangs on a contact now. */
export const contactAround = z.object({
  tasks: z.array(z.object({ id: z.string(), title: z.string(), dueAt: z.number().nullable(), canComplete: z.boolean() })),
  nextAppointment: z.object({ title: z.string(), startAt: z.number() }).nullable(),
  notes: z.array(z.object({ id: z.string(), text: z.string(), at: z.number().nullable() })),
  incidents: z.array(z.object({ id: z.string().nullable(), title: z.string() })),
  links: z.array(
    z.object({
      id: z.string(),
      entity: z.enum(entities),
      flow: z.string(),
      status: linkStatus,
      highlevelId: z.string().nullable(),
      incidentId: z.string().nullable(),
      changedAt: z.number(),
    }),
  ),
});
export type ContactAround = z.infer<typeof contactAround>;

/** A contact with its personal values. */
export const revealed = z.object({ contact: contactDetail, around: contactAround });
export type Revealed = z.infer<typeof revealed>;

/** Contacts that are to be looked at. */
export const bulkSync = z.object({ ids: z.array(z.string().max(80)).min(1).max(500) }).strict();
export const bulkAnswer = z.object({ asked: z.number(), newly: z.number() });
