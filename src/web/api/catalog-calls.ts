import { queryOptions } from "@tanstack/react-query";
import {
  catalogEntry,
  catalogList,
  exampleView,
  runView,
  valuesView,
  type CatalogEntryView,
  type CatalogItemView,
  type OperationInputView,
  type RunView,
  type ValuesView,
} from "#contract/operations.ts";
import { post, request } from "./request.ts";

const at = (id: string): string => `/operations/${encodeURIComponent(id)}`;

const fetchCatalog = async (): Promise<readonly CatalogItemView[]> => catalogList.parse(await request("/operations")).items;
const fetchEntry = async (id: string): Promise<CatalogEntryView> => catalogEntry.parse(await request(at(id)));
/** How the catalog and its entries are asked for; they never change while the server runs. */
export const catalogQuery = queryOptions({ queryKey: ["catalog"], queryFn: fetchCatalog, staleTime: Infinity, meta: { topics: [] } });
export const entryQuery = (id: string) =>
  queryOptions({ queryKey: ["catalog", id], queryFn: () => fetchEntry(id), staleTime: Infinity, meta: { topics: [] } });
export const fetchExample = async (id: string): Promise<OperationInputView> => exampleView.parse(await post(`${at(id)}/example`)).input;

/** A field whose values a list tells, and the words that are looked for in it; empty: what it lists first. */
export interface ValuesAsked {
  readonly operationId: string;
  readonly field: string;
  readonly place: RunView["place"];
  readonly words?: string;
}
export const fetchValues = async ({ operationId, field, place, words = "" }: ValuesAsked): Promise<ValuesView> => {
  const query = new URLSearchParams({ field, place, ...(words !== "" && { words }) });
  return valuesView.parse(await request(`${at(operationId)}/values?${query.toString()}`));
};

/** What one run is asked for. */
export interface RunAsked {
  readonly input: OperationInputView;
  readonly place: RunView["place"];
  readonly connectionId?: string;
  readonly confirm?: string;
}
export const runOperation = async (id: string, asked: RunAsked): Promise<RunView> => runView.parse(await post(`${at(id)}/run`, asked));
