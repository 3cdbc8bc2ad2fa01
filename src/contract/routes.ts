import { z } from "zod";
import { alertRoutes } from "./alert-routes.ts";
import { activityRoutes } from "./activity-routes.ts";
import { conflictRoutes } from "./conflict-routes.ts";
import { conflict, conflictQuery, resolutionRequest } from "./contacts.ts";
import { contactRoutes } from "./contact-routes.ts";
import { accountRoutes } from "./account-routes.ts";
import { dashboardRoutes } from "./dashboard-routes.ts";
import { flowRoutes } from "./flow-routes.ts";
import { operationRoutes } from "./operation-routes.ts";
import { mappingRoutes } from "./mapping-routes.ts";
import { planRoutes } from "./plan-routes.ts";
import { errorList, problem } from "./problem.ts";
import { oidcCallback, peopleRoutes } from "./people-routes.ts";
import type { ApiRoute } from "./api-route.ts";
import { settingsRoutes } from "./settings-routes.ts";
import { signInRoutes } from "./sign-in-routes.ts";
import { frameRoutes } from "./frame-routes.ts";
import { viewRoutes } from "./saved-views.ts";
import { workflowRoutes } from "./workflow-routes.ts";
import { setupRoutes } from "./setup-routes.ts";
import { bridgeView, connectionRequest, connectionView, modeRequest, statusView } from "./status.ts";
import { responderApiRoutes } from "./responder-routes.ts";

const bridges = z.object({ bridges: z.array(bridgeView) });
const verdict = z.object({ code: z.string().nullable() });
/** Every route of `/api/v1`. */
export const apiRoutes: readonly ApiRoute[] = [
  ...setupRoutes,
  ...frameRoutes,
  { method: "get", path: "/api/v1/status", needs: "view", summary: "Health of connections, bridges, limits and store.", answer: statusView },
  ...contactRoutes,
  ...viewRoutes,
  {
    method: "get",
    path: "/api/v1/conflicts",
    needs: "operate",
    summary: "Open conflicts, newest first; of one contact when it is named.",
    query: conflictQuery,
    answer: z.object({ conflicts: z.array(conflict) }),
  },
  {
    method: "post",
    path: "/api/v1/conflicts/{id}/resolve",
    needs: "operate",
    summary: "Records a person's choice for a conflict.",
    body: resolutionRequest,
    answer: conflict,
  },
  {
    method: "get",
    path: "/api/v1/connections",
    needs: "view",
    summary: "Connected accounts; never their secrets.",
    answer: z.object({ connections: z.array(connectionView) }),
  },
  {
    method: "post",
    path: "/api/v1/connections/{id}/state",
    needs: "administer",
    summary: "Pauses or resumes a connection.",
    body: connectionRequest,
    answer: connectionView,
  },
  ...accountRoutes,
  ...signInRoutes,
  { method: "get", path: "/api/v1/bridges", needs: "view", summary: "Bridges with their counts.", answer: bridges },
  {
    method: "post",
    path: "/api/v1/bridges/{id}/mode",
    needs: "build",
    summary: "Changes what a bridge does: draft, shadow, canary, live, paused.",
    body: modeRequest,
    answer: bridges,
  },
  {
    method: "post",
    path: "/api/v1/bridges/{id}/release-brake",
    needs: "operate",
    summary: "Lets a bridge go on after too many deletes stopped it.",
    answer: bridges,
  },
  {
    method: "get",
    path: "/api/v1/errors",
    needs: null,
    summary: "Every error with cause and next step.",
    answer: errorList,
  },
  ...peopleRoutes,
  ...planRoutes,
  ...operationRoutes,
  ...flowRoutes,
  ...workflowRoutes,
  ...mappingRoutes,
  ...responderApiRoutes,
  ...alertRoutes,
  ...conflictRoutes,
  ...activityRoutes,
  ...settingsRoutes,
  ...dashboardRoutes,
];

/** The hints of `/api/v1`, as server-sent events: who hears one reads again. */
export const eventRoute: ApiRoute = {
  method: "get",
  path: "/api/v1/events",
  needs: "view",
  summary: "A stream of hints that work, activity or configuration changed.",
  answer: "text/event-stream",
};

/** Routes beside the API: the vendors' door, and what operators watch. */
export const outerRoutes: readonly ApiRoute[] = [
  { method: "get", path: "/healthz", needs: null, summary: "The process lives.", answer: z.object({ ok: z.literal(true) }) },
  {
    method: "get",
    path: "/readyz",
    needs: null,
    summary: "The store answers.",
    answer: z.object({ ready: z.literal(true) }),
    refusal: z.union([z.object({ ready: z.literal(false) }), problem]),
  },
  oidcCallback,
  { method: "get", path: "/metrics", needs: null, summary: "Counts for Prometheus.", answer: "text/plain" },
  {
    method: "get",
    path: "/connect/highlevel/callback",
    needs: null,
    summary: "Where HighLevel sends people back to after its consent page; leads on to the page at once.",
    answer: "text/html",
  },
  {
    method: "post",
    path: "/webhooks/highlevel",
    needs: null,
    summary: "HighLevel's events, signed by HighLevel; answered once they are durable.",
    body: z.unknown(),
    answer: verdict,
    refusal: verdict,
  },
  {
    method: "post",
    path: "/webhooks/incident/{connectionId}",
    needs: null,
    summary: "One connection's events, signed by incident.io; answered once they are durable.",
    body: z.unknown(),
    answer: verdict,
    refusal: verdict,
  },
  {
    method: "post",
    path: "/webhooks/workflow/{id}",
    needs: null,
    summary: "A workflow's own address: begins a run for whoever sends its secret as a bearer token; answered once the run is durable.",
    body: z.unknown(),
    answer: verdict,
    refusal: verdict,
  },
];
