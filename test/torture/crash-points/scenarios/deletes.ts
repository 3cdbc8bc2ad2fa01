import type { DeletePolicy } from "#core/bridge.ts";
import { asks, braked, isGone, isThere, linked, population } from "../expectations.ts";
import type { Scenario } from "../scenario.ts";
import { contact, edit, events, holdEvents, letEventsGo, load, merge, releaseBrake, remove, resolve, settings, settle, sweep } from "../steps.ts";

const linkedPair = [contact("ada"), contact("bo"), load, settle] as const;
const policy = (onDelete: DeletePolicy) => settings({ onDelete });
/** As many as one run may delete before a person must look, and some more. */
const crowd = Array.from({ length: 22 }, (_unused, index) => `person${String(index)}`);
const linkedCrowd = [...crowd.map((who) => contact(who, { tags: [] })), load, settle, policy("delete"), events("lost")] as const;

/** Links whose delete the brake holds back until a person releases it. */
const WAITS_FOR_THE_BRAKE = /^S2 .*\(parked HW_BRAKE\)$/u;

const deletes = (onDelete: DeletePolicy): readonly Scenario[] => [
  {
    name: `delete-left-${onDelete}`,
    arrange: [...linkedPair, policy(onDelete)],
    act: [remove("highlevel", "ada"), settle],
    end: [linked("tombstone", "ada"), linked("active", "bo"), (onDelete === "unlink" ? isThere : isGone)("incident", "ada")],
  },
  {
    name: `delete-right-${onDelete}`,
    arrange: [...linkedPair, policy(onDelete)],
    act: [remove("incident", "ada"), sweep("incident"), settle],
    end: [linked("tombstone", "ada"), linked("active", "bo"), (onDelete === "unlink" ? isThere : isGone)("highlevel", "ada")],
  },
];

const againstEdit = [
  ...linkedPair,
  policy("delete"),
  events("lost"),
  remove("highlevel", "ada"),
  edit("incident", "ada", "website", "https://right.example.com/"),
] as const;
const asked = [...againstEdit, sweep("incident"), sweep("highlevel"), settle] as const;

/** Records that people delete. */
export const deletions: readonly Scenario[] = [
  ...(["unlink", "archive", "delete"] as const).flatMap(deletes),
  {
    name: "delete-on-both-sides",
    arrange: [...linkedPair, policy("delete")],
    act: [remove("incident", "ada"), remove("highlevel", "ada"), settle],
    end: [linked("tombstone", "ada"), population(1, 1)],
  },
  {
    name: "delete-against-edit",
    arrange: againstEdit,
    act: [sweep("incident"), sweep("highlevel"), settle],
    end: [asks("*"), isThere("incident", "ada")],
  },
  {
    name: "delete-against-edit-kept",
    arrange: asked,
    act: [resolve("ada", "*", { choose: "keep" }), settle],
    end: [asks(), linked("tombstone", "ada"), isThere("incident", "ada")],
  },
  {
    name: "delete-against-edit-deleted",
    arrange: asked,
    act: [resolve("ada", "*", { choose: "delete" }), settle],
    end: [asks(), linked("tombstone", "ada"), isGone("incident", "ada")],
  },
  {
    name: "tombstone-against-a-stale-event",
    arrange: [
      ...linkedPair,
      policy("delete"),
      holdEvents,
      edit("highlevel", "ada", "website", "https://left.example.com/"),
      sweep("highlevel"),
      settle,
      remove("highlevel", "ada"),
      sweep("highlevel"),
      settle,
    ],
    act: [letEventsGo, settle],
    end: [linked("tombstone", "ada"), population(1, 1)],
  },
  {
    name: "merge-of-contacts",
    arrange: linkedPair,
    act: [merge("ada", "bo"), settle],
    end: [linked("active", "ada"), linked("tombstone", "bo"), population(1, 2)],
  },
  {
    name: "merge-of-contacts-deletes-the-other-entry",
    arrange: [...linkedPair, policy("delete")],
    act: [merge("ada", "bo"), settle],
    end: [linked("active", "ada"), linked("tombstone", "bo"), population(1, 1)],
  },
  {
    name: "brake-pulled-by-one-delete-too-many",
    arrange: [...linkedCrowd, ...crowd.slice(0, 20).flatMap((who) => remove("highlevel", who)), sweep("highlevel"), settle],
    act: [remove("highlevel", "person20"), sweep("highlevel"), settle],
    meant: WAITS_FOR_THE_BRAKE,
    end: [braked(true), population(1, 2)],
  },
  {
    name: "brake-released",
    arrange: [
      ...linkedCrowd,
      ...crowd.slice(0, 20).flatMap((who) => remove("highlevel", who)),
      sweep("highlevel"),
      settle,
      remove("highlevel", "person20"),
      sweep("highlevel"),
      settle,
    ],
    act: [releaseBrake, settle],
    end: [braked(false), population(1, 1)],
  },
];
