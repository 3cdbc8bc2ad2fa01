import { z } from "zod";
import type { ApiRoute } from "./api-route.ts";
import { syncPlan } from "./plan.ts";
import {
  applyRequest,
  pickRequest,
  planItemDetail,
  planItemPage,
  planItemQuery,
  planListQuery,
  planRequest,
  planView,
  undoRequest,
} from "./plans.ts";

/** Plans kept for people. What takes long goes on in the background: the stream of hints says when to look again. */
export const planRoutes: readonly ApiRoute[] = [
  {
    method: "get",
    path: "/api/v1/plans",
    needs: "view",
    summary: "Kept plans, newest first; of one bridge when it is named.",
    query: planListQuery,
    answer: z.object({ plans: z.array(planView) }),
  },
  {
    method: "post",
    path: "/api/v1/plans",
    needs: "build",
    summary: "Begins to make a plan: what a run would write. Writes nothing at the vendors.",
    body: planRequest,
    answer: planView,
  },
  { method: "get", path: "/api/v1/plans/{id}", needs: "view", summary: "One plan: counts, how far it is, results.", answer: planView },
  {
    method: "get",
    path: "/api/v1/plans/{id}/items",
    needs: "view",
    summary: "Rows of a plan from a place on, narrowed by group, field, reason or text.",
    query: planItemQuery,
    answer: planItemPage,
  },
  {
    method: "get",
    path: "/api/v1/plans/{id}/items/{position}",
    needs: "view",
    summary: "One row of a plan, field by field; personal values are masked for whoever may not see them.",
    answer: planItemDetail,
  },
  {
    method: "post",
    path: "/api/v1/plans/{id}/picks",
    needs: "build",
    summary: "Picks rows of a plan or leaves them out.",
    body: pickRequest,
    answer: planView,
  },
  {
    method: "post",
    path: "/api/v1/plans/{id}/apply",
    needs: "build",
    summary: "Begins to carry out what is picked: the first ten records, or all that is left.",
    body: applyRequest,
    answer: planView,
  },
  {
    method: "post",
    path: "/api/v1/plans/{id}/undo",
    needs: "build",
    summary: "Begins to take the run back for all that nobody has changed since, or to find out what that would do.",
    body: undoRequest,
    answer: planView,
  },
  {
    method: "get",
    path: "/api/v1/plans/{id}/file.json",
    needs: "reveal",
    summary: "The whole plan, as the command line carries it out.",
    answer: syncPlan,
  },
  {
    method: "get",
    path: "/api/v1/plans/{id}/file.csv",
    needs: "reveal",
    summary: "The plan as a table, one row a write, that no spreadsheet runs as formulas.",
    answer: "text/csv",
  },
];
