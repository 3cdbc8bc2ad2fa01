import "./check-steps.css";
import { CircleCheck, CircleMinus, OctagonAlert } from "lucide-react";
import type { ReactElement } from "react";
import type { CredentialCheck } from "#contract/accounts.ts";
import { useErrors } from "../../api/error-calls.ts";
import { text } from "../../i18n/text.ts";

const icons = { passed: CircleCheck, failed: OctagonAlert, skipped: CircleMinus } as const;

/** What a token was checked for, how far it came, and what to do about the step that failed. */
export function CheckSteps({ check }: { readonly check: CredentialCheck }): ReactElement {
  const failed = check.steps.find(({ state }) => state === "failed");
  const why = useErrors()?.find(({ code }) => code === failed?.code);
  return (
    <>
      <ul className="check-steps">
        {check.steps.map(({ name, state }) => {
          const Icon = icons[state];
          return (
            <li key={name} data-state={state}>
              <Icon size={16} aria-hidden /> {text(`connections.step.${name}`)} <span className="muted">{text(`connections.step.${state}`)}</span>
            </li>
          );
        })}
      </ul>
      {why !== undefined && (
        <p>
          {why.title} ({why.number}). {why.cause} {why.fix}
        </p>
      )}
      {check.missing.length > 0 && (
        <p>
          {text("connections.missing")}: <code>{check.missing.join(", ")}</code>
        </p>
      )}
    </>
  );
}
