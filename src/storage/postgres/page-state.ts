import type { Store } from "#core/ports/store.ts";
import type { PlanStore } from "#core/ports/plan-store.ts";
import { createAccountRows } from "./account-rows.ts";
import { createAlertStore } from "./alerts.ts";
import type { Announcer } from "./announcer.ts";
import { createDashboardRows } from "./dashboards.ts";
import type { Database } from "./database.ts";
import type { Keyring } from "./keyring.ts";
import { createPlans } from "./plans.ts";
import { createMappingVersions } from "./mapping-versions.ts";
import { createSavedViews } from "./saved-views.ts";

/** What people need beside records: saved views, former mappings, dashboards, plans kept for them, alerts, and people themselves. */
export const createPageState = (
  database: Database,
  announcer: Announcer,
  keyring: Keyring,
): Pick<Store, "views" | "mappings" | "dashboards" | "accounts" | "alerts"> & PlanStore => ({
  views: createSavedViews(database),
  mappings: createMappingVersions(database),
  dashboards: createDashboardRows(database, keyring),
  accounts: createAccountRows(database),
  alerts: createAlertStore(database),
  ...createPlans(database, announcer),
});
