import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Redo2, Undo2 } from "lucide-react";
import { useState, type ReactElement } from "react";
import type { WorkflowDetail } from "#contract/workflows.ts";
import { removeWorkflow, runWorkflow } from "../../api/workflow-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { DownloadLink } from "../../ui/download-link.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { sayDone } from "../../ui/toast.tsx";
import { useBuilder } from "./builder.ts";
import { FileButton } from "./file-button.tsx";
import { ModeSelect } from "./mode-select.tsx";
import { PublishButton } from "./publish-dialog.tsx";
import type { Draft } from "./use-draft.ts";

interface Props {
  readonly workflow: WorkflowDetail;
  readonly draft: Draft;
  /** Null until the first answer. */
  readonly problems: number | null;
}

/** What can be done with the whole workflow, and whether its draft is kept. */
export function WorkflowTools({ workflow, draft, problems }: Props): ReactElement {
  const { mayBuild, definition, edit } = useBuilder();
  return (
    <section className="wf-head" aria-label={text("wf.whole")}>
      <div className="tools">
        <ModeSelect workflow={workflow} />
        {mayBuild && (
          <>
            <Button icon={<Undo2 size={14} aria-hidden />} disabled={draft.history.past.length === 0} onClick={draft.undo}>
              {text("wf.undo")}
            </Button>
            <Button icon={<Redo2 size={14} aria-hidden />} disabled={draft.history.future.length === 0} onClick={draft.redo}>
              {text("wf.redo")}
            </Button>
            <PublishButton
              workflow={workflow}
              ready={draft.state === "kept" && draft.theirs === null && problems === 0}
              why={unready(draft, problems)}
            />
          </>
        )}
        <RunNow workflow={workflow} />
      </div>
      <output className="muted">{stateWords(workflow, draft)}</output>
      {draft.error !== null && <ProblemCard error={draft.error} onRetry={draft.again} />}
      {draft.theirs !== null && (
        <Notice tone="warn" read="politely" title={text("wf.theirs")}>
          <Button small onClick={draft.takeTheirs}>
            {text("wf.theirs.take")}
          </Button>
        </Notice>
      )}
      <details className="wf-options">
        <summary>{text("wf.more")}</summary>
        <div className="wf-form">
          {mayBuild && (
            <TextField
              label={text("wf.name")}
              maxLength={120}
              required
              value={definition.name}
              onChange={(event) => edit({ ...definition, name: event.currentTarget.value }, "name")}
            />
          )}
          <p>
            <DownloadLink href={`/api/v1/workflows/${encodeURIComponent(workflow.id)}/file.yaml`}>{text("wf.file.get")}</DownloadLink>
          </p>
          {mayBuild && (
            <>
              <FileButton words={text("wf.file.take")} onRead={(read) => edit(read)} />
              <Remove workflow={workflow} />
            </>
          )}
        </div>
      </details>
    </section>
  );
}

/** Why a draft cannot be published as it is; null where it can, or will as soon as the server has answered. */
function unready({ state, theirs }: Draft, problems: number | null): string | null {
  if (theirs !== null) return text("wf.theirs");
  if (state === "refused") return text("wf.draft.refused");
  return problems === null || problems === 0 ? null : text("wf.publish.problems", { count: problems });
}

function stateWords({ version, edited }: WorkflowDetail, { state }: Draft): string {
  const kept = text(`wf.draft.${state}`);
  const published = version === null ? text("wf.draft.never") : text(edited ? "wf.draft.edited" : "wf.draft.same", { version });
  return `${kept} ${published}`;
}

/** Starts a run by hand, with the data that the steps are seen with. */
function RunNow({ workflow }: { readonly workflow: WorkflowDetail }): ReactElement | null {
  const { sample } = useBuilder();
  const client = useQueryClient();
  const mayOperate = useMay("operate");
  const run = useMutation({
    mutationFn: () => runWorkflow(workflow.id, sample?.trigger ?? {}),
    onSuccess() {
      sayDone(text("wf.run.started"));
      return client.invalidateQueries({ queryKey: ["workflow-runs"] });
    },
  });
  if (!mayOperate || workflow.mode === "off") return null;
  return (
    <>
      <Button busy={run.isPending} onClick={() => run.mutate()}>
        {text("wf.run.now")}
      </Button>
      {run.isError && <ProblemCard error={run.error} />}
    </>
  );
}

function Remove({ workflow }: { readonly workflow: WorkflowDetail }): ReactElement {
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => removeWorkflow(workflow.id),
    async onSuccess() {
      sayDone(text("wf.removed", { name: workflow.name }));
      await navigate({ to: "/flows/workflows" });
      await client.invalidateQueries({ queryKey: ["workflows"] });
    },
  });
  return (
    <>
      <p>
        <Button look="danger" onClick={() => setAsking(true)}>
          {text("wf.forget")}
        </Button>
      </p>
      <Confirm
        title={text("wf.forget.title", { name: workflow.name })}
        act={text("wf.forget")}
        typed={workflow.name}
        open={asking}
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      >
        <p>{text("wf.forget.body")}</p>
        {remove.isError && <ProblemCard error={remove.error} />}
      </Confirm>
    </>
  );
}
