import { z } from "zod";
import { conflict, contactDetail, contactPage, contactQuery, contactSummary, resolutionRequest } from "./contacts.ts";
import { activityPage, activityQuery, bridgeView, connectionRequest, connectionView, modeRequest, statusView } from "./status.ts";

/** One route of `/api/v1`, as the OpenAPI document tells it. */
export interface ApiRoute {
  readonly method: "get" | "post";
  readonly path: string;
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly answer: z.ZodType;
}

const bridges = z.object({ bridges: z.array(bridgeView) });
const anyObject = z.looseObject({});

/** Every route of our API. */
export const apiRoutes: readonly ApiRoute[] = [
  { method: "get", path: "/api/v1/status", summary: "Health of connections, bridges, limits and store.", answer: statusView },
  { method: "get", path: "/api/v1/contacts", summary: "A page of contacts with their state.", query: contactQuery, answer: contactPage },
  { method: "get", path: "/api/v1/contacts/{id}", summary: "One contact: both sides, conflicts, history.", answer: contactDetail },
  { method: "post", path: "/api/v1/contacts/{id}/sync", summary: "Looks at one contact now.", answer: contactSummary },
  {
    method: "get",
    path: "/api/v1/find",
    summary: "Finds contacts by id, e-mail, phone or part of a name.",
    query: z.object({ q: z.string().min(1).max(200) }),
    answer: z.object({ contacts: z.array(contactSummary) }),
  },
  { method: "get", path: "/api/v1/conflicts", summary: "Open conflicts, newest first.", answer: z.object({ conflicts: z.array(conflict) }) },
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
  { method: "post", path: "/api/v1/bridges/{id}/plan", summary: "Says what a run would write; writes nothing.", answer: anyObject },
  { method: "get", path: "/api/v1/errors", summary: "Every error with cause and next step.", answer: z.object({ errors: z.array(anyObject) }) },
];
