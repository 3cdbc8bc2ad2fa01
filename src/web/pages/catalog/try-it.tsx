import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { CatalogEntryView, OperationInputView, RunView } from "#contract/operations.ts";
import { fetchExample, runOperation } from "../../api/catalog-calls.ts";
import { statusQuery } from "../../api/status-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { LongText } from "../../ui/long-text.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { RawText } from "../../ui/raw-text.tsx";
import { Select } from "../../ui/select.tsx";
import { asJson } from "./input-values.ts";
import { OperationForm, type OperationFormProps } from "./operation-form.tsx";
import { RunResult } from "./run-result.tsx";

interface Account {
  readonly id: string;
  readonly name: string;
  readonly sandbox: boolean;
}

/** A form, a place to run it at, and what came back. Changing something at a real account is asked for once more, by its name. */
export function TryIt({ entry }: { readonly entry: CatalogEntryView }): ReactElement {
  const may = useMay("operate");
  const status = useQuery(statusQuery);
  const accounts: readonly Account[] = (status.data?.connections ?? []).filter(({ vendor }) => vendor === entry.vendor);
  const [input, setInput] = useState<OperationInputView>({});
  const [at, setAt] = useState("");
  const [asking, setAsking] = useState(false);
  const account = accounts.find(({ id }) => id === at) ?? null;
  const place: RunView["place"] = account === null ? "practice" : "account";
  const run = useMutation({
    mutationFn: (confirm: string | null) =>
      runOperation(entry.id, { input, place, ...(account !== null && { connectionId: account.id }), ...(confirm !== null && { confirm }) }),
    onSettled: () => setAsking(false),
  });
  const start = (): void => {
    if (account !== null && !account.sandbox && entry.effect !== "read") setAsking(true);
    else run.mutate(null);
  };
  const issues = run.data?.result === "refused" ? run.data.issues : [];
  return (
    <section className="panel" aria-labelledby="try">
      <h2 id="try">{text("catalog.try")}</h2>
      {may ? (
        <TryForm {...{ entry, input, place, issues, accounts, at }} busy={run.isPending} onInput={setInput} onPlace={setAt} onRun={start} />
      ) : (
        <p className="muted">{text("catalog.try.may-not")}</p>
      )}
      {run.isError && <ProblemCard error={run.error} onRetry={() => run.reset()} />}
      {run.data !== undefined && <RunResult run={run.data} />}
      <Confirm
        open={asking}
        title={text("catalog.confirm.title", { name: account?.name ?? "" })}
        act={text("catalog.confirm.act")}
        typed={account?.name}
        busy={run.isPending}
        onConfirm={() => run.mutate(account?.name ?? null)}
        onClose={() => setAsking(false)}
      >
        <p>{text("catalog.confirm.body")}</p>
        <RawText label={text("catalog.input")}>{asJson(input)}</RawText>
      </Confirm>
    </section>
  );
}

interface FormProps extends Omit<OperationFormProps, "onChange"> {
  readonly accounts: readonly Account[];
  /** Id of the chosen account; empty for practice. */
  readonly at: string;
  readonly busy: boolean;
  readonly onInput: (input: OperationInputView) => void;
  readonly onPlace: (at: string) => void;
  readonly onRun: () => void;
}

function TryForm({ entry, input, place, issues, accounts, at, busy, onInput, onPlace, onRun }: FormProps): ReactElement {
  // Fields keep what is half typed; another input from outside begins them anew.
  const [begun, setBegun] = useState(0);
  const begin = (next: OperationInputView): void => {
    onInput(next);
    setBegun(begun + 1);
  };
  const example = useMutation({ mutationFn: () => fetchExample(entry.id), onSuccess: begin });
  const places = [
    { value: "", label: text("catalog.try.practice") },
    ...accounts.map(({ id, name }) => ({ value: id, label: text("catalog.try.account", { name }) })),
  ];
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onRun();
      }}
    >
      <div className="tools">
        <Select label={text("catalog.try.place")} data={places} value={at} onChange={(event) => onPlace(event.currentTarget.value)} />
        {entry.hasExample && place === "practice" && (
          <Button busy={example.isPending} onClick={() => example.mutate()}>
            {text("catalog.try.example")}
          </Button>
        )}
        <Button look="quiet" onClick={() => begin({})}>
          {text("catalog.try.empty")}
        </Button>
      </div>
      {example.isError && <ProblemCard error={example.error} onRetry={() => example.mutate()} />}
      <InputEditor key={begun} entry={entry} input={input} place={place} issues={issues} onChange={onInput} />
      <Button type="submit" look="main" busy={busy}>
        {text("catalog.try.run")}
      </Button>
    </form>
  );
}

/** The form, or the same as JSON for whoever has it from elsewhere. */
function InputEditor(props: OperationFormProps): ReactElement {
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const { input, onChange } = props;
  const change = (next: string): void => {
    setTyped(next);
    try {
      const parsed: unknown = JSON.parse(next);
      const isSound = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
      setWrong(!isSound);
      if (isSound) onChange(parsed as OperationInputView);
    } catch {
      setWrong(true);
    }
  };
  return (
    <>
      {typed === null ? (
        <OperationForm {...props} />
      ) : (
        <LongText
          label={text("catalog.input")}
          isCode
          rows={12}
          value={typed}
          error={wrong ? text("catalog.input.wrong") : undefined}
          onChange={change}
        />
      )}
      <p>
        <Button small look="quiet" disabled={wrong} onClick={() => setTyped(typed === null ? asJson(input) : null)}>
          {text(typed === null ? "catalog.try.json" : "catalog.try.form")}
        </Button>
      </p>
    </>
  );
}
