import type { Store } from "#core/ports/store.ts";
import type { PlanStore } from "#core/ports/plan-store.ts";
import type { Announcer } from "./announcer.ts";
import type { Database } from "./database.ts";
import { createPlans } from "./plans.ts";
import { createSavedViews } from "./saved-views.ts";

/** What only the pages need: saved views, and plans kept for people. */
export const createPageState = (database: Database, announcer: Announcer): Pick<Store, "views"> & PlanStore => ({
  views: createSavedViews(database),
  ...createPlans(database, announcer),
});
