import { z } from "zod";
import { fieldValue } from "./contacts.ts";

const bounds = { by: z.enum(["people", "everything"]).default("people"), from: z.coerce.number().int().min(0).optional() };

export const auditQuery = z.object({ ...bounds, before: z.string().max(40).optional(), limit: z.coerce.number().int().min(1).max(200).default(100) });
export const auditExportQuery = z.object(bounds);

export const auditEntry = z.object({
  id: z.string(),
  at: z.number(),
  /** Who or what acted: a name for whoever has an account here. */
  who: z.string(),
  kind: z.string(),
  sentence: z.string(),
  flowName: z.string().nullable(),
  contactId: z.string().nullable(),
  /** What was changed, before and after; personal values masked. */
  changes: z.array(z.object({ field: z.string(), before: fieldValue, after: fieldValue })),
});
export type AuditEntry = z.infer<typeof auditEntry>;
export const auditPage = z.object({ entries: z.array(auditEntry), next: z.string().nullable() });
export type AuditPage = z.infer<typeof auditPage>;

/** What walking the hash chain found; `brokenAt` is the first entry that does not fit. */
export const chainVerdict = z.object({ checked: z.number(), brokenAt: z.string().nullable() });
export type ChainVerdict = z.infer<typeof chainVerdict>;
