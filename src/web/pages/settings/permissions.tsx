import { useQuery } from "@tanstack/react-query";
import { useId, type ReactElement } from "react";
import { vendorName } from "#core/vendor-name.ts";
import type { NeededScope } from "#contract/accounts.ts";
import { fetchPermissions } from "../../api/account-calls.ts";
import { text } from "../../i18n/text.ts";
import { Ago } from "../../ui/ago.tsx";
import { DataTable } from "../../ui/data-table.tsx";
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
  return (
    <DataTable
      label={text("connections.permissions")}
      rows={rows}
      rowKey={({ connectionId, scope }) => `${connectionId ?? ""} ${scope}`}
      columns={[
        { key: "scope", label: text("connections.permissions.scope"), cell: ({ vendor, scope }) => <Scope vendor={vendor} scope={scope} /> },
        { key: "used", label: text("connections.permissions.used"), cell: usersOf },
        { key: "stops", label: text("connections.permissions.stops"), cell: ({ operations }) => operations.join(", ") },
        {
          key: "last",
          label: text("connections.permissions.last"),
          cell: ({ lastUsedAt }) => (lastUsedAt === null ? text("connections.permissions.never") : <Ago at={lastUsedAt} />),
        },
      ]}
    />
  );
}

const Scope = ({ vendor, scope }: Pick<NeededScope, "vendor" | "scope">): ReactElement => (
  <>
    {vendorName(vendor)} <code>{scope}</code>
  </>
);

function usersOf({ usedBy, atSetup }: NeededScope): string {
  const users = [...usedBy, ...(atSetup ? [text("connections.permissions.setup")] : [])];
  return users.length === 0 ? text("connections.permissions.drop") : users.join(", ");
}
