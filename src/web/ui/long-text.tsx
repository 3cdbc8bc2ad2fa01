import "./long-text.css";
import { Input } from "@mantine/core";
import { useId, type ReactElement, type ReactNode } from "react";

interface Props {
  readonly label: string;
  readonly value: string;
  /** Lines that are seen at once. */
  readonly rows: number;
  /** Letter under letter, lines as they are: for JSON and for files. */
  readonly isCode?: boolean;
  readonly required?: boolean;
  readonly withAsterisk?: boolean;
  readonly error?: ReactNode;
  readonly description?: ReactNode;
  readonly onChange: (value: string) => void;
}

/** Several lines of text under their label, with a hint and an error that is read out. */
export function LongText({ value, rows, isCode = false, required = false, onChange, ...wrapper }: Props): ReactElement {
  const id = useId();
  return (
    <Input.Wrapper id={id} required={required} {...wrapper}>
      <Input
        component="textarea"
        id={id}
        multiline
        rows={rows}
        required={required}
        error={wrapper.error}
        spellCheck={false}
        autoComplete="off"
        {...(isCode && { classNames: { input: "code-text" } })}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </Input.Wrapper>
  );
}
