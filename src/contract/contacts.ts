import { z } from "zod";
import { contactSort, linkStatus } from "./contact-filter.ts";
import { direction } from "./field-rules.ts";
import { conflictKind } from "./inbox-filter.ts";

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
  /** Incidents that go on now, as people call them. */
  incidents: z.array(z.string()),
  /** Epoch milliseconds. */
  changedAt: z.number(),
});
export type ContactSummary = z.infer<typeof contactSummary>;

const filters = {
  status: linkStatus.optional(),
  search: z.string().max(200).optional(),
  /** Only contacts of this bridge. */
  flow: z.string().max(80).optional(),
  /** Only contacts that are on an incident now. */
  incidents: z.literal("now").optional(),
  sort: contactSort.default("changed"),
};
/** Which contacts, and in which order. */
export const contactChoice = z.object(filters);
export type ContactChoice = z.infer<typeof contactChoice>;
export const contactQuery = z.object({
  ...filters,
  after: z.string().max(2_000).optional(),
  /** Rows passed over, for whoever jumps into the middle. */
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});

export const contactPage = z.object({
  contacts: z.array(contactSummary),
  next: z.string().nullable(),
  total: z.number(),
  /** False: there are more than `total`. */
  isTotal: z.boolean(),
});
export type ContactPage = z.infer<typeof contactPage>;

/** One mapped field of both sides. `agreed` is null when it cannot be told: both sides changed since. */
export const contactField = z.object({
  field: z.string(),
  label: z.string(),
  personal: z.boolean(),
  /** The values shown are masked. */
  masked: z.boolean(),
  direction,
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
  kind: conflictKind,
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
  /** The contact's page at HighLevel; null while it is not there. */
  highlevelUrl: z.string().nullable(),
  health: z.object({
    linkedAt: z.number().nullable(),
    /** What the two were recognised by when they were linked: `marker`, `email`, `phone`. */
    matchedBy: z.array(z.string()),
    /** When each side was last seen. */
    seenAt: z.object({ highlevel: z.number().nullable(), incident: z.number().nullable() }),
  }),
});
export type ContactDetail = z.infer<typeof contactDetail>;

/** A person's choice for one conflict. */
export const resolutionRequest = z.union([
  z.object({ choose: z.enum(["left", "right", "both", "keep", "delete", "unlink", "unfreeze"]) }).strict(),
  z.object({ choose: z.literal("value"), value: fieldValue }).strict(),
  z.object({ choose: z.literal("candidate"), recordId: z.string().min(1).max(200) }).strict(),
]);
