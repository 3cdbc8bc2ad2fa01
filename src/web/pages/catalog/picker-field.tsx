import { useId, useState, type ReactElement, type ReactNode } from "react";
import type { ValuesAsked } from "../../api/catalog-calls.ts";
import { text } from "../../i18n/text.ts";
import { TextField } from "../../ui/text-field.tsx";
import { TYPED_MS, useRested } from "../../ui/use-rested.ts";
import { usePickerValues } from "./picker-values.ts";

interface Props {
  readonly from: Omit<ValuesAsked, "words">;
  readonly label: string;
  /** What stands under it until something is picked. Default: how to pick. */
  readonly hint?: string | undefined;
  readonly error?: ReactNode;
  readonly required?: boolean;
  readonly withAsterisk?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A box to type into, with what the account has to pick from: what its list begins with, or what has the words that are typed. */
export function PickerField({ from, hint, value, onChange, ...field }: Props): ReactElement {
  const list = useId();
  const [words, setWords] = useState("");
  const { data } = usePickerValues({ ...from, words: useRested(words, TYPED_MS) });
  const { values = [], searchable = false } = data ?? {};
  const picked = values.find((one) => one.value === value)?.label;
  const change = (typed: string): void => {
    // What was picked is a value, and not looked for.
    if (searchable && !values.some((one) => one.value === typed)) setWords(typed);
    onChange(typed);
  };
  return (
    <>
      <TextField
        {...field}
        description={picked ?? hint ?? text(searchable ? "catalog.field.find" : "catalog.field.pick")}
        list={list}
        autoComplete="off"
        value={value}
        onChange={(event) => change(event.currentTarget.value)}
      />
      <datalist id={list}>
        {values.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </datalist>
    </>
  );
}
