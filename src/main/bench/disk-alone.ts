import { open } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "#core/ports/clock.ts";

/** Bytes kept at once: about what a commit of the webhook door writes to PostgreSQL's log. */
const BLOCK_BYTES = 16_384;
/** Blocks of the file, written again from the first on: as large as a file of that log, and never any larger while it is measured. */
const BLOCKS = 1_024;
/** Milliseconds from one to the next: about as often as the door commits. */
const EVERY_MS = 7;

/** A disk, measured without a database on it. */
export interface DiskAlone {
  /** Keeps blocks for so many seconds; how many milliseconds each took until it was durable. Throws when it is stopped. */
  measure(seconds: number): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** Makes the file that is written to, in a folder that somebody else takes away. */
export async function openDiskAlone(folder: string, clock: Clock, signal: AbortSignal): Promise<DiskAlone> {
  const file = await open(join(folder, "disk-alone"), "wx+", 0o600);
  await file.write(Buffer.alloc(BLOCK_BYTES * BLOCKS));
  await file.sync();
  const block = Buffer.alloc(BLOCK_BYTES, 1);
  let next = 0;
  const keep = async (): Promise<number> => {
    const beganMs = clock.monotonicMs();
    await file.write(block, 0, BLOCK_BYTES, (next % BLOCKS) * BLOCK_BYTES);
    await file.datasync();
    next += 1;
    return clock.monotonicMs() - beganMs;
  };
  return {
    async measure(seconds) {
      const waits: number[] = [];
      const untilMs = clock.monotonicMs() + seconds * 1_000;
      while (clock.monotonicMs() < untilMs) {
        waits.push(await keep());
        await clock.sleep(EVERY_MS, signal);
      }
      return waits;
    },
    close: () => file.close(),
  };
}
