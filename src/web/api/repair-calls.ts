import { recordCheck, type RecordCheckView, type RepairRequest } from "#contract/repair.ts";
import { post } from "./request.ts";

const at = (id: string, verb: string): string => `/contacts/${encodeURIComponent(id)}/${verb}`;
export const checkRecord = async (id: string): Promise<RecordCheckView> => recordCheck.parse(await post(at(id, "check")));
export const repairRecord = (id: string, repair: RepairRequest): Promise<unknown> => post(at(id, "repair"), repair);
