import type { ReactElement } from "react";
import type { PlanView } from "#contract/plans.ts";
import { LANGUAGE, text } from "../../i18n/text.ts";
import { clockTime } from "../../i18n/time.ts";

const percent = new Intl.NumberFormat(LANGUAGE, { style: "percent", maximumFractionDigits: 1 });
const stages = {
  making: "plan.making",
  applying: "plan.applying",
  rehearsing: "plan.rehearsing",
  undoing: "plan.undoing",
} as const;

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

/** How far the work on the plan is, read out while it goes on. */
export function PlanProgress({ plan: { stage, progress } }: { readonly plan: PlanView }): ReactElement {
  const words = stage in stages ? text(stages[stage as keyof typeof stages]) : null;
  return (
    <output className="plan-progress">
      {words !== null && (
        <>
          <span>{progressWords(words, progress)}</span>
          <progress aria-label={words} {...barOf(progress)} />
        </>
      )}
    </output>
  );
}

const barOf = (progress: PlanView["progress"]): { readonly max?: number; readonly value?: number } =>
  progress === null || progress.total === null ? {} : { max: progress.total, value: progress.done };

function progressWords(stage: string, progress: PlanView["progress"]): string {
  if (progress === null) return text("plan.progress.begun", { stage });
  const { done, total } = progress;
  return total === null ? text("plan.progress.open", { stage, done }) : text("plan.progress", { stage, done, total });
}
