import { Check, Minus } from "lucide-react";
import type { ReactElement } from "react";
import { permissions, type Permission } from "#core/policy/permission.ts";
import { mayDo, roles, type Role } from "#core/policy/role.ts";
import { text } from "../../i18n/text.ts";
import { DataTable } from "../../ui/data-table.tsx";

/** What each role may do, from the table that the server itself goes by. */
export const PermissionMatrix = (): ReactElement => (
  <section className="panel matrix" aria-labelledby="matrix">
    <h2 id="matrix">{text("people.matrix")}</h2>
    <DataTable
      label={text("people.matrix")}
      rows={roles}
      rowKey={(role) => role}
      columns={[
        { key: "role", label: text("people.role"), cell: (role) => text(`role.${role}`) },
        ...permissions.map((permission) => ({
          key: permission,
          label: text(`permission.${permission}`),
          cell: (role: Role) => <Answered role={role} permission={permission} />,
        })),
      ]}
    />
    <p className="muted">{text("people.matrix.responder")}</p>
  </section>
);

function Answered({ role, permission }: { readonly role: Role; readonly permission: Permission }): ReactElement {
  const may = mayDo(role, permission);
  const Icon = may ? Check : Minus;
  return (
    <>
      <Icon size={16} aria-hidden />
      <span className="visually-hidden">{text(may ? "people.matrix.yes" : "people.matrix.no")}</span>
    </>
  );
}
