import { Check, Minus, X, type LucideIcon } from "lucide-react";
import type { ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import { fetchErrors } from "../../api/error-calls.ts";
import type { CredentialCheckView } from "../../api/setup-calls.ts";
import { text } from "../../i18n/text.ts";
import { Notice } from "../../ui/notice.tsx";

const marks: Readonly<Record<CredentialCheckView["steps"][number]["state"], LucideIcon>> = { passed: Check, failed: X, skipped: Minus };

/** How a token did, step by step, and what to do about the one that failed. */
export function CheckResult({ check }: { readonly check: CredentialCheckView }): ReactElement {
  const failed = check.steps.find(({ state }) => state === "failed");
  const errors = useQuery({ queryKey: ["errors"], queryFn: fetchErrors, enabled: failed !== undefined, staleTime: Infinity });
  const entry = errors.data?.find(({ code }) => code === failed?.code);
  return (
    <section aria-label={text("setup.check.label")}>
      <ul className="check-steps">
        {check.steps.map(({ name, state }) => {
          const Mark = marks[state];
          return (
            <li key={name} data-state={state}>
              <Mark size={16} aria-hidden /> {text(`setup.check.${name}`)} <span className="muted">{text(`setup.check.${state}`)}</span>
            </li>
          );
        })}
      </ul>
      {entry !== undefined && (
        <Notice tone={check.ok ? "warn" : "bad"} title={`${entry.title} (${entry.number})`} read="at-once">
          <p>{entry.cause}</p>
          <p>{entry.fix}</p>
          {check.missing.length > 0 && <p>{text("setup.check.missing", { scopes: check.missing.join(", ") })}</p>}
        </Notice>
      )}
    </section>
  );
}
