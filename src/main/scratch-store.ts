import type { Clock } from "#core/ports/clock.ts";
import type { Random } from "#core/ports/random.ts";
import { createMemoryStore } from "#storage/memory/memory-store.ts";
import type { DescribedStore } from "./session.ts";

/** A store that forgets everything at the end of the process: for probes and tests, never for records that matter. */
export function scratchStore(clock: Clock, random: Random): DescribedStore {
  return {
    ...createMemoryStore({ clock, random }),
    describe: () => ({ kind: "memory", version: "none", fsync: false, checksums: false }),
    measure: () => Promise.resolve([]),
    rewrapKeys: () => Promise.resolve(0),
  };
}
