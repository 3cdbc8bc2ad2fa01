import type { SandboxClock } from "./clock.ts";
import type { Prng } from "./prng.ts";

export interface OutgoingWebhook {
  readonly body: string;
  /** Makes the headers anew for each try; vendors differ in what they re-stamp. */
  readonly headers: (nowMs: number) => Readonly<Record<string, string>>;
}

/** Delivers one request and returns the status, or 0 when nobody answered. */
export type Deliver = (headers: Readonly<Record<string, string>>, body: string) => Promise<number>;

export interface DeliveryFaults {
  /** Chances in [0, 1]. */
  readonly drop: number;
  readonly duplicate: number;
  readonly reorder: number;
  /** Longest extra delay of a reordered or delayed event, in milliseconds. */
  readonly maxDelayMs: number;
}

export const noDeliveryFaults: DeliveryFaults = { drop: 0, duplicate: 0, reorder: 0, maxDelayMs: 0 };

/** Sends signed events to one target, with the faults that real deliveries show. */
export class WebhookSender {
  readonly #clock: SandboxClock;
  readonly #prng: Prng;
  /** Delay in milliseconds before the next try, or null to give up. `tries` counts those made. */
  readonly #retryDelay: (tries: number, status: number) => number | null;
  #deliver: Deliver | null;
  #underway = 0;
  faults: DeliveryFaults = noDeliveryFaults;
  readonly counts = { sent: 0, dropped: 0, duplicated: 0, delivered: 0, gaveUp: 0 };

  constructor(options: { clock: SandboxClock; prng: Prng; deliver: Deliver | null; retryDelay: (tries: number, status: number) => number | null }) {
    this.#clock = options.clock;
    this.#prng = options.prng;
    this.#deliver = options.deliver;
    this.#retryDelay = options.retryDelay;
  }

  target(deliver: Deliver | null): void {
    this.#deliver = deliver;
  }

  send(webhook: OutgoingWebhook): void {
    if (this.#deliver === null) return;
    this.counts.sent += 1;
    if (this.#prng.fraction() < this.faults.drop) {
      this.counts.dropped += 1;
      return;
    }
    const copies = this.#prng.fraction() < this.faults.duplicate ? 2 : 1;
    if (copies === 2) this.counts.duplicated += 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const late = copy > 0 || this.#prng.fraction() < this.faults.reorder;
      this.#underway += 1;
      void this.#carry(webhook, late ? this.#prng.fraction() * this.faults.maxDelayMs : 0).finally(() => {
        this.#underway -= 1;
      });
    }
  }

  /** Events still on their way. */
  get underway(): number {
    return this.#underway;
  }

  async #carry(webhook: OutgoingWebhook, delayMs: number): Promise<void> {
    if (delayMs > 0) await this.#clock.sleep(delayMs);
    for (let tries = 1; ; tries += 1) {
      const status = (await this.#deliver?.(webhook.headers(this.#clock.now()), webhook.body).catch(() => 0)) ?? 0;
      if (status >= 200 && status < 300) {
        this.counts.delivered += 1;
        return;
      }
      const wait = this.#retryDelay(tries, status);
      if (wait === null) {
        this.counts.gaveUp += 1;
        return;
      }
      await this.#clock.sleep(wait);
    }
  }
}

/** Delivers by HTTP POST to a URL on this machine. */
export function deliverTo(url: string): Deliver {
  return async (headers, body) => {
    const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json", ...headers }, body, signal: AbortSignal.timeout(10_000) });
    await response.arrayBuffer();
    return response.status;
  };
}
