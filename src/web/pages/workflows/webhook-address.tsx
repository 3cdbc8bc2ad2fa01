import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactElement } from "react";
import { giveAddress } from "../../api/workflow-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { CopyField } from "../../ui/copy-field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useBuilder, type StepFormProps } from "./builder.ts";

/** Where a webhook of our own goes: one of the workflow's addresses, of which another can be given here. */
export function WebhookAddress({ step, onChange }: StepFormProps<"action">): ReactElement {
  const { addresses } = useBuilder();
  const choose = (connection: string): void => onChange({ ...step, connection });
  const isKnown = addresses.some(({ name }) => name === step.connection);
  return (
    <>
      <Select
        label={text("wf.address")}
        data={[
          ...(isKnown ? [] : [{ value: step.connection, label: text("wf.address.none") }]),
          ...addresses.map(({ name, host, isOff }) => ({ value: name, label: text(isOff ? "wf.address.off" : "wf.address.one", { name, host }) })),
        ]}
        value={step.connection}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      <NewAddress onGiven={choose} />
    </>
  );
}

/** Gives the workflow an address, and shows once the secret by which its receiver knows us. */
function NewAddress({ onGiven }: { readonly onGiven: (name: string) => void }): ReactElement {
  const { id } = useBuilder();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [url, setUrl] = useState("");
  const give = useMutation({
    mutationFn: () => giveAddress(id, { name, url }),
    async onSuccess() {
      setUrl("");
      await client.invalidateQueries({ queryKey: ["workflow", id] });
      onGiven(name);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    give.mutate();
  };
  return (
    <details className="wf-options">
      <summary>{text("wf.address.new")}</summary>
      <form className="wf-form" onSubmit={submit}>
        <TextField
          label={text("wf.address.name")}
          description={text("wf.address.name.hint")}
          maxLength={40}
          pattern="[a-z][a-z0-9\-]*"
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextField
          label={text("wf.address.url")}
          type="url"
          maxLength={2_000}
          required
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        {give.isError && <ProblemCard error={give.error} />}
        <Button type="submit" busy={give.isPending}>
          {text("wf.address.give")}
        </Button>
      </form>
      {give.data !== undefined && (
        <Notice tone="warn" read="politely" title={text("wf.address.given")}>
          <CopyField label={text("wf.secret")} value={give.data} />
        </Notice>
      )}
    </details>
  );
}
