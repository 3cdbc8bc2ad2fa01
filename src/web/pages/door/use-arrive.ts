import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";

/** Goes on to a page of ours once somebody is signed in; what was known before is asked again. */
export function useArrive(): (to?: string) => void {
  const queries = useQueryClient();
  const router = useRouter();
  return (to = "/") => {
    queries.clear();
    router.history.push(to);
  };
}
