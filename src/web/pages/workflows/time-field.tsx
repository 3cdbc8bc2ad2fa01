import type { ReactElement } from "react";
import { text } from "../../i18n/text.ts";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { inUnit, secondsOf, timeUnits, type TimeUnit } from "./step-words.ts";

interface Props {
  readonly label: string;
  readonly seconds: number;
  readonly onChange: (seconds: number) => void;
}

/** A length of time, in the unit that people choose. */
export function TimeField({ label, seconds, onChange }: Props): ReactElement {
  const { unit, amount } = inUnit(seconds);
  return (
    <div className="wf-time">
      <TextField
        label={label}
        type="number"
        min={1}
        step={1}
        value={amount}
        onChange={(event) => onChange(secondsOf(unit, Math.max(1, Math.round(Number(event.currentTarget.value)))))}
      />
      <Select
        label={text("wf.time.unit", { label })}
        data={timeUnits.map((value) => ({ value, label: text(`wf.unit.${value}`) }))}
        value={unit}
        onChange={(event) => onChange(secondsOf(event.currentTarget.value as TimeUnit, amount))}
      />
    </div>
  );
}
