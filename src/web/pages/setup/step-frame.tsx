import { useEffect, useRef, type ReactElement, type ReactNode } from "react";
import type { SetupState } from "#contract/setup.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { useSetup } from "./use-setup.ts";

interface Props {
  readonly state: SetupState;
  readonly children: ReactNode;
  /** Goes on; absent while the step is not done. */
  readonly onNext?: (() => void) | undefined;
  readonly nextLabel?: string;
  readonly busy?: boolean;
  readonly error?: Error | null;
  /** Default true. */
  readonly canWait?: boolean;
}

/** One step: what it is for and how long it takes, its content, and the ways on. Help stands in the same place in each. */
export function StepFrame({ state, children, onNext, nextLabel, busy = false, error = null, canWait = true }: Props): ReactElement {
  const { putOff, busy: noting, error: notNoted } = useSetup();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [state.step]);
  const wrong = error ?? notNoted;
  return (
    <section className="step" aria-labelledby="step">
      <h2 id="step" ref={heading} tabIndex={-1}>
        {text(`setup.step.${state.step}`)} <span className="muted step-time">{text(`setup.time.${state.step}`)}</span>
      </h2>
      <details className="why">
        <summary>{text("setup.why")}</summary>
        <p>{text(`setup.why.${state.step}`)}</p>
      </details>
      {children}
      {wrong !== null && <ProblemCard error={wrong} />}
      <div className="step-foot">
        {canWait && (
          <Button look="quiet" onClick={() => putOff(state)}>
            {text("setup.later")}
          </Button>
        )}
        {onNext !== undefined && (
          <Button look="main" busy={busy || noting} onClick={onNext}>
            {nextLabel ?? text("setup.next")}
          </Button>
        )}
      </div>
    </section>
  );
}
