import { Hand } from "lucide-react";
import type { ReactElement } from "react";
import type { ContactField } from "#contract/contacts.ts";
import { text } from "../../i18n/text.ts";
import { Badge } from "../../ui/badge.tsx";
import { Value } from "../../ui/value.tsx";

/** Both sides' values beside each other, with what was last agreed. */
export function SideBySide({ fields }: { readonly fields: readonly ContactField[] }): ReactElement {
  const columns = ["field", "highlevel", "incident", "agreed", "result"] as const;
  return (
    <table className="sides">
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col" className={column}>
              {text(`contact.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field.field} data-equal={field.equal}>
            <th scope="row">
              <bdi>{field.label}</bdi>
            </th>
            <td data-label={text("contact.highlevel")} data-label-equal={text("contact.both")}>
              <Value value={field.highlevel} />
            </td>
            <td data-label={text("contact.incident")}>
              <Value value={field.incident} />
            </td>
            <td data-label={text("contact.agreed")}>
              {field.agreed.known ? <Value value={field.agreed.value} /> : <span className="muted">{text("contact.agreedUnknown")}</span>}
            </td>
            <td data-label={text("contact.result")}>
              <FieldState field={field} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function FieldState({ field }: { readonly field: ContactField }): ReactElement {
  if (field.conflictId !== null)
    return (
      <Badge tone="warn" icon={Hand}>
        {text("contact.conflict")}
      </Badge>
    );
  if (field.equal) return <span>{text("contact.equal")}</span>;
  return <span className="muted">{text(field.direction === "both" ? "contact.differs" : "contact.oneWay")}</span>;
}
