import type { ReactElement } from "react";
import type { PlanView } from "#contract/plans.ts";
import { text } from "../../i18n/text.ts";
import { Notice } from "../../ui/notice.tsx";

/** How far the plan is, or why there is none. */
export function PlanProgress({ plan }: { readonly plan: PlanView }): ReactElement | null {
  if (plan.failure !== null)
    return (
      <Notice tone="bad" title={`${plan.failure.title} (${plan.failure.number})`} read="at-once">
        <p>{plan.failure.detail}</p>
        <p>{plan.failure.fix}</p>
      </Notice>
    );
  if (plan.expired !== null) return <Notice tone="warn" title={text(`setup.plan.${plan.expired}`)} />;
  if (plan.stage === "ready") return null;
  const { progress } = plan;
  return (
    <output className="first-event">
      {progress === null || progress.total === null
        ? text("setup.plan.working")
        : text("setup.plan.progress", { done: progress.done, total: progress.total })}
    </output>
  );
}
