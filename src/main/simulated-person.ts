import type { Clock } from "#core/ports/clock.ts";
import type { Log } from "#core/ports/log.ts";
import type { Prng } from "#sandbox/kit/prng.ts";
import type { EditMix, RandomEdits } from "./random-edits.ts";

export interface SimulatedPersonPorts {
  readonly edits: RandomEdits;
  readonly prng: Prng;
  readonly clock: Clock;
  readonly log: Log;
  /** Conflicts that wait for a person now; no new ones are made while several do. */
  readonly openConflicts: () => Promise<number>;
}

/** Pauses between two edits, in milliseconds. */
const PAUSE_MS = { least: 2_000, spread: 3_000 } as const;
const MAX_OPEN_CONFLICTS = 3;
/** Edits after which no more people are invented, so that a page left open does not fill up. */
const MAX_CREATING_EDITS = 600;

const calm: EditMix = { highlevelEdit: 50, highlevelCreate: 0, incidentCreate: 0, conflict: 0 };
const lively: EditMix = { highlevelEdit: 46, highlevelCreate: 6, incidentCreate: 3, conflict: 4 };

/** An invented person who edits a contact on a random side every few seconds, so that the page has something to show. Returns the stop function. */
export function startSimulatedPerson(ports: SimulatedPersonPorts): () => Promise<void> {
  const stop = new AbortController();
  const run = async (): Promise<void> => {
    for (let done = 0; !stop.signal.aborted; done += 1) {
      await ports.clock.sleep(PAUSE_MS.least + ports.prng.below(PAUSE_MS.spread), stop.signal).catch(() => undefined);
      if (!stop.signal.aborted) await editOnce(ports, done);
    }
  };
  const running = run();
  return async () => {
    stop.abort();
    await running;
  };
}

async function editOnce({ edits, log, openConflicts }: SimulatedPersonPorts, done: number): Promise<void> {
  try {
    const open = await openConflicts();
    const base = done < MAX_CREATING_EDITS ? lively : calm;
    const edit = edits.next(open < MAX_OPEN_CONFLICTS ? base : { ...base, conflict: 0 });
    if (edit !== null) log.debug("sandbox.edited", { kind: edit.kind, side: edit.side, field: edit.fields[0] ?? null });
  } catch (error) {
    // A contact that vanished between picking and editing is no reason to stop.
    log.debug("sandbox.edit-failed", { name: (error as Error | null)?.name ?? "unknown" });
  }
}
