import type { ReactElement } from "react";
import type { ActivityStory } from "#contract/activity.ts";
import { text } from "../../i18n/text.ts";
import { exactTime } from "../../i18n/time.ts";

/** The parts of a record's turn as bars over its time; waiting is hatched. */
export function StepsTab({ steps }: { readonly steps: ActivityStory["steps"] }): ReactElement {
  const begin = Math.min(...steps.map(({ from }) => from));
  const whole = Math.max(1, Math.max(...steps.map(({ until }) => until)) - begin);
  return (
    <ol className="steps">
      {steps.map(({ name, from, until }) => (
        <li key={name}>
          <span>{text(`activity.step.${name}`)}</span>
          <svg className="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden>
            <rect data-step={name} x={((from - begin) / whole) * 98} width={Math.max(2, ((until - from) / whole) * 100)} height={8} />
          </svg>
          <span className="muted small" title={exactTime(from)}>
            {until > from ? text("activity.step.ms", { ms: until - from }) : exactTime(from)}
          </span>
        </li>
      ))}
    </ol>
  );
}
