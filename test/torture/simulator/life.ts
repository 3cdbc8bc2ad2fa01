import type { Clock } from "#core/ports/clock.ts";
import type { Store } from "#core/ports/store.ts";
import { HighwireError } from "#core/errors.ts";
import type { Exchange } from "#vendors/transport/transport.ts";

/** Another one each time: a single one would remember whoever ever waited for it, and with them every world that there was. */
const never = (): Promise<never> => new Promise(() => undefined);

/**
 * One life of a process. Every call of a port passes here twice, before and after its effect; at the chosen pass the process dies: from then on
 * nothing it awaits ever comes back, and nothing it asks for happens.
 */
export class Life {
  /** Passes so far: the crash points of this life. */
  points = 0;
  /** Milliseconds by which its machine's wall clock is wrong. */
  skewMs = 0;
  readonly #dieAt: number | null;
  readonly #watch: (pass: string) => void;
  #alive = true;
  #tellDeath: () => void = () => undefined;
  readonly died: Promise<void>;

  /** `watch` hears of each pass: `before store.claim`, `after PUT /contacts/abc`. */
  constructor(dieAt: number | null = null, watch: (pass: string) => void = () => undefined) {
    this.#dieAt = dieAt;
    this.#watch = watch;
    this.died = new Promise((resolve) => {
      this.#tellDeath = resolve;
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  kill(): void {
    this.#alive = false;
    this.#tellDeath();
  }

  /** Calls through the port unless this process is dead by then, and returns unless it is dead afterwards. */
  async pass<Result>(name: string, call: () => Promise<Result>): Promise<Result> {
    if (!this.#passes("before", name)) return never();
    try {
      const result = await call();
      return this.#passes("after", name) ? result : never();
    } catch (error) {
      if (!this.#passes("after", name)) return never();
      throw error;
    }
  }

  #passes(when: "before" | "after", name: string): boolean {
    if (!this.#alive) return false;
    this.points += 1;
    this.#watch(`${when} ${name}`);
    if (this.points === this.#dieAt) this.kill();
    return this.#alive;
  }
}

/** The store as this life sees it; the store itself lives on. A lock that a dead process held is let go, as a lost connection would. */
export function mortalStore(store: Store, life: Life): Store {
  const changeSecret: Store["changeSecret"] = (workspaceId, name, change) =>
    life.pass("store.changeSecret", async () =>
      store.changeSecret(workspaceId, name, async (current) =>
        Promise.race([
          change(current),
          life.died.then(() => Promise.reject(new HighwireError("HW_STORAGE_UNAVAILABLE", { detail: "the process died" }))),
        ]),
      ),
    );
  const mortal = Object.entries(store).map(([name, member]: [string, unknown]) => {
    if (typeof member !== "function") return [name, member] as const;
    const pass = `store.${name}`;
    const through = (...request: unknown[]): unknown => life.pass(pass, async () => (await Reflect.apply(member, store, request)) as unknown);
    return [name, through] as const;
  });
  return { ...(Object.fromEntries(mortal) as unknown as Store), changeSecret };
}

export const mortalExchange =
  (exchange: Exchange, life: Life): Exchange =>
  (request) =>
    life.pass(`${request.method} ${new URL(request.url).pathname}`, async () => exchange(request));

/** The process's own clock: as wrong as its machine's, and silent once the process is dead. */
export function mortalClock(clock: Clock, life: Life): Clock {
  return {
    now: () => clock.now() + life.skewMs,
    monotonicMs: () => clock.monotonicMs(),
    sleep: async (delayMs, signal) => {
      await clock.sleep(delayMs, signal);
      if (!life.alive) await never();
    },
  };
}
