import type { ReactElement } from "react";
import type { PlanView } from "#contract/plans.ts";
import { LANGUAGE, text } from "../../i18n/text.ts";
import { clockTime } from "../../i18n/time.ts";

const percent = new Intl.NumberFormat(LANGUAGE, { style: "percent", maximumFractionDigits: 1 });

/** The whole plan in one sentence, what it costs, and how long it holds. */
export function PlanHead({ plan, counts }: { readonly plan: PlanView; readonly counts: NonNullable<PlanView["counts"]> }): ReactElement {
  const { delete: deletes, ...others } = counts;
  const calls = (plan.calls?.highlevel ?? 0) + (plan.calls?.incident ?? 0);
  return (
    <p className="plan-sentence">
      <strong>{text("plan.sentence", { ...others, deletes })}</strong> {text("plan.cost", { calls, time: durationWords(plan.seconds ?? 0) })}{" "}
      {plan.quotaShare !== null && calls > 0 && shareWords(plan.quotaShare)}{" "}
      {plan.expired === null && <span className="muted">{text("plan.good", { time: clockTime(plan.expiresAt) })}</span>}
    </p>
  );
}

const shareWords = (share: number): string => (share < 0.001 ? text("plan.share.tiny") : text("plan.share", { share: percent.format(share) }));

function durationWords(seconds: number): string {
  if (seconds < 60) return text("plan.time.seconds", { seconds });
  return text("plan.time.minutes", { minutes: Math.floor(seconds / 60), seconds: seconds % 60 });
}
