import { flowDetail, flowList, ruleView, type FlowDetail, type FlowView, type RuleRequest } from "#contract/flows.ts";
import type { BridgeMode, Entity } from "#core/bridge.ts";
import type { RecipeId } from "#core/recipes.ts";
import { post, request } from "./request.ts";

export const fetchFlows = async (): Promise<readonly FlowView[]> => flowList.parse(await request("/flows")).flows;
export const fetchFlow = async (id: RecipeId): Promise<FlowDetail> => flowDetail.parse(await request(`/flows/${id}`));
export const setFlowMode = async (id: RecipeId, mode: BridgeMode, reason = ""): Promise<FlowDetail> =>
  flowDetail.parse(await post(`/flows/${id}/mode`, { mode, ...(reason !== "" && { reason }) }));
export const addFlowPart = async (id: RecipeId, entity: Entity): Promise<FlowDetail> =>
  flowDetail.parse(await post(`/flows/${id}/parts`, { entity }));
export const changeRules = async (bridgeId: string, change: RuleRequest): Promise<unknown> =>
  ruleView.parse(await post(`/bridges/${encodeURIComponent(bridgeId)}/rules`, change));
export const chooseHoldTag = async (bridgeId: string, tag: string | null): Promise<unknown> =>
  ruleView.parse(await post(`/bridges/${encodeURIComponent(bridgeId)}/hold`, { tag }));
export const releaseBrake = (bridgeId: string): Promise<unknown> => post(`/bridges/${encodeURIComponent(bridgeId)}/release-brake`);
