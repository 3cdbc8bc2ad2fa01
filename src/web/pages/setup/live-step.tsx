import { useMutation, useQueries, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Check, X } from "lucide-react";
import { useState, type ReactElement } from "react";
import type { FlowDetail } from "#contract/flows.ts";
import type { SetupState } from "#contract/setup.ts";
import { fetchFlow, setFlowMode } from "../../api/flow-calls.ts";
import { ApiProblem } from "../../api/request.ts";
import { changeSetup } from "../../api/setup-calls.ts";
import { text } from "../../i18n/text.ts";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Loading } from "../../ui/states.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { ChoiceList } from "../../ui/choice-list.tsx";
import { Glossed } from "../../ui/term.tsx";
import { StepFrame } from "./step-frame.tsx";

const modes = ["shadow", "canary", "live"] as const;
type Mode = (typeof modes)[number];
type CheckRow = FlowDetail["checks"][number];

/** How far to go today. What speaks against it is told, and can be overridden with a reason that is kept. */
export function LiveStep({ state }: { readonly state: SetupState }): ReactElement {
  const [mode, setMode] = useState<Mode>("live");
  const [reason, setReason] = useState("");
  const client = useQueryClient();
  const navigate = useNavigate();
  const flows = useQueries({ queries: state.recipes.map((id) => ({ queryKey: ["flow", id], queryFn: () => fetchFlow(id) })) });
  const unread = flows.find(({ isError }) => isError);
  const checks = worst(flows.flatMap(({ data }) => data?.checks ?? []));
  const open = checks.filter(({ ok }) => !ok);
  const go = useMutation({
    mutationFn: async () => {
      for (const id of state.recipes) await setFlowMode(id, mode, reason.trim());
      client.setQueryData(["setup"], await changeSetup({ finishedAt: Date.now() }));
    },
    onSuccess: () => navigate({ to: "/" }),
    onSettled: () => client.invalidateQueries(),
  });
  const blocked = mode !== "shadow" && (checks.length === 0 || open.some(({ needed }) => needed) || (open.length > 0 && reason.trim() === ""));
  return (
    <StepFrame
      state={state}
      canWait={false}
      onNext={blocked ? undefined : () => go.mutate()}
      nextLabel={text(`setup.live.go.${mode}`)}
      busy={go.isPending}
      error={go.error}
    >
      <ChoiceList
        legend={text("setup.live.legend")}
        choices={modes.map((value) => ({ value, label: text(`setup.live.${value}`), hint: text(`setup.live.${value}.hint`) }))}
        value={mode}
        onChange={setMode}
      />
      <p className="muted">
        <Glossed words={["canary", "mode"]}>{text("setup.live.words")}</Glossed>
      </p>
      <h3>{text("setup.live.checks")}</h3>
      {unread === undefined ? (
        checks.length === 0 && <Loading lines={4} />
      ) : (
        <ProblemCard error={unread.error ?? new ApiProblem(null)} onRetry={() => void unread.refetch()} />
      )}
      <Checks checks={checks} />
      {mode !== "shadow" && open.length > 0 && (
        <TextField
          label={text("setup.live.reason")}
          description={text("setup.live.reason.hint")}
          value={reason}
          maxLength={500}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
    </StepFrame>
  );
}

const Checks = ({ checks }: { readonly checks: readonly CheckRow[] }): ReactElement => (
  <ul className="check-steps">
    {checks.map(({ id, ok, count }) => (
      <li key={id} data-state={ok ? "passed" : "failed"}>
        {ok ? <Check size={16} aria-hidden /> : <X size={16} aria-hidden />} {text(`flow.check.${id}`)}
        <span className="muted">{ok ? text("flow.check.ok") : text("setup.live.check.open", { count })}</span>
      </li>
    ))}
  </ul>
);

/** Checks of several flows as one list: what is open anywhere is open. */
function worst(all: readonly CheckRow[]): readonly CheckRow[] {
  const found = new Map<CheckRow["id"], CheckRow>();
  for (const check of all) {
    const known = found.get(check.id);
    if (known === undefined || (known.ok && !check.ok) || check.count > known.count) found.set(check.id, check);
  }
  return [...found.values()];
}
