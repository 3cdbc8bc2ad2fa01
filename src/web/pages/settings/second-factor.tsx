import { useState, type ReactElement } from "react";
import { encode } from "uqr";
import type { SecondFactorStart } from "#contract/people.ts";
import { beginSecondFactor, confirmSecondFactor, endSecondFactor } from "../../api/people-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { CopyField } from "../../ui/copy-field.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useAct } from "./use-act.ts";

/** An authenticator app, asked for after the password. */
export function SecondFactor({ on }: { readonly on: boolean }): ReactElement {
  const [begun, setBegun] = useState<SecondFactorStart | null>(null);
  return (
    <section className="panel" aria-labelledby="second">
      <h2 id="second">{text("security.second")}</h2>
      <p className="muted">{text(on ? "security.second.on" : "security.second.off")}</p>
      {begun !== null && !on ? <Confirmation start={begun} /> : <Ask key={String(on)} on={on} onBegun={setBegun} />}
    </section>
  );
}

/** Beginning and ending both ask for the password. */
function Ask({ on, onBegun }: { readonly on: boolean; readonly onBegun: (start: SecondFactorStart | null) => void }): ReactElement {
  const [password, setPassword] = useState("");
  const begin = useAct(beginSecondFactor, { renews: [], onDone: onBegun });
  const end = useAct(endSecondFactor, { renews: ["security", "me"], done: text("security.second.ended"), onDone: () => onBegun(null) });
  const act = on ? end : begin;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate(password);
      }}
    >
      <PasswordField label={text("security.password.current")} kind="current" value={password} onChange={setPassword} />
      {act.isError && <ProblemCard error={act.error} />}
      <p>
        <Button type="submit" busy={act.isPending}>
          {text(on ? "security.second.end" : "security.second.begin")}
        </Button>
      </p>
    </form>
  );
}

function Confirmation({ start }: { readonly start: SecondFactorStart }): ReactElement {
  const [code, setCode] = useState("");
  const asked = useAct(confirmSecondFactor, { renews: ["security", "me"], done: text("security.second.done") });
  return (
    <div className="stack">
      <p>{text("security.second.scan")}</p>
      <QrCode value={start.uri} label={text("security.second.picture")} />
      <CopyField label={text("security.second.secret")} value={new URL(start.uri).searchParams.get("secret") ?? ""} />
      <p>{text("security.second.recovery")}</p>
      <ul className="codes">
        {start.recoveryCodes.map((recovery) => (
          <li key={recovery}>
            <code>{recovery}</code>
          </li>
        ))}
      </ul>
      <form
        className="settings-form"
        onSubmit={(event) => {
          event.preventDefault();
          asked.mutate(code);
        }}
      >
        <TextField
          label={text("security.second.code")}
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          withAsterisk={false}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Button type="submit" look="main" busy={asked.isPending}>
          {text("security.second.confirm")}
        </Button>
      </form>
      {asked.isError && <ProblemCard error={asked.error} />}
    </div>
  );
}

/** Dark on white whatever the colours of the page, because cameras want it so. */
function QrCode({ value, label }: { readonly value: string; readonly label: string }): ReactElement {
  const { size, data } = encode(value, { border: 2 });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${String(x)} ${String(y)}h1v1h-1z`] : []))).join("");
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an img would need the picture as a data address; the path is drawn here
    <svg className="qr" viewBox={`0 0 ${String(size)} ${String(size)}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <path d={path} fill="#000000" />
    </svg>
  );
}
