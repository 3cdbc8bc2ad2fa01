import { CircleCheck, CircleSlash, Clock, Filter, Hand, OctagonAlert, type LucideIcon } from "lucide-react";
import type { ReactElement } from "react";
import type { RunView } from "#contract/workflows.ts";
import { text } from "../../i18n/text.ts";
import { Badge } from "../../ui/badge.tsx";
import type { Tone } from "../../ui/tone.ts";

const looks: Readonly<Record<RunView["state"], readonly [LucideIcon, Tone]>> = {
  going: [Clock, "info"],
  parked: [Hand, "warn"],
  done: [CircleCheck, "good"],
  filtered: [Filter, "neutral"],
  stopped: [CircleSlash, "neutral"],
  failed: [OctagonAlert, "bad"],
  cancelled: [CircleSlash, "neutral"],
};

/** How a run stands. */
export function RunStateBadge({ state }: Pick<RunView, "state">): ReactElement {
  const [icon, tone] = looks[state];
  return (
    <Badge tone={tone} icon={icon}>
      {text(`wf.run.${state}`)}
    </Badge>
  );
}

const causes = ["webhook", "own", "call", "schedule", "person", "replay", "run"] as const;

/** What began a run, in words: its first word says which way. */
export function causeWords(cause: string): string {
  const found = causes.find((one) => cause.startsWith(`${one} `));
  return found === undefined ? cause : text(`wf.cause.${found}`);
}
