import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { WorkflowDetail, WorkflowVersionView } from "#contract/workflows.ts";
import type { WorkflowDefinition } from "#core/workflow/definition.ts";
import { rollBackWorkflow, versionQuery } from "../../api/workflow-calls.ts";
import { text } from "../../i18n/text.ts";
import { Ago } from "../../ui/ago.tsx";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Answer, Empty } from "../../ui/states.tsx";
import { sayDone } from "../../ui/toast.tsx";
import { useBuilder } from "./builder.ts";
import { ChangesList } from "./changes-list.tsx";

/** Every version that was published, and the way back to each. */
export function VersionsTab({ workflow }: { readonly workflow: WorkflowDetail }): ReactElement {
  if (workflow.versions.length === 0) return <Empty title={text("wf.versions.empty")}>{text("wf.versions.empty.body")}</Empty>;
  return (
    <ol className="wf-versions" aria-label={text("wf.versions")}>
      {workflow.versions.map((version) => (
        <Version key={version.version} workflow={workflow} version={version} />
      ))}
    </ol>
  );
}

function Version({ workflow, version }: { readonly workflow: WorkflowDetail; readonly version: WorkflowVersionView }): ReactElement {
  const { mayBuild, edit } = useBuilder();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [shown, setShown] = useState(false);
  const number = version.version;
  const isNow = workflow.version === number;
  const what = useQuery({ ...versionQuery(workflow.id, number), enabled: shown });
  const back = useMutation({
    mutationFn: () => rollBackWorkflow(workflow.id, number),
    onSuccess(detail) {
      setAsking(false);
      client.setQueryData(["workflow", workflow.id], detail);
      void client.invalidateQueries({ queryKey: ["workflows"] });
      edit(detail.draft as unknown as WorkflowDefinition);
      sayDone(text("wf.versions.back.done", { number, version: detail.version ?? 0 }));
    },
  });
  return (
    <li>
      <h3>
        {text("wf.versions.one", { number })} {isNow && <span className="muted">({text("wf.versions.now")})</span>}
      </h3>
      <p className="muted">
        <Ago at={version.publishedAt} /> <bdi>{text("wf.versions.by", { who: version.publishedBy })}</bdi>
      </p>
      {version.note !== "" && (
        <p>
          <bdi>{version.note}</bdi>
        </p>
      )}
      <div className="row-of">
        <Button small aria-expanded={shown} aria-label={text("wf.versions.diff.of", { number })} onClick={() => setShown(!shown)}>
          {text("wf.versions.diff")}
        </Button>
        {!isNow && mayBuild && (
          <Button small aria-label={text("wf.versions.back.of", { number })} onClick={() => setAsking(true)}>
            {text("wf.versions.back")}
          </Button>
        )}
      </div>
      {shown && <Answer query={what}>{(definition) => <SinceThen before={definition} />}</Answer>}
      <Confirm
        title={text("wf.versions.back.title", { number })}
        act={text("wf.versions.back")}
        open={asking}
        busy={back.isPending}
        onConfirm={() => back.mutate()}
        onClose={() => setAsking(false)}
      >
        <p>{text("wf.versions.back.body")}</p>
        {back.isError && <ProblemCard error={back.error} />}
      </Confirm>
    </li>
  );
}

function SinceThen({ before }: { readonly before: WorkflowDefinition }): ReactElement {
  const { definition } = useBuilder();
  return (
    <>
      <p className="muted">{text("wf.versions.since")}</p>
      <ChangesList before={before} after={definition} />
    </>
  );
}
