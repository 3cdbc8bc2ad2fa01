import "./setup.css";
import { useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import type { ReactElement } from "react";
import { setupSteps, type SetupState, type SetupStep } from "#contract/setup.ts";
import { fetchSetup } from "../../api/setup-calls.ts";
import { statusQuery } from "../../api/status-calls.ts";
import { text } from "../../i18n/text.ts";
import { Page } from "../../ui/page.tsx";
import { Answer } from "../../ui/states.tsx";
import { Doors } from "./doors.tsx";
import { EventsStep } from "./events-step.tsx";
import { GoalsStep } from "./goals-step.tsx";
import { HighLevelStep, IncidentStep } from "./account-step.tsx";
import { LiveStep } from "./live-step.tsx";
import { MatchStep } from "./match-step.tsx";
import { PlanStep } from "./plan-step.tsx";
import { TestStep } from "./test-step.tsx";
import { useSetup } from "./use-setup.ts";

const steps: Readonly<Record<SetupStep, (props: { readonly state: SetupState }) => ReactElement>> = {
  goals: GoalsStep,
  highlevel: HighLevelStep,
  incident: IncidentStep,
  events: EventsStep,
  match: MatchStep,
  test: TestStep,
  plan: PlanStep,
  live: LiveStep,
};

/** From nothing to live in eight steps, which go on where they were left, in any browser. */
export function SetupPage(): ReactElement {
  const setup = useQuery({ queryKey: ["setup"], queryFn: fetchSetup });
  const status = useQuery(statusQuery);
  return (
    <Page title={text("setup.title")} needs="administer">
      <Answer query={setup}>
        {(state) =>
          state.begun ? <Steps state={state} /> : <Answer query={status}>{({ environment }) => <Doors environment={environment} />}</Answer>
        }
      </Answer>
    </Page>
  );
}

function Steps({ state }: { readonly state: SetupState }): ReactElement {
  const Step = steps[state.step];
  return (
    <div className="setup">
      <Rail state={state} />
      <Step state={state} />
    </div>
  );
}

/** Where one is; steps that were reached can be gone back to. */
function Rail({ state }: { readonly state: SetupState }): ReactElement {
  const { go } = useSetup();
  const at = setupSteps.indexOf(state.step);
  return (
    <nav aria-label={text("setup.steps")}>
      <ol className="rail">
        {setupSteps.map((step, index) => {
          const later = state.later.includes(step);
          return (
            <li key={step} data-done={index < at && !later}>
              <button type="button" aria-current={step === state.step ? "step" : undefined} disabled={index > at} onClick={() => go(step)}>
                <span className="rail-mark" aria-hidden>
                  {index < at && !later ? <Check size={14} /> : index + 1}
                </span>
                <span>
                  {text(`setup.step.${step}`)}
                  {later && index < at && <span className="muted"> {text("setup.later.mark")}</span>}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
