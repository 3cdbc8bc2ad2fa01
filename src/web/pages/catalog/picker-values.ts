import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { RunView, ValuesView } from "#contract/operations.ts";
import { fetchValues } from "../../api/catalog-calls.ts";

/** What there is to pick from for a field of an operation. */
export const usePickerValues = (operationId: string, field: string, place: RunView["place"]): UseQueryResult<ValuesView["values"]> =>
  useQuery({
    queryKey: ["catalog", operationId, "values", field, place],
    queryFn: () => fetchValues(operationId, field, place),
    retry: false,
    // Each look costs a call to the vendor.
    meta: { topics: [] },
  });
