import { CircleCheck, CirclePause, CircleSlash, Clock, Hand, OctagonAlert, Unlink, type LucideIcon } from "lucide-react";
import type { ReactElement } from "react";
import type { ContactStatus } from "#contract/contacts.ts";
import { text } from "../i18n/text.ts";
import { Badge } from "./badge.tsx";
import type { Tone } from "./tone.ts";

const looks: Readonly<Record<ContactStatus, readonly [LucideIcon, Tone]>> = {
  "in-sync": [CircleCheck, "good"],
  waiting: [Clock, "info"],
  conflict: [Hand, "warn"],
  failing: [OctagonAlert, "bad"],
  excluded: [CircleSlash, "neutral"],
  paused: [CirclePause, "neutral"],
  ended: [Unlink, "neutral"],
};

/** A contact's state as icon, word and colour. */
export function StateBadge({ status }: { readonly status: ContactStatus }): ReactElement {
  const [icon, tone] = looks[status];
  return (
    <Badge tone={tone} icon={icon}>
      {text(`status.${status}`)}
    </Badge>
  );
}
