import type { BridgeId, Instant } from "#core/ids.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Side, SideRecord } from "#core/record/canonical.ts";

/** Five minutes, in milliseconds: older page reads are read again by id. */
const KEEP_MS = 300_000;
/** Records kept at most; the oldest leave first. */
const MAX_KEPT = 20_000;

/** Records that a page read has just shown, so that a first load does not read each of them again. */
export class FreshReads {
  readonly #clock: Clock;
  readonly #kept = new Map<string, { readonly record: SideRecord; readonly at: Instant }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  put(bridgeId: BridgeId, records: readonly SideRecord[]): void {
    for (const record of records) this.#kept.set(keyOf(bridgeId, record.side, record.id), { record, at: this.#clock.monotonicMs() });
    for (const key of this.#kept.keys()) {
      if (this.#kept.size <= MAX_KEPT) break;
      this.#kept.delete(key);
    }
  }

  /** The record, if it was read by a page a moment ago. */
  peek(bridgeId: BridgeId, side: Side, id: string): SideRecord | null {
    const found = this.#kept.get(keyOf(bridgeId, side, id));
    return found !== undefined && this.#clock.monotonicMs() - found.at < KEEP_MS ? found.record : null;
  }
}

const keyOf = (bridgeId: BridgeId, side: Side, id: string): string => `${bridgeId}:${side}:${id}`;
