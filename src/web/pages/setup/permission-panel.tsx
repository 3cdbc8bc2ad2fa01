import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import type { NeededScope } from "#contract/accounts.ts";
import { fetchPermissions } from "../../api/account-calls.ts";
import { text } from "../../i18n/text.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Answer } from "../../ui/states.tsx";
import { PermissionTable } from "../settings/permission-table.tsx";

/** Each permission of one vendor with its reason, to be copied; and what is not asked for. */
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
              <PermissionTable rows={rows} />
              <CopyButton value={rows.map(({ scope }) => scope).join("\n")} label={text("setup.permissions.copy")} />
            </>
          );
        }}
      </Answer>
    </section>
  );
}
