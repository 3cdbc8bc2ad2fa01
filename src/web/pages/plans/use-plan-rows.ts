import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { useState } from "react";
import type { PlanFilter } from "#contract/plan-filter.ts";
import type { PlanItemRow } from "#contract/plans.ts";
import { fetchPlanItems, PLAN_PAGE } from "../../api/plan-calls.ts";

/** The rows of a plan, of which only those in sight are fetched. */
export interface PlanRowSource {
  readonly total: number;
  /** Undefined while it is on its way. */
  readonly at: (index: number) => PlanItemRow | undefined;
  /** Says which rows are in sight. */
  readonly see: (first: number, last: number) => void;
  readonly error: Error | null;
  readonly retry: () => void;
}

export function usePlanRows(id: string, filter: PlanFilter): PlanRowSource {
  const [[first, last], setSight] = useState<readonly [number, number]>([0, 0]);
  const pages = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  // The first page tells how many there are.
  const wanted = pages.includes(0) ? pages : [0, ...pages];
  const answers = useQueries({
    queries: wanted.map((page) => ({
      queryKey: ["plan-items", id, filter, page],
      queryFn: () => fetchPlanItems(id, filter, page * PLAN_PAGE),
      placeholderData: keepPreviousData,
      meta: { topics: ["plan"] },
    })),
  });
  const known = new Map(wanted.map((page, index) => [page, answers[index]?.data?.items]));
  const see = (from: number, to: number): void => {
    const next = [Math.floor(from / PLAN_PAGE), Math.floor(to / PLAN_PAGE)] as const;
    if (next[0] !== first || next[1] !== last) setSight(next);
  };
  return {
    total: answers[0]?.data?.total ?? 0,
    at: (index) => known.get(Math.floor(index / PLAN_PAGE))?.[index % PLAN_PAGE],
    see,
    error: answers.find(({ error }) => error !== null)?.error ?? null,
    retry: () => void Promise.all(answers.map(async (answer) => answer.refetch())),
  };
}
