/** One kind of rows that are over some day: how many days they are kept unless a person says otherwise, and between what a person may choose. */
interface RetentionRule {
  readonly days: number;
  readonly least: number;
  readonly most: number;
}

/**
 * What a person may set. Bodies: an event can be replayed as long as its body is there. Values: as long as a run can be taken back (A3). The journal is
 * the audit, so it is kept for a quarter of a year at least; nothing personal is kept for longer than three.
 */
export const retentionRules = {
  bodies: { days: 14, least: 1, most: 30 },
  calls: { days: 7, least: 1, most: 30 },
  values: { days: 30, least: 7, most: 90 },
  plans: { days: 7, least: 1, most: 30 },
  conflicts: { days: 400, least: 30, most: 1_095 },
  journal: { days: 400, least: 90, most: 1_095 },
} as const satisfies Readonly<Record<string, RetentionRule>>;

export type RetentionKind = keyof typeof retentionRules;
export const retentionKinds = Object.keys(retentionRules) as readonly RetentionKind[];
/** Days by kind. */
export type RetentionDays = Readonly<Record<RetentionKind, number>>;

/** Under which a workspace's choice is kept. */
export const RETENTION = "retention";

/** True for a whole number of days that may be chosen for this kind. */
export const mayKeepFor = (kind: RetentionKind, days: number): boolean =>
  Number.isInteger(days) && days >= retentionRules[kind].least && days <= retentionRules[kind].most;

/** A choice as it was kept, with the default for whatever was not chosen or cannot be understood. */
export function retentionFrom(chosen: Readonly<Record<string, unknown>>): RetentionDays {
  const daysOf = (kind: RetentionKind): number => {
    const days = chosen[kind];
    return typeof days === "number" && mayKeepFor(kind, days) ? days : retentionRules[kind].days;
  };
  return {
    bodies: daysOf("bodies"),
    calls: daysOf("calls"),
    values: daysOf("values"),
    plans: daysOf("plans"),
    conflicts: daysOf("conflicts"),
    journal: daysOf("journal"),
  };
}
