import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { sayDone } from "../../ui/toast.tsx";

/** Something that is done at a press: says so, and asks anew for what it changed. */
export function useAct<Given, Result>(
  act: (given: Given) => Promise<Result>,
  after: { readonly renews: readonly string[]; readonly done?: string; readonly onDone?: (result: Result) => void },
): UseMutationResult<Result, Error, Given> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: async (result) => {
      if (after.done !== undefined) sayDone(after.done);
      after.onDone?.(result);
      await Promise.all(after.renews.map((key) => queries.invalidateQueries({ queryKey: [key] })));
    },
  });
}
