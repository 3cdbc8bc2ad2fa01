import type { ReactElement } from "react";
import { WholeNumber } from "../../ui/whole-number.tsx";

interface Props<Name extends string> {
  readonly fields: readonly { readonly name: Name; readonly label: string; readonly hint?: string; readonly range: readonly [number, number] }[];
  readonly values: Readonly<Record<Name, number>>;
  /** `typing`: which of them is being typed into. */
  readonly onChange: (change: Readonly<Partial<Record<Name, number>>>, typing: Name) => void;
}

/** Numbers that bound what a step or a run does. */
export function Bounds<Name extends string>({ fields, values, onChange }: Props<Name>): ReactElement {
  return (
    <>
      {fields.map(({ name, label, hint, range: [min, max] }) => (
        <WholeNumber
          key={name}
          label={label}
          {...(hint !== undefined && { description: hint })}
          min={min}
          max={max}
          value={values[name]}
          onChange={(value) => onChange({ [name]: value } as Partial<Record<Name, number>>, name)}
        />
      ))}
    </>
  );
}
