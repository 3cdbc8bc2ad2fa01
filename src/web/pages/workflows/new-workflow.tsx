import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState, type FormEvent, type ReactElement } from "react";
import { emptyDefinition } from "#core/workflow/edit/new-step.ts";
import { fromTemplate, workflowTemplates, type WorkflowTemplate } from "#core/workflow/templates.ts";
import { makeWorkflow } from "../../api/workflow-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { FileButton } from "./file-button.tsx";
import { SettingField } from "./setting-field.tsx";

interface Make {
  readonly make: (definition: unknown) => void;
  readonly busy: boolean;
  readonly error: Error | null;
}

/** Makes a workflow, which is off, and goes there. */
function useMake(): Make {
  const client = useQueryClient();
  const navigate = useNavigate();
  const made = useMutation({
    mutationFn: makeWorkflow,
    async onSuccess(detail) {
      client.setQueryData(["workflow", detail.id], detail);
      await navigate({ to: "/flows/workflows/$id", params: { id: detail.id } });
      await client.invalidateQueries({ queryKey: ["workflows"] });
    },
  });
  return { make: made.mutate, busy: made.isPending, error: made.error };
}

/** An empty one, one of ours, or one out of a file. */
export function NewWorkflow(): ReactElement {
  const [open, setOpen] = useState<"empty" | "template" | null>(null);
  return (
    <>
      <Button look="main" icon={<Plus size={16} aria-hidden />} onClick={() => setOpen("empty")}>
        {text("wf.new")}
      </Button>
      <Button onClick={() => setOpen("template")}>{text("wf.new.template")}</Button>
      <Dialog title={text("wf.new")} open={open === "empty"} onClose={() => setOpen(null)}>
        <EmptyForm />
      </Dialog>
      <Dialog kind="drawer" title={text("wf.new.template")} open={open === "template"} onClose={() => setOpen(null)}>
        <Templates />
      </Dialog>
    </>
  );
}

function EmptyForm(): ReactElement {
  const { make, busy, error } = useMake();
  const [name, setName] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() !== "") make(emptyDefinition(name.trim()));
  };
  return (
    <form className="wf-form" onSubmit={submit}>
      <TextField label={text("wf.name")} maxLength={120} required data-first value={name} onChange={(event) => setName(event.currentTarget.value)} />
      {error !== null && <ProblemCard error={error} />}
      <Button type="submit" look="main" disabled={name.trim() === ""} busy={busy}>
        {text("wf.new.act")}
      </Button>
      <FileButton words={text("wf.new.file")} onRead={make} />
    </form>
  );
}

function Templates(): ReactElement {
  const [chosen, setChosen] = useState<WorkflowTemplate | null>(null);
  if (chosen !== null) return <TemplateForm template={chosen} onBack={() => setChosen(null)} />;
  return (
    <ul className="wf-templates">
      {workflowTemplates.map((template) => (
        <li key={template.id}>
          <h3>{template.title}</h3>
          <p>{template.sentence}</p>
          <Button small aria-label={text("wf.template.use.of", { name: template.title })} onClick={() => setChosen(template)}>
            {text("wf.template.use")}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function TemplateForm({ template, onBack }: { readonly template: WorkflowTemplate; readonly onBack: () => void }): ReactElement {
  const { make, busy, error } = useMake();
  const [given, setGiven] = useState<Readonly<Record<string, string>>>({});
  const definition = fromTemplate(template, given);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (definition !== null) make(definition);
  };
  return (
    <form className="wf-form" onSubmit={submit}>
      <h3>{template.title}</h3>
      <p>{template.sentence}</p>
      {template.settings.map((setting) => (
        <SettingField
          key={setting.name}
          setting={setting}
          value={given[setting.name] ?? setting.standard ?? ""}
          onChange={(value) => setGiven({ ...given, [setting.name]: value })}
        />
      ))}
      {error !== null && <ProblemCard error={error} />}
      <div className="row-of">
        <Button onClick={onBack}>{text("wf.template.back")}</Button>
        <Button type="submit" look="main" disabled={definition === null} busy={busy}>
          {text("wf.new.act")}
        </Button>
      </div>
    </form>
  );
}
