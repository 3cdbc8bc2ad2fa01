import type { ApiRoute } from "./api-route.ts";
import { auditRoutes } from "./audit-routes.ts";
import { configRoutes } from "./config-routes.ts";
import { dataRoutes } from "./data-routes.ts";
import { storageRoutes } from "./storage-routes.ts";

/** What the pages of the settings ask for, beside people and connections. */
export const settingsRoutes: readonly ApiRoute[] = [...auditRoutes, ...configRoutes, ...dataRoutes, ...storageRoutes];
