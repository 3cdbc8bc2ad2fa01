import type { ReactElement } from "react";
import type { NeededScope } from "#contract/accounts.ts";
import { vendorName } from "#core/vendor-name.ts";
import { text } from "../../i18n/text.ts";
import { Ago } from "../../ui/ago.tsx";
import { DataTable } from "../../ui/data-table.tsx";

/** Each permission with its reason: what it is asked for, what stops without it, when it was last used, and what can be dropped. */
export function PermissionTable({ rows }: { readonly rows: readonly NeededScope[] }): ReactElement {
  return (
    <DataTable
      label={text("connections.permissions")}
      rows={rows}
      rowKey={({ connectionId, scope }) => `${connectionId ?? ""} ${scope}`}
      columns={[
        {
          key: "scope",
          label: text("connections.permissions.scope"),
          cell: ({ vendor, scope }) => (
            <>
              {vendorName(vendor)} <code>{scope}</code>
            </>
          ),
        },
        { key: "why", label: text("connections.permissions.why"), cell: whyOf },
        { key: "stops", label: text("connections.permissions.stops"), cell: stopsOf },
        {
          key: "last",
          label: text("connections.permissions.last"),
          cell: ({ lastUsedAt }) => (lastUsedAt === null ? text("connections.permissions.never") : <Ago at={lastUsedAt} />),
        },
      ]}
    />
  );
}

function whyOf({ usedBy, atSetup }: NeededScope): string {
  const users = [...usedBy.map((entity) => text(`flow.kind.${entity}`)), ...(atSetup ? [text("connections.permissions.why.setup")] : [])];
  return users.length === 0 ? text("connections.permissions.why.nothing") : users.join(", ");
}

function stopsOf({ write, operations }: NeededScope): string {
  if (operations.length === 0) return text("connections.permissions.stops.nothing");
  return text(write ? "connections.permissions.stops.writes" : "connections.permissions.stops.reads");
}
