import type { CallOptions, ContactsPort, FieldChange } from "#core/ports/contacts-port.ts";
import type { SideRecord } from "#core/record/canonical.ts";
import { isLaterVersion } from "#core/record/version.ts";
import type { WrittenRecord } from "./link-run.ts";

interface Waiting {
  readonly record: SideRecord;
  readonly changes: readonly FieldChange[];
  readonly call: CallOptions;
  readonly resolve: (written: WrittenRecord) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers the updates of one batch of links, and sends those that change the same fields in one call when that costs fewer calls than
 * sending each (S6: batching never changes meaning). Updates wait until every link of the batch has either finished or arrived here, so a
 * single change is never held up.
 */
export class BulkWriter {
  readonly #port: ContactsPort;
  /** Pages that a listing of the whole side takes: the price of reading back after a bulk update, whose answer is empty. */
  readonly #pagesToReadBack: number;
  #running = 0;
  #waiting: Waiting[] = [];

  constructor(port: ContactsPort, pagesToReadBack: number) {
    this.#port = port;
    this.#pagesToReadBack = pagesToReadBack;
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
    for (const group of groupByFields(waiting)) void this.#send(group);
  }

  async #send(group: readonly Waiting[]): Promise<void> {
    const limit = this.#port.bulkLimit ?? 0;
    const worthwhile = this.#port.updateMany !== undefined && group.length > this.#pagesToReadBack + 1 && group.length > 2;
    if (!worthwhile) return void group.forEach((entry) => void this.#sendOne(entry));
    for (let from = 0; from < group.length; from += limit) await this.#sendMany(group.slice(from, from + limit));
  }

  async #sendOne(entry: Waiting): Promise<void> {
    await this.#port.update(entry.record, entry.changes, entry.call).then((record) => entry.resolve({ record, seen: "in-answer" }), entry.reject);
  }

  async #sendMany(group: readonly Waiting[]): Promise<void> {
    const call = (group[0] as Waiting).call;
    try {
      await this.#port.updateMany?.(
        group.map(({ record, changes }) => ({ record, changes })),
        call,
      );
    } catch {
      // All or nothing, so one bad record refuses the rest: single updates find it, and repeating an update that went through is harmless.
      return void group.forEach((entry) => void this.#sendOne(entry));
    }
    await this.#readBack(group, call);
  }

  /** A listed row counts only when it is newer than what we wrote over; anything else is read by id. */
  async #readBack(group: readonly Waiting[], call: CallOptions): Promise<void> {
    const listed = await this.#listAll(call);
    await Promise.all(
      group.map(async (entry) => {
        const row = listed.get(entry.record.id);
        if (row !== undefined && isLaterVersion(row.version, entry.record.version)) return entry.resolve({ record: row, seen: "in-later-read" });
        try {
          const read = await this.#port.read(entry.record.id, call);
          entry.resolve({ record: read.kind === "found" ? read.record : entry.record, seen: "in-later-read" });
        } catch (error) {
          entry.reject(error);
        }
      }),
    );
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
