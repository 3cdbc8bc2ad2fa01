import type { Bridge } from "../bridge.ts";
import type { BridgeId, ConflictId, Instant, LinkId, WorkspaceId } from "../ids.ts";
import type { IntentOutcome, IntentRow } from "./intents.ts";
import type { Base, ConflictRow, FlipHistory, JournalEntry, LinkRow, LinkState, NewConflict, Observation } from "./store.ts";

export interface ClaimRequest {
  readonly workspaceId: WorkspaceId;
  readonly bridgeId: BridgeId;
  readonly owner: string;
  readonly limit: number;
  readonly now: Instant;
  readonly leaseUntil: Instant;
  /** Claims only these links, due or not, as long as nobody holds them. */
  readonly only?: readonly LinkId[];
  /** Claims nothing once the bridge has another mode than this: what is due then is due to whoever knows of it. Not with `only`. */
  readonly mode?: Bridge["mode"];
}

export interface ClaimedLink extends LinkRow {
  readonly fence: number;
  /** Counts marks; a link is clean after settling only if no mark came since the claim. */
  readonly dirtyGeneration: number;
  /** Intents of earlier holders that never reached an outcome: probe before anything else (I4). */
  readonly unfinished: readonly IntentRow[];
  /** Unprocessed events about either record, oldest first, at most `MOST_EVENTS`. */
  readonly events: readonly PendingEvent[];
  /** Open conflicts of this link and resolutions not yet carried out. */
  readonly conflicts: readonly ConflictRow[];
}

/** Events that one claim hands over for one link; when there are so many, newer ones may stand behind them. */
export const MOST_EVENTS = 20;

export interface PendingEvent {
  readonly source: "highlevel" | "incident";
  readonly eventId: string;
  readonly type: string;
  readonly recordId: string;
  readonly body: Uint8Array;
  readonly receivedAt: Instant;
}

export interface Settlement {
  readonly linkId: LinkId;
  readonly fence: number;
  readonly dirtyGeneration: number;
  /** What becomes of the link row; absent keys stay as they are. */
  readonly patch: {
    readonly leftId?: string | null;
    readonly rightId?: string | null;
    readonly state?: LinkState;
    readonly because?: string | null;
    readonly base?: Base | null;
    readonly left?: Observation | null;
    readonly right?: Observation | null;
    readonly leftKeys?: readonly string[];
    readonly rightKeys?: readonly string[];
    readonly flips?: FlipHistory;
    readonly linkedAt?: Instant;
  };
  /**
   * Row of the other record, to be merged into this one, which is due at once when that one has unfinished intents; the settlement is refused (`lost`) when
   * another worker holds it.
   */
  readonly absorb?: LinkId;
  /** Try again then, and count the attempt when `failed`; `again` joins what made the link due. Absent: clean, unless marked meanwhile; attempts go back to 0. */
  readonly again?: { readonly at: Instant; readonly failed: boolean };
  readonly outcomes: readonly IntentOutcome[];
  /** Conflicts to open: at most one open per link and field; an open one with the same field is replaced by the newer values. */
  readonly open: readonly NewConflict[];
  /** Conflicts that no longer stand, or whose resolution has been carried out. */
  readonly close: readonly { readonly id: ConflictId; readonly how: "resolved" | "vanished" }[];
  /** Events looked at, with the decision taken on them (A2). */
  readonly processed: readonly { readonly source: "highlevel" | "incident"; readonly eventId: string; readonly decision: string }[];
  readonly journal: readonly JournalEntry[];
}

/**
 * What is kept of a settlement that is refused although its fence holds: writes that failed for certain, with their entries, because no later look could
 * tell them from done ones; and of confirmed writes the record that each went to, by which a later look finds them and writes their entries (A1).
 */
export function refusedOf({ outcomes, journal }: Settlement): Pick<Settlement, "outcomes" | "journal"> {
  const rejected = outcomes.filter(({ state }) => state === "rejected");
  const ids = new Set(rejected.map(({ id }) => id));
  const done = outcomes.filter(({ state }) => state === "confirmed").map((outcome) => ({ ...outcome, state: "unknown" as const }));
  return { outcomes: [...rejected, ...done], journal: journal.filter(({ intentId }) => intentId !== null && ids.has(intentId)) };
}

export interface SettleResult {
  readonly settled: readonly LinkId[];
  readonly lost: readonly LinkId[];
}
