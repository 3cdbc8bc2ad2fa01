import type { ApiRoute } from "./api-route.ts";
import { flowDetail, flowModeRequest, flowPartRequest, flowList, holdRequest, ruleRequest, ruleView } from "./flows.ts";

/** The flows that people switch on and off, and the rules of their bridges. */
export const flowRoutes: readonly ApiRoute[] = [
  {
    method: "get",
    path: "/api/v1/flows",
    needs: "view",
    summary: "The six flows with their bridges.",
    answer: flowList,
  },
  {
    method: "get",
    path: "/api/v1/flows/{flow}",
    needs: "view",
    summary: "One flow with its bridges, rules and what stands in the way of going live.",
    answer: flowDetail,
  },
  {
    method: "post",
    path: "/api/v1/flows/{flow}/mode",
    needs: "build",
    summary: "Brings a flow into a mode and makes the bridges that are missing.",
    body: flowModeRequest,
    answer: flowDetail,
  },
  {
    method: "post",
    path: "/api/v1/flows/{flow}/parts",
    needs: "build",
    summary: "Adds a bridge that goes with the flow.",
    body: flowPartRequest,
    answer: flowDetail,
  },
  {
    method: "post",
    path: "/api/v1/bridges/{id}/rules",
    needs: "build",
    summary: "Changes a bridge's rules; what is left out stays.",
    body: ruleRequest,
    answer: ruleView,
  },
  {
    method: "post",
    path: "/api/v1/bridges/{id}/hold",
    needs: "build",
    summary: "Chooses the tag that contacts on incidents carry, or none.",
    body: holdRequest,
    answer: ruleView,
  },
];
