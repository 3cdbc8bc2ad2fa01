import { chartData, dashboardTiles, recordList, type ChartData, type ChartName, type DashboardTiles, type RecordList } from "#contract/dashboards.ts";
import type { DashboardFilter } from "#contract/dashboard-filter.ts";
import { request } from "./request.ts";

/** The filters as the server's query. */
function scopeOf({ location, flow }: DashboardFilter): URLSearchParams {
  return new URLSearchParams({ ...(location !== undefined && { location }), ...(flow !== undefined && { flow }) });
}

function chartQueryOf(filter: DashboardFilter): URLSearchParams {
  const query = scopeOf(filter);
  query.set("range", filter.range ?? "day");
  return query;
}

export const fetchTiles = async (filter: DashboardFilter): Promise<DashboardTiles> =>
  dashboardTiles.parse(await request(`/dashboards/tiles?${scopeOf(filter).toString()}`));

export async function fetchChart(chart: ChartName, filter: DashboardFilter, detail: "drawn" | "full"): Promise<ChartData> {
  const query = chartQueryOf(filter);
  query.set("detail", detail);
  return chartData.parse(await request(`/dashboards/charts/${chart}?${query.toString()}`));
}

export type ListName = "overdue-tasks" | "next-appointments" | "latest-notes";
export const fetchList = async (list: ListName, filter: DashboardFilter): Promise<RecordList> =>
  recordList.parse(await request(`/dashboards/${list}?${scopeOf(filter).toString()}`));

export const chartAddress = (chart: ChartName, filter: DashboardFilter): string =>
  `/api/v1/dashboards/charts/${chart}/export.csv?${chartQueryOf(filter).toString()}`;
