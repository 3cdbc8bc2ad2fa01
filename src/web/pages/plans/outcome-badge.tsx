import { CircleCheck, CircleSlash, Hand, OctagonAlert, type LucideIcon } from "lucide-react";
import type { ReactElement } from "react";
import type { PlanItemRow } from "#contract/plans.ts";
import { text } from "../../i18n/text.ts";
import { Badge } from "../../ui/badge.tsx";
import type { Tone } from "../../ui/tone.ts";

type Outcome = NonNullable<PlanItemRow["outcome"]>;
const looks: Readonly<Record<Outcome, readonly [LucideIcon, Tone]>> = {
  applied: [CircleCheck, "good"],
  drifted: [CircleSlash, "info"],
  failed: [OctagonAlert, "bad"],
  "needs-person": [Hand, "warn"],
};

/** What became of a row, as icon, word and colour. */
export function OutcomeBadge({ outcome }: { readonly outcome: Outcome }): ReactElement {
  const [icon, tone] = looks[outcome];
  return (
    <Badge tone={tone} icon={icon}>
      {text(`plan.outcome.${outcome}`)}
    </Badge>
  );
}
