import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { ToldAlertView } from "#contract/alerts.ts";
import { fetchAlertHistory } from "../../api/alert-calls.ts";
import { text } from "../../i18n/text.ts";
import { exactTime } from "../../i18n/time.ts";
import { AddressLink } from "../../ui/address-link.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { Answer, Empty } from "../../ui/states.tsx";

/** What began, what is over, and who was told. */
export function AlertHistory(): ReactElement {
  const history = useQuery({ queryKey: ["alerts", "history"], queryFn: fetchAlertHistory });
  return (
    <section className="panel" aria-labelledby="alert-history">
      <h2 id="alert-history">{text("alerts.history")}</h2>
      <Answer query={history} lines={3}>
        {(alerts) =>
          alerts.length === 0 ? (
            <Empty title={text("alerts.history.none")}>{text("alerts.history.none.body")}</Empty>
          ) : (
            <DataTable
              label={text("alerts.history")}
              rows={alerts}
              rowKey={({ id }) => id}
              columns={[
                {
                  key: "what",
                  label: text("alerts.history.what"),
                  cell: ({ title, href }) => (
                    <AddressLink href={href}>
                      <bdi>{title}</bdi>
                    </AddressLink>
                  ),
                },
                { key: "began", label: text("alerts.history.began"), cell: ({ raisedAt }) => exactTime(raisedAt) },
                {
                  key: "over",
                  label: text("alerts.history.over"),
                  cell: ({ endedAt }) => (endedAt === null ? <strong>{text("alerts.history.on")}</strong> : exactTime(endedAt)),
                },
                { key: "who", label: text("alerts.history.who"), cell: ({ told }) => <Told told={told} /> },
              ]}
            />
          )
        }
      </Answer>
    </section>
  );
}

function Told({ told }: Pick<ToldAlertView, "told">): ReactElement {
  if (told.length === 0) return <span className="muted">{text("alerts.history.nobody")}</span>;
  return (
    <ul className="alert-told">
      {told.map(({ channelId, channel, what, state, attempts }) => (
        <li key={`${channelId} ${what}`}>
          {text(`alerts.message.${state === "told" ? what : state}`, { channel: channel ?? text("alerts.history.gone"), attempts })}
        </li>
      ))}
    </ul>
  );
}
