import { bothShow, linked, population } from "../expectations.ts";
import type { Scenario } from "../scenario.ts";
import { contact, edit, entry, events, highlevelQuirks, holdEvents, later, letEventsGo, load, settle, sweep, sweepAlong } from "../steps.ts";

const LEFT = "https://left.example.com/";
const RIGHT = "https://right.example.com/";
const linkedPair = [contact("ada"), contact("bo"), load, settle] as const;

/** How changes become known. */
export const sweepsAndEvents: readonly Scenario[] = [
  {
    name: "event-told-twice",
    arrange: [...linkedPair, events("doubled")],
    act: [edit("highlevel", "ada", "website", LEFT), settle],
    end: [bothShow("ada", "website", LEFT)],
  },
  {
    name: "event-sent-again-because-nobody-answered",
    arrange: [...linkedPair, highlevelQuirks({ retryAll: true })],
    act: [edit("highlevel", "ada", "website", LEFT), settle],
    end: [bothShow("ada", "website", LEFT)],
  },
  {
    name: "events-all-at-once",
    arrange: [...linkedPair, holdEvents],
    act: [
      edit("highlevel", "ada", "website", "https://first.example.com/"),
      later(1_100),
      edit("highlevel", "ada", "website", LEFT),
      edit("highlevel", "bo", "phone", "+12025550155"),
      letEventsGo,
      settle,
    ],
    end: [bothShow("ada", "website", LEFT), bothShow("bo", "phone", "+12025550155")],
  },
  {
    name: "sweep-narrow",
    arrange: [...linkedPair, events("lost")],
    act: [edit("highlevel", "ada", "website", LEFT), contact("cy"), sweep("highlevel", "narrow"), settle],
    end: [bothShow("ada", "website", LEFT), linked("active", "ada", "bo", "cy"), population(3, 3)],
  },
  {
    name: "sweep-full",
    arrange: [...linkedPair, events("lost")],
    act: [
      edit("highlevel", "ada", "website", LEFT),
      edit("incident", "bo", "website", RIGHT),
      entry("di"),
      sweep("incident"),
      sweep("highlevel"),
      settle,
    ],
    end: [bothShow("ada", "website", LEFT), bothShow("bo", "website", RIGHT), linked("active", "ada", "bo", "di"), population(3, 3)],
  },
  {
    name: "sweeper-loop",
    arrange: [...linkedPair, events("lost")],
    act: [edit("highlevel", "ada", "website", LEFT), edit("incident", "bo", "website", RIGHT), sweepAlong(3_000)],
    end: [bothShow("ada", "website", LEFT), bothShow("bo", "website", RIGHT)],
  },
];
