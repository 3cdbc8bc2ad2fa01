import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { SetupState } from "#contract/setup.ts";
import { changeRules, setFlowMode } from "../../api/flow-calls.ts";
import { text } from "../../i18n/text.ts";
import { ChoiceList } from "../../ui/choice-list.tsx";
import { StepFrame } from "./step-frame.tsx";
import { useSetup } from "./use-setup.ts";

const policies = ["ask", "highlevel", "incident", "newest"] as const satisfies readonly SetupState["firstLink"][];

/** How records find each other, and whose value holds at first. Going on makes the bridges, which only read and tell from then on. */
export function MatchStep({ state }: { readonly state: SetupState }): ReactElement {
  const { note, next } = useSetup();
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: async () => {
      // One after the other: flows share bridges, and the first one makes them.
      for (const id of state.recipes) {
        const { parts } = await setFlowMode(id, "shadow");
        for (const part of parts) if (part.role === "own") await changeRules(part.id, { firstLink: state.firstLink });
      }
    },
    onSuccess: () => next(state),
    onSettled: () => client.invalidateQueries(),
  });
  return (
    <StepFrame state={state} onNext={() => make.mutate()} busy={make.isPending} error={make.error}>
      <p>{text("setup.match.keys")}</p>
      <ChoiceList
        legend={text("setup.match.legend")}
        choices={policies.map((value) => ({ value, label: text(`setup.match.${value}`), hint: text(`setup.match.${value}.hint`) }))}
        value={state.firstLink}
        onChange={(firstLink) => note({ firstLink })}
      />
      <p className="muted">{text("setup.match.shadow")}</p>
    </StepFrame>
  );
}
