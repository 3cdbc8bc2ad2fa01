import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useEffect, useState, type ReactElement } from "react";
import type { CredentialCheck } from "#contract/accounts.ts";
import type { SetupState } from "#contract/setup.ts";
import type { ConnectionView } from "#contract/status.ts";
import type { Entity } from "#core/bridge.ts";
import { recipes } from "#core/recipes.ts";
import { checkCredential, connectAccount, readLocation } from "../../api/setup-calls.ts";
import { statusQuery } from "../../api/status-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { CameBack, Refused, SignIn } from "../settings/sign-in.tsx";
import { TYPED_MS, useRested } from "../../ui/use-rested.ts";
import { CheckSteps } from "../settings/check-steps.tsx";
import { PermissionPanel } from "./permission-panel.tsx";
import { StepFrame } from "./step-frame.tsx";
import { useSetup } from "./use-setup.ts";

type Vendor = ConnectionView["vendor"];

/** Kinds of records that the chosen flows keep in step. */
const kindsOf = ({ recipes: chosen }: SetupState): readonly Entity[] => [
  ...new Set(chosen.flatMap((id) => [...recipes[id].own, ...recipes[id].needs])),
];

export const HighLevelStep = ({ state }: { readonly state: SetupState }): ReactElement => <AccountStep state={state} vendor="highlevel" />;
export const IncidentStep = ({ state }: { readonly state: SetupState }): ReactElement => <AccountStep state={state} vendor="incident" />;

function AccountStep({ state, vendor }: { readonly state: SetupState; readonly vendor: Vendor }): ReactElement {
  const { next } = useSetup();
  const status = useQuery(statusQuery);
  const connection = status.data?.connections.find((one) => one.vendor === vendor);
  return (
    <StepFrame state={state} onNext={connection === undefined ? undefined : () => next(state)}>
      {vendor === "highlevel" && <Returned />}
      {connection === undefined ? (
        <>
          <ConnectForm state={state} vendor={vendor} />
          {vendor === "highlevel" && <OtherWay state={state} />}
        </>
      ) : (
        <>
          <Notice tone="good" title={text("setup.connected")} read="politely">
            <bdi>{connection.name}</bdi>
          </Notice>
          <PermissionPanel vendor={vendor} />
        </>
      )}
    </StepFrame>
  );
}

/** Signing in with an app of one's own: for agencies with many sub-accounts, and for events without a workflow. */
function OtherWay({ state }: { readonly state: SetupState }): ReactElement {
  const { install, problem } = useSearch({ from: "/setup" });
  return (
    <details open={install !== undefined || problem !== undefined}>
      <summary>{text("setup.highlevel.other")}</summary>
      <SignIn returnTo="setup" kinds={kindsOf(state)} />
    </details>
  );
}

/** What HighLevel's page led back with. */
function Returned(): ReactElement {
  const { install, problem } = useSearch({ from: "/setup" });
  return (
    <>
      {problem !== undefined && <Refused code={problem} />}
      {install !== undefined && <CameBack id={install} returnTo="setup" />}
    </>
  );
}

/** Paste, check, connect: each check shows as it comes, and only a token that passes is kept. */
function ConnectForm({ state, vendor }: { readonly state: SetupState; readonly vendor: Vendor }): ReactElement {
  const client = useQueryClient();
  const [token, setToken] = useState("");
  const [checked, setChecked] = useState<CredentialCheck | null>(null);
  const connect = useMutation({
    mutationFn: async () => {
      const given = { vendor, token: token.trim(), flows: kindsOf(state), ...(vendor === "highlevel" && { location: state.address }) };
      const check = await checkCredential(given);
      setChecked(check);
      if (check.ok) await connectAccount(given);
    },
    onSettled: () => client.invalidateQueries(),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        connect.mutate();
      }}
    >
      {vendor === "highlevel" && <AddressField state={state} />}
      <ol className="how">
        {(["1", "2", "3"] as const).map((line) => (
          <li key={line}>{text(`setup.${vendor}.how.${line}`)}</li>
        ))}
      </ol>
      <TextField
        type="password"
        autoComplete="off"
        label={text(`setup.${vendor}.token`)}
        description={text("setup.token.kept")}
        value={token}
        maxLength={8_192}
        required
        onChange={(event) => {
          setToken(event.currentTarget.value);
          setChecked(null);
        }}
      />
      <div className="step-act">
        <Button type="submit" look="main" busy={connect.isPending} disabled={token.trim() === "" || (vendor === "highlevel" && state.address === "")}>
          {text("setup.connect")}
        </Button>
      </div>
      <section aria-label={text("setup.check.label")} aria-live="polite">
        {checked !== null && <CheckSteps check={checked} />}
      </section>
      {connect.isError && <ProblemCard error={connect.error} />}
    </form>
  );
}

/** The sub-account's address as people see it in their browser; its id is taken out and shown. It is noted at once, so nobody pastes it twice. */
function AddressField({ state }: { readonly state: SetupState }): ReactElement {
  const { note } = useSetup();
  const [typed, setTyped] = useState(state.address);
  const meant = useRested(typed.trim(), TYPED_MS);
  const location = useQuery({
    queryKey: ["setup-location", meant],
    queryFn: () => readLocation(meant),
    enabled: meant !== "",
    retry: false,
    staleTime: Infinity,
    meta: { topics: [] },
  });
  const good = location.isSuccess && meant !== "" && meant === typed.trim() ? meant : null;
  const { address } = state;
  useEffect(() => {
    if (good !== null && good !== address) note({ address: good });
    // oxlint-disable-next-line react/exhaustive-deps -- `note` is made anew each time and does the same
  }, [good, address]);
  return (
    <>
      <TextField
        label={text("setup.highlevel.address")}
        description={text("setup.highlevel.address.hint")}
        value={typed}
        maxLength={2_000}
        required
        error={location.isError && meant === typed.trim() ? location.error.message : undefined}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <output className="muted">{good !== null && location.isSuccess ? text("setup.highlevel.location", { id: location.data }) : ""}</output>
    </>
  );
}
