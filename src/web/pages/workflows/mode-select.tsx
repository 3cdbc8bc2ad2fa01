import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, type ReactElement } from "react";
import { workflowModes, type WorkflowView } from "#contract/workflows.ts";
import { setWorkflowMode } from "../../api/workflow-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Select } from "../../ui/select.tsx";
import { sayDone } from "../../ui/toast.tsx";

interface Props {
  readonly workflow: WorkflowView;
  /** Its name stands beside it already. */
  readonly bare?: boolean;
}

/** Off, in shadow or live; what was never published stays off. */
export function ModeSelect({ workflow: { id, name, mode, version }, bare = false }: Props): ReactElement {
  const client = useQueryClient();
  const mayBuild = useMay("build");
  const change = useMutation({
    mutationFn: (next: WorkflowView["mode"]) => setWorkflowMode(id, next),
    async onSuccess(detail) {
      client.setQueryData(["workflow", id], detail);
      sayDone(text(`wf.mode.${detail.mode}.done`, { name }));
      await client.invalidateQueries({ queryKey: ["workflows"] });
    },
  });
  const shown = change.isPending ? change.variables : mode;
  // Each letter that somebody types to choose by tells of a change, also before the page shows that the first is under way.
  const asked = useRef<WorkflowView["mode"] | null>(null);
  const choose = (next: WorkflowView["mode"]): void => {
    if (next === (asked.current ?? shown)) return;
    asked.current = next;
    change.mutate(next, {
      onSettled: () => {
        asked.current = null;
      },
    });
  };
  return (
    <>
      <Select
        label={bare ? undefined : text("wf.mode")}
        aria-label={text("wf.mode.of", { name })}
        data={workflowModes.map((value) => ({ value, label: text(`wf.mode.${value}`) }))}
        disabled={!mayBuild || version === null}
        value={shown}
        onChange={(event) => choose(event.currentTarget.value as WorkflowView["mode"])}
      />
      {version === null && <span className="muted">{text("wf.mode.first")}</span>}
      {change.isError && <ProblemCard error={change.error} />}
    </>
  );
}
