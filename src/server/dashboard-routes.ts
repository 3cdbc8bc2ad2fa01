import type { FastifyInstance, FastifyRequest } from "fastify";
import {
  chartData,
  chartExportQuery,
  chartNames,
  chartQuery,
  dashboardScope,
  dashboardTiles,
  recordList,
  type ChartName,
  type RecordList,
} from "#contract/dashboards.ts";
import { HighwireError } from "#core/errors.ts";
import type { Application } from "#engine/application.ts";
import type { ChartData, DashboardScope, ListedRecord } from "#engine/dashboards/dashboards.ts";
import { csvRow } from "#lib/csv.ts";
import { shownRecord } from "./dashboard-views.ts";
import { checked } from "./problem.ts";

type WithChart = FastifyRequest<{ Params: { chart: string } }>;

/** `/api/v1/dashboards`: figures, and lists with every personal value masked. */
export async function dashboardRoutes(server: FastifyInstance, { app }: { readonly app: Application }): Promise<void> {
  const { dashboards } = app;
  server.get("/dashboards/tiles", async (request) => dashboardTiles.parse(await dashboards.tiles(scopeIn(request.query))));
  server.get("/dashboards/charts/:chart", async (request: WithChart) => {
    const { range, detail, ...scope } = checked(chartQuery, request.query);
    return chartData.parse(await dashboards.chart(chartIn(request), range, given(scope), detail));
  });
  server.get("/dashboards/charts/:chart/export.csv", async (request: WithChart, reply) => {
    const { range, ...scope } = checked(chartExportQuery, request.query);
    const chart = chartIn(request);
    const data = await dashboards.chart(chart, range, given(scope), "full");
    return reply
      .type("text/csv; charset=utf-8")
      .header("content-disposition", `attachment; filename="highwire-${chart}-${range}.csv"`)
      .send(tableOf(data));
  });
  server.get("/dashboards/overdue-tasks", async (request) => recordList.parse(await listOf(app, dashboards.overdueTasks(scopeIn(request.query)))));
  server.get("/dashboards/next-appointments", async (request) =>
    recordList.parse(await listOf(app, dashboards.nextAppointments(scopeIn(request.query)))),
  );
  server.get("/dashboards/latest-notes", async (request) => recordList.parse(await listOf(app, dashboards.latestNotes(scopeIn(request.query)))));
}

function chartIn({ params }: WithChart): ChartName {
  const found = chartNames.find((name) => name === params.chart);
  if (found === undefined) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "chart" });
  return found;
}

const scopeIn = (query: unknown): DashboardScope => given(checked(dashboardScope, query));

/** A filter that is not there counts as none. */
const given = ({
  location,
  flow,
}: {
  readonly location?: string | undefined;
  readonly flow?: DashboardScope["flow"] | undefined;
}): DashboardScope => ({
  ...(location !== undefined && { location }),
  ...(flow !== undefined && { flow }),
});

async function listOf(app: Application, asked: Promise<readonly ListedRecord[]>): Promise<RecordList> {
  const [records, bridges] = await Promise.all([asked, app.store.bridges(app.workspaceId)]);
  const maps = new Map(bridges.map(({ id, fields }) => [id, fields]));
  return { asOf: app.clock.now(), records: records.map((record) => shownRecord(record, maps.get(record.link.bridgeId) ?? [])) };
}

function tableOf({ columns, points }: ChartData): string {
  const isTimed = points.every(({ at }) => at !== null);
  const heading = [isTimed ? "from (UTC)" : "name", ...columns.map(({ key, name }) => (name === null ? key : `${name}: ${key}`))];
  const rows = points.map(({ at, name, values }) => [at === null ? name : new Date(at).toISOString(), ...values]);
  return [heading, ...rows].map(csvRow).join("");
}
