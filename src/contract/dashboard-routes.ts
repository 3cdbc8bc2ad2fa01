import type { ApiRoute } from "./api-route.ts";
import { chartData, chartExportQuery, chartQuery, dashboardScope, dashboardTiles, recordList } from "./dashboards.ts";

const list = (name: string, summary: string): ApiRoute => ({
  method: "get",
  path: `/api/v1/dashboards/${name}`,
  needs: "view",
  summary,
  query: dashboardScope,
  answer: recordList,
});

/** Figures about everything: tiles, charts, and the lists beside them. */
export const dashboardRoutes: readonly ApiRoute[] = [
  {
    method: "get",
    path: "/api/v1/dashboards/tiles",
    needs: "view",
    summary: "The figures on top, and the locations and flows to choose from.",
    query: dashboardScope,
    answer: dashboardTiles,
  },
  list("overdue-tasks", "Tasks that are overdue, the longest first; at most 50."),
  list("next-appointments", "Appointments of the next seven days; at most 50."),
  list("latest-notes", "The notes that were carried over last; at most 10, their texts masked."),
  {
    method: "get",
    path: "/api/v1/dashboards/charts/{chart}",
    needs: "view",
    summary: "One chart's figures, as they are drawn or in full.",
    query: chartQuery,
    answer: chartData,
  },
  {
    method: "get",
    path: "/api/v1/dashboards/charts/{chart}/export.csv",
    needs: "view",
    summary: "One chart's figures in full, as a table.",
    query: chartExportQuery,
    answer: "text/csv",
  },
];
