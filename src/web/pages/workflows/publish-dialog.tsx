import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { WorkflowDetail } from "#contract/workflows.ts";
import { publishWorkflow, versionQuery } from "../../api/workflow-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Answer } from "../../ui/states.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { sayDone } from "../../ui/toast.tsx";
import { useBuilder } from "./builder.ts";
import { ChangesList } from "./changes-list.tsx";

interface Props {
  readonly workflow: WorkflowDetail;
  /** False while the server does not have the draft as it is, or finds something wrong with it. */
  readonly ready: boolean;
  /** Why it is not ready, where people must do something. */
  readonly why: string | null;
}

/** Makes the draft the version that new runs take, after a look at what changes. */
export function PublishButton({ workflow, ready, why }: Props): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="main" onClick={() => setOpen(true)}>
        {text("wf.publish")}
      </Button>
      <Dialog title={text("wf.publish.title", { version: (workflow.versions[0]?.version ?? 0) + 1 })} open={open} onClose={() => setOpen(false)}>
        <Publish {...{ workflow, ready, why }} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function Publish({ workflow, ready, why, onDone }: Props & { readonly onDone: () => void }): ReactElement {
  const { definition } = useBuilder();
  const client = useQueryClient();
  const [note, setNote] = useState("");
  const before = useQuery(versionQuery(workflow.id, workflow.version));
  const publish = useMutation({
    mutationFn: () => publishWorkflow(workflow.id, note),
    onSuccess(detail) {
      client.setQueryData(["workflow", workflow.id], detail);
      void client.invalidateQueries({ queryKey: ["workflows"] });
      sayDone(text("wf.published", { version: detail.version ?? 0 }));
      onDone();
    },
  });
  return (
    <form
      className="wf-form"
      onSubmit={(event) => {
        event.preventDefault();
        publish.mutate();
      }}
    >
      <p>{text("wf.publish.about")}</p>
      <h3>{text("wf.publish.changes")}</h3>
      <Answer query={before} lines={3}>
        {(published) => <ChangesList before={published} after={definition} />}
      </Answer>
      {why !== null && <p className="wf-error">{why}</p>}
      <TextField
        label={text("wf.publish.note")}
        description={text("wf.publish.note.hint")}
        maxLength={500}
        data-first
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {publish.isError && <ProblemCard error={publish.error} />}
      <div className="dialog-foot">
        <Button onClick={onDone}>{text("dialog.cancel")}</Button>
        <Button type="submit" look="main" disabled={!ready} busy={publish.isPending}>
          {text("wf.publish.act")}
        </Button>
      </div>
    </form>
  );
}
