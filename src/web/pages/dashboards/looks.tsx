import type { ReactElement } from "react";
import { SERIES_LOOKS } from "./chart-specs.ts";

/** Lines are told apart by their dashes as well, areas by their pattern: colour is never alone. */
const dashes = ["0", "7 3", "2 3", "10 3 2 3", "1 5", "14 4"] as const;

export const dashOf = (look: number): string => dashes[look % SERIES_LOOKS] ?? "0";
export const strokeOf = (look: number): string => `var(--hw-series-${String((look % SERIES_LOOKS) + 1)})`;
export const fillOf = (id: string, look: number): string => `url(#${id}-${String(look % SERIES_LOOKS)})`;

/** What is drawn on the ground of an area; the first has nothing. */
const marks: readonly (string | null)[] = [
  null,
  "M0 8L8 0M-2 2L2 -2M6 10L10 6",
  "M4 2v0.01M0 6v0.01M8 6v0.01",
  "M0 4h8",
  "M4 0v8",
  "M0 0L8 8M8 0L0 8",
];

/** Patterns of areas, for one drawing. */
export function Patterns({ id }: { readonly id: string }): ReactElement {
  return (
    <defs>
      {marks.map((mark, look) => (
        <pattern key={look} id={`${id}-${String(look)}`} width={8} height={8} patternUnits="userSpaceOnUse">
          <rect width={8} height={8} fill={strokeOf(look)} fillOpacity={mark === null ? 1 : 0.3} />
          {mark !== null && (
            <path d={mark} stroke={strokeOf(look)} strokeWidth={look === 2 ? 3 : 2} strokeLinecap={look === 2 ? "round" : "butt"} fill="none" />
          )}
        </pattern>
      ))}
    </defs>
  );
}

/** How a series looks, beside its name. */
export function Swatch({ id, look, shape }: { readonly id: string; readonly look: number; readonly shape: "bars" | "lines" }): ReactElement {
  return (
    <svg width={24} height={12} aria-hidden className="swatch">
      {shape === "bars" ? (
        <>
          <Patterns id={id} />
          <rect x={0.5} y={0.5} width={23} height={11} fill={fillOf(id, look)} stroke={strokeOf(look)} />
        </>
      ) : (
        <line x1={0} x2={24} y1={6} y2={6} stroke={strokeOf(look)} strokeWidth={2} strokeDasharray={dashOf(look)} />
      )}
    </svg>
  );
}
