import type { RouteRow } from "../route-call.ts";
import { alertAttributeRoutes } from "./alert-attribute-routes.ts";
import { alertEventRoutes } from "./alert-event-routes.ts";
import { alertNoteRoutes } from "./alert-note-routes.ts";
import { alertRoutes } from "./alert-routes.ts";
import { alertSourceRoutes } from "./alert-source-routes.ts";

/** Everything about alerts: themselves, their events, sources, attributes and notes. */
export const allAlertRoutes: readonly RouteRow[] = [
  ...alertRoutes,
  ...alertEventRoutes,
  ...alertSourceRoutes,
  ...alertAttributeRoutes,
  ...alertNoteRoutes,
];
