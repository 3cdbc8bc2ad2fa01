import type { ApiRoute } from "./api-route.ts";
import { catalogEntry, catalogList, catalogQuery, exampleView, runRequest, runView, valuesQuery, valuesView } from "./operations.ts";

/** The catalog of operations, and trying them. Answers hold what vendors know of people, so running needs more than looking. */
export const operationRoutes: readonly ApiRoute[] = [
  {
    method: "get",
    path: "/api/v1/operations",
    needs: "view",
    summary: "Every action and trigger of the catalog, or those that fit, best first.",
    query: catalogQuery,
    answer: catalogList,
  },
  {
    method: "get",
    path: "/api/v1/operations/{id}",
    needs: "view",
    summary: "One action or trigger with the schemas of what it takes and gives.",
    answer: catalogEntry,
  },
  {
    method: "get",
    path: "/api/v1/operations/{id}/values",
    needs: "operate",
    summary: "Values that one field may take, as a list of the account tells them.",
    query: valuesQuery,
    answer: valuesView,
  },
  {
    method: "post",
    path: "/api/v1/operations/{id}/example",
    needs: "operate",
    summary: "The action's example, with everything in it made in the practice sandbox.",
    answer: exampleView,
  },
  {
    method: "post",
    path: "/api/v1/operations/{id}/run",
    needs: "operate",
    summary: "Runs one action: in practice, or at an account. Changing a real account needs more: the role, and its name typed.",
    body: runRequest,
    answer: runView,
  },
];
