import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import type { SandboxClock } from "../kit/clock.ts";
import type { Prng } from "../kit/prng.ts";
import { WebhookSender, type Deliver } from "../kit/webhook-sender.ts";
import { eventShape, type StoredContact } from "./contact.ts";

export type ContactEvent = "ContactCreate" | "ContactUpdate" | "ContactDelete" | "ContactTagUpdate" | "ContactDndUpdate";

/** Six re-sends about ten minutes apart (facts, section 8). */
const RETRIES = 6;
const RETRY_MS = 600_000;

/** Signs events with the sandbox's own key and sends them as HighLevel does. */
export class HighLevelWebhooks {
  readonly sender: WebhookSender;
  readonly publicKey: string;
  readonly #privateKey: KeyObject;
  readonly #clock: SandboxClock;
  readonly #prng: Prng;
  readonly #appId: string;
  /** Quirk: re-send after every failure, not only after 429 (announced April 2026). */
  retryAll = false;
  /** The marketplace app must be installed at the location, or nothing is sent; private integration tokens alone get no events. */
  installed = true;

  constructor(clock: SandboxClock, prng: Prng, deliver: Deliver | null) {
    this.#clock = clock;
    this.#prng = prng;
    this.#appId = prng.text(24, "0123456789abcdef");
    const pair = generateKeyPairSync("ed25519");
    this.#privateKey = pair.privateKey;
    this.publicKey = createPublicKey(pair.privateKey).export({ type: "spki", format: "der" }).toString("base64");
    this.sender = new WebhookSender({ clock, prng, deliver, retryDelay: (tries, status) => this.#retryDelay(tries, status) });
  }

  contact(type: ContactEvent, contact: StoredContact): void {
    this.emit({ type, locationId: contact.locationId, ...eventShape(contact) });
  }

  emit(payload: Readonly<Record<string, unknown>>): void {
    if (!this.installed) return;
    // The signed time sits inside the body, so a re-send carries the old one.
    const body = JSON.stringify({
      ...payload, appId: this.#appId, versionId: this.#appId, timestamp: new Date(this.#clock.now()).toISOString(), webhookId: this.#uuid(),
    });
    const signature = sign(null, Buffer.from(body), this.#privateKey).toString("base64");
    this.sender.send({ body, headers: () => ({ "x-ghl-signature": signature }) });
  }

  #retryDelay(tries: number, status: number): number | null {
    if (tries > RETRIES || (status !== 429 && !this.retryAll)) return null;
    return RETRY_MS + this.#prng.below(60_000);
  }

  #uuid(): string {
    const hex = this.#prng.text(32, "0123456789abcdef");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  }
}
