import { useMutation, useQuery, useQueryClient, type UseMutationResult, type UseQueryResult } from "@tanstack/react-query";
import type { FlowDetail, FlowPart } from "#contract/flows.ts";
import type { PlanView } from "#contract/plans.ts";
import type { SetupState } from "#contract/setup.ts";
import { fetchFlow, setFlowMode } from "../../api/flow-calls.ts";
import { makePlan, planQuery } from "../../api/plan-calls.ts";
import { useSetup } from "./use-setup.ts";

export interface SetupPlan {
  readonly plan: UseQueryResult<PlanView>;
  /** Begins a new one and forgets the old. */
  readonly make: UseMutationResult<void, Error, void>;
  /** It is there, has an outcome, and can still be carried out. */
  readonly usable: boolean;
  /** There is none, or nothing more can come of it. */
  readonly isOver: boolean;
}

const contactsOf = ({ parts }: FlowDetail): FlowPart | undefined => parts.find(({ entity }) => entity === "contact");

const isPast = ({ expired, failure, stage }: PlanView): boolean => expired !== null || failure !== null || stage === "interrupted";

/** The plan of the set-up: made of contacts, with which everything begins. The stream of hints says when it has moved on. */
export function useSetupPlan(state: SetupState): SetupPlan {
  const client = useQueryClient();
  const { note } = useSetup();
  const id = state.planId;
  const plan = useQuery({ ...planQuery(id), retry: false });
  const make = useMutation({
    mutationFn: async () => {
      // Who put matching off has no bridge yet.
      const contacts = contactsOf(await fetchFlow("contacts")) ?? contactsOf(await setFlowMode("contacts", "shadow"));
      if (contacts !== undefined) note({ planId: (await makePlan(contacts.id)).id, tried: null });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["plan"] }),
  });
  const usable = plan.data?.stage === "ready" && plan.data.counts !== null && plan.data.expired === null;
  const isOver = id === null || plan.isError || (plan.data !== undefined && isPast(plan.data));
  return { plan, make, usable, isOver };
}
