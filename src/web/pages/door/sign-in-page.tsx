import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import { fetchWaysIn, giveSecondFactor, knowsPasskeys, signIn, signInByPasskey, startOidc } from "../../api/people-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { Door } from "./door.tsx";
import { EmailField } from "./email-field.tsx";
import { useArrive } from "./use-arrive.ts";

const route = getRouteApi("/sign-in");

/** Signing in: password and perhaps a code, passkey, or the organisation's own sign-in. */
export function SignInPage(): ReactElement {
  const { to, error } = route.useSearch();
  const arrive = useArrive();
  const [step, setStep] = useState<"password" | "second-factor">("password");
  const done = (): void => arrive(to);
  return step === "password" ? (
    <Door title={text("door.sign-in")}>
      {error !== undefined && <Notice tone="bad" read="at-once" title={text(error === "no_role" ? "door.oidc.no-role" : "door.oidc.failed")} />}
      <PasswordStep onDone={done} onCode={() => setStep("second-factor")} />
      <OtherWays onDone={done} />
    </Door>
  ) : (
    <Door title={text("door.second")} lead={text("door.second.lead")}>
      <CodeStep onDone={done} onBack={() => setStep("password")} />
    </Door>
  );
}

function PasswordStep({ onDone, onCode }: { readonly onDone: () => void; readonly onCode: () => void }): ReactElement {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const asked = useMutation({ mutationFn: () => signIn(email, password), onSuccess: ({ next }) => (next === "done" ? onDone() : onCode()) });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        asked.mutate();
      }}
    >
      <EmailField value={email} onChange={setEmail} />
      <PasswordField label={text("door.password")} kind="current" value={password} onChange={setPassword} />
      {asked.isError && <ProblemCard error={asked.error} />}
      <Button type="submit" look="main" busy={asked.isPending}>
        {text("door.sign-in.act")}
      </Button>
    </form>
  );
}

function CodeStep({ onDone, onBack }: { readonly onDone: () => void; readonly onBack: () => void }): ReactElement {
  const [code, setCode] = useState("");
  const [recovery, setRecovery] = useState(false);
  const asked = useMutation({ mutationFn: () => giveSecondFactor(code, recovery), onSuccess: onDone });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        asked.mutate();
      }}
    >
      <TextField
        label={text(recovery ? "door.recovery" : "door.code")}
        autoComplete="one-time-code"
        inputMode={recovery ? "text" : "numeric"}
        required
        withAsterisk={false}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <label className="tick">
        <input type="checkbox" checked={recovery} onChange={(event) => setRecovery(event.currentTarget.checked)} />
        {text("door.recovery.use")}
      </label>
      {asked.isError && <ProblemCard error={asked.error} />}
      <div className="row-of">
        <Button type="submit" look="main" busy={asked.isPending}>
          {text("door.sign-in.act")}
        </Button>
        <Button onClick={onBack}>{text("door.back")}</Button>
      </div>
    </form>
  );
}

function OtherWays({ onDone }: { readonly onDone: () => void }): ReactElement | null {
  const ways = useQuery({ queryKey: ["ways-in"], queryFn: fetchWaysIn });
  const passkey = useMutation({ mutationFn: signInByPasskey, onSuccess: onDone });
  const oidc = useMutation({ mutationFn: startOidc, onSuccess: (url) => location.assign(url) });
  const failed = passkey.error ?? oidc.error;
  return (
    <div className="stack">
      <hr />
      {ways.data?.oidc === true && (
        <Button busy={oidc.isPending} onClick={() => oidc.mutate()}>
          {text("door.oidc")}
        </Button>
      )}
      {knowsPasskeys() && (
        <Button busy={passkey.isPending} onClick={() => passkey.mutate()}>
          {text("door.passkey")}
        </Button>
      )}
      {failed !== null && <ProblemCard error={failed} />}
      {ways.data?.setUpNeeded === true && (
        <Notice tone="info" title={text("door.no-owner")}>
          <p>{text("door.no-owner.body")}</p>
          <Link to="/sign-up">{text("door.have-code")}</Link>
        </Notice>
      )}
      <p className="muted">{text("door.lost")}</p>
    </div>
  );
}
