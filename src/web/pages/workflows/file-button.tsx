import { useMutation } from "@tanstack/react-query";
import { useId, type ReactElement } from "react";
import type { WorkflowDefinition } from "#core/workflow/definition.ts";
import { checkDefinition } from "#core/workflow/check-definition.ts";
import { tellProblem } from "#core/workflow/problem.ts";
import { readWorkflowFile } from "../../api/workflow-calls.ts";
import { text } from "../../i18n/text.ts";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";

interface Props {
  readonly words: string;
  readonly onRead: (definition: WorkflowDefinition) => void;
}

/** Takes a workflow out of a YAML file that people choose. */
export function FileButton({ words, onRead }: Props): ReactElement {
  const id = useId();
  const read = useMutation({
    mutationFn: async (file: File) => checkDefinition(await readWorkflowFile(await file.text())),
    onSuccess: (checked) => checked.kind === "sound" && onRead(checked.definition),
  });
  return (
    <div className="wf-file">
      <label htmlFor={id}>{words}</label>
      <input
        id={id}
        type="file"
        accept=".yaml,.yml,application/yaml,text/plain"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = "";
          if (file !== undefined) read.mutate(file);
        }}
      />
      {read.isError && <ProblemCard error={read.error} />}
      {read.data?.kind === "flawed" && (
        <Notice tone="bad" read="at-once" title={text("wf.file.flawed")}>
          <ul>
            {read.data.problems.slice(0, 10).map((problem) => (
              <li key={`${problem.at} ${problem.code}`}>
                <bdi>{tellProblem(problem)}</bdi>
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </div>
  );
}
