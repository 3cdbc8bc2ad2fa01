import type { SandboxClock } from "../kit/clock.ts";
import { Counters } from "../kit/counters.ts";
import { Prng } from "../kit/prng.ts";
import { deliverTo, type Deliver } from "../kit/webhook-sender.ts";
import { Access } from "./access.ts";
import { ContactStore } from "./contact-store.ts";
import { OAuth } from "./oauth.ts";
import { limitPresets, RateLimits, type Limits } from "./rate-limits.ts";
import { defaultQuirks } from "./quirks.ts";
import { RecordStore } from "./record-store.ts";
import type { HighLevelState, SandboxLocation } from "./state.ts";
import { HighLevelWebhooks } from "./webhooks.ts";

export interface LocationOptions {
  readonly id: string;
  readonly name: string;
  /** ISO 3166 alpha-2. Default `US`. */
  readonly country?: string;
  /** Default `America/New_York`. */
  readonly timezone?: string;
  /** Default the sandbox's one company. */
  readonly companyId?: string;
  /** The marketplace app is installed here. Default true. */
  readonly installed?: boolean;
}

export interface HighLevelSandboxOptions {
  /** Default 0: a free one. */
  readonly port?: number;
  /** Default the machine's. `control.advance` moves the sandbox's time ahead of it. */
  readonly clock?: SandboxClock;
  /** Default 1. The same seed, clock and calls give the same sandbox, its signing key included. */
  readonly seed?: number;
  /** Invented contacts to begin with. Default 0. */
  readonly sampleContacts?: number;
  /** Invented records of each kind to begin with, spread over the contacts. Default 0. */
  readonly sampleRecords?: number;
  /** Default `marketplace`: 100 calls per 10 seconds and 200,000 a day, per app and location. */
  readonly limits?: "marketplace" | "trial" | "off" | Limits;
  /** Where events go: a URL on this machine, or a function. Can be set later through `control`. */
  readonly webhook?: { readonly url: string } | { readonly deliver: Deliver };
  /** The first one is the default location. Default one in the United States. */
  readonly locations?: readonly [LocationOptions, ...LocationOptions[]];
  /** Addresses to which consent may send back. Default every address of this machine. */
  readonly redirectUris?: readonly string[];
}

export const COMPANY_ID = "com00SandboxHighwire";
const sampleLocation: LocationOptions = { id: "loc00SandboxHighwire", name: "Sandbox location" };
const appId = "5a4db0c51de0f1a9d0b8e7c3";

/** Locations and the app, no contacts. */
export function createState(options: HighLevelSandboxOptions, clock: SandboxClock, seed: number): HighLevelState {
  const { limits = "marketplace", webhook, redirectUris = null } = options;
  const prng = new Prng(seed);
  const counters = new Counters();
  const quirks = { ...defaultQuirks };
  const access = new Access(clock);
  const locations = new Map((options.locations ?? [sampleLocation]).map((location) => [location.id, locationOf(location)]));
  const deliver = webhook === undefined ? null : "url" in webhook ? deliverTo(webhook.url) : webhook.deliver;
  const webhooks = new HighLevelWebhooks({ clock, prng: new Prng(seed + 2), deliver, appId, quirks }, locations);
  return {
    clock,
    prng,
    traces: new Prng(seed + 3),
    furniture: new Prng(seed + 4),
    counters,
    quirks,
    access,
    locations,
    webhooks,
    limits: new RateLimits(clock, counters, limits === "off" ? null : typeof limits === "string" ? limitPresets[limits] : limits),
    contacts: new ContactStore(clock, prng, quirks),
    customFields: new Map(),
    tags: new Map(),
    tasks: new RecordStore(clock, prng, quirks),
    notes: new RecordStore(clock, prng, quirks),
    calendars: new Map(),
    appointments: new RecordStore(clock, prng, quirks),
    appointmentNotes: new Map(),
    businesses: new Map(),
    pipelines: new Map(),
    opportunities: new RecordStore(clock, prng, quirks),
    workflows: new Map(),
    campaigns: new Map(),
    enrolments: new Map(),
    users: new Map(),
    sampled: 0,
    oauth: new OAuth(
      { clock, prng, access, webhooks, locations, quirks },
      { appId, clientId: `${appId}-sandbox`, clientSecret: "sandbox-secret", redirectUris },
    ),
  };
}

export function locationOf({
  id,
  name,
  country = "US",
  timezone = "America/New_York",
  companyId = COMPANY_ID,
  installed = true,
}: LocationOptions): SandboxLocation {
  return { id, companyId, name, country, timezone, suspended: false, installed };
}
