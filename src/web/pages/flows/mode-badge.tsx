import { CircleDashed, CirclePause, CirclePlay, CircleSlash, Eye, Pencil, Split, type LucideIcon } from "lucide-react";
import type { ReactElement } from "react";
import type { FlowView } from "#contract/flows.ts";
import { text } from "../../i18n/text.ts";
import { Badge } from "../../ui/badge.tsx";
import type { Tone } from "../../ui/tone.ts";

const looks: Readonly<Record<FlowView["mode"], readonly [LucideIcon, Tone]>> = {
  off: [CircleSlash, "neutral"],
  draft: [Pencil, "neutral"],
  shadow: [Eye, "info"],
  canary: [CircleDashed, "warn"],
  live: [CirclePlay, "good"],
  paused: [CirclePause, "warn"],
  mixed: [Split, "info"],
};

/** What a flow does, as icon, word and colour. */
export function ModeBadge({ mode }: { readonly mode: FlowView["mode"] }): ReactElement {
  const [icon, tone] = looks[mode];
  return (
    <Badge tone={tone} icon={icon}>
      {text(`flow.mode.${mode}`)}
    </Badge>
  );
}
