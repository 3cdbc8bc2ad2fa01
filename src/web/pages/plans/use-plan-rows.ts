import { useQueries } from "@tanstack/react-query";
import type { PlanFilter } from "#contract/plan-filter.ts";
import type { PlanItemRow } from "#contract/plans.ts";
import { PLAN_PAGE, planRowsQuery } from "../../api/plan-calls.ts";

/** Rows of a plan, of which only those in sight are fetched. */
export interface PlanRowSource {
  /** Undefined while it is on its way. */
  readonly at: (index: number) => PlanItemRow | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** Asks for the pages that hold the rows from one to another. */
export function usePlanRows(id: string, filter: PlanFilter, from: number, to: number): PlanRowSource {
  const begin = Math.floor(from / PLAN_PAGE);
  const inSight = Array.from({ length: Math.floor(to / PLAN_PAGE) - begin + 1 }, (_, step) => begin + step);
  const pages = useQueries({ queries: inSight.map((page) => planRowsQuery(id, filter, page)) });
  return {
    at: (index) => pages[Math.floor(index / PLAN_PAGE) - begin]?.data?.items[index % PLAN_PAGE],
    error: pages.find(({ error }) => error !== null)?.error ?? null,
    retry: () => void Promise.all(pages.map(async (page) => page.refetch())),
  };
}
