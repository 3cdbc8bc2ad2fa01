import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, Clock } from "lucide-react";
import { useState, type ReactElement } from "react";
import type { WebhookView } from "#contract/accounts.ts";
import type { SetupState } from "#contract/setup.ts";
import { addWebhookSecret } from "../../api/account-calls.ts";
import { fetchWebhooks, lookEvery } from "../../api/setup-calls.ts";
import { text } from "../../i18n/text.ts";
import { Ago } from "../../ui/ago.tsx";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Select } from "../../ui/select.tsx";
import { Answer } from "../../ui/states.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { StepFrame } from "./step-frame.tsx";
import { useSetup } from "./use-setup.ts";

/** Changes in real time, where the vendor sends events; how often to look, where it does not. */
export function EventsStep({ state }: { readonly state: SetupState }): ReactElement {
  const { next } = useSetup();
  const webhooks = useQuery({ queryKey: ["setup-webhooks"], queryFn: fetchWebhooks });
  return (
    <StepFrame state={state} onNext={() => next(state)}>
      <Answer query={webhooks}>
        {(all) => (
          <>
            {all.map((one) => (
              <VendorEvents key={one.connectionId} webhook={one} />
            ))}
          </>
        )}
      </Answer>
    </StepFrame>
  );
}

function VendorEvents({ webhook }: { readonly webhook: WebhookView }): ReactElement {
  const { vendor, url, events } = webhook;
  return (
    <section className="panel" aria-label={text(`setup.vendor.${vendor}`)}>
      <h3>{text(`setup.vendor.${vendor}`)}</h3>
      <p>{text(`setup.events.${vendor}`)}</p>
      {url === null ? (
        <Notice tone="warn" title={text("setup.events.private")}>
          {text("setup.events.private.body")}
        </Notice>
      ) : (
        <>
          <p className="row-of">
            <code>{url}</code>
            <CopyButton value={url} label={text("setup.events.copy")} isShown />
          </p>
          <p className="muted">{text("setup.events.tick", { events: events.join(", ") })}</p>
        </>
      )}
      {vendor === "incident" && <SecretForm webhook={webhook} />}
      <FirstEvent webhook={webhook} />
      <LookEvery webhook={webhook} />
    </section>
  );
}

function SecretForm({ webhook }: { readonly webhook: WebhookView }): ReactElement {
  const client = useQueryClient();
  const [secret, setSecret] = useState("");
  const add = useMutation({
    mutationFn: () => addWebhookSecret(webhook.connectionId, secret.trim()),
    onSuccess: () => setSecret(""),
    onSettled: () => client.invalidateQueries(),
  });
  return (
    <form
      className="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <TextField
        type="password"
        autoComplete="off"
        label={text("setup.events.secret")}
        description={webhook.secrets.length > 0 ? text("setup.events.secret.there", { count: webhook.secrets.length }) : text("setup.token.kept")}
        value={secret}
        maxLength={400}
        onChange={(event) => setSecret(event.currentTarget.value)}
      />
      <Button type="submit" busy={add.isPending} disabled={secret.trim() === ""}>
        {text("setup.events.secret.save")}
      </Button>
      {add.isError && <ProblemCard error={add.error} />}
      {add.data?.fitsRefused === false && <Notice tone="warn" title={text("setup.events.secret.misfit")} read="at-once" />}
    </form>
  );
}

/** Turns green with the first event; the stream of hints tells of it. */
function FirstEvent({ webhook: { accepted, refused, url } }: { readonly webhook: WebhookView }): ReactElement | null {
  if (accepted !== null)
    return (
      <output className="first-event" data-come>
        <CircleCheck size={18} aria-hidden /> {text("setup.events.came", { type: accepted.type })} <Ago at={accepted.at} />
      </output>
    );
  if (refused !== null)
    return (
      <Notice tone="bad" title={text("setup.events.refused", { count: refused.count, code: refused.code })} read="at-once">
        {text("setup.events.refused.body")}
      </Notice>
    );
  if (url === null) return null;
  return (
    <output className="first-event">
      <Clock size={18} aria-hidden /> {text("setup.events.waiting")}
    </output>
  );
}

/** Offered times between two looks, in milliseconds. */
const times = [60_000, 300_000, 900_000, 3_600_000] as const;

function LookEvery({ webhook: { connectionId, lookEveryMs } }: { readonly webhook: WebhookView }): ReactElement {
  const client = useQueryClient();
  const change = useMutation({ mutationFn: (everyMs: number) => lookEvery(connectionId, everyMs), onSettled: () => client.invalidateQueries() });
  const offered = [...new Set([lookEveryMs, ...times])].toSorted((one, other) => one - other);
  return (
    <>
      <Select
        label={text("setup.events.look")}
        description={text("setup.events.look.hint")}
        data={offered.map((ms) => ({ value: String(ms), label: text("setup.events.every", { count: Math.max(1, Math.round(ms / 60_000)) }) }))}
        value={String(lookEveryMs)}
        onChange={(event) => change.mutate(Number(event.currentTarget.value))}
      />
      {change.isError && <ProblemCard error={change.error} />}
    </>
  );
}
