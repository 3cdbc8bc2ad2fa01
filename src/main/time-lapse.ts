import type { Clock } from "#core/ports/clock.ts";
import type { Store } from "#core/ports/store.ts";
import { systemClock } from "#lib/system-clock.ts";
import { systemSandboxClock, type SandboxClock } from "#sandbox/kit/clock.ts";

/** Time that runs faster than the machine's, for all who have to agree about it. What the network and the operating system wait for stays real. */
export interface TimeLapse {
  readonly clock: Clock;
  /** By this the sandboxes count their limits and delay their events. */
  readonly sandboxClock: SandboxClock;
  /** The store, telling this time instead of its own. */
  over<Kept extends Pick<Store, "time" | "updateBudget">>(store: Kept): Kept;
}

/** Runs `speed` times as fast as the machine's clock, from now on. The store has to run on the same machine. */
export function timeLapse(speed: number, machine: Clock = systemClock): TimeLapse {
  const [beganAt, beganMs] = [machine.now(), machine.monotonicMs()];
  const faster = (at: number): number => Math.floor(beganAt + (at - beganAt) * speed);
  const now = (): number => faster(machine.now());
  return {
    clock: {
      now,
      monotonicMs: () => beganMs + (machine.monotonicMs() - beganMs) * speed,
      sleep: (delayMs, signal) => machine.sleep(delayMs / speed, signal),
    },
    sandboxClock: { now, sleep: (delayMs) => systemSandboxClock.sleep(delayMs / speed) },
    over: (store) => ({
      ...store,
      time: async () => faster(await store.time()),
      updateBudget: (key, change) => store.updateBudget(key, (state, at) => change(state, faster(at))),
    }),
  };
}
