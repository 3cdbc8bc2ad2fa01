import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type ReactElement } from "react";
import type { Install } from "#contract/sign-ins.ts";
import type { Entity } from "#core/bridge.ts";
import { beginSignIn, chooseLocations, claimInstall, fetchApp, fetchInstall, saveApp } from "../../api/account-calls.ts";
import { useErrors } from "../../api/error-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Answer } from "../../ui/states.tsx";
import { TextField } from "../../ui/text-field.tsx";

interface Props {
  /** To which page HighLevel leads back. */
  readonly returnTo: "setup" | "connections";
  /** Kinds of records that permissions are asked for. Default: what is switched on. */
  readonly kinds?: readonly Entity[];
}

/** The marketplace app, and the way to HighLevel's consent page. */
export function SignIn({ returnTo, kinds }: Props): ReactElement {
  const heading = useId();
  const app = useQuery({ queryKey: ["highlevel-app"], queryFn: fetchApp });
  const [agency, setAgency] = useState(false);
  const go = useMutation({
    mutationFn: () => beginSignIn({ agency, returnTo, ...(kinds !== undefined && { flows: [...kinds] }) }),
    onSuccess: (address) => location.assign(address),
  });
  return (
    <section className="panel" aria-labelledby={heading}>
      <h2 id={heading}>{text("connections.app.title")}</h2>
      <p className="muted">{text("connections.app.lead")}</p>
      <Answer query={app} lines={3}>
        {({ clientId, redirectUri, reachable }) => (
          <div className="account-form">
            {!reachable && <Notice tone="warn" title={text("connections.app.unreachable")} />}
            <p>
              {text("connections.app.redirect")}: <code>{redirectUri}</code>
            </p>
            {clientId === null ? (
              <AppForm />
            ) : (
              <>
                <p>{text("connections.app.saved", { id: clientId })}</p>
                <label className="tick">
                  <input type="checkbox" checked={agency} onChange={(event) => setAgency(event.currentTarget.checked)} />
                  {text("connections.app.agency")}
                </label>
                <div>
                  <Button onClick={() => go.mutate()} busy={go.isPending} disabled={!reachable}>
                    {text("connections.app.go")}
                  </Button>
                </div>
              </>
            )}
            {go.isError && <ProblemCard error={go.error} />}
          </div>
        )}
      </Answer>
    </section>
  );
}

function AppForm(): ReactElement {
  const [clientId, setClientId] = useState("");
  const [clientSecret, setClientSecret] = useState("");
  const queries = useQueryClient();
  const save = useMutation({ mutationFn: () => saveApp({ clientId, clientSecret }), onSuccess: () => queries.invalidateQueries() });
  return (
    <form
      className="account-form"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <TextField label={text("connections.app.client")} value={clientId} required onChange={(event) => setClientId(event.currentTarget.value)} />
      <TextField
        label={text("connections.app.secret")}
        type="password"
        autoComplete="off"
        value={clientSecret}
        required
        onChange={(event) => setClientSecret(event.currentTarget.value)}
      />
      <div>
        <Button type="submit" busy={save.isPending}>
          {text("connections.app.save")}
        </Button>
      </div>
      {save.isError && <ProblemCard error={save.error} />}
    </form>
  );
}

/** What came back from HighLevel's page, and what it waits for. */
export function CameBack({ id, returnTo }: Pick<Props, "returnTo"> & { readonly id: string }): ReactElement {
  const install = useQuery({ queryKey: ["install", id], queryFn: () => fetchInstall(id) });
  return (
    <Answer query={install} lines={2}>
      {(data) => <Outcome install={data} returnTo={returnTo} />}
    </Answer>
  );
}

/** A return that nobody here had asked for. */
export function Refused({ code }: { readonly code: string }): ReactElement {
  const why = useErrors()?.find((one) => one.code === code);
  return (
    <Notice tone="bad" read="at-once" title={why === undefined ? text("connections.back.failed") : `${why.title} (${why.number})`}>
      {why !== undefined && <p>{why.fix}</p>}
    </Notice>
  );
}

function Outcome({ install, returnTo }: Pick<Props, "returnTo"> & { readonly install: Install }): ReactElement {
  if (install.status === "claim") return <Claim install={install} />;
  if (install.status === "choose") return <Choose install={install} />;
  const missing = install.missing.length > 0 && <Missing scopes={install.missing} returnTo={returnTo} />;
  if (install.status === "failed")
    return (
      <>
        <Refused code={install.code ?? ""} />
        {missing}
      </>
    );
  return (
    <>
      <Notice tone="good" read="politely" title={text("connections.back.connected", { count: install.resumed })} />
      {missing}
    </>
  );
}

function Missing({ scopes, returnTo }: Pick<Props, "returnTo"> & { readonly scopes: readonly string[] }): ReactElement {
  const again = useMutation({ mutationFn: () => beginSignIn({ returnTo }), onSuccess: (address) => location.assign(address) });
  return (
    <Notice tone="warn" title={text("connections.back.missing", { scopes: scopes.join(", ") })}>
      <Button onClick={() => again.mutate()} busy={again.isPending}>
        {text("connections.back.again")}
      </Button>
    </Notice>
  );
}

/** Renews what is shown of the installation, and of everything else. */
function useInstallStep<Given>(id: string, step: (given: Given) => Promise<Install>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: step,
    onSuccess(install) {
      queries.setQueryData(["install", id], install);
      void queries.invalidateQueries();
    },
  });
}

function Claim({ install: { id } }: { readonly install: Install }): ReactElement {
  const claim = useInstallStep(id, () => claimInstall(id));
  return (
    <Notice tone="warn" title={text("connections.back.claim")}>
      <p>{text("connections.back.claim.body")}</p>
      <Button look="main" onClick={() => claim.mutate(undefined)} busy={claim.isPending}>
        {text("connections.back.claim.go")}
      </Button>
      {claim.isError && <ProblemCard error={claim.error} />}
    </Notice>
  );
}

function Choose({ install: { id, locations } }: { readonly install: Install }): ReactElement {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const choose = useInstallStep(id, () => chooseLocations(id, chosen));
  const toggle = (one: string): void => setChosen(chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one]);
  return (
    <section className="panel">
      <fieldset>
        <legend>{text("connections.back.choose")}</legend>
        {locations.map((location) => (
          <p key={location.id}>
            <label className="tick">
              <input type="checkbox" checked={chosen.includes(location.id)} onChange={() => toggle(location.id)} /> <bdi>{location.name}</bdi>
            </label>
          </p>
        ))}
      </fieldset>
      <Button look="main" disabled={chosen.length === 0} busy={choose.isPending} onClick={() => choose.mutate(undefined)}>
        {text("connections.back.choose.go")}
      </Button>
      {choose.isError && <ProblemCard error={choose.error} />}
    </section>
  );
}
