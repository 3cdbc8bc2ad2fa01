import type { Prng } from "#sandbox/kit/prng.ts";
import type { Deliver } from "#sandbox/kit/webhook-sender.ts";
import { pause } from "./waiting.ts";

/** HighLevel comes again about every ten minutes, six times, and only after a 429; here every one to three seconds, so that a run sees all of it. */
const AGAIN = { times: 6, leastMs: 1_000, spreadMs: 2_000 } as const;
/** Milliseconds after which a delivery counts as never answered: four times what the server promises, for a machine that is busy. */
const PATIENCE_MS = 20_000;

export interface Answered {
  readonly acknowledged: number;
  /** Answers by status; 0 where the connection broke or was refused. */
  readonly byStatus: Readonly<Record<number, number>>;
  /** Deliveries that a server took and had not answered after twenty seconds. */
  readonly unanswered: number;
  /** Milliseconds from sending to acknowledging, of all that were acknowledged, in ascending order. */
  readonly latencies: readonly number[];
}

/** Carries HighLevel's webhooks to the server as HighLevel does, and remembers what was acknowledged. */
export class Mail {
  /** Ids of the events of our own location that were acknowledged at least once; those of others are acknowledged and forgotten (X4). */
  readonly acknowledged = new Set<string>();
  #underway = 0;
  #unanswered = 0;
  readonly #byStatus: Record<number, number> = {};
  readonly #latencies: number[] = [];
  readonly #url: string;
  readonly #locationId: string;
  readonly #prng: Prng;

  constructor(options: { readonly url: string; readonly locationId: string; readonly prng: Prng }) {
    this.#url = `${options.url}/webhooks/highlevel`;
    this.#locationId = options.locationId;
    this.#prng = options.prng;
  }

  /** For the sandbox's sender; resolves when nothing more will become of the event. */
  readonly deliver: Deliver = async (headers, body) => {
    this.#underway += 1;
    try {
      for (let tries = 0; ; tries += 1) {
        const status = await this.#once(headers, body);
        if (status === 200) this.#noteAcknowledged(body);
        // The sandbox's own sender would come again after ten minutes; what is left of a refused event, a sweep must find.
        if (status !== 429 || tries >= AGAIN.times) return status === 429 ? 0 : status;
        await pause(AGAIN.leastMs + this.#prng.below(AGAIN.spreadMs));
      }
    } finally {
      this.#underway -= 1;
    }
  };

  get underway(): number {
    return this.#underway;
  }

  answers(): Answered {
    return {
      acknowledged: this.acknowledged.size,
      byStatus: { ...this.#byStatus },
      unanswered: this.#unanswered,
      latencies: this.#latencies.toSorted((one, other) => one - other),
    };
  }

  #noteAcknowledged(body: string): void {
    const { webhookId, locationId } = JSON.parse(body) as { readonly webhookId: string; readonly locationId: string };
    if (locationId === this.#locationId) this.acknowledged.add(webhookId);
  }

  async #once(headers: Readonly<Record<string, string>>, body: string): Promise<number> {
    const sentMs = performance.now();
    const status = await fetch(this.#url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).then(
      async (answer) => {
        await answer.arrayBuffer();
        return answer.status;
      },
      (error: unknown) => {
        if ((error as Error | null)?.name === "TimeoutError") this.#unanswered += 1;
        return 0;
      },
    );
    this.#byStatus[status] = (this.#byStatus[status] ?? 0) + 1;
    if (status === 200) this.#latencies.push(performance.now() - sentMs);
    return status;
  }
}

/** The value below which that share of the ascending values lies; 0 when there are none. */
export function percentile(ascending: readonly number[], share: number): number {
  return Math.round(ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? 0);
}
