import type { ConflictPolicy } from "#core/mapping/field-map.ts";
import type { Fault, FaultRule } from "#sandbox/kit/faults.ts";
import { Prng } from "#sandbox/kit/prng.ts";
import type { Universe } from "./universe.ts";

/** What one seed makes of the world. */
export interface Weather {
  readonly contacts: number;
  readonly edits: number;
  /** Tags that people add and take away at incident.io, and markers that they lose there. */
  readonly catalogEdits: number;
  /** Processes at a time. */
  readonly processes: number;
  readonly crashes: number;
  /** No process gets far: each dies in the middle of its work, and so does its successor. */
  readonly restless: boolean;
  /** Milliseconds by which the wall clocks of all processes but the first are wrong. */
  readonly skewMs: number;
  /** Times at which a process's wall clock jumps, by up to a day either way. */
  readonly clockJumps: number;
  /** People also delete and merge. */
  readonly risky: boolean;
  readonly onDelete: "unlink" | "delete";
  /** Who wins when both sides changed a field. */
  readonly policy: ConflictPolicy;
  /** How HighLevel is signed in to, and whether a refresh token that was used may be used again for half a minute. */
  readonly signIn: "token" | "oauth" | "oauth-without-grace";
  readonly faultChance: number;
  readonly webhooks: { readonly drop: number; readonly duplicate: number; readonly reorder: number; readonly maxDelayMs: number };
  readonly quirks: Quirk;
  /** Milliseconds that the store takes to commit an event. */
  readonly commitMs: number;
  /** Bridges of every kind, and incidents that come and go. */
  readonly flows: boolean;
}

type Quirk = "plain" | "lossy" | "shouting" | "truncating" | "lagging" | "odd-shapes";

/** 24 hours, in milliseconds: as late as an event may be. */
export const LATEST_MS = 86_400_000;

/** One seed in so many has all flows: such a world takes several times as long. */
const FLOWS_EVERY = 100;
/** One seed in so many has processes that do not get far. */
const RESTLESS_EVERY = 10;

export const weatherOf = (seed: number): Weather => (seed % FLOWS_EVERY === 0 ? withFlows(seed) : { ...weatherWithout(seed), flows: false });

/** The same with bridges of every kind. Whose contact is deleted or merged away loses tasks and notes with it: what ought to stand then is nobody's promise. */
export const withFlows = (seed: number): Weather => ({ ...weatherWithout(seed), flows: true, risky: false });

function weatherWithout(seed: number): Omit<Weather, "flows"> {
  const prng = new Prng(seed * 7_919 + 13);
  const stormy = prng.fraction() < 0.8;
  return {
    contacts: 2 + prng.below(7),
    edits: 5 + prng.below(25),
    catalogEdits: catalogEditsOf(seed),
    processes: 1 + prng.below(3),
    crashes: prng.below(4),
    restless: seed % RESTLESS_EVERY === 7,
    skewMs: prng.fraction() < 0.15 ? prng.pick([-86_400_000, -3_600_000, 30_000, 3_600_000, 86_400_000]) : 0,
    clockJumps: prng.fraction() < 0.15 ? 1 + prng.below(3) : 0,
    risky: prng.fraction() < 0.3,
    onDelete: prng.fraction() < 0.5 ? "delete" : "unlink",
    policy: prng.pick(["ask", "ask", "ask", "highlevel", "incident", "newest"] as const),
    signIn: prng.pick(["token", "token", "oauth", "oauth-without-grace"] as const),
    faultChance: stormy ? prng.pick([0.01, 0.05, 0.15, 0.4]) : 0,
    webhooks: {
      drop: prng.pick([0, 0.1, 0.5, 1]),
      duplicate: prng.pick([0, 0.3]),
      reorder: prng.pick([0, 0.3]),
      maxDelayMs: prng.pick([0, 2_000, 30_000, 30_000, LATEST_MS]),
    },
    quirks: prng.pick(["plain", "plain", "plain", "lossy", "shouting", "truncating", "lagging", "odd-shapes"] as const),
    commitMs: prng.pick([0, 0, 5, 40]),
  };
}

/** Every second world. Drawn apart: the rest of a world's weather is as it was before anybody edited the catalog. */
function catalogEditsOf(seed: number): number {
  const prng = new Prng(seed * 6_007 + 5);
  return prng.fraction() < 0.5 ? 0 : 1 + prng.below(12);
}

/** Lets the weather loose on both vendors. */
export function setWeather(universe: Universe, prng: Prng, weather: Weather): void {
  const { highlevel, incident } = universe;
  highlevel.control.setDeliveryFaults(weather.webhooks);
  if (weather.flows) incident.control.setDeliveryFaults(weather.webhooks);
  highlevel.control.setQuirks({
    ...highlevelQuirks(weather.quirks),
    ...(weather.signIn === "oauth-without-grace" && { refreshGrace: false, reuseEndsFamily: true }),
  });
  incident.control.setQuirks(incidentQuirks(weather.quirks));
  if (weather.faultChance === 0) return;
  highlevel.control.setFaults(faultRules(prng, weather.faultChance));
  incident.control.setFaults(faultRules(prng, weather.faultChance));
}

/** Ends every fault, and every quirk under which the vendors' lists do not tell the truth. */
export function clearUp({ highlevel, incident }: Universe): void {
  highlevel.control.setFaults([]);
  incident.control.setFaults([]);
  highlevel.control.setQuirks({ indexLagMs: 0, deletedLinger: false });
  incident.control.setQuirks({ listLagMs: 0, shuffledOrder: false });
}

type HighLevelQuirks = Parameters<Universe["highlevel"]["control"]["setQuirks"]>[0];
type IncidentQuirks = Parameters<Universe["incident"]["control"]["setQuirks"]>[0];

function highlevelQuirks(quirk: Quirk): HighLevelQuirks {
  switch (quirk) {
    case "lossy":
      return { unicodeForm: "NFD", idleWritesTell: true };
    case "shouting":
      return { lowercaseNames: true };
    case "truncating":
      return { truncateNamesAt: 9 };
    case "lagging":
      return { indexLagMs: 8_000, deletedLinger: true };
    case "odd-shapes":
      return { createStatus: 200, successFlag: "succeeded", clearByNull: false };
    case "plain":
      return {};
  }
}

function incidentQuirks(quirk: Quirk): IncidentQuirks {
  switch (quirk) {
    case "lossy":
      return { trimValues: true, unicodeForm: "NFC" };
    case "truncating":
      return { truncateValuesAt: 40 };
    case "lagging":
      return { listLagMs: 8_000, shuffledOrder: true };
    case "odd-shapes":
      return { literalEmpty: true, endByEmptyPage: true, upsertClears: false, retryAfterStyle: "http-date" };
    case "plain":
    case "shouting":
      return {};
  }
}

const kinds = [
  "refuse",
  "timeout-before",
  "timeout-after",
  "408-before",
  "408-after",
  "500-before",
  "500-after",
  "401",
  "403",
  "409",
  "cut-json",
  "html-200",
  "html-502",
] as const;

function faultRules(prng: Prng, chance: number): readonly FaultRule[] {
  const menu: Fault[] = [
    ...kinds.map((kind) => ({ kind })),
    { kind: "stall", forMs: 1_000 + prng.below(30_000) },
    ...[null, "3", "0.5", "-4", "99999", { dateInMs: 5_000 }].map((retryAfter): Fault => ({ kind: "429", retryAfter })),
  ];
  const chosen = menu.filter(() => prng.fraction() < 0.4);
  return chosen.map((fault) => ({ fault, probability: chance / chosen.length }));
}
