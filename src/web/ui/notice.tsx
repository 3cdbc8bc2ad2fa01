import { CircleCheck, Hand, Info, OctagonAlert, TriangleAlert, type LucideIcon } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import type { Tone } from "./tone.ts";

const icons: Readonly<Record<Tone, LucideIcon>> = {
  good: CircleCheck,
  warn: TriangleAlert,
  bad: OctagonAlert,
  info: Info,
  sandbox: Info,
  neutral: Hand,
};

const roles = { "at-once": "alert", politely: "status" } as const;

interface Props {
  readonly tone: Tone;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  /** Is it read out when it appears? Default: no, as for what was there from the beginning. */
  readonly read?: "at-once" | "politely";
}

/** A sentence that stands out, with what belongs to it below. */
export function Notice({ tone, title, children, read }: Props): ReactElement {
  const Icon = icons[tone];
  return (
    <div className="notice" data-tone={tone} role={read === undefined ? undefined : roles[read]}>
      <Icon size={18} aria-hidden />
      <div className="notice-title">{title}</div>
      {children !== undefined && <div className="notice-body">{children}</div>}
    </div>
  );
}
