import type { ReactElement } from "react";
import type { ContactAround } from "#contract/contact-360.ts";
import { text } from "../../i18n/text.ts";
import { Ago } from "../../ui/ago.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { StateBadge } from "../../ui/state-badge.tsx";

type LinkView = ContactAround["links"][number];

/** Every pair of records that belongs to a contact, in all flows. */
export function ContactLinks({ links }: { readonly links: readonly LinkView[] }): ReactElement {
  const id = (value: string | null): ReactElement => <bdi dir="ltr">{value ?? text("value.empty")}</bdi>;
  return (
    <DataTable
      label={text("tabs.links")}
      rows={links}
      rowKey={(link) => link.id}
      columns={[
        { key: "kind", label: text("links.kind"), cell: ({ entity }) => text(`entity.${entity}`) },
        { key: "flow", label: text("contacts.flow"), cell: ({ flow }) => <bdi>{flow}</bdi> },
        { key: "state", label: text("column.state"), cell: ({ status }) => <StateBadge status={status} /> },
        { key: "left", label: text("contact.highlevel"), cell: ({ highlevelId }) => id(highlevelId) },
        { key: "right", label: text("contact.incident"), cell: ({ incidentId }) => id(incidentId) },
        { key: "changed", label: text("column.changed"), cell: ({ changedAt }) => <Ago at={changedAt} /> },
      ]}
    />
  );
}
