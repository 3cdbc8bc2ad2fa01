import type { WorkspaceId } from "#core/ids.ts";
import type { PlanStore } from "#core/ports/plan-store.ts";
import type { Store, Topic } from "#core/ports/store.ts";
import { alertStoreIn } from "./memory-alerts.ts";
import { accountRowsIn } from "./memory-account-rows.ts";
import { dashboardsIn } from "./memory-dashboards.ts";
import { mappingVersionsIn } from "./memory-mappings.ts";
import { plansIn } from "./memory-plans.ts";
import type { MemoryState } from "./memory-state.ts";
import { savedViewsIn } from "./memory-views.ts";

/** What people need beside records: saved views, former mappings, dashboards, plans kept for them, alerts, and people themselves. */
export const pageStateIn = (
  state: MemoryState,
  tell: (topic: Topic, workspaceId: WorkspaceId) => void,
): Pick<Store, "views" | "mappings" | "dashboards" | "accounts" | "alerts"> & PlanStore => ({
  views: savedViewsIn(state),
  mappings: mappingVersionsIn(state),
  dashboards: dashboardsIn(state),
  accounts: accountRowsIn(state.accounts),
  alerts: alertStoreIn(state),
  ...plansIn(state, tell),
});
