import type { ChartData, ChartName, Dashboards, DashboardScope } from "./dashboards.ts";
import { errorsOf, incidentsOf, quotaOf, timedOf, type Detail } from "./chart-data.ts";
import { timedCharts } from "./charts.ts";
import { createCounting } from "./counting.ts";
import { comingOf, notesOf, overdueOf } from "./lists.ts";
import type { Range } from "./ranges.ts";
import { rowsOf, within, type DashboardParts } from "./scope.ts";
import { tilesOf } from "./tiles.ts";

export function createDashboards(parts: DashboardParts): Dashboards {
  const { ports, workspaceId } = parts;
  const counting = createCounting(parts);
  const look = async (scope: DashboardScope): ReturnType<typeof within> => {
    await counting.refresh();
    return within(ports.store, workspaceId, scope);
  };
  return {
    refresh: () => counting.refresh(),
    async tiles(scope) {
      const found = await look(scope);
      return tilesOf(parts, counting.isBehind(), found);
    },
    chart: async (name, range, scope, detail) => chartOf(parts, name, range, detail, await look(scope)),
    overdueTasks: async (scope) => overdueOf(parts, await look(scope)),
    nextAppointments: async (scope) => comingOf(parts, await look(scope)),
    latestNotes: async (scope) => notesOf(parts, await look(scope)),
  };
}

async function chartOf(
  parts: DashboardParts,
  name: ChartName,
  range: Range,
  detail: Detail,
  found: Awaited<ReturnType<typeof within>>,
): Promise<ChartData> {
  switch (name) {
    case "incidents":
      return incidentsOf(parts, range, found);
    case "quota":
      return quotaOf(parts, range, await rowsOf(parts, range, "connections", found), found);
    case "errors":
      return errorsOf(range, parts.ports.clock.now(), await rowsOf(parts, range, "bridges", found));
    default:
      return timedOf(name, range, detail, parts.ports.clock.now(), await rowsOf(parts, range, timedCharts[name].of, found));
  }
}
