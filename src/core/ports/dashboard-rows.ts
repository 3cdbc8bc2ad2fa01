import type { BridgeId, ConnectionId, Instant, LinkId, WorkspaceId } from "../ids.ts";
import type { JournalRow, LinkRow } from "./store.ts";

/** Lengths of the times that are counted apart, in milliseconds: ten minutes, an hour, a day (UTC). Each is kept for longer than the one before. */
export const STEPS = { minutes: 600_000, hour: 3_600_000, day: 86_400_000 } as const;
export type Step = (typeof STEPS)[keyof typeof STEPS];

/**
 * Figures by name. How two of them become one stands in the name: `=` begins a level, of which the newest counts; `^` a peak, of which the highest
 * counts; all others are added up. Names hold codes and kinds, never values.
 */
export type Counts = Readonly<Record<string, number>>;

/** A bridge, a connection, or the whole workspace. */
export type CountSubject = BridgeId | ConnectionId | "all";

/** What was counted about one subject in the step that begins at `at`. */
export interface CountRow {
  readonly at: Instant;
  readonly subject: CountSubject;
  readonly counts: Counts;
}

/** A record that is open and that dashboards list or count: ids, a time and a word of the vendor's own vocabulary, never values of people. */
export interface DatedRecord {
  /** Task: one that is not completed. Appointment: one that was not cancelled. Case: a contact on an incident that goes on. */
  readonly kind: "task" | "appointment" | "case";
  /** The same for one record in however many bridges it is. */
  readonly recordId: string;
  readonly linkId: LinkId;
  readonly bridgeId: BridgeId;
  /** Task: when it is due. Appointment: when it begins. Null: no time is set. */
  readonly at: Instant | null;
  /** Appointment: its status. Case: the incident's severity. */
  readonly label: string | null;
  /** Case: the contact's id in HighLevel. */
  readonly contactId: string | null;
}

/** A part of the journal that was not counted yet, oldest first, with the links that it names as they are now and when its events came. */
export interface CountBatch {
  readonly entries: readonly JournalRow[];
  readonly links: ReadonlyMap<LinkId, LinkRow>;
  /** By `eventKey`; events that are no longer known are absent. */
  readonly eventTimes: ReadonlyMap<string, Instant>;
}

/** What a batch comes to. */
export interface CountedBatch {
  /** By ten minutes, in the order of time. */
  readonly rows: readonly CountRow[];
  /** Replace what is kept of the same records. */
  readonly open: readonly DatedRecord[];
  /** Are open no longer, whichever link told. */
  readonly closed: readonly Pick<DatedRecord, "kind" | "recordId">[];
  /** Links that tell nothing any more: what they told last goes. */
  readonly ended: readonly LinkId[];
}

/** What waits for a worker in one bridge, and since when the longest. */
export interface Waiting {
  readonly bridgeId: BridgeId;
  readonly links: number;
  readonly since: Instant;
}

export interface DatedQuery {
  readonly kind: DatedRecord["kind"];
  readonly bridgeIds: readonly BridgeId[];
  /** Not before, and before. */
  readonly from?: Instant;
  readonly until?: Instant;
}

export interface DatedCount extends Pick<DatedRecord, "bridgeId" | "label"> {
  readonly records: number;
  readonly contacts: number;
  /** How many different first parts their ids have: of cases, the incidents. */
  readonly groups: number;
}

/**
 * What dashboards are read from: counts kept as the journal grows, so that a range costs the same however long the journal is. Each method is one
 * transaction.
 */
export interface DashboardRows {
  /**
   * Counts entries that were not counted yet, at most `most`, in their order; the place moves in the same transaction, so that each entry is counted
   * once, whoever else counts and whatever crashes. Returns how many entries that were.
   */
  countJournal(workspaceId: WorkspaceId, most: number, count: (batch: CountBatch) => CountedBatch): Promise<number>;
  /** Counts events received before `until` that were not counted yet, at most of one day; false when there are more. */
  countEvents(workspaceId: WorkspaceId, until: Instant): Promise<boolean>;
  /** Adds figures that were looked at just now. */
  addCounts(workspaceId: WorkspaceId, rows: readonly CountRow[]): Promise<void>;
  /** What was counted from `from` on and before `until`, by the step that holds it, in the order of time. */
  counts(workspaceId: WorkspaceId, step: Step, from: Instant, until: Instant): Promise<readonly CountRow[]>;
  /** Costs what waits, not what rests. */
  waiting(workspaceId: WorkspaceId): Promise<readonly Waiting[]>;
  /** Open records by their time; those without one are left out when a time is asked for, and else come last. */
  datedRecords(workspaceId: WorkspaceId, query: DatedQuery, limit: number): Promise<readonly DatedRecord[]>;
  /** How many are open, by bridge and label. */
  countDated(workspaceId: WorkspaceId, query: DatedQuery): Promise<readonly DatedCount[]>;
}

/** The step that holds a moment begins then. */
export const stepStart = (step: Step, at: Instant): Instant => Math.floor(at / step) * step;

/** Two counts of one time as one. */
export function mergeCounts(one: Counts, other: Counts): Counts {
  const merged: Record<string, number> = { ...one };
  for (const [name, value] of Object.entries(other)) {
    const known = merged[name];
    if (known === undefined || name.startsWith("=")) merged[name] = value;
    else merged[name] = name.startsWith("^") ? Math.max(known, value) : known + value;
  }
  return merged;
}

/** Rows of ten minutes as rows of every step, one for each time and subject. */
export function inEveryStep(rows: readonly CountRow[]): readonly (CountRow & { readonly step: Step })[] {
  const byKey = new Map<string, CountRow & { readonly step: Step }>();
  for (const step of Object.values(STEPS)) {
    for (const { at, subject, counts } of rows) {
      const start = stepStart(step, at);
      const key = `${String(step)} ${String(start)} ${subject}`;
      byKey.set(key, { step, at: start, subject, counts: mergeCounts(byKey.get(key)?.counts ?? {}, counts) });
    }
  }
  return [...byKey.values()];
}

/** Until when a row of a step that begins then is kept: 3 days, 15 days, 400 days. */
export const keptUntil = (step: Step, at: Instant): Instant => at + { [STEPS.minutes]: 3, [STEPS.hour]: 15, [STEPS.day]: 400 }[step] * STEPS.day;
