import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { WebhookView } from "#contract/accounts.ts";
import { addWebhookSecret, removeWebhookSecret } from "../../api/account-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { TextField } from "../../ui/text-field.tsx";

/** Signing secrets of incident.io's events: a new one is added before an old one goes. */
export function WebhookSecrets({ webhooks }: { readonly webhooks: WebhookView }): ReactElement {
  const { connectionId: id, secrets } = webhooks;
  const [secret, setSecret] = useState("");
  const queries = useQueryClient();
  const again = (): Promise<void> => queries.invalidateQueries();
  const add = useMutation({
    mutationFn: () => addWebhookSecret(id, secret),
    onSuccess() {
      setSecret("");
      void again();
    },
  });
  const remove = useMutation({ mutationFn: (fingerprint: string) => removeWebhookSecret(id, fingerprint), onSettled: again });
  const fits = add.data?.fitsRefused ?? null;
  const said = fits === null ? "connections.secret.added" : fits ? "connections.secret.fits" : "connections.secret.misfits";
  return (
    <details>
      <summary>{text("connections.secrets")}</summary>
      <p className="muted">{text("connections.secrets.hint")}</p>
      <div className="row-of">
        {secrets.map((fingerprint) => (
          <Button key={fingerprint} small disabled={secrets.length === 1} busy={remove.isPending} onClick={() => remove.mutate(fingerprint)}>
            {text("connections.secret.remove", { fingerprint })}
          </Button>
        ))}
      </div>
      <form
        className="account-form"
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <TextField
          label={text("connections.secret.new")}
          type="password"
          autoComplete="off"
          placeholder="whsec_…"
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
        />
        <div>
          <Button type="submit" busy={add.isPending} disabled={secret.trim() === ""}>
            {text("connections.secret.add")}
          </Button>
        </div>
      </form>
      {add.isSuccess && <Notice tone={fits === false ? "warn" : "good"} read="politely" title={text(said)} />}
      {add.isError && <ProblemCard error={add.error} />}
      {remove.isError && <ProblemCard error={remove.error} />}
    </details>
  );
}
