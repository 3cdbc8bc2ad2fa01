import { NativeSelect, type NativeSelectProps } from "@mantine/core";
import type { ReactElement } from "react";

/** One of a few choices: the browser's own list, which works everywhere. */
export function Select(props: NativeSelectProps): ReactElement {
  return <NativeSelect {...props} />;
}
