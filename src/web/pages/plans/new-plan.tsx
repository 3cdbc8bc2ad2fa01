import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { makePlan } from "../../api/plan-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";

/** Begins another plan for the same bridge and goes there. */
export function NewPlan({ bridgeId }: { readonly bridgeId: string }): ReactElement | null {
  const navigate = useNavigate();
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: () => makePlan(bridgeId),
    onSuccess: async (plan) => {
      client.setQueryData(["plan", plan.id], plan);
      await navigate({ to: "/plans/$id", params: { id: plan.id }, search: {} });
    },
  });
  if (!useMay("build")) return null;
  return (
    <>
      <Button small busy={make.isPending} onClick={() => make.mutate()}>
        {text("plan.new")}
      </Button>
      {make.isError && <ProblemCard error={make.error} onRetry={() => make.mutate()} />}
    </>
  );
}
