import type { SandboxClock } from "../kit/clock.ts";
import type { Quirks } from "./quirks.ts";

interface Row {
  readonly id: string;
  readonly locationId: string;
}

/** What a search index that is not told at once still shows: each record as it was before its newest change, and until when. */
export class SearchLag<Record extends Row> {
  readonly #clock: SandboxClock;
  readonly #quirks: Quirks;
  readonly #behind = new Map<string, { readonly before: Record | null; readonly until: number }>();

  constructor(clock: SandboxClock, quirks: Quirks) {
    this.#clock = clock;
    this.#quirks = quirks;
  }

  /** True while something may be shown that is no longer so. */
  get isBehind(): boolean {
    return this.#behind.size > 0;
  }

  /** To be called before a change; `before` is undefined for a record that is being made. */
  remember(id: string, before: Record | undefined): void {
    const { indexLagMs } = this.#quirks;
    if (indexLagMs <= 0) return;
    const now = this.#clock.now();
    const known = this.#behind.get(id);
    const shown = known !== undefined && known.until > now ? known.before : before === undefined ? null : structuredClone(before);
    this.#behind.set(id, { before: shown, until: now + indexLagMs });
  }

  /** What search shows now of a location, given the truth by id. */
  shown(byId: ReadonlyMap<string, Record>, locationId: string): Record[] {
    const now = this.#clock.now();
    const rows: Record[] = [];
    for (const record of byId.values()) {
      if (record.locationId !== locationId) continue;
      const lag = this.#behind.get(record.id);
      if (lag === undefined || lag.until <= now) rows.push(record);
      else if (lag.before !== null) rows.push(lag.before);
    }
    for (const [id, lag] of this.#behind) {
      if (lag.until <= now) this.#behind.delete(id);
      else if (!byId.has(id) && lag.before?.locationId === locationId) rows.push(lag.before);
    }
    return rows;
  }

  clear(): void {
    this.#behind.clear();
  }
}
