import { HighwireError } from "#core/errors.ts";
import type { Clock } from "#core/ports/clock.ts";
import { afterWrite, partlyDone } from "#core/ports/partly-done.ts";
import type { CallOptions, RecordsPort, FieldChange } from "#core/ports/records-port.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import { isLaterVersion } from "#core/record/version.ts";
import { chunksOf } from "#lib/chunks-of.ts";
import type { WrittenRecord } from "./link-run.ts";

interface Waiting {
  readonly record: SideRecord;
  readonly changes: readonly FieldChange[];
  readonly call: CallOptions;
  readonly resolve: (written: WrittenRecord) => void;
  readonly reject: (error: unknown) => void;
}

/** What reading back after bulk updates costs, and what it is good for besides. */
export interface ReadBack {
  /**
   * Pages that a listing of the whole side takes, because the answer of a bulk update is empty; and links of the bridge that are due, because a
   * listing that showed our writes serves the next of them as well.
   */
  readonly price: () => Promise<{ readonly pages: number; readonly backlog: number }>;
  /** Hears the rows of a listing that showed all that was written, and when it began (monotonic milliseconds). */
  readonly proven: (rows: readonly SideRecord[], beganMs: number) => void;
}

/** Links of a backlog, for each page, from which a listing is worth its price whatever this batch itself writes. */
const BACKLOG_PER_PAGE = 8;

/**
 * Gathers the updates of one group of links, and sends those that change the same fields in one call when that costs fewer calls than
 * sending each (S6: batching never changes meaning). Updates wait until every link of the group has either finished or arrived here, so a
 * single change is never held up.
 */
export class BulkWriter {
  readonly #port: RecordsPort;
  readonly #clock: Clock;
  readonly #readBack: ReadBack;
  #running = 0;
  #waiting: Waiting[] = [];

  constructor(port: RecordsPort, clock: Clock, readBack: ReadBack) {
    this.#port = port;
    this.#clock = clock;
    this.#readBack = readBack;
  }

  /** Counts a link in for as long as it is being reconciled. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#release();
    }
  }

  /** Writes the changes and returns the record as read back (M7). */
  update(record: SideRecord, changes: readonly FieldChange[], call: CallOptions): Promise<WrittenRecord> {
    return new Promise<WrittenRecord>((resolve, reject) => {
      this.#waiting.push({ record, changes, call, resolve, reject });
      this.#running -= 1;
      this.#release();
    }).finally(() => {
      this.#running += 1;
    });
  }

  #release(): void {
    if (this.#running > 0 || this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    void this.#send(waiting);
  }

  async #send(waiting: readonly Waiting[]): Promise<void> {
    const bulk = await this.#worthwhile(waiting);
    const inBulk = new Set(bulk.flat());
    for (const entry of waiting) if (!inBulk.has(entry)) void this.#sendOne(entry);
    const written = (await Promise.all(bulk.map((chunk) => this.#sendMany(chunk)))).flat();
    const [first] = written;
    if (first !== undefined) await this.#confirm(written, first.call);
  }

  /** The updates that cost less in bulk than alone, one list for each call; the listing that reads all of them back is part of the price. */
  async #worthwhile(waiting: readonly Waiting[]): Promise<readonly (readonly Waiting[])[]> {
    const limit = this.#port.updateMany === undefined ? 0 : (this.#port.bulkLimit ?? 0);
    const groups = limit === 0 ? [] : groupByFields(waiting).filter((group) => group.length > 2);
    if (groups.length === 0) return [];
    const bulk = groups.flatMap((group) => chunksOf(group, limit));
    const alone = bulk.reduce((sum, chunk) => sum + chunk.length, 0);
    // Without a price there is no saving.
    const { pages, backlog } = await this.#readBack.price().catch(() => ({ pages: Number.POSITIVE_INFINITY, backlog: 0 }));
    return alone > bulk.length + pages || backlog > pages * BACKLOG_PER_PAGE ? bulk : [];
  }

  async #sendOne(entry: Waiting): Promise<void> {
    await this.#port.update(entry.record, entry.changes, entry.call).then((record) => entry.resolve({ record, seen: "in-answer" }), entry.reject);
  }

  /** Sends one bulk call; returns what has to be read back. */
  async #sendMany(chunk: readonly Waiting[]): Promise<readonly Waiting[]> {
    const updates = chunk.map(({ record, changes }) => ({ record, changes }));
    const call: CallOptions = { ...(chunk[0] as Waiting).call, mayWrite: () => chunk.every((entry) => entry.call.mayWrite?.() ?? true) };
    try {
      await this.#port.updateMany?.(updates, call);
      return chunk;
    } catch (error) {
      // All or nothing, so one bad record refuses the rest: single updates find it, and repeating an update that went through is harmless.
      const isInDoubt = !(error instanceof HighwireError) || error.data.mayHaveHappened === true;
      for (const entry of chunk) void this.#sendOne(isInDoubt ? { ...entry, reject: (failure) => entry.reject(partlyDone(failure)) } : entry);
      return [];
    }
  }

  /** A listed row counts only when it is newer than what we wrote over; anything else is read by id. */
  async #confirm(written: readonly Waiting[], call: CallOptions): Promise<void> {
    const beganMs = this.#clock.monotonicMs();
    const listed = await this.#listAll(call);
    const shown = written.map((entry) => {
      const row = listed.get(entry.record.id);
      return row !== undefined && isLaterVersion(row.version, entry.record.version) ? row : null;
    });
    if (!shown.includes(null)) this.#readBack.proven([...listed.values()], beganMs);
    await Promise.all(
      written.map(async (entry, index) => {
        const row = shown[index] ?? null;
        return row === null ? this.#readById(entry) : entry.resolve({ record: row, seen: "in-later-read" });
      }),
    );
  }

  async #readById(entry: Waiting): Promise<void> {
    try {
      const read = await afterWrite(() => this.#port.read(entry.record.id, entry.call));
      entry.resolve({ record: read.kind === "found" ? read.record : entry.record, seen: "in-later-read" });
    } catch (error) {
      entry.reject(error);
    }
  }

  async #listAll(call: CallOptions): Promise<ReadonlyMap<string, SideRecord>> {
    const rows = new Map<string, SideRecord>();
    try {
      let after: string | null = null;
      do {
        const page = await this.#port.list({ after, since: null }, call);
        for (const record of page.records) rows.set(record.id, record);
        after = page.next;
      } while (after !== null);
    } catch {
      // Reading by id follows for whatever is not in the map.
    }
    return rows;
  }
}

function groupByFields(waiting: readonly Waiting[]): readonly (readonly Waiting[])[] {
  const groups = Map.groupBy(waiting, (entry) =>
    entry.changes
      .map((change) => change.field)
      .toSorted()
      .join("\n"),
  );
  return [...groups.values()];
}
