import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";

/** Goes on to a page of ours once somebody is signed in; what was known before is asked again. */
export function useArrive(): (to?: string) => Promise<void> {
  const queries = useQueryClient();
  const router = useRouter();
  return async (to = "/") => {
    queries.clear();
    router.history.push(to);
  };
}
