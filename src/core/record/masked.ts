import type { FieldKind } from "./canonical.ts";

/** As many dots whatever the length, so that a mask does not tell it. */
const DOTS = "•••••";

/** A personal value as it is shown to whoever may not see it: enough to recognise it by, too little to use it. */
export function masked(kind: FieldKind, text: string): string {
  if (kind === "email") {
    const [name, host] = [text.slice(0, text.lastIndexOf("@")), text.slice(text.lastIndexOf("@") + 1)];
    const ending = host.includes(".") ? host.slice(host.lastIndexOf(".")) : "";
    return `${[...name][0] ?? ""}${DOTS}@${DOTS}${ending}`;
  }
  if (kind === "phone") return `${DOTS} ${text.length > 6 ? text.slice(-2) : ""}`.trimEnd();
  return DOTS;
}
