import type { ReactElement } from "react";
import { text } from "../../i18n/text.ts";
import { TextField } from "../../ui/text-field.tsx";

/** The address by which an account is known, to browsers too. */
export const EmailField = ({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }): ReactElement => (
  <TextField
    label={text("door.email")}
    type="email"
    autoComplete="username"
    required
    withAsterisk={false}
    value={value}
    onChange={(event) => onChange(event.currentTarget.value)}
  />
);
