import { useState, type ReactElement } from "react";
import { text } from "../i18n/text.ts";
import { TextField } from "./text-field.tsx";

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** `new` lets password managers offer one of their own. */
  readonly kind: "current" | "new";
  readonly hint?: string;
}

/** A password: pasted or typed, hidden or shown. */
export function PasswordField({ label, value, onChange, kind, hint }: Props): ReactElement {
  const [shown, setShown] = useState(false);
  return (
    <div className="field">
      <TextField
        label={label}
        description={hint}
        type={shown ? "text" : "password"}
        autoComplete={`${kind}-password`}
        spellCheck={false}
        required
        withAsterisk={false}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <label className="tick">
        <input type="checkbox" checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />
        {text("password.show")}
      </label>
    </div>
  );
}
