import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { ValuesView } from "#contract/operations.ts";
import { fetchValues, type ValuesAsked } from "../../api/catalog-calls.ts";

/** What there is to pick from for a field of an operation; while words are looked for, what there was. */
export const usePickerValues = (asked: ValuesAsked): UseQueryResult<ValuesView> =>
  useQuery({
    queryKey: ["catalog", asked.operationId, "values", asked.field, asked.place, asked.words ?? ""],
    queryFn: () => fetchValues(asked),
    placeholderData: keepPreviousData,
    retry: false,
    // Each look costs a call to the vendor.
    meta: { topics: [] },
  });
