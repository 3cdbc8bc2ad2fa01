import { configApplied, configComparison, configView, type ConfigComparisonView, type ConfigView } from "#contract/config.ts";
import { post, request } from "./request.ts";

export const configFileAddress = "/api/v1/config/file.yaml";
export const fetchConfig = async (): Promise<ConfigView> => configView.parse(await request("/config"));
export const compareConfig = async (text: string): Promise<ConfigComparisonView> => configComparison.parse(await post("/config/compare", { text }));
/** Applies exactly what the comparison with that hash showed; tells how many changes that were. */
export const applyConfig = async (text: string, hash: string): Promise<number> =>
  configApplied.parse(await post("/config/apply", { text, hash })).changes.length;
