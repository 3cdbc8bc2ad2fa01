import {
  attributeAnswer,
  mappingAttempt,
  mappingPlanAnswer,
  mappingVersionList,
  mappingView,
  type AttributeRequest,
  type MappingAttempt,
  type MappingRow,
  type MappingSaveRequest,
  type MappingVersionView,
  type MappingView,
} from "#contract/mapping.ts";
import type { PlanView } from "#contract/plans.ts";
import { post, request } from "./request.ts";

const at = (bridgeId: string): string => `/bridges/${encodeURIComponent(bridgeId)}/mapping`;

export const fetchMapping = async (bridgeId: string): Promise<MappingView> => mappingView.parse(await request(at(bridgeId)));
export const fetchMappingVersions = async (bridgeId: string): Promise<readonly MappingVersionView[]> =>
  mappingVersionList.parse(await request(`${at(bridgeId)}/versions`)).versions;
export const attemptMapping = async (bridgeId: string, rows: readonly MappingRow[]): Promise<MappingAttempt> =>
  mappingAttempt.parse(await post(`${at(bridgeId)}/attempt`, { rows }));
export const planMapping = async (bridgeId: string, rows: readonly MappingRow[]): Promise<PlanView> =>
  mappingPlanAnswer.parse(await post(`${at(bridgeId)}/plan`, { rows }));
export const saveMapping = async (bridgeId: string, wish: MappingSaveRequest): Promise<MappingView> =>
  mappingView.parse(await post(`${at(bridgeId)}/save`, wish));
export const addAttribute = async (bridgeId: string, wish: AttributeRequest): Promise<{ readonly place: string; readonly mapping: MappingView }> =>
  attributeAnswer.parse(await post(`${at(bridgeId)}/attributes`, wish));
