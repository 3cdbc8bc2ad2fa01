import { z } from "zod";

/** Filters of the audit in the page's address; what is not understood counts as absent. */
export const auditFilter = z.object({
  /** `people`: only what people did. */
  by: z.enum(["people", "everything"]).optional().catch(undefined),
  range: z.enum(["day", "week", "month"]).optional().catch(undefined),
});
export type AuditFilter = z.infer<typeof auditFilter>;
