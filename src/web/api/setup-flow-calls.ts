import { flowDetail, type FlowDetail } from "#contract/flows.ts";
import { planItemDetail, planItemPage, planView, type PlanItemDetail, type PlanItemRow, type PlanView } from "#contract/plans.ts";
import type { SetupState } from "#contract/setup.ts";
import type { RecipeId } from "#core/recipes.ts";
import { post, request } from "./request.ts";

const flowAt = (id: RecipeId): string => `/flows/${encodeURIComponent(id)}`;
const planAt = (id: string): string => `/plans/${encodeURIComponent(id)}`;

export const fetchFlow = async (id: RecipeId): Promise<FlowDetail> => flowDetail.parse(await request(flowAt(id)));
export const setFlowMode = async (id: RecipeId, mode: "shadow" | "canary" | "live", reason?: string): Promise<FlowDetail> =>
  flowDetail.parse(await post(`${flowAt(id)}/mode`, { mode, ...(reason !== undefined && { reason }) }));
export const setFirstLink = (bridgeId: string, firstLink: SetupState["firstLink"]): Promise<unknown> =>
  post(`/bridges/${encodeURIComponent(bridgeId)}/rules`, { firstLink });

export const fetchPlan = async (id: string): Promise<PlanView> => planView.parse(await request(planAt(id)));
export const makePlan = async (bridgeId: string): Promise<PlanView> => planView.parse(await post("/plans", { bridgeId }));
/** Records of a plan whose words fit, the first 20. */
export async function fetchPlanRows(id: string, words: string): Promise<readonly PlanItemRow[]> {
  const query = new URLSearchParams({ limit: "20", ...(words !== "" && { q: words }) });
  return planItemPage.parse(await request(`${planAt(id)}/items?${query.toString()}`)).items;
}
export const fetchPlanItem = async (id: string, position: number): Promise<PlanItemDetail> =>
  planItemDetail.parse(await request(`${planAt(id)}/items/${String(position)}`));
export const pickAll = (id: string, picked: boolean): Promise<unknown> => post(`${planAt(id)}/picks`, { picked });
export const pickOne = (id: string, position: number): Promise<unknown> => post(`${planAt(id)}/picks`, { picked: true, positions: [position] });
export const applyPicked = (id: string): Promise<unknown> => post(`${planAt(id)}/apply`, { scope: "first" });
export const takeBack = (id: string): Promise<unknown> => post(`${planAt(id)}/undo`, { rehearse: false });
