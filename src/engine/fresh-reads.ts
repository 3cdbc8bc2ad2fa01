import type { BridgeId } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Side, SideRecord } from "#core/record/canonical.ts";
import { isLaterVersion } from "#core/record/version.ts";

/** Five minutes, in milliseconds: older rows are read again by id. */
const KEEP_MS = 300_000;
/** Five seconds, in milliseconds: as long as a batch that reads by id waits between its first read and its write. */
const PROVEN_MS = 5_000;
/** Rows kept at most; the oldest leave first. */
const MAX_KEPT = 20_000;

/** What a page showed of one record. */
export interface PageRow {
  readonly record: SideRecord;
  /** True while the row is as fresh as a read by id: its listing began a moment ago and showed all that had been written just before. */
  readonly proven: boolean;
}

interface Kept {
  readonly record: SideRecord;
  readonly at: number;
  readonly provenAt: number | null;
}

/** Rows that pages have just shown, so that many links share one page instead of reading each record by id. */
export class FreshReads {
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();
  readonly #streaks = new Map<BridgeId, { readonly count: number; readonly at: number; readonly tookAll: boolean }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  put(bridgeId: BridgeId, records: readonly SideRecord[]): void {
    this.#keep(bridgeId, records, null);
  }

  /** Rows of a listing that began at `beganMs` (monotonic) and showed all that had been written before it. */
  putProven(bridgeId: BridgeId, records: readonly SideRecord[], beganMs: number): void {
    this.#keep(bridgeId, records, beganMs);
  }

  /** Batches in a row of this bridge that pages have served, up to now. */
  streak(bridgeId: BridgeId): number {
    return this.#streakOf(bridgeId)?.count ?? 0;
  }

  /**
   * Whether changes of this bridge trickle in that pages serve: its last batch took all that was due. Each batch pays for the same pages, so the
   * next one is the cheaper the more it finds.
   */
  trickles(bridgeId: BridgeId): boolean {
    const streak = this.#streakOf(bridgeId);
    return streak !== null && streak.count > 0 && streak.tookAll;
  }

  /** Hears of each batch whether pages have served it, and whether it took all that was due. */
  noteBatch(bridgeId: BridgeId, { byPages, tookAll }: { readonly byPages: boolean; readonly tookAll: boolean }): void {
    this.#streaks.set(bridgeId, { count: byPages ? this.streak(bridgeId) + 1 : 0, at: this.#clock.monotonicMs(), tookAll });
  }

  /** The row, if a page showed it in the last minutes. */
  peek(bridgeId: BridgeId, side: Side, id: string): PageRow | null {
    const found = this.#kept.get(keyOf(bridgeId, side, id));
    if (found === undefined || this.#clock.monotonicMs() - found.at >= KEEP_MS) return null;
    return { record: found.record, proven: this.#isProven(found.provenAt) };
  }

  #streakOf(bridgeId: BridgeId): { readonly count: number; readonly tookAll: boolean } | null {
    const streak = this.#streaks.get(bridgeId);
    return streak !== undefined && this.#isProven(streak.at) ? streak : null;
  }

  #isProven(at: number | null): boolean {
    return at !== null && this.#clock.monotonicMs() - at < PROVEN_MS;
  }

  #keep(bridgeId: BridgeId, records: readonly SideRecord[], provenAt: number | null): void {
    const at = this.#clock.monotonicMs();
    for (const record of records) {
      const key = keyOf(bridgeId, record.side, record.id);
      const known = this.#kept.get(key);
      // A page may show less than the one before it.
      if (known !== undefined && isLaterVersion(known.record.version, record.version)) continue;
      this.#kept.delete(key);
      this.#kept.set(key, { record, at, provenAt });
    }
    for (const key of this.#kept.keys()) {
      if (this.#kept.size <= MAX_KEPT) break;
      this.#kept.delete(key);
    }
  }
}

const keyOf = (bridgeId: BridgeId, side: Side, id: string): string => `${bridgeId}:${side}:${id}`;
