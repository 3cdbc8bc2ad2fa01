import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, type ReactElement } from "react";
import type { FlowDetail, FlowPart } from "#contract/flows.ts";
import type { SetupState } from "#contract/setup.ts";
import type { RecipeId } from "#core/recipes.ts";
import { fetchFlow } from "../../api/flow-calls.ts";
import { makePlan, planQuery } from "../../api/plan-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Answer } from "../../ui/states.tsx";
import { TryRecord } from "./try-record.tsx";
import { useSetup } from "./use-setup.ts";

type Test = SetupState["tests"][number];

interface Props {
  readonly id: Exclude<RecipeId, "contacts">;
  readonly state: SetupState;
}

/** Tries a flow that hangs on contacts: what it needs, its parts, and one record of each. */
export function FlowTest({ id, state }: Props): ReactElement {
  const heading = useId();
  const flow = useQuery({ queryKey: ["flow", id], queryFn: () => fetchFlow(id) });
  return (
    <section className="panel" aria-labelledby={heading}>
      <h3 id={heading}>{text(`flow.recipe.${id}`)}</h3>
      <p className="muted">{text(`setup.test.needs.${id}`)}</p>
      <Answer query={flow} lines={2}>
        {(detail) => <Parts flow={detail} state={state} />}
      </Answer>
    </section>
  );
}

function Parts({ flow, state }: { readonly flow: FlowDetail; readonly state: SetupState }): ReactElement {
  const client = useQueryClient();
  const { note } = useSetup();
  const own = flow.parts.filter(({ role }) => role === "own");
  const keep = (tests: readonly Test[]): void => {
    const replaced = new Set(tests.map(({ bridgeId }) => bridgeId));
    // Another flow may have been looked at since this one began.
    const before = client.getQueryData<SetupState>(["setup"])?.tests ?? state.tests;
    note({ tests: [...before.filter(({ bridgeId }) => !replaced.has(bridgeId)), ...tests] });
  };
  const look = useMutation({
    mutationFn: async () => {
      const tests: Test[] = [];
      for (const { id } of own) tests.push({ bridgeId: id, planId: (await makePlan(id)).id, tried: null });
      keep(tests);
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["plan"] }),
  });
  if (own.length === 0) return <p className="muted">{text("setup.test.not-made")}</p>;
  return (
    <>
      <Button busy={look.isPending} aria-label={text("setup.test.look.of", { name: text(`flow.recipe.${flow.id}`) })} onClick={() => look.mutate()}>
        {text("setup.test.look")}
      </Button>
      {look.isError && <ProblemCard error={look.error} />}
      {own.map((part) => {
        const test = state.tests.find(({ bridgeId }) => bridgeId === part.id);
        return test === undefined ? null : <PartTest key={part.id} part={part} test={test} onTried={(tried) => keep([{ ...test, tried }])} />;
      })}
    </>
  );
}

interface PartProps {
  readonly part: FlowPart;
  readonly test: Test;
  readonly onTried: (position: number) => void;
}

function PartTest({ part, test, onTried }: PartProps): ReactElement {
  const plan = useQuery({ ...planQuery(test.planId), retry: false });
  return (
    <section aria-label={text(`flow.kind.${part.entity}`)}>
      <h4>{text(`flow.kind.${part.entity}`)}</h4>
      <Answer query={plan} lines={2}>
        {(made) => <TryRecord plan={made} tried={test.tried} onTried={onTried} deletes={part.rules.onDelete === "delete"} />}
      </Answer>
    </section>
  );
}
