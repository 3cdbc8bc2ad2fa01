import type { ReactElement } from "react";
import { reaches, roles, type Role } from "#core/policy/role.ts";
import { useOwnRole } from "../../api/use-me.ts";
import { text } from "../../i18n/text.ts";
import { Select } from "../../ui/select.tsx";

interface Props {
  readonly label: string;
  /** True where the label is for screen readers alone. */
  readonly bare?: boolean;
  readonly value: Role;
  readonly disabled?: boolean;
  readonly onChange: (role: Role) => void;
}

/** A role that whoever looks may give: none above their own. The one that is held stands there in any case. */
export function RoleSelect({ label, bare = false, value, disabled = false, onChange }: Props): ReactElement {
  const own = useOwnRole();
  const offered = roles.filter((role) => role === value || reaches(own, role));
  return (
    <Select
      {...(bare ? { "aria-label": label } : { label })}
      value={value}
      disabled={disabled}
      onChange={(event) => {
        const chosen = roles.find((role) => role === event.currentTarget.value);
        if (chosen !== undefined) onChange(chosen);
      }}
      data={offered.map((role) => ({ value: role, label: text(`role.${role}`) }))}
    />
  );
}
