import { useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { SecurityView } from "#contract/people.ts";
import { addPasskey, changePassword, endPasskey, fetchSecurity, knowsPasskeys } from "../../api/people-calls.ts";
import { text } from "../../i18n/text.ts";
import { exactTime } from "../../i18n/time.ts";
import { Button } from "../../ui/button.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Answer } from "../../ui/states.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { AskFirst } from "./ask-first.tsx";
import { SecondFactor } from "./second-factor.tsx";
import { OwnAccount, SettingsFrame } from "./settings-frame.tsx";
import { useAct } from "./use-act.ts";

/** What one signs in with. */
export const SecurityPage = (): ReactElement => (
  <SettingsFrame title={text("settings.security")} needs="view" lead={text("settings.security.about")}>
    <OwnAccount>
      <Security />
    </OwnAccount>
  </SettingsFrame>
);

function Security(): ReactElement {
  const security = useQuery({ queryKey: ["security"], queryFn: fetchSecurity });
  return (
    <Answer query={security}>
      {(data) => (
        <>
          {data.password && <SecondFactor on={data.secondFactor} />}
          <Passkeys passkeys={data.passkeys} />
          {data.password && <NewPassword />}
        </>
      )}
    </Answer>
  );
}

function Passkeys({ passkeys }: Pick<SecurityView, "passkeys">): ReactElement {
  const [name, setName] = useState("");
  const added = useAct(addPasskey, { renews: ["security"], done: text("security.passkey.added"), onDone: () => setName("") });
  return (
    <section className="panel" aria-labelledby="passkeys">
      <h2 id="passkeys">{text("security.passkeys")}</h2>
      <p className="muted">{text("security.passkeys.about")}</p>
      {added.isError && <ProblemCard error={added.error} />}
      {passkeys.length > 0 && <PasskeyTable passkeys={passkeys} />}
      {knowsPasskeys() ? (
        <form
          className="settings-form"
          onSubmit={(event) => {
            event.preventDefault();
            added.mutate(name);
          }}
        >
          <TextField
            label={text("security.passkey.name")}
            required
            withAsterisk={false}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" busy={added.isPending}>
            {text("security.passkey.add")}
          </Button>
        </form>
      ) : (
        <p className="muted">{text("security.passkeys.not-here")}</p>
      )}
    </section>
  );
}

type Passkey = SecurityView["passkeys"][number];

function PasskeyTable({ passkeys }: Pick<SecurityView, "passkeys">): ReactElement {
  const [asked, setAsked] = useState<Passkey | null>(null);
  const ended = useAct(({ id }: Passkey) => endPasskey(id), {
    renews: ["security"],
    done: text("security.passkey.removed"),
    onDone: () => setAsked(null),
  });
  const nameOf = (passkey: Passkey | null): string => passkey?.name ?? text("sessions.unknown");
  return (
    <>
      <AskFirst
        title={text("security.passkey.remove.ask", { name: nameOf(asked) })}
        body={text("security.passkey.remove.body")}
        act={text("security.passkey.remove")}
        asked={asked}
        does={ended}
        onClose={() => setAsked(null)}
      />
      <DataTable
        label={text("security.passkeys")}
        rows={passkeys}
        rowKey={({ id }) => id}
        columns={[
          { key: "name", label: text("tokens.name"), cell: (passkey) => <bdi>{nameOf(passkey)}</bdi> },
          { key: "since", label: text("security.passkey.since"), cell: ({ createdAt }) => (createdAt === null ? "" : exactTime(createdAt)) },
          {
            key: "acts",
            label: text("people.acts"),
            cell: (passkey) => (
              <Button small aria-label={text("security.passkey.remove.of", { name: nameOf(passkey) })} onClick={() => setAsked(passkey)}>
                {text("security.passkey.remove")}
              </Button>
            ),
          },
        ]}
      />
    </>
  );
}

function NewPassword(): ReactElement {
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const asked = useAct(() => changePassword(current, password), {
    renews: ["sessions"],
    done: text("security.password.done"),
    onDone: () => {
      setCurrent("");
      setPassword("");
    },
  });
  return (
    <section className="panel" aria-labelledby="password">
      <h2 id="password">{text("security.password")}</h2>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          asked.mutate(undefined);
        }}
      >
        <PasswordField label={text("security.password.current")} kind="current" value={current} onChange={setCurrent} />
        <PasswordField label={text("security.password.new")} kind="new" hint={text("password.hint")} value={password} onChange={setPassword} />
        {asked.isError && <ProblemCard error={asked.error} />}
        <p>
          <Button type="submit" busy={asked.isPending}>
            {text("security.password.act")}
          </Button>
        </p>
      </form>
    </section>
  );
}
