import { TextInput, type TextInputProps } from "@mantine/core";
import type { ReactElement } from "react";

/** One line of text under its label, with a hint and an error that is read out. */
export function TextField(props: TextInputProps): ReactElement {
  return <TextInput {...props} />;
}
