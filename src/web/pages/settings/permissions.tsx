import { useQuery } from "@tanstack/react-query";
import { useId, type ReactElement } from "react";
import { vendorName } from "#core/vendor-name.ts";
import type { NeededScope } from "#contract/accounts.ts";
import { fetchPermissions } from "../../api/account-calls.ts";
import { text } from "../../i18n/text.ts";
import { Ago, useNow } from "../../ui/ago.tsx";
import { Answer } from "../../ui/states.tsx";

/** Each permission with its reason: what uses it, what stops without it, when it was last used, and what can be dropped. */
export function Permissions(): ReactElement {
  const heading = useId();
  const scopes = useQuery({ queryKey: ["permissions"], queryFn: fetchPermissions });
  return (
    <section className="panel" aria-labelledby={heading}>
      <h2 id={heading}>{text("connections.permissions")}</h2>
      <p className="muted">{text("connections.permissions.lead")}</p>
      <Answer query={scopes} lines={6}>
        {(rows) => <Table rows={rows} />}
      </Answer>
    </section>
  );
}

function Table({ rows }: { readonly rows: readonly NeededScope[] }): ReactElement {
  const now = useNow(30_000);
  return (
    <table className="scopes">
      <thead>
        <tr>
          {(["scope", "used", "stops", "last"] as const).map((column) => (
            <th key={column} scope="col">
              {text(`connections.permissions.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.connectionId ?? ""} ${row.scope}`}>
            <td>
              {vendorName(row.vendor)} <code>{row.scope}</code>
            </td>
            <td>{usersOf(row)}</td>
            <td className="muted">{row.operations.join(", ")}</td>
            <td>{row.lastUsedAt === null ? text("connections.permissions.never") : <Ago at={row.lastUsedAt} now={now} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function usersOf({ usedBy, atSetup }: NeededScope): string {
  const users = [...usedBy, ...(atSetup ? [text("connections.permissions.setup")] : [])];
  return users.length === 0 ? text("connections.permissions.drop") : users.join(", ");
}
