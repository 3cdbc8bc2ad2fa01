import { Badge } from "@mantine/core";
import { CircleCheck, CircleSlash, Clock, Hand, OctagonAlert, Unlink, type LucideIcon } from "lucide-react";
import type { ReactElement } from "react";
import type { ContactStatus } from "#contract/contacts.ts";
import { text } from "../i18n/text.ts";

const looks: Readonly<Record<ContactStatus, readonly [LucideIcon, string]>> = {
  "in-sync": [CircleCheck, "green"],
  waiting: [Clock, "blue"],
  conflict: [Hand, "yellow"],
  failing: [OctagonAlert, "red"],
  excluded: [CircleSlash, "gray"],
  ended: [Unlink, "gray"],
};

/** A contact's state as icon, word and colour. */
export function StateBadge({ status }: { readonly status: ContactStatus }): ReactElement {
  const [Icon, color] = looks[status];
  return (
    <Badge variant="light" color={color} leftSection={<Icon size={14} aria-hidden />} tt="none" fw={600} miw="max-content">
      {text(`status.${status}`)}
    </Badge>
  );
}
