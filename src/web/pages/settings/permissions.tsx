import { useQuery } from "@tanstack/react-query";
import { useId, type ReactElement } from "react";
import { fetchPermissions } from "../../api/account-calls.ts";
import { text } from "../../i18n/text.ts";
import { Answer } from "../../ui/states.tsx";
import { PermissionTable } from "./permission-table.tsx";

/** What Highwire may do at the accounts, and why. */
export function Permissions(): ReactElement {
  const heading = useId();
  const scopes = useQuery({ queryKey: ["permissions"], queryFn: fetchPermissions });
  return (
    <section className="panel" aria-labelledby={heading}>
      <h2 id={heading}>{text("connections.permissions")}</h2>
      <p className="muted">{text("connections.permissions.lead")}</p>
      <Answer query={scopes} lines={6}>
        {(rows) => <PermissionTable rows={rows} />}
      </Answer>
    </section>
  );
}
