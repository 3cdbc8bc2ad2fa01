import type { ApiRoute } from "./api-route.ts";
import {
  attributeAnswer,
  attributeRequest,
  mappingAttempt,
  mappingPlanAnswer,
  mappingRowsRequest,
  mappingSaveRequest,
  mappingVersionList,
  mappingView,
} from "./mapping.ts";

/** Which field of HighLevel goes into which attribute of incident.io, and how. */
export const mappingRoutes: readonly ApiRoute[] = [
  {
    method: "get",
    path: "/api/v1/bridges/{id}/mapping",
    needs: "view",
    summary: "A bridge's mapping, and the fields of both sides, read live.",
    answer: mappingView,
  },
  {
    method: "get",
    path: "/api/v1/bridges/{id}/mapping/versions",
    needs: "view",
    summary: "All versions of a mapping, newest first, with what each changed.",
    answer: mappingVersionList,
  },
  {
    method: "post",
    path: "/api/v1/bridges/{id}/mapping/attempt",
    needs: "view",
    summary: "What is wrong with these rows and what they would make of real records. Saves nothing.",
    body: mappingRowsRequest,
    answer: mappingAttempt,
  },
  {
    method: "post",
    path: "/api/v1/bridges/{id}/mapping/plan",
    needs: "build",
    summary: "Begins to make a plan with these rows, as if they were saved. Writes nothing at the vendors.",
    body: mappingRowsRequest,
    answer: mappingPlanAnswer,
  },
  {
    method: "post",
    path: "/api/v1/bridges/{id}/mapping/save",
    needs: "build",
    summary: "Saves a mapping as the next version; of a flow that writes, only with a plan that was made with it.",
    body: mappingSaveRequest,
    answer: mappingView,
  },
  {
    method: "post",
    path: "/api/v1/bridges/{id}/mapping/attributes",
    needs: "build",
    summary: "Adds an attribute to the bridge's type in incident.io.",
    body: attributeRequest,
    answer: attributeAnswer,
  },
];
