import type { Instant } from "#core/ids.ts";
import type { EnginePorts } from "./engine-ports.ts";
import { isObject } from "#lib/json.ts";
import { everySoOften, type Loop } from "./loops.ts";

/** Name of the small state, shared by all workspaces, in which workers say that they live. */
const STATE = "workers";
/** How often each says so, in milliseconds. */
const SIGN_MS = 10_000;
/** After how long without a sign a worker counts as gone, and after how long it is forgotten. */
export const GONE_MS = 45_000;
const FORGOTTEN_MS = 86_400_000;

/** One process that reconciles. */
export interface WorkerSign {
  /** `<machine>:<process id>:<anything>`. */
  readonly owner: string;
  readonly since: Instant;
  readonly seenAt: Instant;
}

/** Every worker that gave a sign within a day, the oldest first. */
export const workerSigns = ({ store }: Pick<EnginePorts, "store">): Promise<readonly WorkerSign[]> =>
  store.updateBudget(STATE, (state) => ({ state, result: signsIn(state) }));

/** Says every few seconds that this worker lives, and at its end that it has left. A sign that fails is given again. */
export function createWorkerSigns({ store, clock, log }: EnginePorts, owner: string): Loop {
  const sign = (): Promise<void> =>
    store.updateBudget(STATE, (state, now) => {
      const others = signsIn(state).filter((one) => one.owner !== owner && one.seenAt > now - FORGOTTEN_MS);
      const since = signsIn(state).find((one) => one.owner === owner)?.since ?? now;
      return { state: [...others, { owner, since, seenAt: now }], result: undefined };
    });
  const leave = (): Promise<void> =>
    store.updateBudget(STATE, (state) => ({ state: signsIn(state).filter((one) => one.owner !== owner), result: undefined }));
  return everySoOften({ clock, log }, { everyMs: SIGN_MS, failed: "worker.sign-failed", turn: sign, last: leave });
}

function signsIn(state: unknown): readonly WorkerSign[] {
  if (!Array.isArray(state)) return [];
  return (state as readonly unknown[]).flatMap((sign) => {
    if (!isObject(sign)) return [];
    const { owner, since, seenAt } = sign;
    return typeof owner === "string" && typeof since === "number" && typeof seenAt === "number" ? [{ owner, since, seenAt }] : [];
  });
}
