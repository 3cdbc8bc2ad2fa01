import { z } from "zod";

/** The one word under which people see a contact. */
export const linkStatus = z.enum(["in-sync", "waiting", "conflict", "failing", "excluded", "paused", "ended"]);
export type ContactStatus = z.infer<typeof linkStatus>;

export const fieldValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]);
export type FieldValue = z.infer<typeof fieldValue>;

const side = z.enum(["highlevel", "incident"]);

/** One row of the contacts table. */
export const contactSummary = z.object({
  id: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  status: linkStatus,
  /** Error constant that explains `failing` and `excluded`. */
  because: z.string().nullable(),
  highlevelId: z.string().nullable(),
  incidentId: z.string().nullable(),
  openConflicts: z.number(),
  /** Epoch milliseconds. */
  changedAt: z.number(),
});
export type ContactSummary = z.infer<typeof contactSummary>;

export const contactQuery = z.object({
  status: linkStatus.optional(),
  search: z.string().max(200).optional(),
  sort: z.enum(["name", "changed"]).default("changed"),
  after: z.string().max(2_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});

/** Filters in the page's address; what is not understood counts as absent. */
export const contactFilter = z.object({ q: z.string().max(200).optional().catch(undefined), status: linkStatus.optional().catch(undefined) });

export const contactPage = z.object({ contacts: z.array(contactSummary), next: z.string().nullable(), total: z.number() });
export type ContactPage = z.infer<typeof contactPage>;

/** One mapped field of both sides. `agreed` is null when it cannot be told: both sides changed since. */
export const contactField = z.object({
  field: z.string(),
  label: z.string(),
  personal: z.boolean(),
  direction: z.enum(["both", "to-incident", "to-highlevel"]),
  highlevel: fieldValue,
  incident: fieldValue,
  agreed: z.object({ known: z.boolean(), value: fieldValue }),
  equal: z.boolean(),
  conflictId: z.string().nullable(),
});
export type ContactField = z.infer<typeof contactField>;

export const conflict = z.object({
  id: z.string(),
  contactId: z.string(),
  kind: z.enum(["field", "first-link", "restored", "ambiguous", "delete-edit", "oscillation", "undone"]),
  field: z.string(),
  highlevel: fieldValue,
  incident: fieldValue,
  candidates: z.array(z.string()),
  openedAt: z.number(),
  resolved: z.boolean(),
});
export type ConflictView = z.infer<typeof conflict>;

export const conflictQuery = z.object({ limit: z.coerce.number().int().min(1).max(500).default(100), contact: z.string().max(80).optional() });
export const findQuery = z.object({ q: z.string().min(1).max(200) });

export const historyStep = z.object({ id: z.string(), at: z.number(), sentence: z.string(), chain: z.array(z.string()), side: side.nullable() });

export const contactDetail = contactSummary.extend({
  bridgeName: z.string(),
  headline: z.string(),
  fields: z.array(contactField),
  conflicts: z.array(conflict),
  history: z.array(historyStep),
});
export type ContactDetail = z.infer<typeof contactDetail>;

/** A person's choice for one conflict. */
export const resolutionRequest = z.union([
  z.object({ choose: z.enum(["left", "right", "both", "keep", "delete", "unlink", "unfreeze"]) }).strict(),
  z.object({ choose: z.literal("value"), value: fieldValue }).strict(),
  z.object({ choose: z.literal("candidate"), recordId: z.string().min(1).max(200) }).strict(),
]);
