import { z } from "zod";
import { badges, catalogVendors } from "#core/catalog/operation.ts";

/** What is looked for, in the page's address. */
export const catalogFilter = z.object({
  q: z.string().max(200).optional().catch(undefined),
  vendor: z.enum(catalogVendors).optional().catch(undefined),
  kind: z.enum(["action", "trigger"]).optional().catch(undefined),
  object: z.string().max(100).optional().catch(undefined),
  effect: z.enum(["read", "write", "delete"]).optional().catch(undefined),
  scope: z.string().max(100).optional().catch(undefined),
  badge: z.enum(badges).optional().catch(undefined),
});
export type CatalogFilter = z.infer<typeof catalogFilter>;
