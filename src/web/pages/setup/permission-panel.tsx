import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { NeededScope } from "#contract/accounts.ts";
import { fetchPermissions } from "../../api/account-calls.ts";
import { text } from "../../i18n/text.ts";
import { Ago } from "../../ui/ago.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { Answer } from "../../ui/states.tsx";

/** Each permission: what it is for, what stops without it, when it was last used; and what is not asked for. */
export function PermissionPanel({ vendor }: { readonly vendor: NeededScope["vendor"] }): ReactElement {
  const permissions = useQuery({ queryKey: ["permissions"], queryFn: fetchPermissions });
  return (
    <section className="panel" aria-labelledby="permissions">
      <h3 id="permissions">{text("setup.permissions")}</h3>
      <p className="muted">{text(`setup.permissions.${vendor}.not`)}</p>
      <Answer query={permissions} lines={3}>
        {(all) => {
          const rows = all.filter((one) => one.vendor === vendor);
          return (
            <>
              <DataTable
                label={text("setup.permissions")}
                rows={rows}
                rowKey={({ scope }) => scope}
                columns={[
                  { key: "scope", label: text("setup.permissions.scope"), cell: ({ scope }) => <code>{scope}</code> },
                  { key: "why", label: text("setup.permissions.why"), cell: whyOf },
                  { key: "stops", label: text("setup.permissions.stops"), cell: stopsOf },
                  {
                    key: "used",
                    label: text("setup.permissions.used"),
                    cell: ({ lastUsedAt }) => (lastUsedAt === null ? text("setup.permissions.never") : <Ago at={lastUsedAt} />),
                  },
                ]}
              />
              <CopyButton value={rows.map(({ scope }) => scope).join("\n")} label={text("setup.permissions.copy")} />
            </>
          );
        }}
      </Answer>
    </section>
  );
}

function whyOf({ atSetup, usedBy }: NeededScope): string {
  if (usedBy.length === 0 && !atSetup) return text("setup.permissions.drop");
  return usedBy.length === 0 ? text("setup.permissions.setup") : text("setup.permissions.flows", { count: usedBy.length });
}

const stopsOf = ({ write, operations }: NeededScope): string =>
  operations.length === 0 ? text("setup.permissions.nothing") : text(write ? "setup.permissions.writes" : "setup.permissions.reads");
