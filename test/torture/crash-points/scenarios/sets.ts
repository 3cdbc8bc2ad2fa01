import { bothShow } from "../expectations.ts";
import type { Scenario } from "../scenario.ts";
import { contact, edit, load, settle, sweep, tag, untag } from "../steps.ts";

const linkedAda = [contact("ada", { tags: ["calm", "vip"] }), load, settle];

/** Tags, which merge by element. */
export const sets: readonly Scenario[] = [
  {
    name: "tag-left",
    arrange: linkedAda,
    act: [tag("highlevel", "ada", "new"), settle],
    end: [bothShow("ada", "tags", "calm new vip")],
  },
  {
    name: "tag-right",
    arrange: linkedAda,
    act: [tag("incident", "ada", "new"), sweep("incident"), settle],
    end: [bothShow("ada", "tags", "calm new vip")],
  },
  {
    name: "untag-left",
    arrange: linkedAda,
    act: [untag("highlevel", "ada", "vip"), settle],
    end: [bothShow("ada", "tags", "calm")],
  },
  {
    name: "untag-right",
    arrange: linkedAda,
    act: [untag("incident", "ada", "vip"), sweep("incident"), settle],
    end: [bothShow("ada", "tags", "calm")],
  },
  {
    name: "tags-change-on-both-sides",
    arrange: linkedAda,
    act: [
      tag("incident", "ada", "right"),
      untag("incident", "ada", "calm"),
      tag("highlevel", "ada", "left"),
      untag("highlevel", "ada", "vip"),
      settle,
    ],
    end: [bothShow("ada", "tags", "left right")],
  },
  {
    name: "tags-and-a-field-right",
    arrange: linkedAda,
    act: [
      tag("incident", "ada", "right"),
      untag("incident", "ada", "calm"),
      edit("incident", "ada", "website", "https://right.example.com/"),
      sweep("incident"),
      settle,
    ],
    end: [bothShow("ada", "tags", "right vip"), bothShow("ada", "website", "https://right.example.com/")],
  },
];
