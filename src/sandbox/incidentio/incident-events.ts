import { createHmac } from "node:crypto";
import type { SandboxClock } from "../kit/clock.ts";
import type { Prng } from "../kit/prng.ts";
import { deliverTo, WebhookSender, type Deliver } from "../kit/webhook-sender.ts";
import type { Visibility } from "./incident-store.ts";

export type IncidentEvent =
  | "incident_created_v2"
  | "incident_updated_v2"
  | "incident_status_updated_v2"
  | `follow_up_${"created" | "updated"}_${"v1" | "v2"}`
  | `action_${"created" | "updated"}_v1`;

/** What an event is about. */
interface Told {
  readonly id: string;
  readonly visibility: Visibility;
}

/** Back-off doubles from five seconds: fourteen retries come to just under 24 hours. */
const FIRST_RETRY_MS = 5_000;
const RETRIES = 14;
/** An endpoint that has failed for five days is switched off. */
const DISABLE_AFTER_MS = 5 * 86_400_000;
/** Events without a twin for private incidents. */
const publicOnly: ReadonlySet<string> = new Set(["incident_status_updated_v2"]);
const messageAlphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** Signs events by Standard Webhooks and sends them to one endpoint. The catalog has no events. */
export class IncidentEvents {
  readonly sender: WebhookSender;
  /** `whsec_` and base64. */
  secret: string;
  readonly #clock: SandboxClock;
  readonly #prng: Prng;
  #failingSince: number | null = null;
  /** True once the vendor has given the endpoint up; only a person can switch it on again. */
  disabled = false;

  constructor(clock: SandboxClock, prng: Prng, deliver: Deliver | null) {
    this.#clock = clock;
    this.#prng = prng;
    this.secret = this.#newSecret();
    const retryDelay = (tries: number): number | null => (this.disabled || tries > RETRIES ? null : FIRST_RETRY_MS * 2 ** (tries - 1));
    this.sender = new WebhookSender({ clock, prng, deliver: deliver === null ? null : this.#watched(deliver), retryDelay });
  }

  target(target: string | Deliver | null): void {
    const deliver = typeof target === "string" ? deliverTo(target) : target;
    this.sender.target(deliver === null ? null : this.#watched(deliver));
  }

  /** A person switches the endpoint on again. */
  enable(): void {
    this.disabled = false;
    this.#failingSince = null;
  }

  /** Gives the endpoint a new secret and returns it. */
  rotateSecret(): string {
    this.secret = this.#newSecret();
    return this.secret;
  }

  /** The payload stands under the name of its own event. Events about private incidents tell the object's id only, and nobody's name. */
  incident(event: IncidentEvent, about: Told, payload: unknown): void {
    this.#tell("incident", event, about, payload);
  }

  /** The same of an alert. */
  alert(event: "alert_created_v1" | "alert_resolved_v1", about: Told, payload: unknown): void {
    this.#tell("alert", event, about, payload);
  }

  #tell(family: "incident" | "alert", event: string, { id, visibility }: Told, payload: unknown): void {
    const isPrivate = visibility === "private";
    if (this.disabled || (isPrivate && publicOnly.has(event))) return;
    const eventType = `${visibility}_${family}.${event}`;
    const body = JSON.stringify({ event_type: eventType, [eventType]: isPrivate ? { id } : payload });
    const messageId = `msg_${this.#prng.text(27, messageAlphabet)}`;
    this.sender.send({ body, headers: (nowMs) => this.#sign(messageId, nowMs, body) });
  }

  #sign(messageId: string, nowMs: number, body: string): Readonly<Record<string, string>> {
    const timestamp = String(Math.floor(nowMs / 1_000));
    const key = Buffer.from(this.secret.slice("whsec_".length), "base64");
    const signature = createHmac("sha256", key).update(`${messageId}.${timestamp}.${body}`).digest("base64");
    return { "webhook-id": messageId, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
  }

  #newSecret(): string {
    return `whsec_${Buffer.from(this.#prng.text(24, messageAlphabet)).toString("base64")}`;
  }

  #watched(deliver: Deliver): Deliver {
    return async (headers, body) => {
      const status = await deliver(headers, body).catch(() => 0);
      const now = this.#clock.now();
      if (status >= 200 && status < 300) this.#failingSince = null;
      else this.#failingSince ??= now;
      if (this.#failingSince !== null && now - this.#failingSince >= DISABLE_AFTER_MS) this.disabled = true;
      return status;
    };
  }
}
