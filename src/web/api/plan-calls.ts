import { queryOptions, skipToken } from "@tanstack/react-query";
import type { PlanFilter } from "#contract/plan-filter.ts";
import { planItemDetail, planItemPage, planView, type PlanItemDetail, type PlanItemRow, type PlanView, type PickRequest } from "#contract/plans.ts";
import { post, request } from "./request.ts";

/** Rows fetched at a time. */
export const PLAN_PAGE = 100;

const at = (id: string): string => `/plans/${encodeURIComponent(id)}`;

const fetchPlan = async (id: string): Promise<PlanView> => planView.parse(await request(at(id)));
/** How a plan is asked for, and when it is read again; not at all while there is none. */
export const planQuery = (id: string | null) =>
  queryOptions({ queryKey: ["plan", id], queryFn: id === null ? skipToken : () => fetchPlan(id), meta: { topics: ["plan", "config"] } });
export const makePlan = async (bridgeId: string): Promise<PlanView> => planView.parse(await post("/plans", { bridgeId }));
export const applyPlan = async (id: string, scope: "first" | "rest", confirm: number | null): Promise<PlanView> =>
  planView.parse(await post(`${at(id)}/apply`, { scope, ...(confirm !== null && { confirm }) }));
export const undoPlan = async (id: string, rehearse: boolean): Promise<PlanView> => planView.parse(await post(`${at(id)}/undo`, { rehearse }));
export const pickRows = async (id: string, wish: PickRequest): Promise<PlanView> => planView.parse(await post(`${at(id)}/picks`, wish));
export const fetchPlanItem = async (id: string, position: number): Promise<PlanItemDetail> =>
  planItemDetail.parse(await request(`${at(id)}/items/${String(position)}`));
/** Where the whole plan can be had as a file. */
export const planFile = (id: string, kind: "csv" | "json"): string => `/api/v1${at(id)}/file.${kind}`;

async function fetchPlanItems(
  id: string,
  filter: PlanFilter,
  from: number,
): Promise<{ readonly items: readonly PlanItemRow[]; readonly total: number }> {
  const query = new URLSearchParams({ from: String(from), limit: String(PLAN_PAGE) });
  for (const name of ["symbol", "field", "reason", "q", "outcome"] as const) {
    const value = filter[name];
    if (value !== undefined && value !== "") query.set(name, value);
  }
  return planItemPage.parse(await request(`${at(id)}/items?${query.toString()}`));
}

/** How a page of a plan's rows is asked for. */
export const planRowsQuery = (id: string, filter: PlanFilter, page: number) =>
  queryOptions({
    queryKey: ["plan-items", id, filter, page],
    queryFn: () => fetchPlanItems(id, filter, page * PLAN_PAGE),
    meta: { topics: ["plan"] },
  });
