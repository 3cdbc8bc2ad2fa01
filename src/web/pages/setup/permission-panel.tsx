import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { fetchPermissions, type NeededScopeView } from "../../api/setup-calls.ts";
import { text } from "../../i18n/text.ts";
import { Ago, useNow } from "../../ui/ago.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { Answer } from "../../ui/states.tsx";
import { CopyButton } from "./copy-button.tsx";

/** Each permission: what it is for, what stops without it, when it was last used; and what is not asked for. */
export function PermissionPanel({ vendor }: { readonly vendor: NeededScopeView["vendor"] }): ReactElement {
  const permissions = useQuery({ queryKey: ["permissions"], queryFn: fetchPermissions });
  const now = useNow(30_000);
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
                    cell: ({ lastUsedAt }) => (lastUsedAt === null ? text("setup.permissions.never") : <Ago at={lastUsedAt} now={now} />),
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

function whyOf({ atSetup, usedBy }: NeededScopeView): string {
  if (usedBy.length === 0 && !atSetup) return text("setup.permissions.drop");
  return usedBy.length === 0 ? text("setup.permissions.setup") : text("setup.permissions.flows", { count: usedBy.length });
}

const stopsOf = ({ write, operations }: NeededScopeView): string =>
  operations.length === 0 ? text("setup.permissions.nothing") : text(write ? "setup.permissions.writes" : "setup.permissions.reads");
