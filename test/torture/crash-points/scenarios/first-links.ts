import type { ConflictPolicy } from "#core/mapping/field-map.ts";
import { asks, bothShow, eitherOf, isThere, keeps, linked, population, shows } from "../expectations.ts";
import type { Scenario } from "../scenario.ts";
import { contact, entry, forgetEverything, later, load, phoneOf, settings, settle, sweep } from "../steps.ts";

const LEFT = "https://left.example.com/";
const RIGHT = "https://right.example.com/";
/** Both sides' records are noticed while the bridge is stopped; the act lets it go. */
const paused = settings({ mode: "paused" });
const go = settings({ mode: "live" });
const noticed = [sweep("incident"), sweep("highlevel")] as const;

const differentAtFirst = (policy: ConflictPolicy, end: Scenario["end"]): Scenario => ({
  name: `first-link-${policy}`,
  arrange: [
    load,
    paused,
    settings({ firstLink: policy }),
    entry("ada", { website: RIGHT }),
    later(1_500),
    contact("ada", { website: LEFT }),
    ...noticed,
  ],
  act: [go, settle],
  end: [linked("active", "ada"), population(1, 1), ...end],
});

/** Two records, or one, become a link. */
export const firstLinks: readonly Scenario[] = [
  {
    name: "entry-from-contact",
    arrange: [load],
    act: [contact("ada"), settle],
    end: [linked("active", "ada"), population(1, 1), isThere("incident", "ada")],
  },
  {
    name: "contact-from-entry",
    arrange: [load],
    act: [entry("ada"), sweep("incident"), settle],
    end: [linked("active", "ada"), population(1, 1), bothShow("ada", "email", "ada@example.com"), bothShow("ada", "tags", "ada")],
  },
  {
    name: "three-entries-from-contacts",
    arrange: [load],
    act: [contact("ada"), contact("bo"), contact("cy"), settle],
    end: [linked("active", "ada", "bo", "cy"), population(3, 3)],
  },
  {
    name: "entry-without-keys",
    arrange: [load],
    act: [entry("ada", { email: null, phone: null }), sweep("incident"), settle],
    // Setting up asked the catalog with a scratch entry, which no link stands for.
    meant: /^A1 incident was written to and the journal has no entry of it$/u,
    end: [population(0, 1), linked("excluded", "ada")],
  },
  {
    name: "contact-without-keys",
    arrange: [load],
    act: [contact("ada", { email: null, phone: null }), settle],
    end: [population(1, 1), linked("active", "ada")],
  },
  {
    name: "match-by-email",
    arrange: [load, paused, entry("ada", { phone: null }), contact("ada"), ...noticed],
    act: [go, settle],
    end: [linked("active", "ada"), population(1, 1), bothShow("ada", "phone", phoneOf("ada"))],
  },
  {
    name: "match-by-phone",
    arrange: [load, paused, entry("ada"), contact("ada", { email: null }), ...noticed],
    act: [go, settle],
    end: [linked("active", "ada"), population(1, 1), bothShow("ada", "email", "ada@example.com")],
  },
  {
    name: "match-by-marker",
    arrange: [contact("ada"), contact("bo"), load, settle, forgetEverything],
    act: [sweep("incident"), sweep("highlevel"), settle],
    end: [linked("active", "ada", "bo"), population(2, 2)],
  },
  {
    name: "both-made-at-once",
    arrange: [load],
    act: [entry("ada"), contact("ada"), sweep("incident"), sweep("highlevel"), settle],
    end: [eitherOf([population(1, 1), linked("active", "ada"), asks()], [population(1, 2), asks("*")])],
    mayDiffer: "an entry that no list has shown yet cannot be found by its e-mail: then a second one is made, and a person is asked",
  },
  differentAtFirst("ask", [asks("website"), shows("highlevel", "ada", "website", LEFT), shows("incident", "ada", "website", RIGHT)]),
  differentAtFirst("highlevel", [bothShow("ada", "website", LEFT), keeps(RIGHT)]),
  differentAtFirst("incident", [bothShow("ada", "website", RIGHT), keeps(LEFT)]),
  differentAtFirst("newest", [bothShow("ada", "website", LEFT), keeps(RIGHT)]),
];
