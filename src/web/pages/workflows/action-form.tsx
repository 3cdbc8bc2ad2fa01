import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { OperationInputView } from "#contract/operations.ts";
import type { Json } from "#core/workflow/expression.ts";
import { fetchConnectionList } from "../../api/account-calls.ts";
import { entryQuery } from "../../api/catalog-calls.ts";
import { text } from "../../i18n/text.ts";
import { Select } from "../../ui/select.tsx";
import { Answer } from "../../ui/states.tsx";
import { WholeNumber } from "../../ui/whole-number.tsx";
import { OperationForm } from "../catalog/operation-form.tsx";
import type { StepFormProps } from "./builder.ts";
import { ValueFields } from "./value-frame.tsx";
import { WebhookAddress } from "./webhook-address.tsx";

/** The operation's own form, in which every field also takes values of earlier steps. */
export function ActionForm({ step, onChange }: StepFormProps<"action">): ReactElement {
  const entry = useQuery(entryQuery(step.operation));
  return (
    <Answer query={entry}>
      {(found) => (
        <>
          <p className="muted">
            {found.sentence}{" "}
            <Link to="/catalog/$id" params={{ id: found.id }} target="_blank">
              {text("wf.action.catalog")}
            </Link>
          </p>
          {found.vendor === "highwire" ? (
            <WebhookAddress step={step} onChange={onChange} />
          ) : (
            <Account step={step} vendor={found.vendor} onChange={onChange} />
          )}
          <ValueFields may="texts-and-picks">
            <OperationForm
              entry={found}
              input={(step.input ?? {}) as OperationInputView}
              place="account"
              issues={[]}
              onChange={(input) => onChange({ ...step, input: input as Json }, "input")}
            />
          </ValueFields>
        </>
      )}
    </Answer>
  );
}

/** At which account it runs: the only one of its vendor, or one that is named. */
function Account({ step, vendor, onChange }: StepFormProps<"action"> & { readonly vendor: string }): ReactElement {
  const connections = useQuery({
    queryKey: ["connections", "list"],
    queryFn: fetchConnectionList,
    meta: { topics: ["config"] },
  });
  const own = (connections.data ?? []).filter((connection) => connection.vendor === vendor);
  const options = [
    { value: vendor, label: text("wf.action.only") },
    ...own.map(({ id, name }) => ({ value: id, label: name })),
    ...(step.connection === vendor || own.some(({ id }) => id === step.connection) ? [] : [{ value: step.connection, label: step.connection }]),
  ];
  return (
    <Select
      label={text("wf.action.account")}
      data={options}
      value={step.connection}
      onChange={(event) => onChange({ ...step, connection: event.currentTarget.value })}
    />
  );
}

/** How long an action may take, and what follows when it fails for good. */
export function ActionOptions({ step, onChange }: StepFormProps<"action">): ReactElement {
  return (
    <>
      <WholeNumber
        label={text("wf.action.timeout")}
        description={text("wf.action.retries")}
        min={1}
        max={120}
        value={Math.round(step.timeoutMs / 1_000)}
        onChange={(seconds) => onChange({ ...step, timeoutMs: seconds * 1_000 }, "timeout")}
      />
      <Select
        label={text("wf.action.failure")}
        data={(["stop", "go-on"] as const).map((value) => ({ value, label: text(`wf.action.failure.${value}`) }))}
        value={step.onFailure}
        onChange={(event) => onChange({ ...step, onFailure: event.currentTarget.value === "go-on" ? "go-on" : "stop" })}
      />
    </>
  );
}
