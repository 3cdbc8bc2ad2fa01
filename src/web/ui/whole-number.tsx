import { useState, type ReactElement } from "react";
import { TextField } from "./text-field.tsx";

interface Props {
  readonly label: string;
  readonly description?: string;
  readonly min: number;
  readonly max?: number;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** A whole number. What is typed shows as it was typed, and is told as soon as it is one that is not too small; whoever leaves sees what holds. */
export function WholeNumber({ label, description, min, max, value, onChange }: Props): ReactElement {
  const [typed, setTyped] = useState<string | null>(null);
  const change = (next: string): void => {
    setTyped(next);
    const number = Number(next);
    if (next.trim() !== "" && Number.isInteger(number) && number >= min) onChange(number);
  };
  return (
    <TextField
      label={label}
      description={description}
      type="number"
      min={min}
      {...(max !== undefined && { max })}
      step={1}
      value={typed ?? value}
      onChange={(event) => change(event.currentTarget.value)}
      onBlur={() => setTyped(null)}
    />
  );
}
