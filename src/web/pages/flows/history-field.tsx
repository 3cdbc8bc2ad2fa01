import type { ReactElement } from "react";
import type { HistoryChoice } from "#core/history.ts";
import { text } from "../../i18n/text.ts";
import { Select } from "../../ui/select.tsx";

/** Days that are offered; another number that was chosen elsewhere stands beside them. */
const offeredDays = [30, 90, 365] as const;

interface HistoryFieldProps {
  readonly value: HistoryChoice;
  readonly onChange: (choice: HistoryChoice) => void;
}

/** Which records that were there before the flow get a counterpart. */
export function HistoryField({ value, onChange }: HistoryFieldProps): ReactElement {
  const days = [...new Set([...offeredDays, ...(typeof value === "number" ? [value] : [])])].toSorted((one, other) => one - other);
  const choices: readonly HistoryChoice[] = ["none", ...days, "all"];
  return (
    <Select
      label={text("flow.rule.history")}
      description={text("flow.rule.history.hint")}
      value={String(value)}
      onChange={(event) => onChange(choices.find((choice) => String(choice) === event.currentTarget.value) ?? value)}
      data={choices.map((choice) => ({
        value: String(choice),
        label: typeof choice === "number" ? text("flow.rule.history.days", { count: choice }) : text(`flow.rule.history.${choice}`),
      }))}
    />
  );
}
