import { z } from "zod";
import { recipeIds } from "#core/recipes.ts";

/** Times that dashboards look back over. */
export const dashboardRanges = ["day", "week", "month", "quarter"] as const;
export type DashboardRange = (typeof dashboardRanges)[number];

/** Range and filters in the page's address; what is not understood counts as absent. */
export const dashboardFilter = z.object({
  range: z.enum(dashboardRanges).optional().catch(undefined),
  /** A HighLevel connection. */
  location: z.string().max(80).optional().catch(undefined),
  flow: z.enum(recipeIds).optional().catch(undefined),
});
export type DashboardFilter = z.infer<typeof dashboardFilter>;
