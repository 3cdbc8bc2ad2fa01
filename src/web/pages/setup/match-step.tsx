import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { firstSetup, type SetupState } from "#contract/setup.ts";
import { writes } from "#core/bridge.ts";
import type { HistoryChoice } from "#core/history.ts";
import { changeRules, fetchFlows, setFlowMode } from "../../api/flow-calls.ts";
import { text } from "../../i18n/text.ts";
import { ChoiceList } from "../../ui/choice-list.tsx";
import { Glossed } from "../../ui/term.tsx";
import { StepFrame } from "./step-frame.tsx";
import { useSetup } from "./use-setup.ts";

const policies = ["ask", "highlevel", "incident", "newest"] as const satisfies readonly SetupState["firstLink"][];

/** What is offered: nothing, some time, all. */
const histories = (chosen: HistoryChoice): readonly HistoryChoice[] => ["none", typeof chosen === "number" ? chosen : firstSetup.history, "all"];

/** How records find each other, and whose value holds at first. Going on makes the bridges, which only read and tell from then on. */
export function MatchStep({ state }: { readonly state: SetupState }): ReactElement {
  const { note, next } = useSetup();
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: async () => {
      const before = (await fetchFlows()).flatMap(({ parts }) => parts);
      const running = new Set(before.filter(({ mode }) => writes(mode)).map(({ id }) => id));
      // One after the other: flows share bridges, and the first one makes them.
      for (const id of state.recipes) {
        const { parts } = await setFlowMode(id, "shadow");
        for (const part of parts) {
          const firstLink = part.role === "own" ? state.firstLink : undefined;
          // What writes already has its history.
          const history = part.rules.history === null || running.has(part.id) ? undefined : state.history;
          if (firstLink !== undefined || history !== undefined) await changeRules(part.id, { firstLink, history });
        }
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
      <ChoiceList
        legend={text("setup.history.legend")}
        choices={histories(state.history).map((choice) => ({
          value: String(choice),
          label: typeof choice === "number" ? text("setup.history.days", { count: choice }) : text(`setup.history.${choice}`),
          hint: text(`setup.history.${typeof choice === "number" ? "days" : choice}.hint`),
        }))}
        value={String(state.history)}
        onChange={(word) => note({ history: histories(state.history).find((choice) => String(choice) === word) ?? state.history })}
      />
      <p className="muted">{text("setup.history.pairs")}</p>
      <p className="muted">
        <Glossed words={["flow", "shadow"]}>{text("setup.match.shadow")}</Glossed>
      </p>
    </StepFrame>
  );
}
