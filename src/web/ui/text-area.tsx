import "./text-area.css";
import { Textarea, type TextareaProps } from "@mantine/core";
import type { ReactElement } from "react";

/** Text of many lines under its label, letter under letter. */
export function TextArea(props: TextareaProps): ReactElement {
  return <Textarea classNames={{ input: "text-area" }} spellCheck={false} autoComplete="off" {...props} />;
}
