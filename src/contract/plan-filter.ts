import { z } from "zod";

export const planSymbol = z.enum(["+", "~", "=", "⊘", "⚠", "-"]);
export const planOutcome = z.enum(["applied", "drifted", "failed", "needs-person"]);

/** Filters in the page's address; what is not understood counts as absent. */
export const planFilter = z.object({
  symbol: planSymbol.optional().catch(undefined),
  field: z.string().max(100).optional().catch(undefined),
  reason: z.string().max(500).optional().catch(undefined),
  q: z.string().max(200).optional().catch(undefined),
  outcome: planOutcome.optional().catch(undefined),
  row: z.coerce.number().int().min(0).optional().catch(undefined),
});

export type PlanFilter = z.infer<typeof planFilter>;
