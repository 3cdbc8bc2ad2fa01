import type { LucideIcon } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import type { Tone } from "./tone.ts";

/** A state as icon, word and colour. */
export function Badge({
  tone,
  icon: Icon,
  children,
}: {
  readonly tone: Tone;
  readonly icon: LucideIcon;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <span className="badge" data-tone={tone}>
      <Icon size={14} aria-hidden />
      {children}
    </span>
  );
}
