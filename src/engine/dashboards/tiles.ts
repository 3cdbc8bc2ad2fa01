import { mergeCounts, STEPS, type Counts } from "#core/ports/dashboard-rows.ts";
import { recipeIds, recipes } from "#core/recipes.ts";
import { needsYou } from "../needs-you.ts";
import type { DashboardTiles } from "./dashboards.ts";
import { idsOf, rowsOf, taskEntities, type DashboardParts, type Within } from "./scope.ts";

/** The figures on top, and what there is to choose from. */
export async function tilesOf(parts: DashboardParts, isCounting: boolean, found: Within): Promise<DashboardTiles> {
  const { ports, workspaceId } = parts;
  const { store } = ports;
  const { dashboards } = store;
  const { bridges, allBridges, allConnections } = found;
  const now = ports.clock.now();
  const tasks = { kind: "task", bridgeIds: idsOf(bridges, taskEntities) } as const;
  const week = { kind: "appointment", bridgeIds: idsOf(bridges, ["appointment"]), from: now, until: now + 7 * STEPS.day } as const;
  const [contacts, open, overdue, coming, rows, needs, ever] = await Promise.all([
    Promise.all(idsOf(bridges, ["contact"]).map((id) => store.counts(workspaceId, id))),
    dashboards.countDated(workspaceId, tasks),
    dashboards.countDated(workspaceId, { ...tasks, from: 0, until: now }),
    dashboards.countDated(workspaceId, week),
    rowsOf(parts, "day", "bridges", found),
    needsYou(store, workspaceId, now),
    rowsOf(parts, "quarter", "bridges", { ...found, isAll: true }),
  ]);
  const recordsIn = (counted: typeof open): number => counted.reduce((sum, { records }) => sum + records, 0);
  const day = rows.reduce<Counts>((sum, row) => mergeCounts(sum, row.counts), {});
  const locations = new Set(allBridges.map(({ left }) => left));
  return {
    asOf: now,
    isEmpty: !ever.some(({ counts: figures }) => (figures["result.ok"] ?? 0) > 0),
    isCounting,
    contacts: contacts.reduce((sum, { total, ended }) => sum + total - ended, 0),
    inSync: contacts.reduce((sum, one) => sum + one["in-sync"], 0),
    openTasks: recordsIn(open),
    overdueTasks: recordsIn(overdue),
    notes: (day["note.incident"] ?? 0) + (day["note.highlevel"] ?? 0),
    appointments: recordsIn(coming),
    needsYou: needs.length,
    locations: allConnections.filter(({ id }) => locations.has(id)).map(({ id, name }) => ({ id, name })),
    flows: recipeIds.filter((id) => allBridges.some(({ entity }) => recipes[id].own.includes(entity))),
  };
}
