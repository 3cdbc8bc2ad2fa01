import "./plan-state.css";
import type { ReactElement, ReactNode } from "react";
import type { PlanView } from "#contract/plans.ts";
import { text } from "../../i18n/text.ts";
import { Notice } from "../../ui/notice.tsx";

const stages = {
  making: "plan.making",
  applying: "plan.applying",
  rehearsing: "plan.rehearsing",
  undoing: "plan.undoing",
} as const;

interface Props {
  readonly plan: PlanView;
  /** The way out; none where it stands elsewhere on the page. */
  readonly children?: ReactNode;
}

/** How far a plan is, and what keeps it from going on. */
export const PlanState = ({ plan, children }: Props): ReactElement => (
  <>
    <PlanProgress plan={plan} />
    <PlanTrouble plan={plan}>{children}</PlanTrouble>
  </>
);

/** How far the work on the plan is, read out while it goes on. */
function PlanProgress({ plan: { stage, progress } }: { readonly plan: PlanView }): ReactElement {
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

/** What keeps a plan from going on, with the way out. */
function PlanTrouble({ plan, children: again }: Props): ReactElement | null {
  const { failure, stage, expired, appliedAt } = plan;
  if (failure !== null)
    return (
      <Notice
        tone="bad"
        read="at-once"
        title={stage === "failed" ? text("plan.failed") : text("plan.stopped", { title: failure.title, number: failure.number })}
      >
        <p>{stage === "failed" ? `${failure.title} (${failure.number}). ${failure.detail}` : failure.detail}</p>
        <p>{failure.fix}</p>
        {again}
      </Notice>
    );
  if (stage === "interrupted")
    return (
      <Notice tone="warn" read="at-once" title={text("plan.interrupted")}>
        <p>{text("plan.interrupted.body")}</p>
        {again}
      </Notice>
    );
  if (expired === null || stage !== "ready" || appliedAt !== null) return null;
  return (
    <Notice tone="info" read="politely" title={text(`plan.expired.${expired}`)}>
      {expired !== "mapping-not-saved" && <p>{text("plan.expired.body")}</p>}
      {again}
    </Notice>
  );
}
