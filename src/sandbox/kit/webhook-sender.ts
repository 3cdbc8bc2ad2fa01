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

/** What became of one copy of one event. */
export interface DeliveryRecord {
  readonly body: string;
  /** Epoch milliseconds of the moment when the event arose. */
  readonly aroseAt: number;
  /** Extra delay in milliseconds before the first try. */
  readonly delayMs: number;
  /** Answers so far, one per try; 0 when nobody answered. */
  readonly statuses: number[];
  outcome: "dropped" | "under-way" | "delivered" | "gave-up";
}

/** Newest records that are kept. */
const MAX_RECORDS = 1_000;

/** Sends signed events to one target, with the faults that real deliveries show. */
export class WebhookSender {
  readonly #clock: SandboxClock;
  readonly #prng: Prng;
  /** Delay in milliseconds before the next try, or null to give up. `tries` counts those made. */
  readonly #retryDelay: (tries: number, status: number) => number | null;
  #deliver: Deliver | null;
  #underway = 0;
  #records: DeliveryRecord[] = [];
  #idleWaiters: (() => void)[] = [];
  #paused: { readonly until: Promise<void>; readonly end: () => void } | null = null;
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
      this.#record(webhook, 0).outcome = "dropped";
      return;
    }
    const copies = this.#prng.fraction() < this.faults.duplicate ? 2 : 1;
    if (copies === 2) this.counts.duplicated += 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const late = copy > 0 || this.#prng.fraction() < this.faults.reorder;
      this.#underway += 1;
      void this.#carry(webhook, this.#record(webhook, late ? this.#prng.fraction() * this.faults.maxDelayMs : 0)).finally(() => this.#finished());
    }
  }

  /** Events still on their way. */
  get underway(): number {
    return this.#underway;
  }

  /** Newest deliveries, oldest first, at most 1,000. */
  records(): readonly Readonly<DeliveryRecord>[] {
    return structuredClone(this.#records);
  }

  /** Resolves when no event is on its way: delivered, dropped or given up. A paused sender or a clock that stands still may keep it waiting. */
  settle(): Promise<void> {
    return this.#underway === 0 ? Promise.resolve() : new Promise((resolve) => void this.#idleWaiters.push(resolve));
  }

  /** Holds every delivery back, those under way before their next try. */
  pause(): void {
    if (this.#paused !== null) return;
    const { promise: until, resolve: end } = Promise.withResolvers<void>();
    this.#paused = { until, end };
  }

  resume(): void {
    this.#paused?.end();
    this.#paused = null;
  }

  #record(webhook: OutgoingWebhook, delayMs: number): DeliveryRecord {
    const record: DeliveryRecord = { body: webhook.body, aroseAt: this.#clock.now(), delayMs, statuses: [], outcome: "under-way" };
    this.#records.push(record);
    if (this.#records.length >= 2 * MAX_RECORDS) this.#records = this.#records.slice(-MAX_RECORDS);
    return record;
  }

  #finished(): void {
    this.#underway -= 1;
    if (this.#underway > 0) return;
    for (const wake of this.#idleWaiters.splice(0)) wake();
  }

  async #carry(webhook: OutgoingWebhook, record: DeliveryRecord): Promise<void> {
    if (record.delayMs > 0) await this.#clock.sleep(record.delayMs);
    for (let tries = 1; ; tries += 1) {
      while (this.#paused !== null) await this.#paused.until;
      const status = await this.#try(webhook);
      record.statuses.push(status);
      if (status >= 200 && status < 300) {
        this.counts.delivered += 1;
        record.outcome = "delivered";
        return;
      }
      const wait = this.#retryDelay(tries, status);
      if (wait === null) {
        this.counts.gaveUp += 1;
        record.outcome = "gave-up";
        return;
      }
      await this.#clock.sleep(wait);
    }
  }

  async #try(webhook: OutgoingWebhook): Promise<number> {
    try {
      return (await this.#deliver?.(webhook.headers(this.#clock.now()), webhook.body)) ?? 0;
    } catch {
      return 0;
    }
  }
}

/** Delivers by HTTP POST to a URL on this machine. */
export function deliverTo(url: string): Deliver {
  return async (headers, body) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
      signal: AbortSignal.timeout(10_000),
    });
    await response.arrayBuffer();
    return response.status;
  };
}
