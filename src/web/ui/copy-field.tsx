import type { ReactElement } from "react";
import { text } from "../i18n/text.ts";
import { CopyButton } from "./copy-button.tsx";
import { TextField } from "./text-field.tsx";

/** Something to be taken elsewhere: shown whole, selected by a press, copied by a button. */
export function CopyField({ label, value }: { readonly label: string; readonly value: string }): ReactElement {
  return (
    <div className="copy-field">
      <TextField label={label} value={value} readOnly onFocus={(event) => event.currentTarget.select()} />
      <CopyButton label={text("copy.act")} value={value} isShown />
    </div>
  );
}
