import { useState, type ReactElement } from "react";
import { text } from "../../i18n/text.ts";
import { Select } from "../../ui/select.tsx";
import { WholeNumber } from "../../ui/whole-number.tsx";
import { inUnit, secondsOf, timeUnits, type TimeUnit } from "./step-words.ts";

interface Props {
  readonly label: string;
  readonly seconds: number;
  readonly onChange: (seconds: number) => void;
}

/** A length of time, in the unit that people choose for as long as it is whole in it. */
export function TimeField({ label, seconds, onChange }: Props): ReactElement {
  const [chosen, setChosen] = useState<TimeUnit>(() => inUnit(seconds).unit);
  const unit = seconds % secondsOf(chosen, 1) === 0 ? chosen : inUnit(seconds).unit;
  const amount = seconds / secondsOf(unit, 1);
  const choose = (next: TimeUnit): void => {
    setChosen(next);
    onChange(secondsOf(next, amount));
  };
  return (
    <div className="wf-time">
      <WholeNumber label={label} min={1} value={amount} onChange={(next) => onChange(secondsOf(unit, next))} />
      <Select
        label={text("wf.time.unit", { label })}
        data={timeUnits.map((value) => ({ value, label: text(`wf.unit.${value}`) }))}
        value={unit}
        onChange={(event) => choose(event.currentTarget.value as TimeUnit)}
      />
    </div>
  );
}
