import { z } from "zod";

export const conflictKind = z.enum(["field", "first-link", "restored", "ambiguous", "delete-edit", "oscillation", "undone"]);

/** Filters of the inbox in the page's address; what is not understood counts as absent. */
export const inboxFilter = z.object({
  flow: z.string().max(80).optional().catch(undefined),
  kind: conflictKind.optional().catch(undefined),
  field: z.string().max(200).optional().catch(undefined),
  id: z.string().max(80).optional().catch(undefined),
});
