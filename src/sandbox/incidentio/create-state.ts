import type { SandboxClock } from "../kit/clock.ts";
import { Counters } from "../kit/counters.ts";
import { Prng } from "../kit/prng.ts";
import { deliverTo, type Deliver } from "../kit/webhook-sender.ts";
import { AlertStore } from "./alerts/alert-store.ts";
import { ApiKeys } from "./api-keys.ts";
import { CatalogStore } from "./catalog-store.ts";
import { IncidentEvents } from "./incident-events.ts";
import { IncidentStore } from "./incident-store.ts";
import { sampleOrganisation } from "./organisation.ts";
import { RateLimits, standardLimits, type BucketLimits } from "./rate-limits.ts";
import { RowStore } from "./row-store.ts";
import { Stamps } from "./stamps.ts";
import { defaultQuirks, type IncidentState } from "./state.ts";

export interface IncidentSandboxOptions {
  /** Default 0: a free one. */
  readonly port?: number;
  /** Default the machine's. `control.advance` moves the sandbox's time ahead of it. */
  readonly clock?: SandboxClock;
  /** Default 1. The same seed, clock and calls give the same sandbox. */
  readonly seed?: number;
  /** Default `standard`: 1,200 calls per key, refilled at 20 a second. */
  readonly limits?: "standard" | "off" | BucketLimits;
  /** Where events go: a URL on this machine, or a function. Can be set later through `control`. */
  readonly webhook?: { readonly url: string } | { readonly deliver: Deliver };
  /** Invented incidents to begin with, every fifth private. Default 5. */
  readonly sampleIncidents?: number;
}

/** An empty catalog, no incidents, a sample organisation. */
export function createState(options: IncidentSandboxOptions, clock: SandboxClock, seed: number): IncidentState {
  const { limits = "standard", webhook } = options;
  const prng = new Prng(seed + 100);
  const stamps = new Stamps(clock, prng);
  const furniture = new Stamps(clock, new Prng(seed + 104));
  const counters = new Counters();
  const deliver = webhook === undefined ? null : "url" in webhook ? deliverTo(webhook.url) : webhook.deliver;
  return {
    clock,
    prng,
    stamps,
    furniture,
    counters,
    keys: new ApiKeys(clock, prng, stamps),
    limits: new RateLimits(clock, counters, limits === "off" ? null : limits === "standard" ? standardLimits : limits),
    catalog: new CatalogStore(clock, stamps),
    incidents: new IncidentStore(),
    followUps: new RowStore(),
    actions: new RowStore(),
    timeline: new RowStore(),
    attachments: new RowStore(),
    alerts: new AlertStore(),
    updates: new RowStore(),
    organisation: sampleOrganisation(stamps, furniture),
    events: new IncidentEvents(clock, new Prng(seed + 102), deliver),
    quirks: { ...defaultQuirks },
  };
}
