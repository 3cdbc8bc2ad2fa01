import { useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { TokenView } from "#contract/people.ts";
import type { Role } from "#core/policy/role.ts";
import { endToken, fetchTokens, makeToken } from "../../api/people-calls.ts";
import { text } from "../../i18n/text.ts";
import { exactTime } from "../../i18n/time.ts";
import { Button } from "../../ui/button.tsx";
import { CopyField } from "../../ui/copy-field.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Select } from "../../ui/select.tsx";
import { Answer, Empty } from "../../ui/states.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { AskFirst } from "./ask-first.tsx";
import { RoleSelect } from "./role-select.tsx";
import { SettingsFrame } from "./settings-frame.tsx";
import { useAct } from "./use-act.ts";

/** Tokens by which programs use the API. */
export const TokensPage = (): ReactElement => (
  <SettingsFrame title={text("settings.tokens")} needs="administer" lead={text("settings.tokens.about")}>
    <TokenForm />
    <Tokens />
  </SettingsFrame>
);

const lives = [7, 30, 90, 365] as const;

function TokenForm(): ReactElement {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [days, setDays] = useState(90);
  const asked = useAct(() => makeToken(name, role, days), { renews: ["tokens"], onDone: () => setName("") });
  return (
    <section className="panel" aria-labelledby="new-token">
      <h2 id="new-token">{text("tokens.new")}</h2>
      <form
        className="settings-form"
        onSubmit={(event) => {
          event.preventDefault();
          asked.mutate(undefined);
        }}
      >
        <TextField
          label={text("tokens.name")}
          required
          withAsterisk={false}
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <RoleSelect label={text("people.role")} value={role} onChange={setRole} />
        <Select
          label={text("tokens.life")}
          value={String(days)}
          onChange={(event) => setDays(Number(event.currentTarget.value))}
          data={lives.map((count) => ({ value: String(count), label: text("tokens.days", { count }) }))}
        />
        <Button type="submit" look="main" busy={asked.isPending}>
          {text("tokens.make")}
        </Button>
      </form>
      {asked.isError && <ProblemCard error={asked.error} />}
      {asked.data !== undefined && (
        <Notice tone="good" read="politely" title={text("tokens.made")}>
          <CopyField label={text("tokens.token")} value={asked.data.token} />
        </Notice>
      )}
    </section>
  );
}

function Tokens(): ReactElement {
  const tokens = useQuery({ queryKey: ["tokens"], queryFn: fetchTokens });
  const [asked, setAsked] = useState<TokenView | null>(null);
  const ended = useAct(({ id }: TokenView) => endToken(id), { renews: ["tokens"], done: text("tokens.ended"), onDone: () => setAsked(null) });
  return (
    <section className="panel" aria-labelledby="tokens">
      <h2 id="tokens">{text("settings.tokens")}</h2>
      <AskFirst
        title={text("tokens.end.ask", { name: asked?.name ?? "" })}
        body={text("tokens.end.body")}
        act={text("tokens.end")}
        asked={asked}
        does={ended}
        onClose={() => setAsked(null)}
      />
      <Answer query={tokens} lines={3}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={text("tokens.none")}>{text("tokens.none.body")}</Empty>
          ) : (
            <DataTable
              label={text("settings.tokens")}
              rows={rows}
              rowKey={({ id }) => id}
              columns={[
                { key: "name", label: text("tokens.name"), cell: ({ name }) => <bdi>{name}</bdi> },
                { key: "role", label: text("people.role"), cell: ({ role }) => text(`role.${role}`) },
                {
                  key: "used",
                  label: text("tokens.used"),
                  cell: ({ lastUsedAt }) => (lastUsedAt === null ? text("tokens.unused") : exactTime(lastUsedAt)),
                },
                { key: "until", label: text("people.until"), cell: ({ expiresAt }) => exactTime(expiresAt) },
                {
                  key: "acts",
                  label: text("people.acts"),
                  cell: (token) => (
                    <Button small aria-label={text("tokens.end.of", { name: token.name })} onClick={() => setAsked(token)}>
                      {text("tokens.end")}
                    </Button>
                  ),
                },
              ]}
            />
          )
        }
      </Answer>
    </section>
  );
}
