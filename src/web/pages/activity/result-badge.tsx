import { CircleCheck, Hand, Minus, OctagonAlert, Settings, type LucideIcon } from "lucide-react";
import type { ReactElement } from "react";
import type { ActivityResult } from "#contract/activity-filter.ts";
import { text } from "../../i18n/text.ts";
import { Badge } from "../../ui/badge.tsx";
import type { Tone } from "../../ui/tone.ts";

const looks: Readonly<Record<ActivityResult, readonly [Tone, LucideIcon]>> = {
  done: ["good", CircleCheck],
  nothing: ["neutral", Minus],
  waits: ["warn", Hand],
  failed: ["bad", OctagonAlert],
  settings: ["info", Settings],
};

/** What became of something. */
export function ResultBadge({ result }: { readonly result: ActivityResult }): ReactElement {
  const [tone, icon] = looks[result];
  return (
    <Badge tone={tone} icon={icon}>
      {text(`activity.result.${result}`)}
    </Badge>
  );
}
