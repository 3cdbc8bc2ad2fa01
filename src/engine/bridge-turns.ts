import type { Bridge } from "#core/bridge.ts";
import type { BridgeId, WorkspaceId } from "#core/ids.ts";
import type { EnginePorts } from "./engine-ports.ts";
import { runnable } from "./runnable.ts";

/** Batches of one bridge under way at once in this process. */
const BATCHES_PER_BRIDGE = 2;
/** Batches under way at once in this process, of all bridges. */
const BATCHES = 128;
/** Bridges asked for at a time. */
const BRIDGES = 64;
/** One second, in milliseconds: how long a bridge that was found not to be running is left alone when no hint comes. */
const REST_MS = 1_000;

/** What a process does with its turns. */
export interface TurnWork {
  /** Does one batch, and never rejects. */
  readonly batch: (bridge: Bridge) => Promise<void>;
  /** Milliseconds that lie between the starts of two batches of this bridge, as things are now. */
  readonly pace: (bridgeId: BridgeId) => number;
  /** Hears when a batch has ended. */
  readonly freed: () => void;
}

/**
 * Deals a process's room out over the bridges that have due work. Each gets a batch in its turn, whatever its backlog: a turn goes on behind the
 * bridge at which the last one ran out of room, and those that have all they may have, or may not work now, take up none of it (X9).
 */
export class BridgeTurns {
  readonly #ports: EnginePorts;
  readonly #work: TurnWork;
  readonly #underway = new Map<BridgeId, Set<Promise<void>>>();
  /** When to ask again about a bridge that was not running (monotonic milliseconds). */
  readonly #restsUntil = new Map<BridgeId, number>();
  /** When the last batch of a bridge began (monotonic milliseconds). */
  readonly #beganMs = new Map<BridgeId, number>();
  /** The last bridge that was looked at, when those behind it have not been. */
  #after: BridgeId | undefined;

  constructor(ports: EnginePorts, work: TurnWork) {
    this.#ports = ports;
    this.#work = work;
  }

  /** True while any batch is under way. */
  get isBusy(): boolean {
    return this.#underway.size > 0;
  }

  /** Starts a batch for every bridge that may have one, as far as there is room. False when none could be started although there was work, or no room. */
  async take(mayStart: () => boolean): Promise<boolean> {
    const { store, clock } = this.#ports;
    let [found, started] = [0, 0];
    for (let rounds = this.#after === undefined ? 1 : 2; rounds > 0 && this.#room() > 0;) {
      const due = await store.bridgesWithWork(clock.now(), BRIDGES, this.#after);
      const free = due.filter(({ bridgeId }) => this.#isFree(bridgeId));
      const next = free.slice(0, this.#room());
      const fed = await Promise.all(next.map((work) => this.#feed(work, mayStart)));
      found += due.length;
      started += fed.filter(Boolean).length;
      this.#after = (next.length < free.length ? next : due.length < BRIDGES ? [] : due).at(-1)?.bridgeId;
      if (this.#after === undefined) rounds -= 1;
    }
    return started > 0 || (found === 0 && this.#room() > 0);
  }

  /** Bridges or connections have been changed: whoever was not running may be now. */
  askAgain(): void {
    this.#restsUntil.clear();
  }

  /** Resolves when all that is under way now has ended. */
  async ended(): Promise<void> {
    await Promise.all([...this.#underway.values()].flatMap((batches) => [...batches]));
  }

  #room(): number {
    return BATCHES - [...this.#underway.values()].reduce((sum, batches) => sum + batches.size, 0);
  }

  #isFree(bridgeId: BridgeId): boolean {
    const hasLane = (this.#underway.get(bridgeId)?.size ?? 0) < BATCHES_PER_BRIDGE;
    const nowMs = this.#ports.clock.monotonicMs();
    const isPaced = nowMs - (this.#beganMs.get(bridgeId) ?? Number.NEGATIVE_INFINITY) < this.#work.pace(bridgeId);
    return hasLane && !isPaced && (this.#restsUntil.get(bridgeId) ?? 0) <= nowMs;
  }

  async #feed(due: { readonly workspaceId: WorkspaceId; readonly bridgeId: BridgeId }, mayStart: () => boolean): Promise<boolean> {
    const bridge = await runnable(this.#ports, due.workspaceId, due.bridgeId);
    if (bridge === null) this.#restsUntil.set(due.bridgeId, this.#ports.clock.monotonicMs() + REST_MS);
    if (bridge === null || !mayStart()) return false;
    const running = this.#underway.get(bridge.id) ?? new Set();
    this.#underway.set(bridge.id, running);
    this.#beganMs.set(bridge.id, this.#ports.clock.monotonicMs());
    const batch = this.#work.batch(bridge).finally(() => {
      running.delete(batch);
      if (running.size === 0) this.#underway.delete(bridge.id);
      this.#work.freed();
    });
    running.add(batch);
    return true;
  }
}
