import "./fields.css";
import { useState, type ReactElement } from "react";
import { text } from "../i18n/text.ts";
import { Button } from "./button.tsx";
import { TextField } from "./text-field.tsx";

/** Something to be taken elsewhere: shown whole, selected by a press, copied by a button. */
export function CopyField({ label, value }: { readonly label: string; readonly value: string }): ReactElement {
  const [copied, setCopied] = useState(false);
  return (
    <div className="copy-field">
      <TextField label={label} value={value} readOnly onFocus={(event) => event.currentTarget.select()} />
      <Button onClick={() => void navigator.clipboard.writeText(value).then(() => setCopied(true))}>{text("copy.act")}</Button>
      <output className="muted">{copied ? text("copy.done") : ""}</output>
    </div>
  );
}
