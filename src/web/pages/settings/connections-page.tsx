import "./connections.css";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { fetchConnections } from "../../api/account-calls.ts";
import { useMay } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { Page } from "../../ui/page.tsx";
import { Answer, Empty } from "../../ui/states.tsx";
import { ConnectionCard } from "./connection-card.tsx";
import { Permissions } from "./permissions.tsx";
import { CameBack, Refused, SignIn } from "./sign-in.tsx";

/** The accounts: how they are, what they may do, and every way to mend them. */
export function ConnectionsPage(): ReactElement {
  const { install, problem } = useSearch({ from: "/settings/connections" });
  const connections = useQuery({ queryKey: ["connections"], queryFn: fetchConnections });
  const mayChange = useMay("administer");
  return (
    <Page title={text("connections.title")} lead={text("connections.lead")}>
      {problem !== undefined && <Refused code={problem} />}
      {install !== undefined && mayChange && <CameBack id={install} returnTo="connections" />}
      <Answer query={connections} lines={8}>
        {(all) =>
          all.length === 0 ? (
            <Empty title={text("connections.none.title")}>{text("connections.none.body")}</Empty>
          ) : (
            all.map((detail) => <ConnectionCard key={detail.connection.id} detail={detail} />)
          )
        }
      </Answer>
      {mayChange && <SignIn returnTo="connections" />}
      <Permissions />
    </Page>
  );
}
