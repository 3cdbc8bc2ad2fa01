import { createPrivateKey, createPublicKey, sign, type KeyObject } from "node:crypto";
import type { highlevelEvents } from "#vendors/generated/webhook-events.ts";
import type { SandboxClock } from "../kit/clock.ts";
import type { Prng } from "../kit/prng.ts";
import { WebhookSender, type Deliver } from "../kit/webhook-sender.ts";
import type { Quirks } from "./quirks.ts";
import type { SandboxLocation } from "./state.ts";

/** Events about a location's data, by the name in their `type`. */
export type EventType = Exclude<(typeof highlevelEvents)[number], "INSTALL" | "UNINSTALL">;

/** Six re-sends about ten minutes apart (facts, section 8). */
const RETRIES = 6;
const RETRY_MS = 600_000;
/** What stands before the 32 bytes of an Ed25519 key in PKCS #8. */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");

export interface WebhookOptions {
  readonly clock: SandboxClock;
  readonly prng: Prng;
  readonly deliver: Deliver | null;
  readonly appId: string;
  readonly quirks: Quirks;
}

/** Signs events with the sandbox's own key, which comes from the seed, and sends them as HighLevel does. */
export class HighLevelWebhooks {
  readonly sender: WebhookSender;
  /** SPKI, base64. */
  readonly publicKey: string;
  readonly #privateKey: KeyObject;
  readonly #options: WebhookOptions;
  readonly #locations: ReadonlyMap<string, SandboxLocation>;
  /** Edits made now are history: nothing is sent. */
  muted = false;

  constructor(options: WebhookOptions, locations: ReadonlyMap<string, SandboxLocation>) {
    const { clock, prng, deliver } = options;
    this.#options = options;
    this.#locations = locations;
    const secret = Buffer.from(prng.text(64, "0123456789abcdef"), "hex");
    this.#privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, secret]), format: "der", type: "pkcs8" });
    this.publicKey = createPublicKey(this.#privateKey).export({ type: "spki", format: "der" }).toString("base64");
    this.sender = new WebhookSender({ clock, prng, deliver, retryDelay: (tries, status) => this.#retryDelay(tries, status) });
  }

  /** Nothing is sent for a location where the app is not installed; private integration tokens alone get no events. */
  tell(type: EventType, locationId: string, fields: Readonly<Record<string, unknown>>): void {
    if (this.#locations.get(locationId)?.installed === true) this.#emit({ type, locationId, ...fields });
  }

  install(location: SandboxLocation, userId: string): void {
    this.#emit({
      type: "INSTALL",
      locationId: location.id,
      companyId: location.companyId,
      userId,
      planId: "",
      trial: {},
      isWhitelabelCompany: false,
      whitelabelDetails: {},
      companyName: "Sandbox company",
    });
  }

  uninstall(location: SandboxLocation): void {
    this.#emit({ type: "UNINSTALL", locationId: location.id, companyId: location.companyId });
  }

  #emit(payload: Readonly<Record<string, unknown>>): void {
    if (this.muted) return;
    const { clock, quirks, appId } = this.#options;
    // The time sits inside the signed body, so a re-send carries the old one.
    const body = JSON.stringify({
      ...payload,
      appId,
      versionId: appId,
      timestamp: new Date(clock.now() + quirks.clockSkewMs).toISOString(),
      webhookId: this.#uuid(),
    });
    const headers = this.#signature(body);
    this.sender.send({ body, headers: () => headers });
  }

  #signature(body: string): Readonly<Record<string, string>> {
    const { signature } = this.#options.quirks;
    if (signature === "absent") return {};
    if (signature === "not-available") return { "x-ghl-signature": "N/A" };
    return { "x-ghl-signature": sign(null, Buffer.from(signature === "wrong" ? `${body} ` : body), this.#privateKey).toString("base64") };
  }

  #retryDelay(tries: number, status: number): number | null {
    const { quirks, prng } = this.#options;
    if (tries > RETRIES || (status !== 429 && !quirks.retryAll)) return null;
    return RETRY_MS + prng.below(60_000);
  }

  #uuid(): string {
    const hex = this.#options.prng.text(32, "0123456789abcdef");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  }
}
