import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, CirclePause, OctagonAlert } from "lucide-react";
import { useId, useState, type ReactElement } from "react";
import { vendorName } from "#core/vendor-name.ts";
import type { ConnectionDetail } from "#contract/accounts.ts";
import { beginSignIn, fetchHistory, setConnectionState, testConnection } from "../../api/account-calls.ts";
import { useErrors } from "../../api/error-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { exactTime } from "../../i18n/time.ts";
import { Ago } from "../../ui/ago.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Answer } from "../../ui/states.tsx";
import { ChangeToken } from "./change-token.tsx";
import { CheckSteps } from "./check-steps.tsx";
import { WebhookSecrets } from "./webhook-secrets.tsx";

/** One account: who it is, how it is, and everything that can be done about it. */
export function ConnectionCard({ detail }: { readonly detail: ConnectionDetail }): ReactElement {
  const { connection } = detail;
  const heading = useId();
  const mayChange = useMay("administer");
  const [changing, setChanging] = useState(false);
  const [resumed, setResumed] = useState<number | null>(null);
  const signIn = useMutation({ mutationFn: () => beginSignIn({ connectionId: connection.id }), onSuccess: (address) => location.assign(address) });
  const renew = (): void => (detail.auth === "oauth" ? signIn.mutate() : setChanging(true));
  const broken = connection.state === "paused" && connection.pausedBecause !== "by-person";
  return (
    <section className="panel" aria-labelledby={heading}>
      <div className="account-head">
        <h2 id={heading}>
          {vendorName(connection.vendor)}: <bdi>{connection.name}</bdi>
        </h2>
        <State state={broken ? "broken" : connection.state} />
      </div>
      {broken && (
        <Broken detail={detail}>
          {mayChange && (
            <Button look="main" onClick={renew} busy={signIn.isPending}>
              {text("connections.reauth")}
            </Button>
          )}
        </Broken>
      )}
      {resumed !== null && <Notice tone="good" read="politely" title={text("connections.token.done", { count: resumed })} />}
      {signIn.isError && <ProblemCard error={signIn.error} />}
      <Facts detail={detail} />
      {mayChange && <Acts detail={detail} onChange={renew} />}
      {connection.vendor === "incident" && mayChange && <WebhookSecrets webhooks={detail.webhooks} />}
      <History id={connection.id} />
      <ChangeToken
        detail={detail}
        open={changing}
        onClose={() => setChanging(false)}
        onDone={(count) => {
          setChanging(false);
          setResumed(count);
        }}
      />
    </section>
  );
}

const states = {
  active: { tone: "good", icon: CircleCheck },
  paused: { tone: "warn", icon: CirclePause },
  broken: { tone: "bad", icon: OctagonAlert },
} as const;

function State({ state }: { readonly state: keyof typeof states }): ReactElement {
  return <Badge {...states[state]}>{text(`connections.state.${state}`)}</Badge>;
}

/** Why it is paused, that nothing is lost, and the way out. */
function Broken({
  detail: { connection, waiting },
  children,
}: {
  readonly detail: ConnectionDetail;
  readonly children: React.ReactNode;
}): ReactElement {
  const why = useErrors()?.find(({ code }) => code === connection.pausedBecause);
  const cause = why === undefined ? (connection.pausedBecause ?? "") : `${why.title} (${why.number})`;
  return (
    <Notice tone="bad" title={text("connections.broken", { name: vendorName(connection.vendor), cause })}>
      <p>{text("connections.waiting", { count: waiting })}</p>
      {children}
    </Notice>
  );
}

function Facts({ detail }: { readonly detail: ConnectionDetail }): ReactElement {
  const { connection, account, auth, facts, missing, lastUsedAt, renewsAt, webhooks } = detail;
  const roles = facts["roles"];
  const minutes = Math.max(1, Math.round(webhooks.lookEveryMs / 60_000));
  const rows: readonly (readonly [label: string, value: React.ReactNode])[] = [
    ...(account === connection.id ? [] : [[text("connections.account"), <bdi key="account">{account}</bdi>] as const]),
    [text("connections.auth"), text(`connections.auth.${auth}`)],
    [text("connections.used"), lastUsedAt === null ? text("connections.used.never") : <Ago key="used" at={lastUsedAt} />],
    [text("connections.renews"), renewsAt === null ? text("connections.renews.never") : text("connections.renews.at", { at: exactTime(renewsAt) })],
    ...(Array.isArray(roles) ? [[text("connections.roles"), roles.join(", ")] as const] : []),
    [text("connections.missing"), missing.length === 0 ? text("connections.missing.none") : <code key="missing">{missing.join(", ")}</code>],
    [
      text("connections.event"),
      webhooks.accepted === null ? text("connections.event.none", { minutes }) : <Ago key="event" at={webhooks.accepted.at} />,
    ],
  ];
  return (
    <>
      <dl className="account-facts">
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {webhooks.refused !== null && <Notice tone="warn" title={text("connections.event.refused", { count: webhooks.refused.count })} />}
    </>
  );
}

function Acts({ detail: { connection, auth }, onChange }: { readonly detail: ConnectionDetail; readonly onChange: () => void }): ReactElement {
  const queries = useQueryClient();
  const test = useMutation({ mutationFn: () => testConnection(connection.id), onSettled: () => queries.invalidateQueries() });
  const state = useMutation({
    mutationFn: () => setConnectionState(connection.id, connection.state === "active" ? "paused" : "active"),
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <>
      <div className="row-of">
        <Button onClick={() => test.mutate()} busy={test.isPending}>
          {text("connections.test")}
        </Button>
        <Button onClick={onChange}>{text(auth === "oauth" ? "connections.signin" : "connections.change")}</Button>
        <Button onClick={() => state.mutate()} busy={state.isPending}>
          {text(connection.state === "active" ? "connections.pause" : "connections.resume")}
        </Button>
      </div>
      {test.data !== undefined && (
        <Notice
          tone={test.data.ok && test.data.missing.length === 0 ? "good" : "bad"}
          read="politely"
          title={test.data.ok && test.data.missing.length === 0 ? text("connections.tested") : text("connections.test")}
        >
          <CheckSteps check={test.data} />
        </Notice>
      )}
      {test.isError && <ProblemCard error={test.error} />}
      {state.isError && <ProblemCard error={state.error} />}
    </>
  );
}

function History({ id }: { readonly id: string }): ReactElement {
  const [open, setOpen] = useState(false);
  const history = useQuery({ queryKey: ["connection-history", id], queryFn: () => fetchHistory(id), enabled: open });
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{text("connections.history")}</summary>
      {open && (
        <Answer query={history} lines={3}>
          {(entries) =>
            entries.length === 0 ? (
              <p className="muted">{text("connections.history.none")}</p>
            ) : (
              <ol>
                {entries.map((entry) => (
                  <li key={entry.id}>
                    <time dateTime={new Date(entry.at).toISOString()}>{exactTime(entry.at)}</time>: {entry.sentence}
                  </li>
                ))}
              </ol>
            )
          }
        </Answer>
      )}
    </details>
  );
}
