import { useState, type ReactElement } from "react";
import type { AlertRulesView } from "#contract/alerts.ts";
import { saveAlertRules } from "../../api/alert-calls.ts";
import { text } from "../../i18n/text.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemCard } from "../../ui/problem-card.tsx";
import { Select } from "../../ui/select.tsx";
import { useAct } from "./use-act.ts";

const offered = [1, 4, 8, 24, 48, 72, 168];
/** A number that somebody has set by another way stands there as well. */
const choices = (set: number) =>
  [...new Set([...offered, set])]
    .toSorted((one, other) => one - other)
    .map((count) => ({ value: String(count), label: text("alerts.hours", { count }) }));

/** After how long waiting becomes an alert. */
export function AlertRules({ rules }: { readonly rules: AlertRulesView }): ReactElement {
  const [given, setGiven] = useState(rules);
  const saved = useAct(() => saveAlertRules(given), { renews: ["alerts"], done: text("alerts.saved") });
  return (
    <section className="panel" aria-labelledby="alert-rules">
      <h2 id="alert-rules">{text("alerts.rules")}</h2>
      <form
        className="settings-form"
        onSubmit={(event) => {
          event.preventDefault();
          saved.mutate(undefined);
        }}
      >
        <Select
          label={text("alerts.rules.conflicts")}
          value={String(given.conflictHours)}
          onChange={(event) => setGiven({ ...given, conflictHours: Number(event.currentTarget.value) })}
          data={choices(rules.conflictHours)}
        />
        <Select
          label={text("alerts.rules.silence")}
          value={String(given.silenceHours)}
          onChange={(event) => setGiven({ ...given, silenceHours: Number(event.currentTarget.value) })}
          data={choices(rules.silenceHours)}
        />
        <Button type="submit" busy={saved.isPending}>
          {text("alerts.rules.save")}
        </Button>
      </form>
      {saved.isError && <ProblemCard error={saved.error} />}
    </section>
  );
}
