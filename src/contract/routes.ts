import { z } from "zod";
import { conflict, conflictQuery, contactDetail, contactPage, contactQuery, contactSummary, findQuery, resolutionRequest } from "./contacts.ts";
import { syncPlan } from "./plan.ts";
import { errorEntry, problem } from "./problem.ts";
import { activityPage, activityQuery, bridgeView, connectionRequest, connectionView, modeRequest, statusView } from "./status.ts";

/** One route, as the OpenAPI document tells it. */
export interface ApiRoute {
  readonly method: "get" | "post";
  readonly path: string;
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** JSON that it answers with 200; a text is named by its content type. */
  readonly answer: z.ZodType | string;
  /** What every other status answers. Default: a problem. */
  readonly refusal?: z.ZodType;
}

const bridges = z.object({ bridges: z.array(bridgeView) });
const verdict = z.object({ code: z.string().nullable() });
/** Every route of `/api/v1`. */
export const apiRoutes: readonly ApiRoute[] = [
  { method: "get", path: "/api/v1/status", summary: "Health of connections, bridges, limits and store.", answer: statusView },
  { method: "get", path: "/api/v1/contacts", summary: "A page of contacts with their state.", query: contactQuery, answer: contactPage },
  { method: "get", path: "/api/v1/contacts/{id}", summary: "One contact: both sides, conflicts, history.", answer: contactDetail },
  { method: "post", path: "/api/v1/contacts/{id}/sync", summary: "Looks at one contact now.", answer: contactSummary },
  {
    method: "get",
    path: "/api/v1/find",
    summary: "Finds contacts by id, e-mail, phone or part of a name.",
    query: findQuery,
    answer: z.object({ contacts: z.array(contactSummary) }),
  },
  {
    method: "get",
    path: "/api/v1/conflicts",
    summary: "Open conflicts, newest first; of one contact when it is named.",
    query: conflictQuery,
    answer: z.object({ conflicts: z.array(conflict) }),
  },
  {
    method: "post",
    path: "/api/v1/conflicts/{id}/resolve",
    summary: "Records a person's choice for a conflict.",
    body: resolutionRequest,
    answer: conflict,
  },
  {
    method: "get",
    path: "/api/v1/activity",
    summary: "What happened and why, newest first, or after a given entry.",
    query: activityQuery,
    answer: activityPage,
  },
  {
    method: "get",
    path: "/api/v1/connections",
    summary: "Connected accounts; never their secrets.",
    answer: z.object({ connections: z.array(connectionView) }),
  },
  {
    method: "post",
    path: "/api/v1/connections/{id}/state",
    summary: "Pauses or resumes a connection.",
    body: connectionRequest,
    answer: connectionView,
  },
  { method: "get", path: "/api/v1/bridges", summary: "Bridges with their counts.", answer: bridges },
  {
    method: "post",
    path: "/api/v1/bridges/{id}/mode",
    summary: "Changes what a bridge does: draft, shadow, live, paused.",
    body: modeRequest,
    answer: bridges,
  },
  { method: "post", path: "/api/v1/bridges/{id}/release-brake", summary: "Lets a bridge go on after too many deletes stopped it.", answer: bridges },
  { method: "post", path: "/api/v1/bridges/{id}/plan", summary: "Says what a run would write; writes nothing.", answer: syncPlan },
  { method: "get", path: "/api/v1/errors", summary: "Every error with cause and next step.", answer: z.object({ errors: z.array(errorEntry) }) },
];

/** The hints of `/api/v1`, as server-sent events: who hears one reads again. */
export const eventRoute: ApiRoute = {
  method: "get",
  path: "/api/v1/events",
  summary: "A stream of hints that work, activity or configuration changed.",
  answer: "text/event-stream",
};

/** Routes beside the API: the vendors' door, and what operators watch. */
export const outerRoutes: readonly ApiRoute[] = [
  { method: "get", path: "/healthz", summary: "The process lives.", answer: z.object({ ok: z.literal(true) }) },
  {
    method: "get",
    path: "/readyz",
    summary: "The store answers.",
    answer: z.object({ ready: z.literal(true) }),
    refusal: z.union([z.object({ ready: z.literal(false) }), problem]),
  },
  { method: "get", path: "/metrics", summary: "Counts for Prometheus.", answer: "text/plain" },
  {
    method: "post",
    path: "/webhooks/highlevel",
    summary: "HighLevel's events, signed by HighLevel; answered once they are durable.",
    body: z.unknown(),
    answer: verdict,
    refusal: verdict,
  },
  {
    method: "post",
    path: "/webhooks/incident/{connectionId}",
    summary: "One connection's events, signed by incident.io; answered once they are durable.",
    body: z.unknown(),
    answer: verdict,
    refusal: verdict,
  },
];
