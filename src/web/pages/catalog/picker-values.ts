import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { ValuesView } from "#contract/operations.ts";
import { fetchValues, type ValuesAsked } from "../../api/catalog-calls.ts";

/** What there is to pick from for a field of an operation; while words are looked for, what there was. */
export function usePickerValues(asked: ValuesAsked): UseQueryResult<ValuesView> {
  const list = JSON.stringify([asked.operationId, asked.field, asked.place]);
  return useQuery({
    queryKey: ["catalog", "values", list, asked.words ?? ""],
    queryFn: () => fetchValues(asked),
    placeholderData: (before, query) => (query?.queryKey[2] === list ? before : undefined),
    retry: false,
    // Each look costs a call to the vendor.
    meta: { topics: [] },
  });
}
