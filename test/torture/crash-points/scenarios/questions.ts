import type { Resolution } from "#core/ports/store.ts";
import { asks, bothShow, linked, population, shows } from "../expectations.ts";
import type { Scenario, Step } from "../scenario.ts";
import {
  contact,
  edit,
  emailOf,
  entry,
  faults,
  later,
  load,
  planAndApply,
  redrive,
  resolve,
  setConnection,
  setMode,
  settings,
  settle,
  sweep,
  syncContact,
} from "../steps.ts";

const LEFT = "https://left.example.com/";
const RIGHT = "https://right.example.com/";
const THIRD = "https://third.example.com/";
const linkedAda = [contact("ada"), load, settle] as const;

const answered = (choose: string, resolution: Resolution, end: Scenario["end"]): Scenario => ({
  name: `answer-${choose}`,
  arrange: [...linkedAda, edit("incident", "ada", "website", RIGHT), edit("highlevel", "ada", "website", LEFT), settle],
  act: [resolve("ada", "website", resolution), settle],
  end: [asks(), ...end],
});

const shared = { email: emailOf("ada"), phone: null } as const;
/** The bridge is stopped while records with one e-mail are made and noticed. */
const noticedAtRest = (...made: readonly Step[]): readonly Step[] => [
  load,
  settings({ mode: "paused" }),
  ...made,
  sweep("incident"),
  sweep("highlevel"),
];
const go = settings({ mode: "live" });
/** Two entries with one e-mail, and a contact that could be either. */
const twoEntries = noticedAtRest(entry("ada", { phone: null }), entry("twin", shared), contact("ada"));
/** Two contacts with one e-mail, and an entry that could be either's. */
const twoContacts = noticedAtRest(entry("ada", { phone: null }), contact("ada"), contact("twin", shared));

/** People made the twin, and setting up asked the catalog with a scratch entry, for which no link stands. */
const meant = /^(?:I4 1 records exist twice|A1 incident was written to and the journal has no entry of it)$/u;

const asksAboutAll = (name: string, arrange: readonly Step[], ...counts: Parameters<typeof population>): Scenario => ({
  name,
  arrange,
  act: [go, settle],
  // All three wait: to give one to another would be a guess, to make one more a duplicate.
  end: [asks("*", "*", "*"), linked("parked", "ada", "twin"), population(...counts)],
  meant,
});

/** Writes back and forth between two values, each within a minute, as two programs that fight would. */
const fight = ["one", "two", "one", "two", "one"].flatMap((word) => [
  edit("highlevel", "ada", "website", `https://${word}.example.com/`),
  settle,
  later(5_000),
]);

/** What a person is asked, and what a person asks. */
export const questions: readonly Scenario[] = [
  answered("left", { choose: "left" }, [bothShow("ada", "website", LEFT)]),
  answered("right", { choose: "right" }, [bothShow("ada", "website", RIGHT)]),
  answered("value", { choose: "value", value: THIRD }, [bothShow("ada", "website", THIRD)]),
  {
    ...answered("both", { choose: "both" }, [shows("highlevel", "ada", "website", LEFT), shows("incident", "ada", "website", RIGHT)]),
    // Each side keeps its own value: that is the answer.
    meant: /^M1 website of \w+ differs and nobody was asked$/u,
  },
  {
    name: "answer-first-link",
    arrange: [
      load,
      settings({ mode: "paused" }),
      entry("ada", { website: RIGHT }),
      contact("ada", { website: LEFT }),
      sweep("incident"),
      sweep("highlevel"),
      settings({ mode: "live" }),
      settle,
    ],
    act: [resolve("ada", "website", { choose: "right" }), settle],
    end: [asks(), bothShow("ada", "website", RIGHT)],
  },
  {
    name: "answer-unlink",
    arrange: [...twoEntries, go, settle],
    act: [resolve("twin", "*", { choose: "unlink" }), settle],
    end: [population(1, 2)],
    meant,
  },
  asksAboutAll("two-contacts-for-one-entry", twoContacts, 2, 1),
  asksAboutAll("two-entries-for-one-contact", twoEntries, 1, 2),
  {
    name: "answer-candidate",
    arrange: [...twoContacts, go, settle],
    act: [resolve("twin", "*", (stage) => ({ choose: "candidate", recordId: stage.idOf("ada", "incident") ?? "" })), settle],
    end: [population(2, 1), linked("active", "twin")],
    meant,
  },
  {
    name: "oscillation-freezes",
    arrange: [...linkedAda, ...fight],
    act: [edit("highlevel", "ada", "website", "https://two.example.com/"), settle],
    end: [asks("website")],
  },
  {
    name: "answer-unfreeze",
    arrange: [...linkedAda, ...fight, edit("highlevel", "ada", "website", "https://two.example.com/"), settle],
    act: [resolve("ada", "website", { choose: "unfreeze" }), settle],
    end: [asks()],
  },
  {
    name: "redrive-parked",
    arrange: [
      ...linkedAda,
      faults("incident", { fault: { kind: "answer", status: 422, message: "refused", commits: false }, match: { method: "PUT" }, times: 1 }),
      edit("highlevel", "ada", "website", LEFT),
      settle,
    ],
    act: [redrive, settle],
    end: [bothShow("ada", "website", LEFT)],
  },
  {
    name: "sync-one-contact-now",
    arrange: linkedAda,
    act: [edit("incident", "ada", "website", RIGHT), syncContact("ada"), settle],
    end: [bothShow("ada", "website", RIGHT)],
  },
  {
    name: "plan-and-apply",
    arrange: [load, settings({ mode: "paused" }), contact("ada"), entry("bo"), contact("cy"), entry("cy")],
    act: [planAndApply, setMode("live"), settle],
    end: [linked("active", "ada", "bo", "cy"), population(3, 3)],
  },
  {
    name: "plan-and-apply-updates",
    arrange: [
      ...linkedAda,
      settings({ mode: "paused" }),
      edit("highlevel", "ada", "website", LEFT),
      edit("incident", "ada", "phone", "+12025550155"),
    ],
    act: [planAndApply, setMode("live"), settle],
    end: [bothShow("ada", "website", LEFT), bothShow("ada", "phone", "+12025550155")],
  },
  {
    name: "connection-paused-and-resumed",
    arrange: linkedAda,
    act: [setConnection("incident", "paused"), edit("highlevel", "ada", "website", LEFT), settle, setConnection("incident", "active"), settle],
    end: [bothShow("ada", "website", LEFT)],
  },
  {
    name: "bridge-paused-and-resumed",
    arrange: linkedAda,
    act: [setMode("paused"), edit("highlevel", "ada", "website", LEFT), settle, setMode("live"), settle],
    end: [bothShow("ada", "website", LEFT)],
  },
];
