import { CircleQuestionMark, Clock, OctagonAlert, PlugZap, Scale, ShieldAlert, type LucideIcon } from "lucide-react";
import type { ReactElement } from "react";
import type { NeedsYouItem } from "#contract/needs-you.ts";
import { text } from "../../i18n/text.ts";
import { exactTime } from "../../i18n/time.ts";
import { AddressLink } from "../../ui/address-link.tsx";
import { Ago } from "../../ui/ago.tsx";

const icons: Readonly<Record<NeedsYouItem["kind"], LucideIcon>> = {
  connection: PlugZap,
  brake: ShieldAlert,
  parked: OctagonAlert,
  runs: OctagonAlert,
  questions: CircleQuestionMark,
  conflicts: Scale,
  token: Clock,
};

/** What is the matter, in words of ours; names are the vendor's. */
function wordsFor(item: NeedsYouItem): string {
  switch (item.kind) {
    case "connection":
      return text("home.need.connection", { title: item.title });
    case "brake":
      return text("home.need.brake", { count: item.count });
    case "parked":
      return item.title === null
        ? text("home.need.parked.plain", { count: item.count })
        : text("home.need.parked", { count: item.count, title: item.title });
    case "runs":
      return item.title === null
        ? text("home.need.runs.plain", { count: item.count })
        : text("home.need.runs", { count: item.count, title: item.title });
    case "questions":
      return text("home.need.questions", { count: item.count });
    case "conflicts":
      return item.field === "*"
        ? text("home.need.conflicts.whole", { count: item.count })
        : text("home.need.conflicts", { count: item.count, field: item.label });
    case "token":
      return text("home.need.token", { at: exactTime(item.endsAt) });
  }
}

/** One line of what waits for a person. */
export function OneNeed({ item }: { readonly item: NeedsYouItem }): ReactElement {
  const Icon = icons[item.kind];
  return (
    <li>
      <Icon size={18} aria-hidden />
      <div>
        <AddressLink href={item.href}>{wordsFor(item)}</AddressLink>
        <div className="muted">
          <bdi>{"flow" in item ? item.flow : item.name}</bdi>
        </div>
      </div>
      {item.since !== null && (
        <span className="muted">
          <Ago at={item.since} />
        </span>
      )}
    </li>
  );
}
