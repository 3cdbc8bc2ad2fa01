import { dataView, erasure, personExport, type DataView, type ErasureView, type RetentionRequest } from "#contract/data.ts";
import { post, request } from "./request.ts";

export const fetchData = async (): Promise<DataView> => dataView.parse(await request("/data"));
export const keepFor = async (days: RetentionRequest): Promise<DataView> => dataView.parse(await post("/data/retention", days));

const person = (id: string): string => `/data/people/${encodeURIComponent(id)}`;
/** The text of the file that is handed over. */
export const exportPerson = async (id: string): Promise<string> =>
  `${JSON.stringify(personExport.parse(await post(`${person(id)}/export`)), null, 2)}\n`;
export const erasePerson = async (id: string, rehearse: boolean): Promise<ErasureView> =>
  erasure.parse(await post(`${person(id)}/erase`, { rehearse }));
